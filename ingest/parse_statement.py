"""What a city states in a summary table: this service's own, filled in or not, or one made by hand.

Figures stand a row each (指标, 数值), or a column each in a row of the city. A table with rows of
other cities is the province's: only the city's own row is read of it, and no total. A cell that
says nothing states nothing; 0 is nought.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path

from ingest.cells import cell_text, says_nothing
from ingest.errors import SourceError
from ingest.mapping import HEADER_SEARCH_ROWS, normalise_header
from ingest.parse_figures import is_total, parse_city, parse_figure_cell
from ingest.readers import open_sheets
from ingest.sources.figure_sheet import FIGURE_SHEET
from ingest.types import Cell, Limits, RawRow, RawSheet
from models.errors import InvalidValue
from models.values.indicator import by_slug, get_indicator

# The better header first.
_VALUES = ("数值", "填报数", "填报值", "本期", "本期数", "完成数", "完成值", "数字", "数据")
_NAMES = frozenset({"指标", "指标名称", "统计指标", "指标项"})
_UNITS = frozenset({"单位", "计量单位"})
# A list of records, each with its day, states no figures.
_OF_RECORDS = frozenset({"日期", "记录", "记录类别"})
_NO_CITY = frozenset({"省本级", "省级", "省外", "省直"})
_CITY, _WITHOUT = "city", frozenset({"city", "year", "month"})
_PERIOD = re.compile(r"统计期[:：]\s*(?P<label>.+?)(?:[，,]\s*截至\s*(?P<day>\d{4}-\d{2}-\d{2}))?")
_LOOKUP = FIGURE_SHEET.lookup()


@dataclass(frozen=True)
class Statement:
    """What is stated; figures: slug → number in the smallest unit.

    period: the months that the table names, "" for none; counted_until: the day to which they are
    counted; unknown: names of rows that are no figure of the campaign.
    """

    figures: Mapping[str, int]
    period: str
    counted_until: date | None
    unknown: tuple[str, ...]


@dataclass
class _Found:
    """What is read so far; plain: of rows that name no city, own: of the city, by slug."""

    file: str
    city: str
    plain: dict[str, tuple[int, str]] = field(default_factory=dict)
    own: dict[str, tuple[int, str]] = field(default_factory=dict)
    others: set[str] = field(default_factory=set)
    unknown: dict[str, None] = field(default_factory=dict)
    period: str = ""
    counted_until: date | None = None

    def take(self, kept: dict[str, tuple[int, str]], slug: str, value: int, place: str) -> None:
        """Keep a figure; raise SourceError where another number stands elsewhere."""
        known = kept.setdefault(slug, (value, place))
        if known[0] != value:
            raise SourceError(
                self.file,
                f"“{get_indicator(slug).name}”与{known[1]}的数不一致",
                "请核对，每项指标只留一个数",
                place,
            )


def read_statement(path: Path, limits: Limits, city_code: str) -> Statement:
    """Return what a city states in a file; raise SourceError, naming sheet, row and column."""
    found = _Found(path.name, city_code)
    for sheet in open_sheets(path, limits):
        _read_sheet(found, sheet)
    if not found.own and (found.others or not found.plain):
        _raise_nothing(found)
    figures = dict(found.own)
    if not found.others:
        for slug, (value, place) in found.plain.items():
            found.take(figures, slug, value, place)
    return Statement(
        {slug: figures[slug][0] for slug in by_slug() if slug in figures},
        found.period,
        found.counted_until,
        tuple(found.unknown),
    )


def _raise_nothing(found: _Found) -> None:
    if found.others:
        raise SourceError(
            found.file,
            "表中只有其他市州的数，没有本市州的一行",
            "请换成本市州的表，或加上本市州的一行",
        )
    raise SourceError(
        found.file,
        "没有找到任何指标的数",
        "请用本系统下载的汇总表，或做成两列“指标”“数值”，或一行一个市州、表头写指标名",
    )


def _read_sheet(found: _Found, sheet: RawSheet) -> None:
    rows = iter(sheet.rows)
    for row in islice(rows, HEADER_SEARCH_ROWS):
        _note_period(found, row)
        texts = _texts(row)
        if (columns := _row_columns(texts)) is not None:
            _read_rows(found, sheet, rows, columns)
            return
        if (city := _city_columns(texts)) is not None:
            _read_cities(found, sheet, rows, city)
            return


@dataclass(frozen=True)
class _Columns:
    """Where the names, numbers, units and cities stand; None where there is no such column."""

    name: int
    value: int
    unit: int | None
    city: int | None


def _row_columns(texts: Mapping[int, str]) -> _Columns | None:
    """Return the columns of a table with a figure a row, None where it is none."""
    by_name = {normalise_header(text): place for place, text in reversed(list(texts.items()))}
    name = next((by_name[one] for one in by_name if one in _NAMES), None)
    value = next((by_name[one] for one in _VALUES if one in by_name), None)
    if name is None or value is None or _OF_RECORDS & set(by_name):
        return None
    unit = next((by_name[one] for one in by_name if one in _UNITS), None)
    city = next((by_name[one] for one in ("市州", "地市") if one in by_name), None)
    return _Columns(name, value, unit, city)


def _read_rows(found: _Found, sheet: RawSheet, rows: Iterator[RawRow], columns: _Columns) -> None:
    for row in rows:
        _require_whole(found, sheet, row)
        name = _text(row, columns.name).split("\n")[0]
        if not name or says_nothing(_cell(row, columns.value)):
            continue
        slug = _slug_of(name)
        if slug is None:
            found.unknown.setdefault(name)
            continue
        kept = found.plain
        if columns.city is not None:
            code = _city_of(found, sheet, row, columns.city)
            if code != found.city:
                continue
            kept = found.own
        unit = "" if columns.unit is None else _text(row, columns.unit)
        header = f"{name}（{unit}）" if unit else name
        place = _place(sheet, row, name)
        found.take(kept, slug, _value(found, slug, header, (row, columns.value), place), place)


def _city_columns(texts: Mapping[int, str]) -> tuple[int, dict[int, str]] | None:
    """Return the column of cities and position → header of figures, None where it is none."""
    fields = {place: _LOOKUP.get(normalise_header(_head(text))) for place, text in texts.items()}
    city = next((place for place, one in fields.items() if one and one[0] == _CITY), None)
    figures = {
        place: _head(texts[place])
        for place, one in fields.items()
        if one and one[0] not in _WITHOUT
    }
    return None if city is None or not figures else (city, figures)


def _read_cities(
    found: _Found, sheet: RawSheet, rows: Iterator[RawRow], columns: tuple[int, dict[int, str]]
) -> None:
    city, figures = columns
    for row in rows:
        _require_whole(found, sheet, row)
        # The second row of a header names what is told of each figure, or a row says nothing.
        if says_nothing(_cell(row, city)):
            continue
        told = {place: one for place, one in figures.items() if not says_nothing(_cell(row, place))}
        if not told or _city_of(found, sheet, row, city) != found.city:
            continue
        for position, header in told.items():
            slug = _LOOKUP[normalise_header(header)][0]
            place = _place(sheet, row, header)
            value = _value(found, slug, header, (row, position), place)
            found.take(found.own, slug, value, place)


def _city_of(found: _Found, sheet: RawSheet, row: RawRow, column: int) -> str:
    """Return the city of a row, "" for a total or the province's own; note that of another."""
    cell = _cell(row, column)
    text = _text(row, column)
    if is_total(cell) or text in _NO_CITY:
        return ""
    try:
        code = parse_city(text).code
    except InvalidValue as error:
        raise SourceError(
            found.file, f"“{text}”{error.reason}", error.remedy, _place(sheet, row, "市州")
        ) from error
    if code != found.city:
        found.others.add(code)
    return code


