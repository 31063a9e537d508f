"""How far apart the filled cells of an .xlsx sheet lie, since all between take memory.

calamine makes room for the whole box round the filled cells, and the process ends where there is
not so much; so the box is measured beforehand, quickly where the cells are written as usual.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.parsers import expat

# Sheets end at XFD; a few more leave room for what calamine would still make room for.
MOST_LETTERS = 8
# A cell as nearly all programs write it, which is found the most quickly.
_USUAL_PLACE = rb" r=\"([A-Z]{1,3})([0-9]{1,7})\"(?: [a-z]+=\"[^\"<>]*\")*+"
_USUAL_CELL = re.compile(rb"<c" + _USUAL_PLACE + rb">(?!</)")
_UNUSUAL_CELL = re.compile(rb"<c(?=[\s/>])(?!" + _USUAL_PLACE + rb"/?>)")
_PREFIX = rb"(?:[^\s<>/!?]*:)?"
_ATTRIBUTE = rb"[^\s<>=/]+=(?:\"[^\"<>]*\"|'[^'<>]*')"
_REFERENCE = rb"r=[\"']([A-Za-z]{1,3})([0-9]{1,7})[\"']"
_FILLED_CELL = re.compile(
    rb"<" + _PREFIX + rb"c\s(?:[^<>]*?\s)??" + _REFERENCE + rb"[^<>]*(?<!/)>(?!</)"
)
# A cell that the pattern above may not see: without a place of its own, or written at will.
_ODD_CELL = re.compile(
    rb"<" + _PREFIX + rb"c(?=[\s/>])"
    rb"(?!\s+(?:" + _ATTRIBUTE + rb"\s+)*" + _REFERENCE + rb"(?:\s+" + _ATTRIBUTE + rb")*\s*/?>)"
)
_PLACE = re.compile(r"([A-Za-z]+)([0-9]+)", re.ASCII)
# Where such an attribute stands is not asked: what calamine takes for a tag is hard to foretell.
_STATED_COUNT = re.compile(rb"[\s\"'](?:uniqueC|c)ount\s*=\s*[\"']([0-9]+)")


@dataclass
class Extent:
    """The box round all filled cells of a part, which is a sheet if it has an element for them.

    is_odd: whether cells may lie outside of it, so that they must be placed one by one;
    has_strings, stated_count: whether the part is one of shared strings, and how many it says
    that there are.
    """

    rows: tuple[int, int] | None = None
    columns: tuple[int, int] | None = None
    is_sheet: bool = False
    is_odd: bool = False
    has_strings: bool = False
    stated_count: int = 0

    def take(self, chunk: bytes, unfinished: int) -> None:
        """Take in the cells of a piece of the part; so many bytes at its end come once more."""
        self.is_sheet = self.is_sheet or b"sheetData" in chunk
        if self.is_sheet:
            self._take_cells(chunk, len(chunk) - unfinished)
        self.has_strings = self.has_strings or b"sst" in chunk
        if self.has_strings:
            counts = map(int, _STATED_COUNT.findall(chunk))
            self.stated_count = max([self.stated_count, *counts])

    def _take_cells(self, chunk: bytes, end: int) -> None:
        if b":c" not in chunk and _UNUSUAL_CELL.search(chunk, 0, end) is None:
            cells = _USUAL_CELL.findall(chunk)
        else:
            cells = _FILLED_CELL.findall(chunk)
            self.is_odd = self.is_odd or _ODD_CELL.search(chunk, 0, end) is not None
        if cells:
            rows = {int(digits) for _, digits in cells}
            columns = {column_index(letters.decode()) for letters in {c for c, _ in cells}}
            self.widen(rows, columns)

    def widen(self, rows: set[int], columns: set[int]) -> None:
        """Take in cells by the numbers of their rows and the positions of their columns."""
        self.rows = _widened(self.rows, rows)
        self.columns = _widened(self.columns, columns)

    @property
    def area(self) -> int:
        """How many cells the box holds."""
        if self.rows is None or self.columns is None:
            return 0
        return (self.rows[1] - self.rows[0] + 1) * (self.columns[1] - self.columns[0] + 1)


def _widened(span: tuple[int, int] | None, numbers: set[int]) -> tuple[int, int]:
    every = numbers | set(span or ())
    return min(every), max(every)


def column_index(letters: str) -> int:
    """Return the position, from 0, of the column that a sheet calls by these letters.

    Raises ValueError for more letters than the name of any column has.
    """
    if len(letters) > MOST_LETTERS:
        raise ValueError("no column has so long a name")
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def measure_cells(chunks: Iterable[bytes]) -> Extent:
    """Return the box round the cells of a sheet, placed one by one as calamine places them.

    Raises ValueError for a part that is no XML.
    """
    places = _Places()
    parser = expat.ParserCreate()
    parser.StartElementHandler = places.start
    parser.EndElementHandler = places.end
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
    # LookupError: the part says that it is in an encoding that nobody knows.
    except (expat.ExpatError, LookupError) as error:
        raise ValueError(str(error)) from error
    return places.extent


@dataclass
class _Places:
    """Follows the rows and cells of a sheet; what bears no reference follows the one before."""

    extent: Extent = field(default_factory=Extent)
    row: int = 1
    column: int = 0
    cell: tuple[int, int] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        reference = attributes.get("r", "")
        if name == "row" and reference.isdecimal():
            self.row = int(reference)
        elif name == "c":
            place = _PLACE.fullmatch(reference)
            self.column = column_index(place[1]) if place else self.column
            self.cell = (int(place[2]) if place else self.row, self.column)
            self.column += 1
        elif self.cell is not None:
            row, column = self.cell
            self.extent.widen({row}, {column})

    def end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name == "row":
            self.row, self.column = self.row + 1, 0
        elif name == "c":
            self.cell = None
