"""Who has attended a course, for certificates: a row a person who was there at least once."""

from collections.abc import Sequence
from datetime import datetime

from matchmaker.reports.sheets import Book, Column, Value, write_table, write_title
from matchmaker.services.course_view import CourseRow, SeatRow

COLUMNS = (
    Column("序号", 6, centred=True),
    Column("姓名", 12),
    Column("单位", 34),
    Column("课程", 36),
    Column("上课时间", 30),
    Column("到场（次）", 10, "0", centred=True),
    Column("共（次）", 9, "0", centred=True),
    Column("全程", 8, centred=True),
)


def build(row: CourseRow, seats: Sequence[SeatRow], made_at: datetime) -> bytes:
    """Return the workbook."""
    title = f"{row.course.title} 结业名单"
    book = Book(title, made_at)
    sheet = book.sheet("结业名单")
    write_title(book, sheet, title, len(COLUMNS))
    there = [one for one in seats if one.attended]
    lines = [_line(number, row, one) for number, one in enumerate(there, start=1)]
    write_table(book, sheet, 1, COLUMNS, lines)
    return book.bytes()


def file_name(course_id: int) -> str:
    """Return the name that the file is saved under."""
    return f"course_{course_id}_certificates.xlsx"


def _line(number: int, row: CourseRow, one: SeatRow) -> list[Value]:
    attended, held = len(one.attended), len(row.sittings)
    return [
        number,
        one.name,
        one.organisation,
        row.course.title,
        "；".join(row.told),
        attended,
        held,
        "是" if attended == held else "否",
    ]
