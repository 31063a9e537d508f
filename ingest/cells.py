"""The cells of one row as texts and values; what cannot be understood is collected."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from ingest.mapping import cell_is_blank
from ingest.types import Cell, HeaderMap, RawRow, Refusal, RejectedRow
from models.errors import InvalidValue
from models.values.text import clean, clean_block

T = TypeVar("T")

SHOWN_CHARACTERS = 60
# Excel's own way to keep a number as text: ="0012345".
_QUOTED_TEXT = re.compile(r'^="([^"]*)"$')
_FORMULA = re.compile(r"^=\s*[A-Za-z0-9_(+\-'\[\"@$#]")


def cell_text(cell: Cell) -> str:
    """Return a cell as text: whole numbers without a fraction, dates in ISO form.

    Raises InvalidValue for the text of a formula.
    """
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == datetime.min.time():
        return cell.date().isoformat()
    return _literal("" if cell is None else str(cell).strip())


def _literal(text: str) -> str:
    quoted = _QUOTED_TEXT.match(text)
    if quoted:
        return quoted[1]
    if _FORMULA.match(text):
        raise InvalidValue(text, "单元格是公式", "请复制该列并“选择性粘贴—数值”后重试")
    return text


def shown_cells(row: RawRow) -> tuple[str, ...]:
    """Return the cells as they are given back to the person who sent them."""
    return tuple("" if cell_is_blank(cell) else _plain(cell) for cell in row.cells)


def _plain(cell: Cell) -> str:
    try:
        return cell_text(cell)
    except InvalidValue as error:
        return error.value


class RowCells:
    """The mapped cells of one row, and the refusals met while they are read."""

    def __init__(self, header: HeaderMap, row: RawRow) -> None:
        self._header = header
        self._row = row
        self._position = {name: position for position, name in header.columns.items()}
        self._refusals: list[Refusal] = []

    def has(self, name: str) -> bool:
        """Whether the sheet has a column for the field."""
        return name in self._position

    def column(self, name: str) -> str:
        """Return the header of the field's column, or the field's name where it has none."""
        return self._header.headers.get(self._position.get(name, -1), name)

    def text(self, name: str) -> str:
        """Return the cell on one line, empty where there is none."""
        return self.value(name, lambda cell: clean(cell_text(cell))) or ""

    def block(self, name: str) -> str:
        """Return the cell with its line breaks, empty where there is none."""
        return self.value(name, lambda cell: clean_block(cell_text(cell))) or ""

    def value(self, name: str, parse: Callable[[Cell], T]) -> T | None:
        """Return what parse makes of the cell; None where it is blank or was refused."""
        position = self._position.get(name)
        if position is None or position >= len(self._row.cells):
            return None
        if position in self._row.formula_columns:
            self.refuse(
                name, "", "公式没有计算结果", "请在 Excel 中打开、重新计算并保存，或粘贴为数值"
            )
            return None
        cell = self._row.cells[position]
        if cell_is_blank(cell):
            return None
        try:
            return parse(cell)
        except InvalidValue as error:
            self.refuse(name, _plain(cell), error.reason, error.remedy)
            return None

    def parsed(self, name: str, parse: Callable[[str], T]) -> T | None:
        """Return what parse makes of the cell's text; None where it is blank or was refused."""
        return self.value(name, lambda cell: parse(cell_text(cell)))

    def required(self, name: str, parse: Callable[[str], T]) -> T | None:
        """Return what parse makes of the cell's text; a blank cell is refused."""
        before = len(self._refusals)
        value = self.parsed(name, parse)
        if value is None and len(self._refusals) == before:
            self.refuse(name, "", "必填项为空", f"请填写“{self.column(name)}”")
        return value

    def refuse(self, name: str, value: str, reason: str, remedy: str) -> None:
        """Note that a cell of the row cannot be taken."""
        self._refusals.append(
            Refusal(
                sheet=self._header.sheet,
                row_number=self._row.number,
                column=self.column(name),
                value=value[:SHOWN_CHARACTERS],
                reason=reason,
                remedy=remedy,
            )
        )

    def rejected(self) -> RejectedRow | None:
        """Return the row as refused, None where nothing was found against it."""
        if not self._refusals:
            return None
        return RejectedRow(
            sheet=self._header.sheet,
            row_number=self._row.number,
            cells=shown_cells(self._row),
            refusals=tuple(self._refusals),
        )
