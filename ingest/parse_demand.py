"""One row of a demand sheet to the columns of the demand table."""

from datetime import date
from hashlib import blake2b
from typing import Any

from ingest.cells import RowCells, cell_text, whole_digits
from ingest.parse_patent import money_columns, money_parser, supplied
from ingest.patent_facts import parse_keywords
from ingest.types import Cell, ValidRow
from models.values.dates import parse_deadline
from models.values.org_name import org_key
from models.values.region import city_of, find_region, get_city
from models.values.secrecy import Confidentiality, require_public_secrecy
from models.values.text import clean, fold
from models.values.transfer_mode import parse_modes
from models.values.uscc import Uscc

KEY_BYTES = 16
_LABEL_FIELDS = {"high_tech": "高新技术企业", "specialised": "专精特新", "little_giant": "小巨人"}
_YES = {"是", "有", "√", "✓", "y", "yes", "1"}
_NO = {"否", "无", "不是", "没有", "n", "no", "0"}


def parse_demand(cells: RowCells, row: tuple[str, int], owner: str | None) -> ValidRow | None:
    """Return the demand of a row, or None where cells were refused.

    row: the sheet's name and the row's number; owner: whose demand a row is that names no one.
    """
    title = cells.required("title", clean)
    organisation = _organisation(cells, owner)
    cells.parsed("secrecy", require_public_secrecy)
    number = cells.text("demand_number")
    values: dict[str, Any] = {"title": title, "demand_number": number}
    for name in ("description", "problem", "key_technique", "target", "basis"):
        values[name] = cells.block(name)
    for name in (
        "industry_text",
        "technical_field",
        "intended_partner",
        "contact_name",
        "contact_phone",
    ):
        values[name] = cells.text(name)
    values |= _conditions(cells)
    facts = _organisation_facts(cells)
    values["city_code"] = facts.get("city_code")
    values["district"] = facts.get("district")
    budget = _budget(cells)
    if not title or not organisation:
        return None
    sheet, row_number = row
    key = demand_key(organisation, number, title)
    return ValidRow(sheet, row_number, key, supplied(values) | budget, (organisation,), facts)


def demand_key(organisation: str, number: str, title: str) -> str:
    """Return the digest by which the same demand is known again: its number, else its title."""
    identity = f"n:{fold(number)}" if number else f"t:{fold(title)}"
    return blake2b(
        f"{org_key(organisation)}|{identity}".encode(), digest_size=KEY_BYTES
    ).hexdigest()


def _organisation(cells: RowCells, owner: str | None) -> str | None:
    named = cells.parsed("organisation", clean)
    # A name of marks only, such as ***, names no one.
    if named and org_key(named):
        return named
    if not owner and not cells.refused("organisation"):
        column = cells.column("organisation")
        cells.refuse(
            "organisation", cells.shown("organisation"), "没有写明需求单位", f"请填写“{column}”"
        )
    return owner


def _conditions(cells: RowCells) -> dict[str, Any]:
    modes = cells.parsed("cooperation_modes", parse_modes) or ()
    return {
        "keywords": list(cells.parsed("keywords", parse_keywords) or ()),
        "cooperation_modes": [mode.value for mode in modes],
        "deadline": cells.value("deadline", _deadline),
        "confidentiality": cells.parsed("confidentiality", Confidentiality.parse),
    }


def _deadline(cell: Cell) -> date:
    # A number goes as it is: 2024.1 may have been typed as October, and is refused.
    if isinstance(cell, date | int | float) and not isinstance(cell, bool):
        return parse_deadline(cell)
    return parse_deadline(cell_text(cell))


def _budget(cells: RowCells) -> dict[str, Any]:
    if cells.says_nothing("budget"):
        return {}
    return money_columns(cells.parsed("budget", money_parser(cells.column("budget"))), "budget")


def _labels(cells: RowCells) -> str:
    """Return what the firm is; a column that is answered with yes gives its header."""
    labels = [cells.text("organisation_labels")]
    for name, label in _LABEL_FIELDS.items():
        said = cells.text(name)
        if fold(said) not in _NO:
            labels.append(label if fold(said) in _YES else said)
    return "；".join(dict.fromkeys(label for label in labels if label))


def _organisation_facts(cells: RowCells) -> dict[str, str]:
    city = cells.parsed("city", get_city)
    district = cells.text("district")
    if city is None and district:
        region = find_region(district)
        city = city_of(region) if region else None
    uscc = cells.parsed("uscc", whole_digits(Uscc.parse))
    facts = {
        "city_code": city.code if city else "",
        "district": district,
        "labels": _labels(cells),
        "intro": cells.text("intro"),
        "uscc": uscc.code if uscc else "",
    }
    return supplied(facts)
