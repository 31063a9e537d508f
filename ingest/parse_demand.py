"""One row of a demand sheet to the columns of the demand table."""

from hashlib import blake2b
from typing import Any

from ingest.cells import RowCells
from ingest.parse_patent import money_columns
from ingest.types import ValidRow
from models.values.dates import parse_deadline
from models.values.money import Money, header_unit_yuan
from models.values.org_name import org_key, split_names
from models.values.region import find_region, get_city, province_of
from models.values.secrecy import Confidentiality, require_public_secrecy
from models.values.text import clean, fold
from models.values.transfer_mode import parse_modes
from models.values.uscc import Uscc

KEY_BYTES = 16


def parse_demand(cells: RowCells, row: tuple[str, int], owner: str | None) -> ValidRow | None:
    """Return the demand of a row, or None where cells were refused.

    row: the sheet's name and the row's number; owner: whose demand a row is that names no one.
    """
    title = cells.required("title", clean)
    organisation = cells.parsed("organisation", clean) or owner
    if not organisation:
        cells.refuse("organisation", "", "没有需求单位", "请填写企业名称，或用 --owner 指定")
    cells.parsed("secrecy", require_public_secrecy)
    number = cells.text("demand_number")
    values: dict[str, Any] = {"title": title, "demand_number": number}
    for name in ("description", "problem", "key_technique", "target", "basis"):
        values[name] = cells.block(name)
    for name in ("industry_text", "technical_field", "intended_partner"):
        values[name] = cells.text(name)
    for name in ("contact_name", "contact_phone"):
        values[name] = cells.text(name)
    values |= _conditions(cells)
    extra = _organisation_facts(cells)
    values["city_code"] = extra.get("city_code")
    values["district"] = extra.get("district", "")
    if not title or not organisation:
        return None
    supplied = {name: value for name, value in values.items() if value not in (None, "", [])}
    sheet, row_number = row
    key = demand_key(organisation, number, title)
    return ValidRow(sheet, row_number, key, supplied, (organisation,), extra)


def demand_key(organisation: str, number: str, title: str) -> str:
    """Return the digest by which the same demand is known again: its number, else its title."""
    identity = f"n:{fold(number)}" if number else f"t:{fold(title)}"
    return blake2b(
        f"{org_key(organisation)}|{identity}".encode(), digest_size=KEY_BYTES
    ).hexdigest()


def _conditions(cells: RowCells) -> dict[str, Any]:
    unit = header_unit_yuan(cells.column("budget"))
    budget = cells.parsed("budget", lambda text: Money.parse(text, unit))
    return {
        "keywords": list(cells.parsed("keywords", split_names) or ()),
        "cooperation_modes": [
            mode.value for mode in cells.parsed("cooperation_modes", parse_modes) or ()
        ],
        "deadline": cells.parsed("deadline", parse_deadline),
        "confidentiality": cells.parsed("confidentiality", Confidentiality.parse),
        **money_columns(budget, "budget"),
    }


def _organisation_facts(cells: RowCells) -> dict[str, str]:
    facts: dict[str, str] = {}
    city = cells.parsed("city", get_city)
    if city:
        facts["city_code"] = city.code
    district = cells.text("district")
    if district:
        facts["district"] = district
        region = find_region(district, province_of(city).name if city else None)
        if region and not city:
            facts["city_code"] = region.code[:4] + "00"
    for name, column in (("labels", "organisation_labels"), ("intro", "intro")):
        text = cells.text(column)
        if text:
            facts[name] = text
    uscc = cells.parsed("uscc", Uscc.parse)
    if uscc:
        facts["uscc"] = uscc.code
    return facts
