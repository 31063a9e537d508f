"""Merge and check as a workbook: what cities state and its sums, every difference, its sources."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from matchmaker.ledger.merge import MergedLine
from matchmaker.reports.sheets import (
    HEADER_FILL,
    Book,
    Column,
    Value,
    write_table,
    write_title,
    write_value,
)
from matchmaker.services.city_names import city_name
from matchmaker.services.ledger.records import SourceRow
from matchmaker.services.submissions.check import Check, Difference
from matchmaker.services.submissions.check_words import explained, number, tell_wrong_sum, verdict
from models.values.indicator import Indicator, get_indicator

TITLE = "“知识产权服务万里行”专利转化运用专项活动汇总校核表"
MERGED, COUNTED, DIFFERENCES, SOURCES, TWICE, ABOUT = (
    *("汇总", "台账", "差异"),
    *("差异来源", "重复报送", "说明"),
)
A3 = 8
AFTER = ("市州合计", "省本级", "合计", "台账合计", "差额")
FIRST_ROW, FIRST_CITY = 3, 2
# One yuan in 100,000,000: sums of fractions are off by less.
DIGITS = 8
COUNT_FORMAT, MONEY_FORMAT = "#,##0", "#,##0.00######"
DIFFERENCE_COLUMNS = (
    Column("市州", 10, centred=True),
    Column("指标", 22),
    Column("单位", 8, centred=True),
    Column("市州填报", 14, MONEY_FORMAT),
    Column("台账记录", 14, MONEY_FORMAT),
    Column("差额", 14, MONEY_FORMAT),
    Column("记录数", 9, COUNT_FORMAT),
    Column("结论", 22, centred=True),
    Column("可能的原因", 52),
)
SOURCE_COLUMNS = (
    Column("市州", 10, centred=True),
    Column("指标", 22),
    Column("日期", 12, "yyyy-mm-dd", centred=True),
    Column("数值", 14, MONEY_FORMAT),
    Column("单位", 8, centred=True),
    Column("记录类别", 16, centred=True),
    Column("记录", 48),
    Column("页面", 34),
)
TWICE_COLUMNS = (
    Column("合同", 52),
    Column("计入", 12, centred=True),
    Column("也报送的市州", 24),
    Column("涉及指标", 40),
    Column("页面", 30),
)


def file_name(check: Check) -> str:
    """Return the name of the file."""
    return f"汇总校核表_{check.year}年.xlsx"


def build(check: Check, sources: Sequence[SourceRow], made_at: datetime) -> bytes:
    """Return the workbook; sources: the records behind the figures that differ."""
    book = Book(TITLE, made_at)
    _merged(book, check)
    _counted(book, check)
    differences = [_difference(one) for one in check.differences]
    write_table(book, book.sheet(DIFFERENCES), 0, DIFFERENCE_COLUMNS, differences)
    rows = [_source(one) for one in sources]
    write_table(book, book.sheet(SOURCES), 0, SOURCE_COLUMNS, rows)
    write_table(book, book.sheet(TWICE), 0, TWICE_COLUMNS, _twice(check))
    columns = (Column("项目", 24), Column("说明", 90))
    write_table(book, book.sheet(ABOUT), 0, columns, _about(check, made_at))
    return book.bytes()


def _merged(book: Book, check: Check) -> None:
    sheet = book.sheet(MERGED)
    width = FIRST_CITY + len(check.rows) + len(AFTER)
    write_title(book, sheet, TITLE, width)
    said = (
        f"统计期自 {check.since} 起；合计只含已备案的 {check.accepted} 个市州和省本级（取自台账），"
        "其余市州的数标出状态，不计入"
    )
    sheet.write_string(1, 0, said, book.style(font_size=9))
    head = book.style(bold=True, align="center", border=1, text_wrap=True, bg_color=HEADER_FILL)
    heads = ["指标", "单位", *(row.city for row in check.rows), *AFTER]
    for position, text in enumerate(heads):
        sheet.write_string(2, position, text, head)
    for place, line in enumerate(check.lines):
        _line(book, sheet, FIRST_ROW + place, line, check)
    _set_up(sheet, width)


def _set_up(sheet: Worksheet, width: int) -> None:
    """Let a sheet of all cities be read on the screen and on paper."""
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 6)
    sheet.set_column(FIRST_CITY, width - 1, 10)
    sheet.freeze_panes(FIRST_ROW, FIRST_CITY)
    sheet.repeat_rows(2)
    sheet.set_paper(A3)
    sheet.set_default_row(18)


def _counted(book: Book, check: Check) -> None:
    """Write what the ledger gives, beside which the cities' figures are checked."""
    sheet = book.sheet(COUNTED)
    heads = ["指标", "单位", *(row.city for row in check.rows), "省本级", "合计"]
    write_title(book, sheet, f"{check.year} 年台账数（各市州截至其填报日期）", len(heads))
    head = book.style(bold=True, align="center", border=1, text_wrap=True, bg_color=HEADER_FILL)
    for position, text in enumerate(heads):
        sheet.write_string(2, position, text, head)
    for row, line in enumerate(check.lines, FIRST_ROW):
        one = line.indicator
        style = _figure_style(book, one)
        sheet.write_string(row, 0, one.name, book.style(border=1))
        sheet.write_string(row, 1, one.unit, book.style(border=1, align="center"))
        values = [*(cell.counted.value for cell in line.cells), line.own.value]
        for position, value in enumerate(values, FIRST_CITY):
            sheet.write_number(row, position, float(one.shown(value)), style)
        last = FIRST_CITY + len(values)
        first, until = (xl_rowcol_to_cell(row, column) for column in (FIRST_CITY, last - 1))
        told = float(one.shown(line.counted))
        sheet.write_formula(row, last, f"=ROUND(SUM({first}:{until}),{DIGITS})", style, told)
    _set_up(sheet, len(heads))


