"""A file, row by row, as valid rows and refused ones; nothing is lost between the two."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from itertools import chain, islice
from pathlib import Path

from ingest.by_hand import require_headers, resolve_mapping
from ingest.cells import RowCells
from ingest.dedupe import SeenBatches, SeenFigures, SeenKeys
from ingest.digests import DIGEST_BYTES, digest_cells, reading_digest
from ingest.errors import SourceError
from ingest.headers import Expectation, read_headers
from ingest.mapping import (
    HEADER_SEARCH_ROWS,
    cell_is_blank,
    find_header,
    header_texts,
    normalise_header,
)
from ingest.parse_demand import parse_demand
from ingest.parse_figures import YearGiven, is_total, parse_figures
from ingest.parse_know_how import parse_know_how
from ingest.parse_patent import parse_patent
from ingest.parse_product import parse_product
from ingest.parse_white_list import parse_white_list
from ingest.readers import open_sheets
from ingest.sources import SOURCES
from ingest.types import (
    HeaderMap,
    KnownRow,
    Limits,
    Objection,
    RawRow,
    RawSheet,
    RejectedRow,
    SkippedRow,
    SkippedSheet,
    ValidRow,
)
from models.enums import ImportKind
from models.values.text import clean

_PARSERS = {
    ImportKind.PATENTS: parse_patent,
    ImportKind.DEMANDS: parse_demand,
    ImportKind.KNOW_HOW: parse_know_how,
    ImportKind.PRODUCTS: parse_product,
    ImportKind.WHITE_LIST: parse_white_list,
}
# What tells a record apart, the better field first.
_KEY_FIELDS = {
    ImportKind.PATENTS: ("application_number",),
    ImportKind.DEMANDS: ("demand_number", "title"),
    ImportKind.KNOW_HOW: ("title",),
    ImportKind.FIGURES: ("city",),
    ImportKind.PRODUCTS: ("product_name",),
    ImportKind.WHITE_LIST: ("firm",),
}
# What may not be told twice otherwise, where that is more than the record itself.
_SEEN = {ImportKind.FIGURES: SeenFigures, ImportKind.WHITE_LIST: SeenBatches}
# Templates come with these filled in: a row of nothing else is blank.
_COUNTING_HEADERS = frozenset({"序号", "no", "no.", "#"})
WHOLE_ROW = "（整行）"
# Rows that are asked for at once, whether an earlier import took them.
RECALLED_ROWS = 2_000

Outcome = ValidRow | RejectedRow | KnownRow


@dataclass(frozen=True, slots=True)
class RecalledRow:
    """What is kept of a row that an import took; see KnownRow."""

    key: str
    content_digest: bytes
    publication_number: str


Recall = Callable[[Sequence[bytes]], Mapping[bytes, RecalledRow]]
# Of each row what is to be loaded of it, or why it is not.
Admit = Callable[[Sequence[ValidRow]], Sequence[ValidRow | Objection]]


@dataclass(frozen=True)
class ParseOptions:
    """How a file is to be read.

    kind: what the rows are; owner: who owns rows that name no one; limits: of the file; mapping:
    header → field, its Chinese name, or "-" for a column that is not to be read; remembered: from
    the digest of a sheet's headers to the mapping that an earlier file alike was given; recall:
    from digests of rows to what is known of those that need not be read again; admit: which rows
    are taken of those that are right, all where it is not given; rows that are to be admitted are
    always read; years: of figures; sent_by: who hands the file in, as what is kept of it says.
    """

    kind: ImportKind
    owner: str | None = None
    limits: Limits = field(default_factory=Limits)
    mapping: Mapping[str, str] = field(default_factory=dict)
    remembered: Callable[[str], Mapping[str, str]] | None = None
    recall: Recall | None = None
    admit: Admit | None = None
    years: YearGiven = field(default_factory=YearGiven)
    sent_by: str = ""


class FileParser:
    """Iterates over the rows of a file once; headers and what is skipped fill meanwhile.

    Raises SourceError where no sheet can be understood or a mapping does not fit, before any row
    is given, and where a sheet of the right kind names no owner, since its rows would be lost.
    """

    def __init__(self, path: Path, options: ParseOptions) -> None:
        self._path = path
        self._options = options
        self._owner = clean(options.owner or "") or None
        self.headers: list[HeaderMap] = []
        self.skipped_sheets: list[SkippedSheet] = []
        self.skipped_rows: list[SkippedRow] = []
        self._row_counts: list[int | None] = []

    @property
    def row_count(self) -> int | None:
        """About how many rows the sheets met so far hold; None where that is not known."""
        counts = [count for count in self._row_counts if count is not None]
        return sum(counts) if len(counts) == len(self._row_counts) else None

    def __iter__(self) -> Iterator[Outcome]:
        """Yield every row that is not blank, in the order of the file."""
        expected = self._expectation()
        is_figures = self._options.kind is ImportKind.FIGURES
        seen = _SEEN.get(self._options.kind, SeenKeys)()
        problems: list[tuple[int, SourceError]] = []
        for sheet in self._sheets(expected.by_hand):
            head = list(islice(sheet.rows, HEADER_SEARCH_ROWS))
            found = read_headers(self._path.name, sheet, head, expected)
            if not isinstance(found, HeaderMap):
                problems.append(found)
                self.skipped_sheets.append(SkippedSheet(sheet.name, found[1].reason))
                continue
            self.headers.append(found)
            self._row_counts.append(sheet.row_count)
            below = (row for row in head if row.number > found.row_number)
            counting = _counting_columns(found)
            rows: Iterator[RawRow] = (
                row for row in chain(below, sheet.rows) if not _is_blank(row, counting)
            )
            if is_figures:
                rows = self._without_totals(found, rows)
            yield from self._outcomes(found, rows, seen)
        if not self.headers and problems:
            # The sheet that came nearest to being understood is the one that was meant.
            raise max(problems, key=lambda problem: problem[0])[1]

    def _without_totals(self, header: HeaderMap, rows: Iterator[RawRow]) -> Iterator[RawRow]:
        """Yield the rows but those that sum up the others, of which only note is taken."""
        position = header.positions["city"]
        for row in rows:
            cell = row.cells[position] if position < len(row.cells) else None
            if row.fault is None and is_total(cell):
                self.skipped_rows.append(SkippedRow(header.sheet, row.number, clean(str(cell))))
            else:
                yield row

    def _expectation(self) -> Expectation:
        """Return what is known beforehand; raise SourceError for a mapping that does not fit."""
        kind, mapping = self._options.kind, self._options.mapping
        by_hand: dict[str, str] = {}
        if mapping:
            by_hand = resolve_mapping(self._path.name, mapping, SOURCES[kind][-1])
            heads = (islice(s.rows, HEADER_SEARCH_ROWS) for s in self._sheets(by_hand))
            require_headers(self._path.name, mapping, self._header_texts(heads, by_hand))
        has_year = self._options.years.year is not None
        remembered = self._options.remembered
        return Expectation(kind, self._owner is not None, has_year, by_hand, remembered)

    def _sheets(self, by_hand: Mapping[str, str]) -> Iterator[RawSheet]:
        sources = SOURCES[self._options.kind]
        known = {header for source in sources for header in source.lookup()} | set(by_hand)
        return open_sheets(
            self._path, self._options.limits, lambda text: normalise_header(text) in known
        )

    def _header_texts(
        self, heads: Iterable[Iterable[RawRow]], by_hand: Mapping[str, str]
    ) -> list[str]:
        """Return the headers of all sheets, in their order."""
        found: list[str] = []
        for rows in heads:
            head = list(rows)
            row = find_header(head, SOURCES[self._options.kind], by_hand)
            texts = map(header_texts, head if row is None else [row])
            found.extend(max(texts, key=len, default={}).values())
        return found

    def _outcomes(
        self, header: HeaderMap, rows: Iterator[RawRow], seen: SeenKeys
    ) -> Iterator[Outcome]:
        if self._options.admit is not None:
            yield from self._admitted(header, rows, seen, self._options.admit)
            return
        salt = self._salt(header)
        recall = self._options.recall or _recall_nothing
        while chunk := list(islice(rows, RECALLED_ROWS)):
            digests = [_digest(salt, row) for row in chunk]
            recalled = recall([digest for digest in digests if digest])
            for row, digest in zip(chunk, digests, strict=True):
                known = recalled.get(digest)
                # After another row of the same record it must be seen what this one says.
                if known is None or known.key in seen:
                    yield self._parse(header, row, digest, seen)
                    continue
                taken = KnownRow(
                    header.sheet,
                    row.number,
                    known.key,
                    known.content_digest,
                    known.publication_number,
                )
                seen.note(taken)
                yield taken

    def _admitted(
        self, header: HeaderMap, rows: Iterator[RawRow], seen: SeenKeys, admit: Admit
    ) -> Iterator[Outcome]:
        salt = self._salt(header)
        while chunk := list(islice(rows, RECALLED_ROWS)):
            outcomes = [self._parse(header, row, _digest(salt, row), seen) for row in chunk]
            told = iter(admit([row for row in outcomes if isinstance(row, ValidRow)]))
            for raw, outcome in zip(chunk, outcomes, strict=True):
                said = next(told) if isinstance(outcome, ValidRow) else outcome
                yield _refused(header, raw, said) if isinstance(said, Objection) else said

    def _salt(self, header: HeaderMap) -> bytes:
        """Return a digest of all but its cells that decides how a row is understood."""
        parts = (
            self._options.kind.value,
            self._owner,
            self._options.years,
            header.source,
            sorted(header.columns.items()),
            sorted(header.headers.items()),
        )
        digest = blake2b(reading_digest(), digest_size=DIGEST_BYTES)
        digest.update(repr(parts).encode("utf-8", "surrogatepass"))
        return digest.digest()

    def _parse(
        self, header: HeaderMap, row: RawRow, digest: bytes, seen: SeenKeys
    ) -> ValidRow | RejectedRow:
        cells = RowCells(header, row)
        _refuse_torn(cells, header, row)
        parsed = None
        if cells.rejected() is None:
            parsed = self._understand(cells, (header.sheet, row.number))
        if parsed is not None and cells.rejected() is None:
            parsed = replace(parsed, cells_digest=digest)
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

    def _understand(self, cells: RowCells, row: tuple[str, int]) -> ValidRow | None:
        if self._options.kind is ImportKind.FIGURES:
            return parse_figures(cells, row, self._options.years)
        return _PARSERS[self._options.kind](cells, row, self._owner)


def _refused(header: HeaderMap, row: RawRow, objection: Objection) -> RejectedRow:
    cells = RowCells(header, row)
    name = next((name for name in objection.fields if cells.has(name)), None)
    if name is None:
        cells.refuse_at(WHOLE_ROW, "", objection.reason, objection.remedy)
    else:
        cells.refuse(name, cells.shown(name), objection.reason, objection.remedy)
    rejected = cells.rejected()
    if rejected is None:
        raise AssertionError("a row that is refused has its refusal")
    return rejected


def _recall_nothing(_: Sequence[bytes]) -> Mapping[bytes, RecalledRow]:
    return {}


def _digest(salt: bytes, row: RawRow) -> bytes:
    """Return the digest of a row, empty for one that could not be read as it stands."""
    if row.fault is not None or row.unreadable:
        return b""
    return digest_cells(salt, row.cells)


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
