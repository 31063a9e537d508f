"""What firms turn down and why, as a workbook: by institution, industry and patent."""

from collections.abc import Sequence
from datetime import datetime

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
from matchmaker.services.feedback_figures import LEAST_FIRMS, FeedbackFigures, Figures, WordRow
from models.meeting_enums import DeclineReason

TITLE = "供需双方反馈汇总"
INSTITUTION_SHEET, INDUSTRY_SHEET, PATENT_SHEET = "单位", "产业", "专利"
ROW_SHEET, ABOUT_SHEET = "明细", "说明"
COUNTS = (
    Column("企业数", 7, centred=True),
    Column("意见数", 7, centred=True),
    Column("合适", 6, centred=True),
    Column("不确定", 7, centred=True),
    Column("不合适", 7, centred=True),
    Column("其中已改进", 7, centred=True),
    *(Column(reason.label, 7, centred=True) for reason in DeclineReason),
)
ROW_COLUMNS = (
    Column("单位", 20),
    Column("产业", 16),
    Column("申请号", 19, centred=True),
    Column("专利名称", 30),
    Column("需求", 12),
    Column("企业", 22),
    Column("意见", 8, centred=True),
    Column("原因", 24),
    Column("来源", 7, centred=True),
    Column("时间", 16, centred=True),
)
UNTOLD = f"<{LEAST_FIRMS}"
LABEL_WIDTH, FACT_WIDTH = 14, 100


def build(figures: FeedbackFigures, made_at: datetime) -> bytes:
    """Return the workbook; the words themselves only where the figures hold them."""
    book = Book(TITLE, made_at.astimezone(CHINA))
    _groups(book, INSTITUTION_SHEET, (Column("单位", 26), Column("市州", 8)), figures.institutions)
    _groups(book, INDUSTRY_SHEET, (Column("产业", 26),), figures.industries)
    _groups(book, PATENT_SHEET, (Column("申请号", 19), Column("专利名称", 32)), figures.patents)
    if figures.rows:
        write_table(book, book.sheet(ROW_SHEET), 0, ROW_COLUMNS, [*map(_row, figures.rows)])
    _about(book, figures, made_at)
    return book.bytes()


def file_name(made_at: datetime) -> str:
    """Return the name that the file is saved under."""
    return f"反馈汇总_{made_at.astimezone(CHINA):%Y%m%d}.xlsx"


def _groups(book: Book, name: str, head: tuple[Column, ...], groups: Sequence[Figures]) -> None:
    sheet = book.sheet(name)
    columns = (*head, *COUNTS)
    write_title(book, sheet, f"{TITLE}：按{name}", len(columns))
    rows = [[*(one.name, one.detail)[: len(head)], *_counts(one)] for one in groups]
    write_table(book, sheet, 1, columns, rows)
    # The longest header takes three lines in its narrow column.
    sheet.set_row(1, row_height([("标\n标\n标", LABEL_WIDTH)]))


def _counts(one: Figures) -> list[Value]:
    reasons: list[Value] = [UNTOLD if count is None else count for count in one.reasons.values()]
    return [one.firms, one.words, one.fit, one.unsure, one.unfit, one.improved, *reasons]


def _row(row: WordRow) -> list[Value]:
    return [
        row.institution,
        row.industry,
        row.patent,
        row.patent_title,
        row.demand,
        row.enterprise,
        row.opinion,
        row.reasons,
        row.where,
        f"{row.said_at.astimezone(CHINA):%Y-%m-%d %H:%M}",
    ]


def _about(book: Book, figures: FeedbackFigures, made_at: datetime) -> None:
    sheet = book.sheet(ABOUT_SHEET)
    write_title(book, sheet, f"{TITLE}：说明", 2)
    facts = [
        ("生成时间", f"{made_at.astimezone(CHINA):%Y-%m-%d %H:%M}"),
        ("口径", "每家企业对每一对需求与专利只计最近一次意见，会面结果与会外反馈合并计算"),
        ("原因", "一条意见可有多个原因，各计一次，因此原因之和可大于不合适的件数"),
        ("归属", "专利计入第一权利人和最有把握的一个产业"),
        ("已改进", "权利人已就全部原因答复改进请求，可再推介一次"),
    ]
    if figures.suppressed:
        text = f"不足 {LEAST_FIRMS} 家企业的 {figures.suppressed} 项未列出"
        facts.append(("未列出", text))
    label, text_style = book.style(bold=True, border=1), book.style(border=1, text_wrap=True)
    sheet.set_column(0, 0, LABEL_WIDTH)
    sheet.set_column(1, 1, FACT_WIDTH)
    for row, (name, value) in enumerate(facts, start=1):
        write_value(sheet, row, 0, name, label)
        write_value(sheet, row, 1, value, text_style)
        sheet.set_row(row, row_height([(value, FACT_WIDTH)]))
