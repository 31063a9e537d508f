"""One row of a sheet of results (成果) to the columns of the know-how table."""

from typing import Any

from ingest.cells import RowCells
from ingest.digests import body_key
from ingest.parse_patent import price_terms, row_owners, row_place, supplied, transfer_terms
from ingest.types import ValidRow
from models.values.secrecy import require_public_secrecy
from models.values.text import clean, fold

NUMBER_REMEDY = "有专利号的请作为专利导入，或清空这一格"


def parse_know_how(cells: RowCells, row: tuple[str, int], owner: str | None) -> ValidRow | None:
    """Return the piece of know-how of a row, or None where cells were refused.

    It is known again by its owner and its title. row, owner: as of a patent.
    """
    if not cells.says_nothing("application_number"):
        number = cells.shown("application_number")
        cells.refuse("application_number", number, "成果带有专利号", NUMBER_REMEDY)
    title = cells.required("title", clean)
    cells.parsed("secrecy", require_public_secrecy)
    values: dict[str, Any] = {
        "title": title,
        "description": cells.block("abstract"),
        "scenario": cells.block("scenario"),
        **{name: cells.text(name) for name in ("industry_text", "contact_name", "contact_phone")},
        **transfer_terms(cells),
    }
    owners = row_owners(cells, owner)
    place, facts = row_place(cells)
    stated = price_terms(cells)
    if not title or not owners:
        return None
    sheet, row_number = row
    key = f"{body_key(owners[0])}|{fold(title)}"
    values["title_key"] = fold(title)
    return ValidRow(
        sheet, row_number, key, supplied(values) | stated, owners[:1], {**place, **facts}
    )
