"""What is to be filed of open licences: a row a patent, with the columns of the declaration.

The columns are those that the Implementing Rules (rule 85) ask for and that CNIPA's form has; it is
data to fill the form with, not the form.
"""

from collections.abc import Sequence
from datetime import datetime

from matchmaker.reports.sheets import Book, Column, Value, write_table, write_title
from matchmaker.services.licence_sheet import SheetRow

TITLE = "专利开放许可声明资料"
_DAY = "yyyy-mm-dd"
COLUMNS = (
    Column("序号", 6, centred=True),
    Column("专利号", 20),
    Column("发明名称", 32),
    Column("专利类型", 10, centred=True),
    Column("专利权人", 28),
    Column("许可使用费支付方式与标准", 28),
    Column("许可期限起", 12, _DAY, centred=True),
    Column("许可期限止", 12, _DAY, centred=True),
    Column("其他需要明确的事项", 28),
    Column("专利权评价报告编号", 18),
    Column("联系人", 12),
    Column("联系电话", 16),
    Column("状态", 14, centred=True),
    Column("公告日", 12, _DAY, centred=True),
    Column("公告编号", 16),
    Column("还不符合", 24),
    Column("还不清楚", 24),
)


def build(rows: Sequence[SheetRow], made_at: datetime) -> bytes:
    """Return the workbook."""
    book = Book(TITLE, made_at)
    sheet = book.sheet("声明资料")
    write_title(book, sheet, TITLE, len(COLUMNS))
    write_table(book, sheet, 1, COLUMNS, [_row(*numbered) for numbered in enumerate(rows, start=1)])
    return book.bytes()


def file_name(made_at: datetime) -> str:
    """Return the name that the file is saved under."""
    return f"open_licences_{made_at:%Y%m%d}.xlsx"


def _row(place: int, row: SheetRow) -> list[Value]:
    shown = row.shown
    return [
        place,
        row.patent_number,
        shown.title,
        shown.kind,
        "；".join(row.owners),
        shown.fee,
        shown.term_from,
        shown.term_until,
        row.other_terms,
        row.evaluation_report,
        row.contact.name,
        row.contact.phone,
        shown.state.label,
        shown.announced_on,
        shown.announcement_number,
        "；".join(shown.missing),
        "；".join(shown.unclear),
    ]
