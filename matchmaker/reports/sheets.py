"""What all our workbooks share: formats, page set-up, and text that can never be a formula."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

FONT = "宋体"
HEADING_FONT = "黑体"
A4 = 9
HEADER_FILL = "#DCE6F1"
REFUSED_FILL = "#FFC7CE"
LINE_POINTS = 13.5
# Excel's own limit.
MAX_ROW_POINTS = 409.0
MAX_CELL_CHARACTERS = 32_767
CUT_MARK = "……（过长，以下略）"

Value = str | int | float | date | None


@dataclass(frozen=True)
class Column:
    """A column: header, width in characters, and the number format of its cells."""

    header: str
    width: float
    number_format: str = ""
    centred: bool = False


class Book:
    """A workbook in memory with the formats of the house.

    created: the moment of the content, so that the same content gives the same bytes.
    """

    def __init__(self, title: str, created: datetime) -> None:
        self._stream = BytesIO()
        self._book = Workbook(
            self._stream,
            {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
        )
        self._book.set_properties({"title": title, "created": created.replace(tzinfo=None)})
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}

    def style(self, **properties: Any) -> Format:
        """Return a format, made once for the same properties."""
        full = {"font_name": FONT, "font_size": 10, "valign": "vcenter", **properties}
        key = tuple(sorted(full.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(full)
        return self._formats[key]

    def sheet(self, name: str) -> Worksheet:
        """Return a new sheet set up for A4 landscape, one page wide, pages numbered."""
        sheet = self._book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        sheet.set_footer("&C第 &P 页，共 &N 页&R&A")
        return sheet

    def column_chart(self, options: dict[str, Any]) -> Any:
        """Return a bar chart for a sheet to hold."""
        chart = self._book.add_chart({"type": "bar"})
        chart.add_series(options)
        return chart

    def stacked_chart(self, series: Sequence[dict[str, Any]]) -> Any:
        """Return a chart of bars made of parts, a series a part, for a sheet to hold."""
        chart = self._book.add_chart({"type": "bar", "subtype": "stacked"})
        for options in series:
            chart.add_series(options)
        return chart

    def bytes(self) -> bytes:
        """Close the workbook and return it."""
        self._book.close()
        return self._stream.getvalue()


def write_title(book: Book, sheet: Worksheet, text: str, columns: int) -> None:
    """Write a heading over the width of the table in the first row."""
    style = book.style(font_name=HEADING_FONT, font_size=16, bold=True, align="center")
    sheet.set_row(0, 30)
    if columns > 1:
        sheet.merge_range(0, 0, 0, columns - 1, "", style)
    sheet.write_string(0, 0, text, style)


def write_table(
    book: Book,
    sheet: Worksheet,
    first_row: int,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Value]],
) -> None:
    """Write a table with a header that stays on screen and on every printed page."""
    head = book.style(bold=True, align="center", border=1, text_wrap=True, bg_color=HEADER_FILL)
    for position, column in enumerate(columns):
        sheet.set_column(position, position, column.width)
        sheet.write_string(first_row, position, column.header, head)
    for row_number, row in enumerate(rows, start=first_row + 1):
        texts = [(value, column.width) for column, value in zip(columns, row, strict=True)]
        sheet.set_row(row_number, row_height(texts))
        for position, (column, value) in enumerate(zip(columns, row, strict=True)):
            write_value(sheet, row_number, position, value, _cell_style(book, column))
    sheet.freeze_panes(first_row + 1, 0)
    sheet.repeat_rows(first_row)
    if rows:
        sheet.autofilter(first_row, 0, first_row + len(rows), len(columns) - 1)


def row_height(cells: Sequence[tuple[Value, float]]) -> float:
    """Return the height in points at which every wrapped text of a row is seen whole.

    cells: value and column width in characters. A Han character is as wide as two figures. Not
    every spreadsheet program measures wrapped rows when it opens a file, so we do.
    """
    lines = 1
    for value, width in cells:
        if isinstance(value, str):
            needed = sum(-(-_display_width(part) // int(width - 1)) for part in value.split("\n"))
            lines = max(lines, needed)
    return min(MAX_ROW_POINTS, LINE_POINTS * lines + 3)


def _display_width(text: str) -> int:
    return max(1, sum(1 if ord(character) < 0x2000 else 2 for character in text))


def write_value(sheet: Worksheet, row: int, column: int, value: Value, style: Format) -> None:
    """Write a value as what it is; text stays text even where it looks like a formula."""
    if value is None or value == "":
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), style)  # noqa: DTZ001
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value, style)
    else:
        sheet.write_string(row, column, shortened(value), style)


def shortened(text: str) -> str:
    """Return a text as a cell can hold it: a longer one would be left out without a word."""
    if len(text) <= MAX_CELL_CHARACTERS:
        return text
    return text[: MAX_CELL_CHARACTERS - len(CUT_MARK)] + CUT_MARK


def _cell_style(book: Book, column: Column) -> Format:
    properties: dict[str, Any] = {"border": 1, "text_wrap": True}
    if column.number_format:
        properties["num_format"] = column.number_format
    if column.centred:
        properties["align"] = "center"
    return book.style(**properties)
