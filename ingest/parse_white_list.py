"""One row of a sheet of the white list: a batch, a firm, its credit at a bank, whether it stands.

A blank cell says nothing and takes nothing back; 在册 takes back that a firm was taken off.
"""

from datetime import date
from functools import partial
from typing import Any

from ingest.cells import RowCells, cell_text, whole_digits
from ingest.parse_figures import parse_year
from ingest.parse_patent import supplied
from ingest.types import Cell, ValidRow
from models.errors import InvalidValue
from models.values.batch_number import BatchNumber
from models.values.dates import parse_date
from models.values.money import Money, header_unit_yuan
from models.values.org_name import org_key
from models.values.region import get_city
from models.values.text import clean, fold
from models.values.uscc import Uscc

# Banks' own sheets tell credit in 10,000 yuan where the header names no unit.
UNIT_CNY = 10_000
FIRST_DAY = date(2008, 1, 1)
_STANDING = frozenset({"在册", "有效", "正常", "在库", "是", "入选"})
_REMOVED = frozenset({"移出", "已移出", "调出", "已调出", "退出", "已退出", "取消", "否", "失效"})


def parse_white_list(cells: RowCells, row: tuple[str, int], owner: str | None) -> ValidRow | None:
    """Return the firm of a row, or None where cells were refused.

    It is known again by its batch, its name and its bank. owner: the firm of rows that name none.
    """
    batch = cells.required("batch", BatchNumber.parse)
    listed_on = _required_day(cells, "listed_on")
    year = cells.parsed("year", parse_year)
    firm = _firm(cells, owner)
    uscc = cells.parsed("uscc", whole_digits(Uscc.parse))
    city = cells.parsed("city", get_city)
    bank = cells.text("bank")
    values: dict[str, Any] = {
        "issuer": cells.text("issuer"),
        "batch_name": cells.text("batch_name"),
        "firm_name": firm,
        "uscc": uscc.code if uscc else "",
        "city_code": city.code if city else "",
        "credit_cny": cells.parsed("credit", _credit_parser(cells.column("credit"))),
        "bank": bank,
    }
    standing = _standing(cells, listed_on)
    of_year = _year_of(cells, batch, year, listed_on)
    if batch is None or listed_on is None or of_year is None or not firm:
        return None
    if cells.rejected() is not None:
        return None
    sheet, row_number = row
    facts = {"uscc": values["uscc"], "city_code": values["city_code"]}
    return ValidRow(
        sheet,
        row_number,
        f"{of_year}|{batch.number}|{entry_key(firm, bank)}",
        {"year": of_year, "number": batch.number, "listed_on": listed_on}
        | supplied(values)
        | standing,
        (firm,),
        {name: value for name, value in facts.items() if value},
    )


def entry_key(firm: str, bank: str) -> str:
    """Return by what the same firm and bank of a batch are known again."""
    return f"{org_key(firm)}|{fold(bank)}"


def _firm(cells: RowCells, owner: str | None) -> str | None:
    named = cells.parsed("firm", clean) or owner
    # A name of marks only, such as ***, names no one.
    if named and org_key(named):
        return named
    if not cells.refused("firm"):
        cells.refuse("firm", cells.shown("firm"), "没有写明企业", f"请填写“{cells.column('firm')}”")
    return None


def _required_day(cells: RowCells, name: str) -> date | None:
    if cells.says_nothing(name):
        cells.refuse(name, "", "必填项为空", f"请填写“{cells.column(name)}”，如 2024-06-18")
        return None
    return cells.value(name, _day)


def _day(cell: Cell) -> date:
    if isinstance(cell, date | int | float) and not isinstance(cell, bool):
        return parse_date(cell, earliest=FIRST_DAY)
    return parse_date(cell_text(cell), earliest=FIRST_DAY)


def _credit_parser(header: str) -> Any:
    """Return the parser of a column of credit, in the unit that its header names."""
    unit = header_unit_yuan(header)
    return partial(_credit, 1 if "(元)" in fold(header) else UNIT_CNY if unit == 1 else unit)


def _credit(unit_cny: int, text: str) -> int:
    money = Money.parse(text, unit_cny)
    if money.low_cny is None or money.low_cny != money.high_cny or money.negotiable:
        raise InvalidValue(clean(text), "授信额度不是一个数", "请填写一个数；没有授信额度的留空")
    return round(money.low_cny)


def _standing(cells: RowCells, listed_on: date | None) -> dict[str, Any]:
    """Return what a row says of whether the firm is off the list; nothing where it is silent."""
    state = fold(cells.text("list_state"))
    day, reason = cells.value("removed_on", _day), cells.text("removed_reason")
    if state and state not in _STANDING | _REMOVED:
        cells.refuse(
            "list_state", cells.shown("list_state"), "不认识的状态", "请填写“在册”或“移出”"
        )
        return {}
    if state in _STANDING and state:
        if day is not None or reason:
            name = "removed_on" if day is not None else "removed_reason"
            cells.refuse(name, cells.shown(name), "在册的企业没有移出", "请改状态，或清空这一格")
        return {"removed_on": None, "removed_reason": ""}
    if not (state or day or reason):
        return {}
    for name, given in (("removed_on", day), ("removed_reason", reason)):
        if not given and not cells.refused(name):
            cells.refuse(name, "", "移出的企业要写明移出日期和原因", "请补填移出日期和移出原因")
    if day is not None and listed_on is not None and day < listed_on:
        cells.refuse("removed_on", cells.shown("removed_on"), "早于公布日期", "请核对两个日期")
    return {"removed_on": day, "removed_reason": reason}


def _year_of(
    cells: RowCells, batch: BatchNumber | None, year: int | None, listed_on: date | None
) -> int | None:
    """Return the year of a batch: as it is told, else that of the day; it may be told twice."""
    if batch is None or cells.refused("year"):
        return None
    if batch.year is not None and year is not None and batch.year != year:
        reason = f"与“{cells.column('batch')}”列的 {batch.year} 年不一致"
        cells.refuse("year", cells.shown("year"), reason, "请核对")
        return None
    return batch.year or year or (None if listed_on is None else listed_on.year)
