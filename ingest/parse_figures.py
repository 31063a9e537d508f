"""One row of a sheet of earlier years' figures: a city, a month or a year, and what it had.

A cell that says nothing is not known and gives no figure; 0 is nought.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any

from ingest.cells import RowCells, cell_text
from ingest.sources.figure_sheet import column_scale
from ingest.types import Cell, ValidRow
from models.errors import InvalidValue
from models.queries.base_figures import WHOLE_YEAR
from models.values.indicator import INDICATORS, Indicator
from models.values.region import HUBEI_CITIES, Region, RegionLevel, find_region
from models.values.text import clean, fold

FIRST_YEAR, LAST_YEAR = 2000, 2100
MONTHS = 12
# More than any city can have; what is larger stands in the wrong unit.
MOST = 10**15
_TOTALS = frozenset(
    {"合计", "总计", "小计", "共计", "累计", "总数", "总体", "省合计", "湖北", "湖北省"}
    | {"全省", "全省合计", "全省总计", "湖北省合计", "湖北省总计"}
)
_WHOLE_YEAR_WORDS = frozenset({"全年", "年度", "年", "整年", "1-12月", "1-12", "0"})
_YEAR = re.compile(r"((?:19|20|21)[0-9]{2})年?度?")
_MONTH = re.compile(
    r"(?:(?P<year>[0-9]{4})(?:年|[-./]))?0?(?P<month>[0-9]{1,2})月?(?:份)?|(?P<both>[0-9]{6})"
)
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-[0-9]{2}")
_NUMBER = re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(\.[0-9]+)?")
_CITIES = {city.code: city for city in HUBEI_CITIES}
_CITY_NAMES = "、".join(city.short_name for city in HUBEI_CITIES)
_MONTH_REMEDY = "请填写 1 至 12 月，如 5月 或 2023年5月；全年的数请留空或填“全年”"
_YEAR_REMEDY = "请填写四位年份，如 2023"


@dataclass(frozen=True)
class YearGiven:
    """Which years the figures may be of.

    year: that of rows that name none, None where it is not told; last_year: the latest that is
    over, None for any.
    """

    year: int | None = None
    last_year: int | None = None


def is_total(cell: Cell) -> bool:
    """Whether a cell of the column of cities says that its row sums up the others."""
    return isinstance(cell, str) and fold(cell).strip("()[]【】:") in _TOTALS


def parse_figures(cells: RowCells, row: tuple[str, int], given: YearGiven) -> ValidRow | None:
    """Return the figures of a row, or None where cells were refused.

    It is known again by city, year and month. row: the sheet and the number of the row.
    """
    city = cells.required("city", parse_city)
    year = cells.value("year", _parse_year_cell)
    stated = cells.value("month", _parse_month_cell)
    month_year, month = stated or (None, WHOLE_YEAR)
    of_year = _settle_year(cells, (year, month_year), given)
    figures: dict[str, Any] = {}
    for one in INDICATORS:
        value = cells.value(one.slug, partial(parse_figure_cell, one, cells.column(one.slug)))
        if value is not None:
            figures[one.slug] = value
    if city is None or of_year is None or cells.rejected() is not None:
        return None
    sheet, row_number = row
    key = f"{city.code}|{of_year}|{month}"
    values = {"city_code": city.code, "year": of_year, "month": month, **figures}
    return ValidRow(sheet, row_number, key, values, ())


def parse_city(text: str) -> Region:
    """Return which of the 17 cities a text names; raise InvalidValue for none, and for a part."""
    found = find_region(text)
    if found is not None and found.code in _CITIES:
        return found
    if found is not None and found.level is RegionLevel.DISTRICT:
        reason, remedy = "这是县市区，不是市州", "请把各县市区的数合并到所属市州，每个市州一行"
    else:
        reason, remedy = "不是湖北省的 17 个市州", f"请填写其中一个：{_CITY_NAMES}"
    raise InvalidValue(clean(text), reason, remedy)


def parse_year(text: str) -> int:
    """Return the year that a text names; raise InvalidValue."""
    found = _YEAR.fullmatch(fold(text))
    year = int(found[1]) if found else 0
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise InvalidValue(clean(text), "不是年份", _YEAR_REMEDY)
    return year


def parse_month(text: str) -> tuple[int | None, int]:
    """Return the year, None where none is named, and the month, 0 for the whole year.

    Raises InvalidValue.
    """
    folded = fold(text)
    if folded in _WHOLE_YEAR_WORDS:
        return None, WHOLE_YEAR
    if (named := re.fullmatch(r"([0-9]{4})年?(?:全年|度)?", folded)) is not None:
        return parse_year(named[1]), WHOLE_YEAR
    if (day := _DAY.fullmatch(folded)) is not None:
        return parse_year(day[1]), _in_year(int(day[2]), text)
    found = _MONTH.fullmatch(folded)
    if found is None:
        raise InvalidValue(clean(text), "不是月份", _MONTH_REMEDY)
    if (both := found["both"]) is not None:
        return parse_year(both[:4]), _in_year(int(both[4:]), text)
    year = found["year"]
    return (None if year is None else parse_year(year)), _in_year(int(found["month"]), text)


def parse_figure(indicator: Indicator, text: str, scale: int) -> int:
    """Return a figure in the indicator's smallest unit; raise InvalidValue.

    scale: how many of these one of the column is. Parts of a yuan, as divided amounts have them,
    are rounded; of anything else there are no parts.
    """
    folded = fold(text)
    if _NUMBER.fullmatch(folded.removeprefix("-").removeprefix("+")) is None:
        raise InvalidValue(
            clean(text), "不是数字", "请只填数字，单位写在表头；没有发生填 0，不掌握的留空"
        )
    if folded.startswith("-"):
        raise InvalidValue(clean(text), "不能是负数", "请核对后填写 0 或正数")
    value = Decimal(folded.removeprefix("+").replace(",", "")) * scale
    if value > MOST:
        raise InvalidValue(clean(text), "数字太大", "请核对数字，以及表头里的单位")
    if not indicator.is_money and value != value.to_integral_value():
        raise InvalidValue(clean(text), f"“{indicator.name}”是个数，不能有小数", "请核对后填写整数")
    return int(value.to_integral_value())


def _parse_year_cell(cell: Cell) -> int:
    if isinstance(cell, date):
        return parse_year(str(cell.year))
    return parse_year(cell_text(cell))


def _parse_month_cell(cell: Cell) -> tuple[int | None, int]:
    if isinstance(cell, date):
        return parse_year(str(cell.year)), cell.month
    return parse_month(cell_text(cell))


def parse_figure_cell(indicator: Indicator, header: str, cell: Cell) -> int:
    """Return a figure of a cell as parse_figure does; header: of its column, with the unit."""
    text = cell_text(cell)
    if isinstance(cell, bool | datetime | date):
        raise InvalidValue(text, "不是数字", "请把单元格格式改为“数值”，重新填写数字")
    if isinstance(cell, float) and not cell.is_integer():
        # Never in the form 1e-07.
        text = f"{Decimal(repr(cell)):f}"
    return parse_figure(indicator, text, _scale(indicator.slug, header))


@lru_cache
def _scale(slug: str, header: str) -> int:
    return column_scale(slug, header)


def _in_year(month: int, text: str) -> int:
    if not 1 <= month <= MONTHS:
        raise InvalidValue(clean(text), "没有这个月份", _MONTH_REMEDY)
    return month


def _settle_year(
    cells: RowCells, named: tuple[int | None, int | None], given: YearGiven
) -> int | None:
    """Return the year of a row; what the sheet says goes before what is told beside it."""
    if cells.refused("year") or cells.refused("month"):
        return None
    year, month_year = named
    if year is not None and month_year is not None and year != month_year:
        cells.refuse(
            "month",
            cells.shown("month"),
            f"与“{cells.column('year')}”列的 {year} 年不一致",
            "请核对",
        )
        return None
    found = next((one for one in (year, month_year, given.year) if one is not None), None)
    column = "month" if year is None and month_year is not None else "year"
    if found is None:
        where = "year" if cells.has("year") else "month"
        cells.refuse(
            where, cells.shown(where), "没有写明年份", "请在这一行填写年份，或在导入时给出年份"
        )
    elif given.last_year is not None and found > given.last_year:
        reason, remedy = (
            f"{found} 年还没有结束",
            "这里只导入往年的数，本年的数由台账合计；请核对年份",
        )
        if cells.has(column) and not cells.says_nothing(column):
            cells.refuse(column, cells.shown(column), reason, remedy)
        else:
            cells.refuse_at("年份", str(found), reason, remedy)
    return found
