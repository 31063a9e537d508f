"""A file, row by row, as valid rows and refused ones; nothing is lost between the two."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ingest.cells import RowCells, shown_cells
from ingest.dedupe import SeenKeys
from ingest.errors import SourceError
from ingest.mapping import (
    HEADER_SEARCH_ROWS,
    Source,
    cell_is_blank,
    choose_source,
    find_header,
    header_texts,
    map_headers,
    nearest_headers,
)
from ingest.parse_demand import parse_demand
from ingest.parse_patent import parse_patent
from ingest.readers import open_sheets
from ingest.sources import SOURCES
from ingest.types import HeaderMap, Limits, RawRow, RawSheet, Refusal, RejectedRow, ValidRow
from models.enums import ImportKind

_PARSERS = {ImportKind.PATENTS: parse_patent, ImportKind.DEMANDS: parse_demand}
_KEY_FIELDS = {ImportKind.PATENTS: "application_number", ImportKind.DEMANDS: "title"}
_OWNER_FIELDS = {
    ImportKind.PATENTS: {"applicants", "current_owners"},
    ImportKind.DEMANDS: {"organisation"},
}
SHOWN_HEADERS = 12


@dataclass(frozen=True)
class ParseOptions:
    """kind: what the rows are; owner: who owns rows that name no one; limits: of the file."""

    kind: ImportKind
    owner: str | None = None
    limits: Limits = field(default_factory=Limits)


class FileParser:
    """Iterates over the rows of a file once; headers fills as the sheets are met.

    Raises SourceError, before any row is given, where no sheet can be understood.
    """

    def __init__(self, path: Path, options: ParseOptions) -> None:
        self._path = path
        self._options = options
        self._sources = SOURCES[options.kind]
        self.headers: list[HeaderMap] = []
        self.skipped_sheets: list[str] = []

    def __iter__(self) -> Iterator[ValidRow | RejectedRow]:
        """Yield every row that is not blank, valid or refused, in the order of the file."""
        seen: SeenKeys | None = None
        problem: SourceError | None = None
        for sheet in open_sheets(self._path, self._options.limits):
            head = list(itertools.islice(sheet.rows, HEADER_SEARCH_ROWS))
            try:
                header = self._understand(sheet, head)
            except SourceError as error:
                problem = problem or error
                self.skipped_sheets.append(sheet.name)
                continue
            self.headers.append(header)
            key_column = {name: text for text, name in header.as_text().items()}
            seen = seen or SeenKeys(key_column.get(_KEY_FIELDS[self._options.kind], ""))
            rows = (row for row in head if row.number > header.row_number)
            for row in itertools.chain(rows, sheet.rows):
                if not all(cell_is_blank(cell) for cell in row.cells) or row.formula_columns:
                    yield self._parse(header, row, seen)
        if not self.headers and problem is not None:
            raise problem

    def _understand(self, sheet: RawSheet, head: list[RawRow]) -> HeaderMap:
        place = f"表“{sheet.name}”" if sheet.name else ""
        row = find_header(head, self._sources)
        if row is None:
            raise self._no_header(head, place)
        source = choose_source(header_texts(row), self._sources)
        header = map_headers(sheet.name, row, source)
        found = set(header.columns.values())
        missing = [name for name in source.required if name not in found]
        if missing:
            raise self._missing_columns(missing, header, source, place)
        if not found & _OWNER_FIELDS[self._options.kind] and not self._options.owner:
            raise SourceError(
                self._path.name,
                "没有写明单位的列（申请人、权利人或企业名称）",
                "请补上该列，或用 --owner 单位名称 指定全部行的单位",
                place,
            )
        return header

    def _no_header(self, head: list[RawRow], place: str) -> SourceError:
        filled = [header_texts(row) for row in head]
        seen = max(filled, key=len, default={})
        if not seen:
            return SourceError(self._path.name, "表是空的", "请确认数据已保存在这个工作表中", place)
        seen_texts = list(seen.values())
        return SourceError(
            self._path.name,
            f"前 {HEADER_SEARCH_ROWS} 行里没有认得的表头，看到的是：{_listing(seen_texts)}",
            self._nearest_remedy(seen_texts, self._sources[-1]),
            place,
        )

    def _missing_columns(
        self, missing: list[str], header: HeaderMap, source: Source, place: str
    ) -> SourceError:
        wanted = "、".join(f"“{source.aliases[name][0]}”" for name in missing)
        return SourceError(
            self._path.name,
            f"缺少必需的列{wanted}，看到的表头是：{_listing(list(header.headers.values()))}",
            self._nearest_remedy(list(header.unknown), source),
            place or (f"第 {header.row_number} 行" if header.row_number else ""),
        )

    def _nearest_remedy(self, texts: list[str], source: Source) -> str:
        hints = [
            f"“{text}”是否应为“{'”或“'.join(nearest)}”"
            for text in texts[:SHOWN_HEADERS]
            if (nearest := nearest_headers(text, source))
        ]
        names = "、".join(source.aliases[name][0] for name in source.required)
        ask = f"请让表头所在行包含：{names}"
        return f"{ask}。{'；'.join(hints[:5])}" if hints else ask

    def _parse(self, header: HeaderMap, row: RawRow, seen: SeenKeys) -> ValidRow | RejectedRow:
        fault = row.fault or _overflow(header, row)
        if fault:
            cells = shown_cells(row)
            refusal = Refusal(
                header.sheet,
                row.number,
                "（整行）",
                "".join(cells)[:60],
                fault,
                "请核对该行的分隔符与引号",
            )
            return RejectedRow(header.sheet, row.number, cells, (refusal,))
        cells_of_row = RowCells(header, row)
        place = (header.sheet, row.number)
        parsed = _PARSERS[self._options.kind](cells_of_row, place, self._options.owner)
        rejected = cells_of_row.rejected()
        if rejected is not None:
            return rejected
        if parsed is None:
            raise AssertionError("a row without refusals must be valid")
        return seen.check(parsed, shown_cells(row)) or parsed


def _overflow(header: HeaderMap, row: RawRow) -> str:
    """Return what is wrong with a row that has filled cells right of the last header."""
    beyond = row.cells[max(header.headers) + 1 :]
    if any(not cell_is_blank(cell) for cell in beyond):
        return "这一行的单元格比表头多"
    return ""


def _listing(texts: list[str]) -> str:
    shown = "、".join(f"“{text[:20]}”" for text in texts[:SHOWN_HEADERS])
    return shown + (f" 等 {len(texts)} 个" if len(texts) > SHOWN_HEADERS else "")
