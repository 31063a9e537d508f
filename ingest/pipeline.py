"""A file, row by row, as valid rows and refused ones; nothing is lost between the two."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path

from ingest.cells import RowCells
from ingest.dedupe import SeenKeys
from ingest.errors import SourceError
from ingest.headers import read_headers
from ingest.mapping import HEADER_SEARCH_ROWS, cell_is_blank, normalise_header
from ingest.parse_demand import parse_demand
from ingest.parse_patent import parse_patent
from ingest.readers import open_sheets
from ingest.types import HeaderMap, Limits, RawRow, RejectedRow, ValidRow
from models.enums import ImportKind
from models.values.text import clean

_PARSERS = {ImportKind.PATENTS: parse_patent, ImportKind.DEMANDS: parse_demand}
# What tells a record apart, the better field first.
_KEY_FIELDS = {
    ImportKind.PATENTS: ("application_number",),
    ImportKind.DEMANDS: ("demand_number", "title"),
}
# Templates come with these filled in: a row of nothing else is blank.
_COUNTING_HEADERS = frozenset({"序号", "no", "no.", "#"})
WHOLE_ROW = "（整行）"


@dataclass(frozen=True)
class ParseOptions:
    """kind: what the rows are; owner: who owns rows that name no one; limits: of the file."""

    kind: ImportKind
    owner: str | None = None
    limits: Limits = field(default_factory=Limits)


class FileParser:
    """Iterates over the rows of a file once; headers fills as the sheets are met.

    Raises SourceError where no sheet can be understood, before any row is given, and where a
    sheet of the right kind names no owner, since its rows would be lost.
    """

    def __init__(self, path: Path, options: ParseOptions) -> None:
        self._path = path
        self._options = options
        self._owner = clean(options.owner or "") or None
        self.headers: list[HeaderMap] = []
        self.skipped_sheets: list[str] = []

    def __iter__(self) -> Iterator[ValidRow | RejectedRow]:
        """Yield every row that is not blank, valid or refused, in the order of the file."""
        seen = SeenKeys()
        problems: list[tuple[int, SourceError]] = []
        for sheet in open_sheets(self._path, self._options.limits):
            head = list(islice(sheet.rows, HEADER_SEARCH_ROWS))
            kind, has_owner = self._options.kind, self._owner is not None
            found = read_headers(self._path.name, sheet.name, head, kind, has_owner)
            if not isinstance(found, HeaderMap):
                problems.append(found)
                self.skipped_sheets.append(sheet.name)
                continue
            self.headers.append(found)
            below = (row for row in head if row.number > found.row_number)
            counting = _counting_columns(found)
            for row in chain(below, sheet.rows):
                if not _is_blank(row, counting):
                    yield self._parse(found, row, seen)
        if not self.headers and problems:
            # The sheet that came nearest to being understood is the one that was meant.
            raise max(problems, key=lambda problem: problem[0])[1]

    def _parse(self, header: HeaderMap, row: RawRow, seen: SeenKeys) -> ValidRow | RejectedRow:
        cells = RowCells(header, row)
        _refuse_torn(cells, header, row)
        parsed = None
        if cells.rejected() is None:
            parsed = _PARSERS[self._options.kind](cells, (header.sheet, row.number), self._owner)
        if parsed is not None and cells.rejected() is None:
            conflict = seen.check(parsed)
            if conflict:
                names = _KEY_FIELDS[self._options.kind]
                name = next(name for name in names if not cells.says_nothing(name))
                cells.refuse(name, cells.shown(name), conflict, "请只保留其中正确的一行")
        rejected = cells.rejected()
        if rejected is not None:
            return rejected
        if parsed is None:
            raise AssertionError("a row without refusals must be valid")
        return parsed


def _counting_columns(header: HeaderMap) -> set[int]:
    return {
        position
        for position, text in header.headers.items()
        if normalise_header(text) in _COUNTING_HEADERS
    }


def _is_blank(row: RawRow, counting: set[int]) -> bool:
    """Whether nothing stands in the row but a running number."""
    if row.fault is not None:
        return False
    return all(
        (cell_is_blank(cell) and position not in row.unreadable) or position in counting
        for position, cell in enumerate(row.cells)
    )


def _refuse_torn(cells: RowCells, header: HeaderMap, row: RawRow) -> None:
    """Refuse a row that has no cells of its own, or filled ones right of the last header."""
    if row.fault is not None:
        reason, remedy = row.fault
        cells.refuse_at(WHOLE_ROW, str(row.cells[0]), reason, remedy)
        return
    last = max(header.headers)
    for position, cell in enumerate(row.cells[last + 1 :], start=last + 1):
        if not cell_is_blank(cell):
            cells.refuse_at(
                f"（第 {position + 1} 列）",
                str(cell),
                f"这一行有 {position + 1} 列，比表头多",
                "请核对该行的分隔符与引号；表格中请给多出的列写上表头，或清空这些单元格",
            )
            return
