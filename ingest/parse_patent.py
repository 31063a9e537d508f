"""One row of a patent sheet to the columns of the patent table."""

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache, partial
from typing import Any

from ingest.cells import RowCells, cell_text, understand, whole_digits
from ingest.digests import body_key
from ingest.patent_facts import patent_facts
from ingest.types import Cell, ValidRow
from models.enums import LicenceKind
from models.errors import InvalidValue
from models.values.classification import parse_many
from models.values.dates import parse_date
from models.values.legal_status import LegalState, parse_legal_state
from models.values.maturity import Maturity
from models.values.money import Money, header_unit_yuan
from models.values.patent_kind import expiry_date
from models.values.patent_number import PatentNumber
from models.values.region import RegionLevel, city_of, find_region
from models.values.secrecy import require_public_secrecy
from models.values.text import clean, fold
from models.values.transfer_mode import parse_modes
from models.values.uscc import Uscc

FIRST_PATENT_DAY = date(1985, 4, 1)
# What is told of licences, transfers and pledges; the cells are passed on as they are.
HISTORY_FIELDS = (
    "licence_kind",
    "licence_count",
    "licence_date",
    "licensee",
    "licence_number",
    "transfer_count",
    "transfer_date",
    "transferee",
    "pledge_count",
    "pledge_term",
    "pledgee",
    "pledge_number",
    "pledge_release_date",
)
_LICENCES = {
    "独占": LicenceKind.EXCLUSIVE,
    "排他": LicenceKind.SOLE,
    "独家": LicenceKind.SOLE,
    "普通": LicenceKind.ORDINARY,
    "开放": LicenceKind.OPEN,
}
_NOT_EXCLUSIVE = re.compile(r"非(?:独占|排他|独家)性?")
_NO_LICENCE = {"无", "否", "未许可", "暂无"}
_NO_OWNER = {"", "无", "暂无"}
_YES = {"是", "有", "y", "yes", "1", "true"}
_NO = {"否", "无", "没有", "n", "no", "0", "false"}


def parse_patent(cells: RowCells, row: tuple[str, int], owner: str | None) -> ValidRow | None:
    """Return the patent of a row, or None where cells were refused.

    row: the sheet's name and the row's number; owner: who owns a row that names no one.
    """
    number = _number(cells)
    title = cells.required("title", clean)
    cells.parsed("secrecy", require_public_secrecy)
    values: dict[str, Any] = {"title": title}
    for name in ("abstract", "first_claim", "scenario"):
        values[name] = cells.block(name)
    for name in (
        "publication_number",
        "industry_text",
        "department",
        "address",
        "contact_name",
        "contact_phone",
    ):
        values[name] = cells.text(name)
    values["inventors"] = list(cells.names("inventors"))
    values |= _dates(cells)
    filed = values["filing_date"]
    codes, every = _classification(cells)
    values |= codes
    values |= _legal(cells)
    values |= transfer_terms(cells)
    values |= patent_facts(cells)
    owners = row_owners(cells, owner)
    place, facts = row_place(cells)
    values["city_code"] = place.get("city_code")
    if _lives_there(cells, owners):
        facts |= place
    stated = price_terms(cells) | _licence_kind(cells)
    if number is None:
        return None
    if filed:
        _require_same_time(cells, number, filed)
    defaults = {
        "expiry_date": expiry_date(number.kind, filed) if filed else None,
        "classification_main": every[0] if every else "",
        "classifications": every,
    }
    values |= {"kind": number.kind, "check_character": number.check}
    sheet, row_number = row
    return ValidRow(
        sheet,
        row_number,
        number.key,
        supplied(values) | stated,
        owners,
        facts,
        supplied(defaults),
        supplied({name: cells.text(name) for name in HISTORY_FIELDS}),
    )


def _number(cells: RowCells) -> PatentNumber | None:
    """Return the application number; a row without one may be know-how, which is told."""
    if not cells.says_nothing("application_number"):
        return cells.parsed("application_number", whole_digits(PatentNumber.parse))
    cells.refuse(
        "application_number",
        "",
        "必填项为空",
        f"请填写“{cells.column('application_number')}”；没有专利号的请作为成果导入",
    )
    return None


def supplied(values: dict[str, Any]) -> dict[str, Any]:
    """Return what a row gives: a blank cell says nothing, so it does not erase either."""
    return {name: value for name, value in values.items() if value not in (None, "", [])}


def _day(cell: Cell) -> date:
    if isinstance(cell, date | int | float) and not isinstance(cell, bool):
        return parse_date(cell, earliest=FIRST_PATENT_DAY)
    return understand(_day_in_text, cell_text(cell))


def _day_in_text(text: str) -> date:
    return parse_date(text, earliest=FIRST_PATENT_DAY)


def _dates(cells: RowCells) -> dict[str, Any]:
    names = ("filing_date", "publication_date", "grant_date", "expiry_date")
    return {name: cells.value(name, _day) for name in names}


