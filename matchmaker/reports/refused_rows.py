"""Refused rows as a workbook: the cells as they were, and beside them what to mend."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ingest.mapping import REFUSAL_HEADERS
from ingest.types import HeaderMap, RejectedRow
from matchmaker.reports.sheets import REFUSED_FILL, Book, Column, Value, write_table, write_value

REASON_COLUMNS = (Column(REFUSAL_HEADERS[0], 8, centred=True), Column(REFUSAL_HEADERS[1], 60))
CELL_WIDTH = 18
MAX_SHEET_NAME = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


@dataclass(frozen=True)
class RefusedSheet:
    """A sheet with refused rows; headers: the texts of its columns in their places."""

    name: str
    headers: Sequence[str]
    rows: Sequence[RejectedRow]


def sheets_of(headers: Sequence[HeaderMap], rejected: Sequence[RejectedRow]) -> list[RefusedSheet]:
    """Return the sheets of one file, with the rows of each that were refused."""
    return [
        RefusedSheet(
            header.sheet,
            header.texts_in_place(),
            [row for row in rejected if row.sheet == header.sheet],
        )
        for header in headers
    ]


def build(sheets: Sequence[RefusedSheet], now: datetime) -> bytes:
    """Return a workbook with a sheet for every sheet that holds refused rows.

    The original columns come last and unchanged, so that a corrected sheet can be sent again: the
    two leading columns have no meaning to an import.
    """
    book = Book("拒收行", now)
    taken: set[str] = set()
    for sheet in sheets:
        if sheet.rows:
            _sheet(book, sheet, _free_name(sheet.name, taken))
    return book.bytes()


def _free_name(wanted: str, taken: set[str]) -> str:
    """Return a name that Excel allows and that no sheet has yet; capitals do not tell apart."""
    base = _FORBIDDEN.sub("_", wanted).strip("'")[:MAX_SHEET_NAME] or "拒收行"
    name, number = base, 1
    while name.casefold() in taken:
        number += 1
        mark = f"（{number}）"
        name = base[: MAX_SHEET_NAME - len(mark)] + mark
    taken.add(name.casefold())
    return name


def _sheet(book: Book, refused: RefusedSheet, name: str) -> None:
    sheet = book.sheet(name)
    rows = refused.rows
    width = max(len(refused.headers), *(len(row.cells) for row in rows))
    names = _padded(refused.headers, width)
    columns = [*REASON_COLUMNS, *(Column(name, CELL_WIDTH) for name in names)]
    table: list[list[Value]] = [
        [row.row_number, _reasons(row), *_padded(row.cells, width)] for row in rows
    ]
    write_table(book, sheet, 0, columns, table)
    bad = book.style(border=1, text_wrap=True, bg_color=REFUSED_FILL)
    position_of = {name: position for position, name in enumerate(names) if name}
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
