"""Requests of cities as a workbook: what was asked, by whom, until when, and what came of it."""

from collections.abc import Sequence
from datetime import date, datetime

from matchmaker.china_time import CHINA
from matchmaker.reports.sheets import Book, Column, Value, write_table
from matchmaker.services.city_requests.view import RequestRow

TITLE = "市州诉求"
_DAY = "yyyy-mm-dd"
COLUMNS = (
    Column("编号", 7, centred=True),
    Column("市州", 10, centred=True),
    Column("标题", 30),
    Column("主题", 16, centred=True),
    Column("诉求内容", 44),
    Column("对应服务", 22),
    Column("对应活动", 22),
    Column("状态", 9, centred=True),
    Column("提交日期", 12, _DAY, centred=True),
    Column("希望答复日期", 13, _DAY, centred=True),
    Column("逾期（天）", 9, centred=True),
    Column("承办人", 12, centred=True),
    Column("答复日期", 12, _DAY, centred=True),
    Column("答复", 44),
    Column("退回原因", 24),
    Column("是否解决", 9, centred=True),
    Column("反馈说明", 24),
)


def build(rows: Sequence[RequestRow], made_at: datetime) -> bytes:
    """Return the workbook."""
    book = Book(TITLE, made_at)
    write_table(book, book.sheet(TITLE), 0, COLUMNS, [_row(one) for one in rows])
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
        row.service,
        row.event,
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