def _require_same_time(cells: RowCells, number: PatentNumber, filed: date) -> None:
    # A divisional keeps its parent's earlier date, and a date fixed anew for late drawings
    # (Implementing Rules art. 46) may fall into the year after the number's.
    if filed.year > number.year + 1:
        cells.refuse(
            "filing_date",
            filed.isoformat(),
            f"申请日晚于申请号中的年份 {number.year}",
            "请核对申请号与申请日",
        )


def _symbols(text: str) -> tuple[str, ...]:
    return tuple(code.display for code in parse_many(text))


def _classification(cells: RowCells) -> tuple[dict[str, Any], list[str]]:
    """Return the codes as the columns give them, and all of them with the main one first."""
    main = cells.parsed("classification_main", _symbols) or ()
    others = cells.parsed("classifications", _symbols) or ()
    every = list(dict.fromkeys([*main, *others]))
    given = {
        "classification_main": main[0] if main else "",
        "classifications": every if others else [],
    }
    return given, every


def _legal(cells: RowCells) -> dict[str, Any]:
    state = cells.parsed("legal_text", parse_legal_state)
    return {
        "legal_text": cells.text("legal_text"),
        "legal_state": None if state is LegalState.UNKNOWN else state,
    }


def _licence_kind(cells: RowCells) -> dict[str, Any]:
    """Return the licence where the row has a word on it: that there is none is such a word."""
    if cells.says_nothing("licence_kind"):
        return {}
    return {"licence_kind": cells.parsed("licence_kind", _licence)}


def _licence(text: str) -> LicenceKind | None:
    if fold(text) in _NO_LICENCE:
        return None
    told = _NOT_EXCLUSIVE.sub("普通", fold(text))
    for word, kind in _LICENCES.items():
        if word in told:
            return kind
    raise InvalidValue(
        text, "许可类型无法识别", "请填写独占许可、排他许可、普通许可、开放许可或无，不清楚时留空"
    )


def transfer_terms(cells: RowCells) -> dict[str, Any]:
    """Return on which terms, and how mature, a row offers what it is about."""
    maturity = cells.parsed("maturity", Maturity.parse)
    modes = cells.parsed("transfer_modes", parse_modes) or ()
    return {
        "transfer_modes": [mode.value for mode in modes],
        "state_funded": cells.parsed("state_funded", _yes_or_no),
        **({"maturity_text": maturity.text, "maturity_trl": maturity.trl} if maturity else {}),
    }


def price_terms(cells: RowCells) -> dict[str, Any]:
    """Return the three columns of the price; none where the row says nothing of it."""
    if cells.says_nothing("price"):
        return {}
    return money_columns(cells.parsed("price", money_parser(cells.column("price"))), "price")


@lru_cache
def money_parser(header: str) -> Callable[[str], Money]:
    """Return the parser of a column's amounts, in the unit that its header names."""
    return partial(Money.parse, unit_yuan=header_unit_yuan(header))


def money_columns(money: Money | None, prefix: str) -> dict[str, Any]:
    """Return the three columns of an amount, in whole yuan; none where there is no amount.

    They belong together: 面议 also takes the place of an earlier amount.
    """
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


def row_owners(cells: RowCells, owner: str | None) -> tuple[str, ...]:
    """Return the names of the owners, each body once: the current ones before the applicants."""
    columns = [name for name in ("current_owners", "applicants") if cells.has(name)]
    for name in columns:
        named = _distinct_names(cells, name)
        if named:
            return named
    if owner:
        return (owner,)
    if not any(cells.refused(name) for name in columns):
        cells.refuse(
            columns[-1],
            cells.shown(columns[-1]),
            "没有写明权利人",
            f"请填写{'或'.join(f'“{cells.column(name)}”' for name in columns)}",
        )
    return ()


def _distinct_names(cells: RowCells, name: str) -> tuple[str, ...]:
    names: dict[str, str] = {}
    for text in cells.names(name):
        key = body_key(text)
        if key not in _NO_OWNER:
            names.setdefault(key, text)
    return tuple(names.values())


def row_place(cells: RowCells) -> tuple[dict[str, str], dict[str, str]]:
    """Return where the applicant is, and what else the row says of the first owner."""
    address = cells.text("address")
    named = (cells.parsed("address", find_region), cells.parsed("city", find_region))
    found = [region for region in named if region]
    region = next((region for region in found if city_of(region)), None)
    city = city_of(region) if region else None
    district = cells.text("district")
    if not district and region and region.level is RegionLevel.DISTRICT:
        district = region.name
    uscc = cells.parsed("owner_uscc", whole_digits(Uscc.parse))
    place = {
        "city_code": city.code if city else "",
        "address": address,
        "district": district,
    }
    return supplied(place), {"uscc": uscc.code} if uscc else {}


def _lives_there(cells: RowCells, owners: tuple[str, ...]) -> bool:
    """Whether the address, which is the applicant's, is the first owner's as well."""
    if cells.says_nothing("current_owners"):
        return True
    applicants = _distinct_names(cells, "applicants")
    return not applicants or not owners or body_key(applicants[0]) == body_key(owners[0])
