"""A platform's exchange sheet (平台交换表), written row by row: its memory does not grow.

Nothing is merged, wrapped or drawn: a program reads it, this one's importer too.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from matchmaker.exchange.cells import Cell
from matchmaker.exchange.fields import CellType, SheetKind, field_of
from matchmaker.exchange.platform import PlatformColumn, PlatformSheet
from matchmaker.reports.sheets import FONT, HEADER_FILL, MAX_CELL_CHARACTERS, write_value

# Excel takes 1,048,576; the rest goes on with the next worksheet.
ROWS_A_SHEET = 1_000_000
_WIDTHS = {
    CellType.TEXT: 22,
    CellType.WORDS: 12,
    CellType.DATE: 12,
    CellType.NUMBER: 8,
    CellType.AMOUNT: 16,
}


@dataclass(frozen=True)
class Written:
    """What a workbook holds; cut: cells whose text was longer than a cell can be."""

    rows: int
    cut: int


def write(
    path: Path,
    sheet: PlatformSheet,
    rows: Iterator[Sequence[Cell]],
    created: datetime,
    on_row: Callable[[int], None],
) -> Written:
    """Write a workbook; created: the moment of its content; on_row: told how many there are.

    A file of the name is replaced. Whatever on_row raises leaves half a file behind.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "tmpdir": str(path.parent),
    }
    book = Workbook(str(path), options)
    try:
        book.set_properties({"title": sheet.name, "created": created.replace(tzinfo=None)})
        writer = _Writer(book, sheet)
        for number, row in enumerate(rows, start=1):
            writer.add(row)
            on_row(number)
        return Written(writer.rows, writer.cut)
    finally:
        book.close()


class _Writer:
    """The worksheets of a book, the next one begun where one is full."""

    def __init__(self, book: Workbook, sheet: PlatformSheet) -> None:
        self._book, self._sheet = book, sheet
        plain: dict[str, Any] = {"font_name": FONT, "font_size": 10, "valign": "vcenter"}
        self._head = book.add_format(
            {**plain, "bold": True, "border": 1, "align": "center", "bg_color": HEADER_FILL}
        )
        self._plain = book.add_format(plain)
        self._day = book.add_format({**plain, "num_format": "yyyy-mm-dd"})
        self._number = 1
        self._open = self._begin()
        self._on_sheet = self.rows = self.cut = 0

    def add(self, cells: Sequence[Cell]) -> None:
        """Write a row."""
        if self._on_sheet == ROWS_A_SHEET:
            self._number += 1
            self._open = self._begin()
            self._on_sheet = 0
        self._on_sheet += 1
        self.rows += 1
        for position, cell in enumerate(cells):
            style = self._day if isinstance(cell, date) else self._plain
            write_value(self._open, self._on_sheet, position, cell, style)
            self.cut += isinstance(cell, str) and len(cell) > MAX_CELL_CHARACTERS

    def _begin(self) -> Worksheet:
        name = self._sheet.name if self._number == 1 else f"{self._sheet.name[:26]}{self._number}"
        sheet = self._book.add_worksheet(name)
        for position, column in enumerate(self._sheet.columns):
            sheet.set_column(position, position, _width(self._sheet.kind, column))
            sheet.write_string(0, position, column.header, self._head)
        sheet.freeze_panes(1, 0)
        return sheet


def _width(kind: SheetKind, column: PlatformColumn) -> float:
    found = field_of(kind, column.field)
    usual = _WIDTHS[found.type] if found else _WIDTHS[CellType.TEXT]
    # A Han character is as wide as two figures.
    return max(usual, 2 * len(column.header) + 2)
