"""The summary table of the campaign (活动成效汇总表): a sheet a group, a row a city, a total.

Every figure is a formula over the sheet of sources, on which each record stands with what it adds,
so that whoever opens the file can see where a figure comes from. Last year's figures, which are no
records, are numbers. The official blank is not public: the layout is ours, after the groups that
the notice names.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from matchmaker.ledger.growth import Growth
from matchmaker.reports.sheets import (
    HEADER_FILL,
    Book,
    Column,
    write_table,
    write_title,
    write_value,
)
from matchmaker.services.city_names import PROVINCE, city_name
from matchmaker.services.ledger.kpi import CITIES, ELSEWHERE, Kpi, Line
from matchmaker.services.ledger.records import SourceRow

TITLE = "“知识产权服务万里行”专利转化运用专项活动成效汇总表"
OVERVIEW, SOURCES, ABOUT = "总表", "来源", "说明"
OVERVIEW_COLUMNS = (
    Column("任务", 14, centred=True),
    Column("指标", 24),
    Column("本期", 14),
    Column("上年同期", 14),
    Column("增幅", 11),
    Column("目标", 16, centred=True),
    Column("完成情况", 10, centred=True),
    Column("记录数", 9),
)
_MET = {True: "已达到", False: "未达到", None: "不能判断"}
# Of a group's figures so many go on a page of paper.
ON_PAPER = 4
TOTAL = "合计"
PARTS = ("本期", "上年同期", "增幅", "记录数")
FIRST_ROW = 4
SOURCE_COLUMNS = (
    Column("指标", 20),
    Column("市州", 10, centred=True),
    Column("日期", 12, "yyyy-mm-dd", centred=True),
    Column("数值", 14, "#,##0.####"),
    Column("单位", 8, centred=True),
    Column("记录类别", 16, centred=True),
    Column("记录", 48),
    Column("页面", 34),
)
COUNT_FORMAT, MONEY_FORMAT, RATE_FORMAT = "#,##0", "#,##0.00", "+0.0%;-0.0%;0.0%"
# Where no growth can be told a reader is told so, and sees no 0 % or 100 %.
UNKNOWN, FROM_NOUGHT = "缺上年数", "上年为零"


def file_name(kpi: Kpi) -> str:
    """Return the name of the file."""
    whose = "" if kpi.city_code is None else f"_{city_name(kpi.city_code)}"
    return f"活动成效汇总表{whose}_{kpi.period.label.replace(' ', '')}.xlsx"


def build(kpi: Kpi, sources: Sequence[SourceRow], made_at: datetime) -> bytes:
    """Return the workbook; sources: the records of the figures."""
    book = Book(TITLE, made_at)
    _overview(book, kpi)
    for group, lines in groupby(kpi.lines, key=lambda line: line.indicator.group):
        _group(book, kpi, group.value, list(lines))
    _sources(book, sources)
    _about(book, kpi, made_at)
    return book.bytes()


def _overview(book: Book, kpi: Kpi) -> None:
    """Write the province's line of every figure, out of the sheets of the groups."""
    sheet = book.sheet(OVERVIEW)
    rows = [
        (
            line.indicator.group.value,
            line.indicator.title,
            None,
            None,
            None,
            line.goal,
            _MET[line.is_met] if line.goal else "",
            None,
        )
        for line in kpi.lines
    ]
    write_title(book, sheet, TITLE, len(OVERVIEW_COLUMNS))
    said = f"统计期：{kpi.period.label}，截至 {kpi.today}"
    sheet.write_string(1, 0, said, book.style(font_size=9))
    write_table(book, sheet, 2, OVERVIEW_COLUMNS, rows)
    place = 3
    for group, lines in groupby(kpi.lines, key=lambda line: line.indicator.group):
        for position, line in enumerate(lines):
            total = FIRST_ROW + len(line.cities) + (2 if kpi.city_code is None else 0)
            at = group.value, total, 1 + position * len(PARTS)
            _overview_line(book, sheet, place, line, at)
            place += 1


