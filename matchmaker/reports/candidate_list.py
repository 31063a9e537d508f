"""The candidate list of an event as a workbook that an official can print."""

from collections import defaultdict
from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from matchmaker.china_time import CHINA
from matchmaker.reports.sheets import (
    Book,
    Column,
    Value,
    row_height,
    write_table,
    write_title,
    write_value,
)
from matchmaker.services.list_difference import LINE_FIELDS, Difference, lines_of
from matchmaker.services.list_types import EntryView, ListView

DATE_FORMAT = "yyyy-mm-dd"
MOMENT = "%Y-%m-%d %H:%M"
PRINT_COLUMNS = (
    Column("序号", 5, centred=True),
    Column("需求", 24),
    Column("企业", 18),
    Column("申请号", 18, centred=True),
    Column("专利名称", 24),
    Column("权利人", 16),
    Column("法律状态", 11, centred=True),
    Column("转化条件", 14),
    Column("得分", 6, "0.00", centred=True),
    Column("推荐理由", 38),
    Column("备注", 12),
)
DETAIL_COLUMNS = (
    Column("产业", 16),
    Column("序号", 6, centred=True),
    Column("需求编号", 16),
    Column("需求名称", 28),
    Column("企业", 24),
    Column("市州", 8, centred=True),
    Column("申请号", 19),
    Column("专利名称", 32),
    Column("权利人", 20),
    Column("法律状态", 10, centred=True),
    Column("到期日", 12, DATE_FORMAT, centred=True),
    Column("成熟度", 10, centred=True),
    Column("转化方式", 16),
    Column("价格", 12, centred=True),
    Column("得分", 8, "0.0000", centred=True),
    Column("推荐理由", 60),
    Column("备注", 24),
    Column("人工调整", 12, centred=True),
)
SUMMARY_COLUMNS = (
    Column("产业", 30),
    Column("需求数", 12, centred=True),
    Column("专利数", 12, centred=True),
    Column("权利人数", 12, centred=True),
    Column("配对数", 12, centred=True),
    Column("平均得分", 12, "0.00", centred=True),
)
CHANGE_COLUMNS = (
    Column("变化", 8, centred=True),
    Column("产业", 16),
    Column("需求", 34),
    Column("专利", 38),
    Column("原", 16, centred=True),
    Column("现", 16, centred=True),
    Column("原因", 40),
)
SUMMARY_SHEET = "汇总"
CHANGE_SHEET = "与上一版的变化"
DETAIL_SHEET = "明细"
CHART_PIXELS = 640
CHART_PIXELS_PER_ROW = 22
# The width in characters of the five columns that a fact is written over.
FACT_WIDTH = 60


def build(view: ListView, difference: Difference | None = None) -> bytes:
    """Return the workbook: a summary, one sheet an industry to print, and all rows to work with.

    difference: from the version before, which gets a sheet of its own; None for none.
    """
    book = Book(f"{view.event_name}候选名单", view.created_at)
    groups: dict[str, list[EntryView]] = defaultdict(list)
    for entry in view.entries:
        groups[entry.industry].append(entry)
    _summary(book, view, groups)
    for industry, entries in groups.items():
        sheet = book.sheet(industry)
        write_title(book, sheet, f"{view.event_name}　{industry}", len(PRINT_COLUMNS))
        write_table(book, sheet, 1, PRINT_COLUMNS, [_print_row(entry) for entry in entries])
    details = book.sheet(DETAIL_SHEET)
    write_table(book, details, 0, DETAIL_COLUMNS, [_detail_row(entry) for entry in view.entries])
    if difference is not None:
        changes = book.sheet(CHANGE_SHEET)
        rows = [[getattr(line, name) for name in LINE_FIELDS] for line in lines_of(difference)]
        write_table(book, changes, 0, CHANGE_COLUMNS, rows)
    return book.bytes()


def file_name(view: ListView) -> str:
    """Return the name that the file is saved under."""
    return f"{view.slug}_v{view.version}.xlsx"


