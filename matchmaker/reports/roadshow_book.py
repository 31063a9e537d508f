"""The selection of a roadshow as a workbook: ranking, reasons, sensitivity, and how it was made."""

from xlsxwriter.worksheet import Worksheet

from matchmaker.events.roadshow_criteria import Criterion
from matchmaker.events.roadshow_scoring import REVIEWERS, REVIEWERS_LABEL
from matchmaker.events.roadshow_sensitivity import FIRST
from matchmaker.reports.sheets import (
    Book,
    Column,
    Value,
    row_height,
    write_table,
    write_title,
    write_value,
)
from matchmaker.services.roadshow_view import UNKNOWN, SelectionView, ShiftView, ShownPatent

DATE_FORMAT = "yyyy-mm-dd"
RANKING_SHEET, DETAIL_SHEET, REASON_SHEET = "排名", "明细", "依据"
SHIFT_SHEET, ABOUT_SHEET = "灵敏度", "说明"
CHART_SHEET = "得分构成"
RANKING_COLUMNS = (
    Column("名次", 5, centred=True),
    Column("申请号", 19, centred=True),
    Column("专利名称", 28),
    Column("权利人", 16),
    Column("法律状态", 9, centred=True),
    Column("总分", 7, "0.000", centred=True),
    *(Column(criterion.label, 7.5, "0.00", centred=True) for criterion in Criterion),
    Column("评审人数", 6, centred=True),
    Column("评审均分", 7, "0.0", centred=True),
    Column("标准差", 7, "0.0", centred=True),
    Column("相合需求", 6, centred=True),
)
DETAIL_COLUMNS = (
    Column("名次", 6, centred=True),
    Column("申请号", 19, centred=True),
    Column("专利名称", 30),
    Column("权利人", 20),
    Column("到期日", 12, DATE_FORMAT, centred=True),
    Column("成熟度", 12, centred=True),
    Column("转化方式", 18),
    Column("价格", 14, centred=True),
    Column("推荐理由", 60),
)
REASON_COLUMNS = (
    Column("名次", 6, centred=True),
    Column("申请号", 19, centred=True),
    Column("专利名称", 30),
    Column("标准", 12),
    Column("权重", 8, "0.0%", centred=True),
    Column("取值", 8, "0.00", centred=True),
    Column("得分", 8, "0.0000", centred=True),
    Column("依据", 60),
)
SHIFT_COLUMNS = (
    Column("标准", 14),
    Column("权重", 9, "0.0%", centred=True),
    Column("变为", 9, "0.0%", centred=True),
    Column("退出", 50),
    Column("进入", 50),
)
SHARE_COLUMNS = ("专利", *(criterion.label for criterion in Criterion), REVIEWERS_LABEL)
# Colours that print apart in grey, too.
SERIES_COLOURS = (
    *("#1F4E79", "#2E86C1", "#76B7E5", "#E67E22", "#F4B183"),
    *("#7F8C8D", "#B7C1C7", "#A9D18E", "#548235"),
)
SHORT_TITLE = 18
CHART_PIXELS = (1000, 150)
CHART_PIXELS_PER_ROW = 26
# The width in characters of the columns that a fact is written over.
LABEL_WIDTH, FACT_WIDTH = 16, 100


def build(view: SelectionView) -> bytes:
    """Return the workbook."""
    book = Book(f"{view.event_name}遴选结果", view.made_at)
    _ranking(book, view)
    _chart(book, view)
    details = book.sheet(DETAIL_SHEET)
    write_table(book, details, 0, DETAIL_COLUMNS, [_detail_row(p) for p in view.patents])
    reasons = book.sheet(REASON_SHEET)
    rows = [row for patent in view.patents for row in _reason_rows(patent)]
    write_table(book, reasons, 0, REASON_COLUMNS, rows)
    _shifts(book, view)
    _about(book, view)
    return book.bytes()


def file_name(view: SelectionView) -> str:
    """Return the name that the file is saved under."""
    return f"{view.slug}_遴选_v{view.version}.xlsx"


def _ranking(book: Book, view: SelectionView) -> None:
    sheet = book.sheet(RANKING_SHEET)
    title = f"{view.event_name}遴选结果（第 {view.version} 版）"
    write_title(book, sheet, title, len(RANKING_COLUMNS))
    rows = [_ranking_row(patent) for patent in view.patents]
    write_table(book, sheet, 1, RANKING_COLUMNS, rows)
    # Six characters in a narrow column take three lines.
    sheet.set_row(1, row_height([("标\n标\n标", 8)]))


def _ranking_row(patent: ShownPatent) -> list[Value]:
    values: list[Value] = []
    for criterion in Criterion:
        row = patent.row(criterion)
        values.append(row.value if row is not None and row.known else UNKNOWN)
    return [
        patent.place,
        patent.application_number,
        patent.title,
        patent.owner,
        patent.legal_state,
        patent.score,
        *values,
        patent.mark_count,
        patent.mark_mean,
        patent.mark_spread,
        patent.demand_count,
    ]


