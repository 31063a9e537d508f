"""A generated table, and which of its rows a parser has to give back, valid or refused."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from ingest.headers import _OWNER_FIELDS, _YEAR_FIELDS
from ingest.mapping import normalise_header
from ingest.parse_figures import YearGiven
from ingest.pipeline import ParseOptions
from ingest.sources import SOURCES
from models.enums import ImportKind
from scripts.fuzzing.inputs import Choices, Table, table_of

# How many choices stand before the cells of a table.
CHOICES = 10
MOST_ROWS, MOST_CELLS, MOST_EXTRA, MOST_ABOVE = 24, 14, 9, 4
OWNER = "某大学"
YEAR = 2023
# What has to be told beside the file where it has no column of it.
_ASKED = {**_OWNER_FIELDS, ImportKind.FIGURES: _YEAR_FIELDS}
# A sheet of figures without any is none.
_ALWAYS = ("visits",)
COUNTING, UNKNOWN = "序号", "杂项"
BOXES = frozenset("□☐○■☑☒✔√●")


@dataclass(frozen=True)
class Style:
    """How a table is written, as far as its format has a choice."""

    encoding: str
    typed: bool
    shared: bool
    bare: bool
    sparse: bool
    right: int
    down: int
    sheets: int


@dataclass(frozen=True)
class Case:
    """A table to be written: title rows above the header, then rows of which some are blank."""

    options: ParseOptions
    format: str
    style: Style
    above: Table
    header: list[str]
    rows: Table

    @property
    def counting(self) -> set[int]:
        """The positions whose cells alone fill no row."""
        return {place for place, text in enumerate(self.header) if text == COUNTING}

    def seen(self, row: Sequence[str]) -> bool:
        """Whether a person sees anything in the row but a running number."""
        counting = self.counting
        return any(shows(text) for place, text in enumerate(row) if place not in counting)


@dataclass
class Written:
    """The bytes of a file and its rows, as (sheet, number), in their order.

    certain: rows that have to come; possible: rows that may come besides, since of some cells it
    is a matter of taste whether they hold anything.
    """

    content: bytes = b""
    certain: list[tuple[str, int]] = field(default_factory=list)
    possible: set[tuple[str, int]] = field(default_factory=set)
    sheets: list[tuple[str, int]] = field(default_factory=list)


def shows(text: str) -> bool:
    """Whether a person sees anything in a text; written apart from what the service does."""
    return any(
        not sign.isspace() and unicodedata.category(sign) not in {"Cc", "Cf", "Cs"} for sign in text
    )


def printable(text: str) -> str:
    """Return a text without the control characters that some format cannot hold."""
    return "".join(sign for sign in text if sign >= " " and sign not in "\x7f\ufffe\uffff")


@cache
def known_headers(kind: ImportKind) -> frozenset[str]:
    """Return the normalised headers that are known for a kind of row."""
    return frozenset(header for source in SOURCES[kind] for header in source.lookup())


def case_of(data: bytes, formats: Sequence[str]) -> Case:
    """Return the table that mutated bytes stand for."""
    choices = Choices(data, CHOICES)
    kind = choices.pick(list(ImportKind))
    form = choices.pick(formats)
    encoding = choices.pick(["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-be"])
    turn = choices.number(256)
    extra = choices.number(MOST_EXTRA + 1)
    above = choices.number(MOST_ABOVE)
    owner, counting, unknown, set_aside = choices.flags(4)
    typed, shared, bare, sparse = choices.flags(4)
    place = choices.number(12)
    style = Style(encoding, typed, shared, bare, sparse, place % 3, place // 3, 0)
    style = Style(**{**vars(style), "sheets": 1 + choices.number(3)})
    header = _header(kind, turn, extra, owner)
    mapping = {header[-1]: "-"} if set_aside and extra else {}
    header = [COUNTING] * counting + header + [UNKNOWN] * unknown
    table = [row[:MOST_CELLS] for row in table_of(choices.rest)[:MOST_ROWS]]
    return Case(
        options=ParseOptions(
            kind,
            OWNER if owner else None,
            mapping=mapping,
            years=YearGiven(YEAR if owner else None),
        ),
        format=form,
        style=style,
        # Never the first sign of another format, and never a header.
        above=[[f"表{printable(text)}" for text in row[:1] if text] for row in table[:above]],
        header=header,
        rows=table[above:],
    )


def _header(kind: ImportKind, turn: int, extra: int, owner: bool) -> list[str]:
    """Return headers of the required fields, of the owner or the year, and of some others."""
    source = SOURCES[kind][-1]
    asked = _ASKED[kind]
    names = [*source.required, *(_ALWAYS if kind is ImportKind.FIGURES else ())]
    names += [] if owner else [asked[-1]]
    others = [name for name in source.aliases if name not in (*names, *asked)]
    start = turn % len(others)
    names += [*others[start:], *others[:start]][:extra]
    chosen = (source.aliases[name] for name in names)
    headers = [aliases[turn % len(aliases)] for aliases in chosen]
    return list({normalise_header(text): text for text in headers}.values())


def is_plain(case: Case) -> bool:
    """Whether the header stands out: no other row, and no form, could be taken for it."""
    known = known_headers(case.options.kind)
    rows: Iterable[Sequence[str]] = (*case.above, *case.rows)
    if any(normalise_header(text) in known for row in rows for text in row):
        return False
    # A header of one column does not tell what parts the cells of torn rows below it.
    if len(case.header) == 1 and case.format in {"tsv", "semicolon"}:
        return False
    # A table whose every second column is unknown looks just like a form of labels and values.
    places = [place for place, text in enumerate(case.header) if normalise_header(text) in known]
    return case.format != "docx" or any(place % 2 for place in places)
