"""Requests of cities as a workbook: what was asked, by whom, until when, and what came of it."""

from collections.abc import Sequence
from datetime import date, datetime

from matchmaker.china_time import CHINA
from matchmaker.reports.sheets import Book, Column, Value, write_table
from matchmaker.services.city_requests.view import RequestRow

TITLE = "市州诉求"
_DAY = "yyyy-mm-dd"
# So many columns are read on a sheet of that size.
A3 = 8
COLUMNS = (
    Column("编号", 6, centred=True),
    Column("市州", 8, centred=True),
    Column("标题", 24),
    Column("主题", 12, centred=True),
    Column("诉求内容", 34),
    Column("对应服务或活动", 18),
    Column("状态", 8, centred=True),
    Column("提交日期", 11, _DAY, centred=True),
    Column("希望答复", 11, _DAY, centred=True),
    Column("逾期（天）", 7, centred=True),
    Column("承办人", 12, centred=True),
    Column("答复日期", 11, _DAY, centred=True),
    Column("答复", 34),
    Column("退回原因", 18),
    Column("是否解决", 8, centred=True),
    Column("反馈说明", 16),
)


def build(rows: Sequence[RequestRow], made_at: datetime) -> bytes:
    """Return the workbook."""
    book = Book(TITLE, made_at)
    sheet = book.sheet(TITLE)
    sheet.set_paper(A3)
    write_table(book, sheet, 0, COLUMNS, [_row(one) for one in rows])
    return book.bytes()


def file_name(made_at: datetime) -> str:
    """Return the name that the file is saved under."""
    return f"市州诉求_{made_at.astimezone(CHINA):%Y%m%d}.xlsx"


def _row(row: RequestRow) -> list[Value]:
    one = row.request
    return [
        one.id,
        row.city,
        one.subject,
        one.topic,
        one.text,
        "；".join(filter(None, (row.service, row.event))),
        one.state.label,
        _day(one.submitted_at),
        one.wanted_by,
        row.days_over or None,
        one.responsible,
        _day(one.answered_at),
        one.answer,
        one.return_reason,
        row.outcome,
        one.outcome_note,
    ]


def _day(at: datetime | None) -> date | None:
    return None if at is None else at.astimezone(CHINA).date()