def _value(found: _Found, slug: str, header: str, at: tuple[RawRow, int], place: str) -> int:
    row, position = at
    if position in row.unreadable:
        reason = row.unreadable[position]
        raise SourceError(found.file, reason, "请重新填写这个单元格", place)
    try:
        return parse_figure_cell(get_indicator(slug), header, _cell(row, position))
    except InvalidValue as error:
        raise SourceError(
            found.file, f"“{error.value}”{error.reason}", error.remedy, place
        ) from error


def _note_period(found: _Found, row: RawRow) -> None:
    for cell in row.cells:
        said = _PERIOD.fullmatch(cell.strip()) if isinstance(cell, str) else None
        if said is not None and not found.period:
            found.period = said["label"].strip()
            found.counted_until = date.fromisoformat(said["day"]) if said["day"] else None


def _slug_of(name: str) -> str | None:
    bare = name.strip().removeprefix("其中：").removeprefix("其中:")
    for text in (name, bare):
        known = _LOOKUP.get(normalise_header(text))
        if known is not None and known[0] not in _WITHOUT:
            return known[0]
    return None


def _head(text: str) -> str:
    """Return a header without what is asked for below it."""
    return text.split("\n", maxsplit=1)[0]


def _texts(row: RawRow) -> dict[int, str]:
    return {
        place: cell.strip()
        for place, cell in enumerate(row.cells)
        if isinstance(cell, str) and cell.strip()
    }


def _require_whole(found: _Found, sheet: RawSheet, row: RawRow) -> None:
    if row.fault is not None:
        raise SourceError(found.file, row.fault[0], row.fault[1], _place(sheet, row, ""))


def _cell(row: RawRow, position: int) -> Cell:
    return row.cells[position] if position < len(row.cells) else None


def _text(row: RawRow, position: int) -> str:
    try:
        return cell_text(_cell(row, position))
    except InvalidValue:
        return ""


def _place(sheet: RawSheet, row: RawRow, column: str) -> str:
    name = f"表“{sheet.name}” " if sheet.name else ""
    return f"{name}第 {row.number} {sheet.row_unit}" + (f" {column}" if column else "")