def _overview_line(
    book: Book, sheet: Worksheet, row: int, line: Line, at: tuple[str, int, int]
) -> None:
    """Write the figures of a line; at: sheet, row and first column where they are summed."""
    name, total, first = at
    indicator, growth = line.indicator, line.growth
    plain = _style(book, MONEY_FORMAT if indicator.is_money else COUNT_FORMAT)
    before = UNKNOWN if growth.before is None else float(indicator.shown(growth.before))
    unknown = UNKNOWN if growth.before is None else FROM_NOUGHT
    rate = unknown if growth.rate is None else float(growth.rate)
    for column, offset, style, value in (
        (2, 0, plain, float(indicator.shown(line.whole.value))),
        (3, 1, plain, before),
        (4, 2, _style(book, RATE_FORMAT), rate),
        (7, 3, _style(book, COUNT_FORMAT), line.whole.records),
    ):
        formula = f"='{name}'!{xl_rowcol_to_cell(total, first + offset)}"
        sheet.write_formula(row, column, formula, style, value)


def _group(book: Book, kpi: Kpi, name: str, lines: Sequence[Line]) -> None:
    sheet = book.sheet(name)
    width = 1 + len(PARTS) * len(lines)
    write_title(book, sheet, f"{TITLE}（{name}）", min(width, 1 + ON_PAPER * len(PARTS)))
    said = book.style(font_size=9)
    sheet.write_string(1, 0, f"统计期：{kpi.period.label}，截至 {kpi.today}", said)
    _head(book, sheet, lines)
    rows = [city_name(one.city_code) for one in lines[0].cities]
    if kpi.city_code is None:
        rows += [PROVINCE, ELSEWHERE]
    label = book.style(border=1, align="center")
    for place, row_name in enumerate(rows):
        sheet.write_string(FIRST_ROW + place, 0, row_name, label)
    last = FIRST_ROW + len(rows)
    sheet.write_string(last, 0, TOTAL, book.style(border=1, align="center", bold=True))
    for position, line in enumerate(lines):
        _columns(book, sheet, 1 + position * len(PARTS), line, last)
    sheet.set_column(0, 0, 10)
    sheet.set_column(1, width - 1, 11)
    sheet.freeze_panes(FIRST_ROW, 1)
    sheet.repeat_rows(2, FIRST_ROW - 1)
    sheet.repeat_columns(0)
    step = ON_PAPER * len(PARTS)
    sheet.set_v_pagebreaks(list(range(1 + step, width, step)))
    sheet.fit_to_pages(-(-len(lines) // ON_PAPER), 0)


def _head(book: Book, sheet: Worksheet, lines: Sequence[Line]) -> None:
    head = book.style(bold=True, align="center", border=1, text_wrap=True, bg_color=HEADER_FILL)
    sheet.set_row(2, 30)
    sheet.merge_range(2, 0, 3, 0, "市州", head)
    for position, line in enumerate(lines):
        first = 1 + position * len(PARTS)
        goal = f"\n目标：{line.goal}" if line.goal else ""
        text = line.indicator.title + goal
        sheet.merge_range(2, first, 2, first + len(PARTS) - 1, text, head)
        for offset, part in enumerate(PARTS):
            sheet.write_string(3, first + offset, part, head)


def _columns(book: Book, sheet: Worksheet, first: int, line: Line, last: int) -> None:
    """Write the four columns of an indicator; last: the row of the total."""
    indicator = line.indicator
    plain = _style(book, MONEY_FORMAT if indicator.is_money else COUNT_FORMAT)
    whole, rate = _style(book, COUNT_FORMAT), _style(book, RATE_FORMAT)
    sums = [*(one.sum for one in line.cities), line.own, line.elsewhere]
    growths: list[Growth | None] = [*(one.growth for one in line.cities), None, None]
    if FIRST_ROW + len(line.cities) == last:
        del sums[-2:], growths[-2:]
    for place, (one, growth) in enumerate(zip(sums, growths, strict=True)):
        row = FIRST_ROW + place
        name = xl_rowcol_to_cell(row, 0, col_abs=True)
        asked = f"\"{indicator.name}\",'{SOURCES}'!$B:$B,{name}"
        value = float(indicator.shown(one.value))
        formula = f"=SUMIFS('{SOURCES}'!$D:$D,'{SOURCES}'!$A:$A,{asked})"
        sheet.write_formula(row, first, formula, plain, value)
        before = None if growth is None else growth.before
        shown = None if before is None else float(indicator.shown(before))
        write_value(sheet, row, first + 1, shown, plain)
        _growth(sheet, row, first, rate, growth)
        counted = f"=COUNTIFS('{SOURCES}'!$A:$A,{asked})"
        sheet.write_formula(row, first + 3, counted, whole, one.records)
    _total(book, sheet, first, line, last)


def _growth(sheet: Worksheet, row: int, first: int, style: Any, growth: Growth | None) -> None:
    """Write by how much a figure is above last year's, in words where that cannot be told."""
    if growth is None:
        write_value(sheet, row, first + 2, None, style)
        return
    now, before = (xl_rowcol_to_cell(row, first + offset) for offset in (0, 1))
    formula = (
        f'=IF({before}="","{UNKNOWN}",IF({before}=0,"{FROM_NOUGHT}",({now}-{before})/{before}))'
    )
    told: str | float = UNKNOWN if growth.before is None else FROM_NOUGHT
    sheet.write_formula(
        row, first + 2, formula, style, told if growth.rate is None else float(growth.rate)
    )


def _total(book: Book, sheet: Worksheet, first: int, line: Line, last: int) -> None:
    """Write the sums; the growth is of the cities whose last year is known, as told beside it."""
    indicator, bold = line.indicator, {"bold": True}
    plain = _style(book, MONEY_FORMAT if indicator.is_money else COUNT_FORMAT, **bold)
    cities = FIRST_ROW + len(line.cities) - 1
    now = _range(FIRST_ROW, last - 1, first)
    sheet.write_formula(
        last, first, f"=SUM({now})", plain, float(indicator.shown(line.whole.value))
    )
    before, compared = _range(FIRST_ROW, cities, first + 1), _range(FIRST_ROW, cities, first)
    growth = line.growth
    if growth.before is None:
        write_value(sheet, last, first + 1, UNKNOWN, plain)
    else:
        known = float(indicator.shown(growth.before))
        sheet.write_formula(last, first + 1, f"=SUM({before})", plain, known)
    same = f'SUMIFS({compared},{before},"<>")'
    formula = (
        f'=IF(COUNT({before})=0,"{UNKNOWN}",IF(SUM({before})=0,"{FROM_NOUGHT}",'
        f"({same}-SUM({before}))/SUM({before})))"
    )
    told: str | float = UNKNOWN if growth.before is None else FROM_NOUGHT
    rate = _style(book, RATE_FORMAT, **bold)
    value = told if growth.rate is None else float(growth.rate)
    sheet.write_formula(last, first + 2, formula, rate, value)
    records = _range(FIRST_ROW, last - 1, first + 3)
    whole = _style(book, COUNT_FORMAT, **bold)
    sheet.write_formula(last, first + 3, f"=SUM({records})", whole, line.whole.records)


def _sources(book: Book, sources: Sequence[SourceRow]) -> None:
    rows = [
        (
            one.indicator.name,
            one.city if one.city in _ROWS else ELSEWHERE,
            one.day,
            float(one.indicator.shown(one.value)),
            one.indicator.unit,
            one.kind,
            one.name,
            one.path,
        )
        for one in sources
    ]
    write_table(book, book.sheet(SOURCES), 0, SOURCE_COLUMNS, rows)


def _about(book: Book, kpi: Kpi, made_at: datetime) -> None:
    lines = [
        ("统计期", f"{kpi.period.label}，截至 {kpi.today}"),
        ("生成时间", f"{made_at:%Y-%m-%d %H:%M}"),
        ("数字从哪里来", "每个数字都是“来源”表中记录的合计，记录可在系统中打开核对。"),
        ("转让、许可", "转让自登记之日起、许可自备案之日起计入；同一份合同只计一次。"),
        ("增幅", "只与有上年同期数的市州相比；上年同期数为零或没有时不计增幅，以文字说明。"),
    ]
    lines += [
        (line.indicator.name, line.growth.text)
        for line in kpi.lines
        if line.growth.cities < line.growth.of
    ]
    sheet = book.sheet(ABOUT)
    columns = (Column("项目", 24), Column("说明", 90))
    write_table(book, sheet, 0, columns, [(name, text) for name, text in lines])


def _style(book: Book, number_format: str, **more: Any) -> Any:
    return book.style(border=1, align="center", num_format=number_format, **more)


def _range(first_row: int, last_row: int, column: int) -> str:
    start, end = (xl_rowcol_to_cell(row, column) for row in (first_row, last_row))
    return f"{start}:{end}"


_ROWS = frozenset({*(city_name(code) for code in CITIES), PROVINCE})
