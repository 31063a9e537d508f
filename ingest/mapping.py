"""Which column is which: header texts to fields, and help where a header is not understood."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

from rapidfuzz import fuzz, process

from ingest.types import Cell, CellHabits, HeaderMap, RawRow
from models.values.text import clean, fold

HEADER_SEARCH_ROWS = 20
NEAREST_CUTOFF = 50
NEAREST_COUNT = 3
DIGEST_BYTES = 16
# The columns that stand before the others where refused rows are given back.
REFUSAL_HEADERS = ("原行号", "拒收原因与改法")
# What a header is mapped to that shall not be read.
IGNORED = "-"
_LEADING_MARK = re.compile(r"^(\[标\]|[*:])+")
_TRAILING_MARKS = ("*", ":", "(必填)", "(选填)", "(可选)", "(必填项)", "(选填项)")


def normalise_header(text: str) -> str:
    """Return the header as it is looked up: folded, without marks, blanks and odd brackets."""
    bare = _LEADING_MARK.sub("", fold(text))
    # No regular expression: one that is anchored at the end begins anew at every mark.
    while bare.endswith(_TRAILING_MARKS):
        mark = next(mark for mark in _TRAILING_MARKS if bare.endswith(mark))
        bare = bare.removesuffix(mark)
    return bare


def headers_digest(headers: Iterable[str]) -> str:
    """Return the digest of a set of headers, whatever their order, marks and blanks.

    A sheet of refused rows that was given back has the digest of the one that it comes from.
    """
    added = {normalise_header(text) for text in REFUSAL_HEADERS}
    normalised = sorted({normalise_header(text) for text in headers} - added)
    return blake2b("\n".join(normalised).encode(), digest_size=DIGEST_BYTES).hexdigest()


@dataclass(frozen=True)
class Source:
    """A kind of sheet: how its headers are called and which of them give it away.

    aliases: field → headers, the better one first; required: fields without which a row is
    nothing; signature: headers that occur together in this kind of sheet only; noted: headers
    that are understood and deliberately not stored; habits: how the cells are written.
    """

    name: str
    label: str
    aliases: dict[str, tuple[str, ...]]
    required: tuple[str, ...]
    signature: frozenset[str] = frozenset()
    noted: frozenset[str] = frozenset()
    habits: CellHabits = field(default_factory=CellHabits)

    def lookup(self) -> dict[str, tuple[str, int]]:
        """Return normalised header → (field, priority); a lower priority wins."""
        table: dict[str, tuple[str, int]] = {}
        for name, headers in self.aliases.items():
            for priority, header in enumerate(headers):
                table.setdefault(normalise_header(header), (name, priority))
        return table

    def notes(self) -> set[str]:
        """Return the normalised headers that are understood and not stored."""
        return {normalise_header(header) for header in self.noted}

    def matches(self, headers: set[str]) -> bool:
        """Whether the normalised headers hold the whole signature."""
        return {normalise_header(header) for header in self.signature} <= headers


def header_texts(row: RawRow) -> dict[int, str]:
    """Return position → text of the cells that could be headers."""
    return {
        position: text
        for position, cell in enumerate(row.cells)
        if cell is not None and (text := clean(str(cell)))
    }


def find_header(
    rows: Sequence[RawRow], sources: Sequence[Source], more: Collection[str] = ()
) -> RawRow | None:
    """Return the row, among the first ones of a sheet, that names the most known headers.

    more: normalised headers that are known besides.
    """
    known = {header for source in sources for header in source.lookup()} | set(more)
    best, best_count = None, 0
    for row in rows[:HEADER_SEARCH_ROWS]:
        count = sum(normalise_header(text) in known for text in header_texts(row).values())
        if count > best_count:
            best, best_count = row, count
    return best


def choose_source(headers: dict[int, str], sources: Sequence[Source]) -> Source:
    """Return the source whose signature the headers hold; the last one is the general one."""
    normalised = {normalise_header(text) for text in headers.values()}
    return next((s for s in sources if s.signature and s.matches(normalised)), sources[-1])


def map_headers(
    sheet: str, row: RawRow, source: Source, by_hand: Mapping[str, str] | None = None
) -> HeaderMap:
    """Return which column gives which field; a field named twice is read from its best header.

    by_hand: normalised header → field or IGNORED, which goes before what the source says.
    """
    chosen = by_hand or {}
    # A priority below that of every alias.
    table = source.lookup() | {header: (name, -1) for header, name in chosen.items()}
    notes = source.notes()
    headers = header_texts(row)
    best: dict[str, tuple[int, int]] = {}
    unknown: list[str] = []
    repeated: list[str] = []
    noted: list[str] = []
    ignored: list[str] = []
    for position, text in headers.items():
        found = table.get(normalise_header(text))
        if found is None:
            (noted if normalise_header(text) in notes else unknown).append(text)
            continue
        name, priority = found
        if name == IGNORED:
            ignored.append(text)
            continue
        if name in best and best[name][0] <= priority:
            repeated.append(text)
            continue
        if name in best:
            repeated.append(headers[best[name][1]])
        best[name] = (priority, position)
    return HeaderMap(
        sheet=sheet,
        source=source.name,
        source_label=source.label,
        row_number=row.number,
        columns={position: name for name, (_, position) in best.items()},
        headers=headers,
        unknown=tuple(unknown),
        repeated=tuple(repeated),
        noted=tuple(noted),
        ignored=tuple(ignored),
        by_hand=tuple(text for text in headers.values() if normalise_header(text) in chosen),
        habits=source.habits,
    )


def nearest_headers(text: str, known: Sequence[str]) -> list[str]:
    """Return the known headers that look most like the text, best first."""
    found = process.extract(
        normalise_header(text),
        known,
        scorer=fuzz.ratio,
        processor=normalise_header,
        limit=NEAREST_COUNT,
        score_cutoff=NEAREST_CUTOFF,
    )
    return [header for header, _, _ in found]


def cell_is_blank(cell: Cell) -> bool:
    """Whether a cell holds nothing that a person would see."""
    if cell is None or not isinstance(cell, str):
        return cell is None
    # The first character tells nearly always; only what starts invisibly needs a closer look.
    first = cell[:1]
    return (not first.isprintable() or first in " ") and not clean(cell)
