"""Tables of Word documents: forms of labels and values, and tables with a header row."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from docx import Document
from docx.opc.exceptions import OpcError
from docx.oxml.exceptions import InvalidXmlError
from docx.oxml.ns import qn

from ingest.errors import SourceError
from ingest.readers.archive import ARCHIVE_ERRORS, inspect_archive
from ingest.types import Limits, RawRow, RawSheet
from models.values.text import clean

# What python-docx raises for a package whose parts do not fit each other.
DOCUMENT_ERRORS = (*ARCHIVE_ERRORS, OpcError, SyntaxError, AttributeError, TypeError)
# Word makes no more; a larger number would only fill the memory.
MOST_COLUMNS = 63
FORM_UNIT = "个表格"
_EMPTY_BOXES = "□☐○"
_TICKED_BOXES = "■☑☒✔√●"
_OPTION = re.compile(f"([{_EMPTY_BOXES}{_TICKED_BOXES}])([^{_EMPTY_BOXES}{_TICKED_BOXES}]*)")
# Boxes out of the symbol font that Word inserts them from.
_SYMBOLS = {"F0FE": "☑", "F052": "☑", "F0FD": "☒", "F0A8": "□", "F06F": "□", "F0A3": "□"}
_CELLS = "./w:tc | ./w:sdt/w:sdtContent/w:tc"
_ROWS = "./w:tr | ./w:sdt/w:sdtContent/w:tr"
# A box of text that floats over a cell stands in the document twice.
_PIECES = (
    "(.//w:t | .//w:tab[not(ancestor::w:pPr)] | .//w:br | .//w:sym)[not(ancestor::w:txbxContent)]"
)
_TOP_TABLES = ".//w:tbl[not(ancestor::w:tbl)]"


@dataclass(frozen=True)
class _Cell:
    """A cell, or the part of one, in one row of a table.

    anchor: tells the whole cell, however many rows and columns it takes; rows: how many it takes.
    """

    text: str
    anchor: int
    columns: int
    rows: list[int] = field(default_factory=list)


Grid = list[list[_Cell]]


def read(path: Path, limits: Limits, is_header: Callable[[str], bool]) -> Iterator[RawSheet]:
    """Yield all forms of the document as one sheet, a row a form, then every other table.

    is_header: whether a text is a known header. Text outside of tables is left out. Raises
    SourceError for a document that is damaged, inflates too far or has no table.
    """
    inspect_archive(path, limits, damaged(path))
    grids = [(number, grid) for number, grid in enumerate(_grids(path), start=1) if grid]
    if not grids:
        raise SourceError(
            path.name,
            "Word 文档里没有表格",
            "请把内容填在“列名｜内容”两列或四列的表格里，或另存为 .xlsx 后再导入",
        )
    forms: dict[int, dict[str, str]] = {}
    tables: list[tuple[int, Grid]] = []
    for number, grid in grids:
        pairs = _pairs(grid, is_header)
        if _is_form(grid, pairs, is_header):
            forms[number] = pairs
        else:
            tables.append((number, grid))
    if forms:
        yield RawSheet("", _form_rows(forms), FORM_UNIT)
    for number, grid in tables:
        yield RawSheet(f"第 {number} 个表格", _table_rows(grid))


def damaged(path: Path) -> SourceError:
    """Return the error of a document that is broken."""
    return SourceError(
        path.name, "Word 文档已损坏，无法读取", "请用 Word 打开并另存为 .docx 后再导入"
    )


def _grids(path: Path) -> list[Grid]:
    try:
        # Its parser resolves no entities, and nothing that a document points to is fetched.
        body = Document(str(path)).element.body
    except DOCUMENT_ERRORS as error:
        raise damaged(path) from error
    if body is None:
        raise damaged(path)
    try:
        return [_grid(table) for table in body.xpath(_TOP_TABLES)]
    except (ValueError, InvalidXmlError) as error:
        raise damaged(path) from error


def _grid(table: Any) -> Grid:
    """Return the cells row by row; one that reaches down from above stands in every row."""
    grid: Grid = []
    above: dict[int, _Cell] = {}
    anchors = count()
    for row in table.xpath(_ROWS):
        cells: list[_Cell] = []
        column = row.grid_before
        for element in row.xpath(_CELLS):
            span = min(max(element.grid_span, 1), MOST_COLUMNS)
            cell = above.get(column) if element.vMerge == "continue" else None
            if cell is None:
                cell = _Cell(_text(element), next(anchors), span)
            cell.rows.append(len(grid))
            cells.append(cell)
            above[column] = cell
            column += span
        grid.append(cells)
    return grid if any(cell.text for row in grid for cell in row) else []


def _text(element: Any) -> str:
    paragraphs = element.xpath(".//w:p[not(ancestor::w:txbxContent)]")
    lines = ("".join(_pieces(paragraph)).strip() for paragraph in paragraphs)
    return _ticked("\n".join(line for line in lines if line))


def _pieces(paragraph: Any) -> Iterator[str]:
    for node in paragraph.xpath(_PIECES):
        if node.tag == qn("w:t"):
            yield node.text or ""
        elif node.tag == qn("w:sym"):
            yield _SYMBOLS.get(node.get(qn("w:char"), "").upper(), "")
        else:
            yield "\n" if node.tag == qn("w:br") else " "


def _ticked(text: str) -> str:
    """Return the options whose boxes are ticked, where a text offers several to choose from."""
    options = _OPTION.findall(text)
    if not options or text.strip()[0] not in _EMPTY_BOXES + _TICKED_BOXES:
        return text
    return "；".join(clean(words) for box, words in options if box in _TICKED_BOXES)


def _pairs(grid: Grid, is_header: Callable[[str], bool]) -> dict[str, str]:
    """Return label → value, reading every row as label, value, label, value."""
    said: dict[str, dict[int, str]] = {}
    for row in grid:
        cells = list(row)
        # A cell down the side names a section, unless it is itself a label of several lines.
        beside = len(cells) > 2 and len(cells[0].rows) > 1
        if beside and (len(cells) % 2 or not is_header(cells[0].text)):
            cells = cells[1:]
        for label, value in zip(cells[::2], cells[1::2], strict=False):
            if clean(label.text):
                said.setdefault(clean(label.text), {})[value.anchor] = value.text
    return {label: "\n".join(filter(None, texts.values())) for label, texts in said.items()}


def _is_form(grid: Grid, pairs: dict[str, str], is_header: Callable[[str], bool]) -> bool:
    """Whether more known headers stand as labels than in any one row."""
    labels = sum(map(is_header, pairs))
    in_a_row = max(sum(is_header(cell.text) for cell in row) for row in grid)
    return labels > 0 and labels >= in_a_row


def _form_rows(forms: dict[int, dict[str, str]]) -> Iterator[RawRow]:
    headers = list(dict.fromkeys(label for pairs in forms.values() for label in pairs))
    # The header takes no row of its own, so that a row's number is the number of its table.
    yield RawRow(number=0, cells=list(headers))
    for number, pairs in forms.items():
        yield RawRow(number=number, cells=[pairs.get(header) for header in headers])


def _table_rows(grid: Grid) -> Iterator[RawRow]:
    for number, row in enumerate(grid, start=1):
        cells = [text for cell in row for text in (cell.text, *[None] * (cell.columns - 1))]
        yield RawRow(number=number, cells=[text or None for text in cells])
