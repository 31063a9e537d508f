"""One row of a survey of patent products: a firm's product in a year, with its patents."""

from collections.abc import Callable
from functools import lru_cache, partial
from hashlib import blake2b
from typing import Any

from ingest.cells import RowCells, whole_digits
from ingest.parse_figures import parse_year
from ingest.parse_patent import supplied
from ingest.types import ValidRow
from models.values.money import header_unit_yuan
from models.values.org_name import org_key
from models.values.product_cells import parse_amount, parse_patent_list
from models.values.region import city_of, find_region, get_city
from models.values.text import clean, fold
from models.values.uscc import Uscc

KEY_BYTES = 16
# Column of the sheet → column of the table.
_AMOUNTS = {"output": "output_cny", "sales": "sales_cny", "firm_sales": "firm_sales_cny"}
_PATENTS = ("core_patents", "peripheral_patents")


def parse_product(cells: RowCells, row: tuple[str, int], owner: str | None) -> ValidRow | None:
    """Return the product of a row, or None where cells were refused.

    It is known again by its firm, its name and the year. row: the sheet's name and the row's
    number; owner: whose product a row is that names no firm. The patents are stored numbers.
    """
    organisation = _organisation(cells, owner)
    name = cells.required("product_name", clean)
    year = cells.required("year", parse_year)
    values: dict[str, Any] = {
        "product_name": name,
        "year": year,
        "product_description": cells.block("product_description"),
        "industry_text": cells.text("industry_text"),
        "contact_name": cells.text("contact_name"),
        "contact_phone": cells.text("contact_phone"),
        **_patents(cells),
    }
    amounts = {
        column: amount
        for field, column in _AMOUNTS.items()
        if (amount := cells.parsed(field, _amount_parser(cells.column(field)))) is not None
    }
    facts = _organisation_facts(cells)
    if not organisation or not name or year is None:
        return None
    sheet, row_number = row
    key = product_digest(organisation, name, year)
    return ValidRow(sheet, row_number, key, supplied(values) | amounts, (organisation,), facts)


def product_digest(organisation: str, name: str, year: int) -> str:
    """Return the digest by which the same product of a firm in a year is known in a file."""
    identity = f"{org_key(organisation)}|{year}|{fold(name)}"
    return blake2b(identity.encode(), digest_size=KEY_BYTES).hexdigest()


def _organisation(cells: RowCells, owner: str | None) -> str | None:
    named = cells.parsed("organisation", clean)
    # A name of marks only, such as ***, names no one.
    if named and org_key(named):
        return named
    if not owner and not cells.refused("organisation"):
        column = cells.column("organisation")
        cells.refuse(
            "organisation", cells.shown("organisation"), "没有写明企业", f"请填写“{column}”"
        )
    return owner


def _patents(cells: RowCells) -> dict[str, list[str]]:
    core, peripheral = (
        list(cells.parsed(name, whole_digits(parse_patent_list)) or ()) for name in _PATENTS
    )
    both = [number for number in core if number in peripheral]
    if both:
        remedy = "同一件专利请只填在“核心专利”或“外围专利”一列"
        reason = f"{both[0]} 同时填为核心和外围"
        cells.refuse("peripheral_patents", cells.shown("peripheral_patents"), reason, remedy)
    return {"core_patents": core, "peripheral_patents": peripheral}


@lru_cache
def _amount_parser(header: str) -> Callable[[str], int]:
    return partial(parse_amount, unit_yuan=header_unit_yuan(header))


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
        "uscc": uscc.code if uscc else "",
    }
    return supplied(facts)
