"""The white list as a workbook, with the columns that the import of such a list reads back."""

from collections.abc import Sequence
from datetime import datetime

from matchmaker.reports.sheets import Book, Column, Value, write_table
from matchmaker.services.ledger.white_list_view import UNKNOWN_CITY, EntryRow

TITLE = "知识产权金融白名单"
WAN = 10_000
_DAY = "yyyy-mm-dd"
COLUMNS = (
    Column("批次", 14, centred=True),
    Column("公布日期", 12, _DAY, centred=True),
    Column("公布单位", 26),
    Column("企业名称", 34),
    Column("统一社会信用代码", 22, centred=True),
    Column("市州", 10, centred=True),
    Column("授信额度（万元）", 14, "#,##0.####"),
    Column("授信银行", 24),
    Column("状态", 8, centred=True),
    Column("移出日期", 12, _DAY, centred=True),
    Column("移出原因", 24),
)


def build(rows: Sequence[EntryRow], made_at: datetime) -> bytes:
    """Return the workbook; without rows it is an empty sheet to be filled in."""
    book = Book(TITLE, made_at)
    write_table(book, book.sheet("白名单"), 0, COLUMNS, [_row(one) for one in rows])
    return book.bytes()


def file_name(made_at: datetime) -> str:
    """Return the name that the file is saved under."""
    return f"白名单_{made_at:%Y%m%d}.xlsx"


def _row(one: EntryRow) -> list[Value]:
    return [
        one.batch,
        one.listed_on,
        one.issuer,
        one.firm,
        one.uscc,
        "" if one.city == UNKNOWN_CITY else one.city,
        None if one.credit_cny is None else one.credit_cny / WAN,
        one.bank,
        "在册" if one.removed_on is None else "移出",
        one.removed_on,
        one.removed_reason,
    ]
