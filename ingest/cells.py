"""The cells of one row as texts and values; what cannot be understood is collected."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache, partial
from typing import Any, TypeVar

from ingest.mapping import cell_is_blank
from ingest.types import Cell, HeaderMap, RawRow, Refusal, RejectedRow
from models.errors import InvalidValue
from models.values.contact import mask_contact
from models.values.org_name import split_names
from models.values.text import clean, clean_block

T = TypeVar("T")

SHOWN_CHARACTERS = 60
LONGEST_NOTHING = 8
# A stock repeats its short cells over and over: dates, places, names, states, classifications.
LONGEST_REMEMBERED = 80
REMEMBERED_CELLS = 100_000
# Excel's own way to keep a number as text: ="0012345".
_QUOTED_TEXT = re.compile(r'^="((?:[^"]|"")*)"$')
_FORMULA = re.compile(r"^=\s*[A-Za-z0-9_(+\-'\[\"@$#{]")
# What databases write where there is nothing; 无 is no such mark, since it is an answer.
_NOTHING = re.compile(r"[-‐-―−_/\\]+|n/a|null|none|nan", re.IGNORECASE)
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?e\+?[0-9]+", re.IGNORECASE)
# PostgreSQL stores neither of these; a person sees neither.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_PASTE_VALUES = "请复制该列，用“选择性粘贴—数值”粘贴后再导入"


def cell_text(cell: Cell) -> str:
    """Return a cell as text: whole numbers without a fraction, dates in ISO form.

    Raises InvalidValue for the text of a formula.
    """
    text = cell.strip() if isinstance(cell, str) else _spelled(cell)
    if not text.startswith("="):
        return text
    quoted = _QUOTED_TEXT.match(text)
    if quoted:
        return quoted[1].replace('""', '"').strip()
    if _FORMULA.match(text):
        raise InvalidValue(text, "单元格是公式", _PASTE_VALUES)
    return text


def _spelled(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == datetime.min.time():
        return cell.date().isoformat()
    return "" if cell is None else str(cell)


def shown_cells(row: RawRow) -> tuple[str, ...]:
    """Return the cells as they are given back to the person who sent them."""
    return tuple("" if cell_is_blank(cell) else _shown(cell) for cell in row.cells)


def _shown(cell: Cell) -> str:
    try:
        text = cell_text(cell)
    except InvalidValue as error:
        text = error.value
    return _UNSTORABLE.sub("", text)


def says_nothing(cell: Cell) -> bool:
    """Whether a cell is blank or holds only a mark for it, such as - or N/A."""
    # What begins with a figure or a character of a word is none of the marks.
    if isinstance(cell, str) and cell[:1].isalnum() and cell[0] not in "nN":
        return False
    if cell_is_blank(cell):
        return True
    text = str(cell).strip() if isinstance(cell, str | float) else ""
    return len(text) <= LONGEST_NOTHING and (text == '=""' or _NOTHING.fullmatch(text) is not None)


@lru_cache
def whole_digits(parse: Callable[[str], T]) -> Callable[[str], T]:
    """Return the parser of a long number, which refuses what Excel has cut to 2.0E+12."""

    def parse_whole(text: str) -> T:
        if _SCIENTIFIC.fullmatch(text):
            raise InvalidValue(
                text,
                "号码被 Excel 改成了科学计数法，尾数已丢失",
                "请把该列设为“文本”格式，重新填写完整号码",
            )
        return parse(text)

    return parse_whole


def split_at(text: str, marks: str) -> list[str]:
    """Return the names between the marks, and between lines; other marks belong to a name."""
    return [name for part in re.split(f"[{re.escape(marks)}\n]", text) if (name := clean(part))]


@lru_cache
def _name_splitter(marks: str) -> Callable[[str], tuple[str, ...]]:
    split = partial(split_at, marks=marks) if marks else split_names
    return lambda text: tuple(split(text))


@lru_cache(maxsize=REMEMBERED_CELLS)
def _remembered(parse: Callable[[str], Any], text: str) -> Any:
    return parse(text)


def understand(parse: Callable[[str], T], text: str) -> T:
    """Return what parse makes of a text; of short ones it is remembered, so it must not change."""
    if len(text) > LONGEST_REMEMBERED:
        return parse(text)
    understood: T = _remembered(parse, text)
    return understood


def _in_words(text: str, codes: Mapping[str, str]) -> str:
    return codes.get(text, text)


class RowCells:
    """The mapped cells of one row, and the refusals met while they are read."""

    def __init__(self, header: HeaderMap, row: RawRow) -> None:
        self._header = header
        self._row = row
        self._position = header.positions
        self._refusals: list[Refusal] = []

    def has(self, name: str) -> bool:
        """Whether the sheet has a column for the field."""
        return name in self._position

    def column(self, name: str) -> str:
        """Return the header of the field's column, or the field's name where it has none."""
        return self._header.headers.get(self._position.get(name, -1), name)

    def shown(self, name: str) -> str:
        """Return the cell as it is given back to the person who sent it."""
        return "" if self.says_nothing(name) else _shown(self._row.cells[self._position[name]])

    def says_nothing(self, name: str) -> bool:
        """Whether the row gives nothing for the field: no column, no cell, or a blank one."""
        position = self._position.get(name)
        if position is None or position >= len(self._row.cells):
            return True
        return says_nothing(self._row.cells[position]) and position not in self._row.unreadable

    def text(self, name: str) -> str:
        """Return the cell on one line, empty where there is none."""
        return self.parsed(name, clean) or ""

    def block(self, name: str) -> str:
        """Return the cell with its line breaks, empty where there is none."""
        return self.value(name, lambda cell: clean_block(cell_text(cell))) or ""

    def value(self, name: str, parse: Callable[[Cell], T]) -> T | None:
        """Return what parse makes of the cell; None where it is blank or was refused."""
        position = self._position.get(name)
        if position is None or self.says_nothing(name):
            return None
        if position in self._row.unreadable:
            self.refuse(
                name,
                "",
                self._row.unreadable[position],
                f"请在 Excel 中重新计算并保存；仍不行时，{_PASTE_VALUES}",
            )
            return None
        cell = self._row.cells[position]
        try:
            return parse(cell)
        except InvalidValue as error:
            self.refuse(name, _shown(cell), error.reason, error.remedy)
            return None

    def parsed(self, name: str, parse: Callable[[str], T]) -> T | None:
        """Return what parse makes of the cell's text; None where it is blank or was refused.

        See understand: what parse returns must not change, and parse is the same for every row.
        """
        codes = self._header.habits.codes.get(name)
        if codes is None:
            return self.value(name, lambda cell: understand(parse, cell_text(cell)))
        return self.value(name, lambda cell: understand(parse, _in_words(cell_text(cell), codes)))

    def names(self, name: str) -> tuple[str, ...]:
        """Return the names in the cell, parted as this kind of sheet parts them."""
        return self.parsed(name, _name_splitter(self._header.habits.name_marks)) or ()

    def required(self, name: str, parse: Callable[[str], T]) -> T | None:
        """Return what parse makes of the cell's text; a blank cell is refused."""
        value = self.parsed(name, parse)
        if not value and not self.refused(name):
            self.refuse(name, "", "必填项为空", f"请填写“{self.column(name)}”")
        return value or None

    def refuse(self, name: str, value: str, reason: str, remedy: str) -> None:
        """Note that a cell of the row cannot be taken; a cell read twice is noted once.

        What is wrong is told on screens and in logs, so that contacts are masked.
        """
        self.refuse_at(self.column(name), mask_contact(name, value), reason, remedy)

    def refuse_at(self, column: str, value: str, reason: str, remedy: str) -> None:
        """Note that the row cannot be taken, for a place that is no field's column."""
        refusal = Refusal(
            sheet=self._header.sheet,
            row_number=self._row.number,
            column=column,
            value=_UNSTORABLE.sub("", value)[:SHOWN_CHARACTERS],
            reason=reason,
            remedy=remedy,
            row_unit=self._header.row_unit,
        )
        if refusal not in self._refusals:
            self._refusals.append(refusal)

    def refused(self, name: str) -> bool:
        """Whether the cell of the field was refused."""
        return any(refusal.column == self.column(name) for refusal in self._refusals)

    def rejected(self) -> RejectedRow | None:
        """Return the row as refused, from left to right; None where nothing is against it."""
        if not self._refusals:
            return None
        position_of = {text: position for position, text in self._header.headers.items()}
        self._refusals.sort(key=lambda refusal: position_of.get(refusal.column, -1))
        return RejectedRow(
            sheet=self._header.sheet,
            row_number=self._row.number,
            cells=shown_cells(self._row),
            refusals=tuple(self._refusals),
        )