def _figure_style(book: Book, one: Indicator) -> Any:
    number_format = MONEY_FORMAT if one.is_money else COUNT_FORMAT
    return book.style(border=1, align="right", num_format=number_format)


def _line(book: Book, sheet: Worksheet, row: int, line: MergedLine, check: Check) -> None:
    one = line.indicator
    sheet.write_string(row, 0, one.name, book.style(border=1))
    sheet.write_string(row, 1, one.unit, book.style(border=1, align="center"))
    style = _figure_style(book, one)
    for position, (cell, city) in enumerate(zip(line.cells, check.rows, strict=True), FIRST_CITY):
        value: Value = None
        if cell.stated is not None:
            shown = float(one.shown(cell.stated))
            # A text is not added up.
            value = shown if cell.is_accepted else f"{number(one, cell.stated)}（{city.state}）"
        write_value(sheet, row, position, value, style)
    last = FIRST_CITY + len(line.cells)
    cities, own, whole, counted = (xl_rowcol_to_cell(row, last + place) for place in range(4))
    first, until = (xl_rowcol_to_cell(row, column) for column in (FIRST_CITY, last - 1))
    formulas = (
        (f"=ROUND(SUM({first}:{until}),{DIGITS})", line.accepted),
        (None, line.own.value),
        (f"=ROUND({cities}+{own},{DIGITS})", line.total),
        (None, line.counted),
        (f"=ROUND({whole}-{counted},{DIGITS})", line.total - line.counted),
    )
    for position, (formula, value_now) in enumerate(formulas, last):
        told = float(one.shown(value_now))
        if formula is None:
            sheet.write_number(row, position, told, style)
        else:
            sheet.write_formula(row, position, formula, style, told)


def _difference(one: Difference) -> tuple[Value, ...]:
    indicator, cell = one.indicator, one.cell
    return (
        one.city,
        indicator.name,
        indicator.unit,
        None if cell.stated is None else float(indicator.shown(cell.stated)),
        float(indicator.shown(cell.counted.value)),
        None if cell.stated is None else float(indicator.shown(cell.difference)),
        cell.counted.records,
        verdict(indicator, cell),
        explained(one),
    )


def _source(one: SourceRow) -> tuple[Value, ...]:
    return (
        one.city,
        one.indicator.name,
        one.day,
        float(one.indicator.shown(one.value)),
        one.indicator.unit,
        one.kind,
        one.name,
        one.path,
    )


def _twice(check: Check) -> list[tuple[Value, ...]]:
    return [
        (
            one.name,
            city_name(one.counted_for),
            "、".join(city_name(code) for code in one.others),
            "、".join(get_indicator(slug).name for slug in sorted(one.slugs)),
            one.path,
        )
        for one in check.twice
    ]


def _about(check: Check, made_at: datetime) -> list[tuple[Value, ...]]:
    lines: list[tuple[Value, ...]] = [
        ("生成时间", f"{made_at:%Y-%m-%d %H:%M}"),
        ("合计怎么来", "已备案的市州填报数之和，加省本级的台账数。台账数不代替市州填报数。"),
        ("一致", "填报数与台账记录的合计完全相等，精确到最小单位。"),
        ("多报、少报", "填报数比台账记录的合计多或少，后面是差额。"),
        ("无记录支撑", "填报了数，台账里没有任何记录。"),
        ("未报", "没有报送，或没有填写这一项。"),
    ]
    for row in check.rows:
        until = check.until[row.city_code]
        lines.append((row.city, f"{row.state}，{row.timing}；台账数截至 {until}"))
    wrong = [
        (f"{city_name(one.city_code)} 分项不符", tell_wrong_sum(one)) for one in check.wrong_sums
    ]
    return [*lines, *wrong]
