"""One row of a patent sheet to the columns of the patent table."""

from datetime import date
from typing import Any

from ingest.cells import RowCells, cell_text
from ingest.types import Cell, ValidRow
from models.enums import LicenceKind
from models.errors import InvalidValue
from models.values.classification import parse_many
from models.values.dates import parse_date
from models.values.legal_status import LegalState, parse_legal_state
from models.values.maturity import Maturity
from models.values.money import Money, header_unit_yuan
from models.values.org_name import split_names
from models.values.patent_kind import expiry_date
from models.values.patent_number import PatentNumber
from models.values.region import city_of, find_region
from models.values.secrecy import require_public_secrecy
from models.values.text import clean
from models.values.transfer_mode import parse_modes
from models.values.uscc import Uscc

FIRST_PATENT_DAY = date(1985, 4, 1)
_LICENCES = {
    "独占": LicenceKind.EXCLUSIVE,
    "排他": LicenceKind.SOLE,
    "独家": LicenceKind.SOLE,
    "普通": LicenceKind.ORDINARY,
    "开放": LicenceKind.OPEN,
}
_YES = {"是", "有", "y", "yes", "1", "true"}
_NO = {"否", "无", "没有", "n", "no", "0", "false"}


def parse_patent(cells: RowCells, row: tuple[str, int], owner: str | None) -> ValidRow | None:
    """Return the patent of a row, or None where cells were refused.

    row: the sheet's name and the row's number; owner: who owns a row that names no one.
    """
    number = cells.required("application_number", PatentNumber.parse)
    title = cells.required("title", clean)
    cells.parsed("secrecy", require_public_secrecy)
    values: dict[str, Any] = {"title": title}
    for name in ("abstract", "first_claim", "scenario"):
        values[name] = cells.block(name)
    for name in ("publication_number", "industry_text", "department", "address"):
        values[name] = cells.text(name)
    for name in ("contact_name", "contact_phone"):
        values[name] = cells.text(name)
    values["inventors"] = list(cells.parsed("inventors", split_names) or ())
    values |= _dates(cells, number)
    values |= _classification(cells)
    values |= _legal(cells)
    values |= _terms(cells)
    extra = _owner_facts(cells)
    values["city_code"] = extra.get("city_code")
    owners = _owners(cells, owner)
    if number is None:
        return None
    values |= {"kind": number.kind, "check_character": number.check}
    sheet, row_number = row
    supplied = {name: value for name, value in values.items() if value not in (None, "", [])}
    return ValidRow(sheet, row_number, number.key, supplied, owners, extra)


def _day(cell: Cell) -> date:
    if isinstance(cell, date | int | float) and not isinstance(cell, bool):
        return parse_date(cell, earliest=FIRST_PATENT_DAY)
    return parse_date(cell_text(cell), earliest=FIRST_PATENT_DAY)


def _dates(cells: RowCells, number: PatentNumber | None) -> dict[str, Any]:
    names = ("filing_date", "publication_date", "grant_date", "expiry_date")
    days = {name: cells.value(name, _day) for name in names}
    filed = days["filing_date"]
    if number is None or filed is None:
        return dict(days)
    # A divisional keeps its parent's earlier date, and a date fixed anew for late drawings
    # (Implementing Rules art. 46) may fall into the year after the number's.
    if filed.year > number.year + 1:
        cells.refuse(
            "filing_date",
            filed.isoformat(),
            f"申请日晚于申请号中的年份 {number.year}",
            "请核对申请号与申请日",
        )
    days["expiry_date"] = days["expiry_date"] or expiry_date(number.kind, filed)
    return dict(days)


def _classification(cells: RowCells) -> dict[str, Any]:
    main = cells.parsed("classification_main", parse_many) or []
    every = cells.parsed("classifications", parse_many) or []
    codes = list(dict.fromkeys(code.display for code in [*main, *every]))
    return {"classification_main": codes[0] if codes else "", "classifications": codes}


def _legal(cells: RowCells) -> dict[str, Any]:
    text = cells.text("legal_text")
    state = cells.parsed("legal_text", parse_legal_state)
    if state is LegalState.UNKNOWN:
        state = None
    return {
        "legal_text": text,
        "legal_state": state,
        "licence_kind": cells.parsed("licence", _licence),
    }


def _licence(text: str) -> LicenceKind | None:
    for word, kind in _LICENCES.items():
        if word in text:
            return kind
    if clean(text) in {"无", "-", "—", "/", "否"}:
        return None
    raise InvalidValue(
        text, "许可类型无法识别", "请填写独占许可、排他许可、普通许可、开放许可或留空"
    )


def _terms(cells: RowCells) -> dict[str, Any]:
    unit = header_unit_yuan(cells.column("price"))
    price = cells.parsed("price", lambda text: Money.parse(text, unit))
    maturity = cells.parsed("maturity", Maturity.parse)
    modes = cells.parsed("transfer_modes", parse_modes) or ()
    return {
        "transfer_modes": [mode.value for mode in modes],
        "state_funded": cells.parsed("state_funded", _yes_or_no),
        **money_columns(price, "price"),
        **({"maturity_text": maturity.text, "maturity_trl": maturity.trl} if maturity else {}),
    }


def money_columns(money: Money | None, prefix: str) -> dict[str, Any]:
    """Return the three columns of an amount, in whole yuan; none where there is no amount."""
    if money is None:
        return {}
    return {
        f"{prefix}_low_cny": None if money.low_cny is None else round(money.low_cny),
        f"{prefix}_high_cny": None if money.high_cny is None else round(money.high_cny),
        f"{prefix}_negotiable": money.negotiable,
    }


def _yes_or_no(text: str) -> bool:
    word = clean(text).casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise InvalidValue(text, "应为“是”或“否”", "请填写“是”或“否”，不清楚时留空")


def _owners(cells: RowCells, owner: str | None) -> tuple[str, ...]:
    named = cells.parsed("current_owners", split_names) or cells.parsed("applicants", split_names)
    if named:
        return tuple(dict.fromkeys(named))
    if owner:
        return (owner,)
    cells.refuse("applicants", "", "没有权利人", "请填写申请人或当前权利人，或用 --owner 指定")
    return ()


def _owner_facts(cells: RowCells) -> dict[str, str]:
    facts: dict[str, str] = {}
    address = cells.text("address")
    place = next(
        (region for text in (address, cells.text("city")) if (region := find_region(text))), None
    )
    city = city_of(place) if place else None
    if city:
        facts["city_code"] = city.code
    if address:
        facts["address"] = address
    district = cells.text("district") or (place.name if place and place.level == "district" else "")
    if district:
        facts["district"] = district
    uscc = cells.parsed("owner_uscc", Uscc.parse)
    if uscc:
        facts["uscc"] = uscc.code
    return facts