def _detail_row(patent: ShownPatent) -> list[Value]:
    return [
        patent.place,
        patent.application_number,
        patent.title,
        patent.owner,
        patent.expiry_date,
        patent.maturity or UNKNOWN,
        patent.transfer_modes or UNKNOWN,
        patent.price or UNKNOWN,
        patent.reason,
    ]


def _reason_rows(patent: ShownPatent) -> list[list[Value]]:
    named: list[Value] = [patent.place, patent.application_number, patent.title]
    return [
        [*named, row.label, row.weight, row.value, row.share, row.sentence] for row in patent.rows
    ]


def _chart(book: Book, view: SelectionView) -> None:
    """Write the shares of every score and draw them beside."""
    sheet = book.sheet(CHART_SHEET)
    sheet.fit_to_pages(1, 1)
    widths = [Column(header, 10, "0.000", centred=True) for header in SHARE_COLUMNS]
    widths[0] = Column(SHARE_COLUMNS[0], 44)
    names = [*map(str, Criterion), REVIEWERS]
    rows: list[list[Value]] = [
        [_short(patent), *(row.share if (row := patent.row(name)) else None for name in names)]
        for patent in view.patents
    ]
    write_table(book, sheet, 0, widths, rows)
    if not rows:
        return
    last = len(rows)
    chart = book.stacked_chart(
        [
            {
                "name": [CHART_SHEET, 0, column],
                "categories": [CHART_SHEET, 1, 0, last, 0],
                "values": [CHART_SHEET, 1, column, last, column],
                "fill": {"color": SERIES_COLOURS[column - 1]},
                "gap": 40,
            }
            for column in range(1, len(SHARE_COLUMNS))
        ]
    )
    chart.set_title({"name": "各项标准在总分中的份额"})
    chart.set_legend({"position": "bottom"})
    chart.set_y_axis({"reverse": True})
    chart.set_x_axis({"min": 0, "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}})
    width, least = CHART_PIXELS
    chart.set_size({"width": width, "height": least + CHART_PIXELS_PER_ROW * last})
    sheet.insert_chart(last + 2, 0, chart)


def _short(patent: ShownPatent) -> str:
    title = patent.title
    shown = title if len(title) <= SHORT_TITLE else f"{title[:SHORT_TITLE]}…"
    return f"{patent.place} {shown}"


def _shifts(book: Book, view: SelectionView) -> None:
    sheet = book.sheet(SHIFT_SHEET)
    write_title(book, sheet, f"一项权重增减五分之一时，前 {FIRST} 名的变化", len(SHIFT_COLUMNS))
    write_table(book, sheet, 1, SHIFT_COLUMNS, [_shift_row(shift) for shift in view.shifts])


def _shift_row(shift: ShiftView) -> list[Value]:
    return [
        shift.label,
        shift.weight,
        shift.moved,
        "\n".join(shift.leaves) or "不变",
        "\n".join(shift.enters) or "不变",
    ]


def _about(book: Book, view: SelectionView) -> None:
    sheet = book.sheet(ABOUT_SHEET)
    weights = "；".join(f"{label} {weight:.1%}" for label, weight in view.weights.items())
    gates = "；".join(f"{label} {count}" for label, count in view.gates.items()) or "无"
    facts = [
        ("活动", f"{view.kind}　{view.held_on:%Y年%m月%d日}　{view.place}"),
        ("版本", f"第 {view.version} 版，统计日 {view.as_of:%Y-%m-%d}"),
        ("参与遴选", f"专利 {view.patent_count} 件，计入热度的需求 {view.demand_count} 项"),
        ("未参与的原因", gates),
        ("权重", weights),
        ("名额", view.rules),
        ("算分", "总分 =（1 − 评审占比）× Σ 权重 × 取值 + 评审占比 × 评审分；取值未知按 0.5 计"),
        ("相合需求的算法", view.algorithm),
        *(("提示", notice) for notice in view.notices),
    ]
    write_title(book, sheet, f"{view.event_name}：遴选办法", 2)
    _facts(book, sheet, facts)


def _facts(book: Book, sheet: Worksheet, facts: list[tuple[str, str]]) -> None:
    label = book.style(bold=True, border=1)
    text = book.style(border=1, text_wrap=True)
    sheet.set_column(0, 0, LABEL_WIDTH)
    sheet.set_column(1, 1, FACT_WIDTH)
    for row, (name, value) in enumerate(facts, start=1):
        write_value(sheet, row, 0, name, label)
        write_value(sheet, row, 1, value, text)
        sheet.set_row(row, row_height([(value, FACT_WIDTH)]))
