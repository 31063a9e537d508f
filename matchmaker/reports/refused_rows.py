"""Refused rows as a workbook: the cells as they were, and beside them what to mend."""

from collections.abc import Sequence
from datetime import datetime

from ingest.types import HeaderMap, RejectedRow
from matchmaker.reports.sheets import REFUSED_FILL, Book, Column, Value, write_table, write_value

REASON_COLUMNS = (Column("原行号", 8, centred=True), Column("拒收原因与改法", 60))
CELL_WIDTH = 18
MAX_SHEET_NAME = 31


def build(headers: Sequence[HeaderMap], rejected: Sequence[RejectedRow], now: datetime) -> bytes:
    """Return a workbook with a sheet for every sheet that holds refused rows.

    The original columns come last and unchanged, so that a corrected sheet can be sent again: the
    two leading columns have no meaning to an import.
    """
    book = Book("拒收行", now)
    for header in headers:
        rows = [row for row in rejected if row.sheet == header.sheet]
        if rows:
            _sheet(book, header, rows)
    return book.bytes()


def _sheet(book: Book, header: HeaderMap, rows: Sequence[RejectedRow]) -> None:
    sheet = book.sheet((header.sheet or "拒收行")[:MAX_SHEET_NAME])
    width = max(max(header.headers) + 1, *(len(row.cells) for row in rows))
    names = [header.headers.get(position, "") for position in range(width)]
    columns = [*REASON_COLUMNS, *(Column(name, CELL_WIDTH) for name in names)]
    table: list[list[Value]] = [
        [row.row_number, _reasons(row), *_padded(row.cells, width)] for row in rows
    ]
    write_table(book, sheet, 0, columns, table)
    bad = book.style(border=1, text_wrap=True, bg_color=REFUSED_FILL)
    position_of = {name: position for position, name in header.headers.items()}
    for number, row in enumerate(rows, start=1):
        for refusal in row.refusals:
            position = position_of.get(refusal.column)
            if position is not None:
                cell = _padded(row.cells, width)[position]
                column = position + len(REASON_COLUMNS)
                write_value(sheet, number, column, cell, bad)
                sheet.write_comment(number, column, f"{refusal.reason}。{refusal.remedy}")


def _reasons(row: RejectedRow) -> str:
    return "\n".join(f"{r.column}：{r.reason}。{r.remedy}" for r in row.refusals)


def _padded(cells: Sequence[str], width: int) -> list[str]:
    return [*cells, *[""] * width][:width]