def _print_row(entry: EntryView) -> list[Value]:
    expiry = f"\n至 {entry.expiry_date}" if entry.expiry_date else ""
    terms = [entry.transfer_modes, entry.price, entry.maturity]
    return [
        entry.place,
        f"{entry.demand_title}\n{entry.demand_number}",
        f"{entry.enterprise}\n{entry.enterprise_city}",
        entry.application_number,
        entry.patent_title,
        entry.owner,
        f"{entry.legal_state}{expiry}",
        "\n".join(term for term in terms if term),
        round(entry.score, 4),
        entry.reason,
        entry.note,
    ]


def _detail_row(entry: EntryView) -> list[Value]:
    return [
        entry.industry,
        entry.place,
        entry.demand_number,
        entry.demand_title,
        entry.enterprise,
        entry.enterprise_city,
        entry.application_number,
        entry.patent_title,
        entry.owner,
        entry.legal_state,
        entry.expiry_date,
        entry.maturity,
        entry.transfer_modes,
        entry.price,
        round(entry.score, 4),
        entry.reason,
        entry.note,
        entry.hand,
    ]


def _summary(book: Book, view: ListView, groups: dict[str, list[EntryView]]) -> None:
    sheet = book.sheet(SUMMARY_SHEET)
    sheet.fit_to_pages(1, 1)
    write_title(book, sheet, f"{view.event_name}候选名单", len(SUMMARY_COLUMNS))
    row = _facts(book, sheet, view)
    rows: list[list[Value]] = [
        [
            industry,
            len({entry.demand_number for entry in entries}),
            len({entry.application_number for entry in entries}),
            len({entry.owner for entry in entries}),
            len(entries),
            sum(entry.score for entry in entries) / len(entries),
        ]
        for industry, entries in groups.items()
    ]
    write_table(book, sheet, row, SUMMARY_COLUMNS, [*rows, _total(view.entries)])
    sheet.freeze_panes(0, 0)
    if groups:
        _chart(book, sheet, row, len(groups))


def _facts(book: Book, sheet: Worksheet, view: ListView) -> int:
    """Write what the list is and how it was made; return the next free row."""
    gates = "；".join(f"{label} {count}" for label, count in view.gates.items()) or "无"
    facts = [
        ("活动", f"{view.kind}　{view.held_on:%Y年%m月%d日}　{view.place}"),
        ("范围", view.scope),
        ("版本", f"第 {view.version} 版（{view.status}），统计日 {view.as_of:%Y-%m-%d}"),
        *([("锁定时间", f"{view.locked_at.astimezone(CHINA):{MOMENT}}")] if view.locked_at else []),
        ("参与匹配", f"需求 {view.demand_count} 项，专利 {view.patent_count} 件"),
        ("未参与的原因", gates),
        ("名单规则", view.caps),
        ("算法", f"{view.algorithm}，索引 {view.index_version}，选取方式：{view.method}"),
        *(("提示", notice) for notice in view.notices),
    ]
    label = book.style(bold=True, border=1)
    text = book.style(border=1, text_wrap=True)
    last = len(SUMMARY_COLUMNS) - 1
    for row, (name, value) in enumerate(facts, start=1):
        write_value(sheet, row, 0, name, label)
        sheet.merge_range(row, 1, row, last, "", text)
        sheet.write_string(row, 1, value, text)
        sheet.set_row(row, row_height([(value, FACT_WIDTH)]))
    return len(facts) + 2


def _total(entries: Sequence[EntryView]) -> list[Value]:
    return [
        "合计",
        len({entry.demand_number for entry in entries}),
        len({entry.application_number for entry in entries}),
        len({entry.owner for entry in entries}),
        len(entries),
        sum(entry.score for entry in entries) / len(entries) if entries else None,
    ]


def _chart(book: Book, sheet: Worksheet, header_row: int, industries: int) -> None:
    chart = book.column_chart(
        {
            "name": "配对数",
            "categories": [SUMMARY_SHEET, header_row + 1, 0, header_row + industries, 0],
            "values": [SUMMARY_SHEET, header_row + 1, 4, header_row + industries, 4],
            "data_labels": {"value": True},
        }
    )
    chart.set_title({"name": "各产业配对数"})
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True})
    chart.set_x_axis({"label_position": "none", "major_gridlines": {"visible": False}})
    chart.set_size({"width": CHART_PIXELS, "height": 120 + CHART_PIXELS_PER_ROW * industries})
    sheet.insert_chart(1, len(SUMMARY_COLUMNS) + 1, chart)
