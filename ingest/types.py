"""Plain values that travel from a reader to the database."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from ingest.digests import digest_content

Cell = str | int | float | bool | date | datetime | time | timedelta | None

MIB = 1024 * 1024
ROW_UNIT = "行"


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be.

    file_bytes: as it lies on disk; inflated_bytes: the parts of a workbook together; cells: of
    one sheet, from its first filled cell to its last, since all between take memory.
    """

    file_bytes: int = 150 * MIB
    inflated_bytes: int = 1024 * MIB
    cells: int = 30_000_000


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row as the file gives it; number counts from 1 as the spreadsheet shows it.

    fault: why the reader could not take the row apart and what to do, None where it could;
    unreadable: position → why a cell that is filled has no value.
    """

    number: int
    cells: list[Cell]
    fault: tuple[str, str] | None = None
    unreadable: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RawSheet:
    """A sheet of a workbook, or the only one of a text file; name is empty for the latter.

    row_unit: what the number of a row counts, where that is no line of a table; row_count: about
    how many rows there are, blank ones included, where that is known beforehand.
    """

    name: str
    rows: Iterator[RawRow]
    row_unit: str = ROW_UNIT
    row_count: int | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a row was not loaded: one cell, what it says, what is wrong and what to write.

    row_unit: what the row's number counts.
    """

    sheet: str
    row_number: int
    column: str
    value: str
    reason: str
    remedy: str
    row_unit: str = ROW_UNIT

    @property
    def place(self) -> str:
        """Where the row stands, as messages name it."""
        sheet = f"表“{self.sheet}” " if self.sheet else ""
        return f"{sheet}第 {self.row_number} {self.row_unit}"


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that was not loaded, with every reason found and its cells as they were."""

    sheet: str
    row_number: int
    cells: tuple[str, ...]
    refusals: tuple[Refusal, ...]


@dataclass(frozen=True)
class ValidRow:
    """A row that passed every check.

    key: what makes the record the same one next time; values: column name → value, only for
    what the row supplies (None where it says that there is none); owners: organisations' names
    in order; extra: facts of the first owner that the row gives (uscc, city_code, district,
    address, labels, intro); defaults: values worked out from others, which hold only where the
    record has none yet; history: the cells that tell of licences, transfers and pledges;
    cells_digest: by which the same row is known again, empty where it cannot be.
    """

    sheet: str
    row_number: int
    key: str
    values: dict[str, Any]
    owners: tuple[str, ...]
    extra: dict[str, str] = field(default_factory=dict)
    defaults: dict[str, Any] = field(default_factory=dict)
    history: dict[str, str] = field(default_factory=dict)
    cells_digest: bytes = b""

    @cached_property
    def content_digest(self) -> bytes:
        """What the row says of its record, however it was written."""
        return digest_content(self.values, self.owners, self.extra)


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a row that is right in itself is not taken.

    fields: where it shows, the first of them that the sheet has; remedy: what to do about it.
    """

    fields: tuple[str, ...]
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class KnownRow:
    """A row that an earlier import took and that would change nothing.

    key, content_digest, publication_number: as the row gave them then.
    """

    sheet: str
    row_number: int
    key: str
    content_digest: bytes
    publication_number: str


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A row that sums up the others and was left out; text: by what it was known."""

    sheet: str
    row_number: int
    text: str


@dataclass(frozen=True, slots=True)
class SkippedSheet:
    """A sheet that was left out beside others that were understood, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class CellHabits:
    """How one kind of export writes its cells.

    name_marks: the marks that part names, empty where any usual one may; codes: field → what is
    written → the words that it stands for.
    """

    name_marks: str = ""
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class HeaderMap:
    """How a header row was understood.

    row_number: where the header stands; columns: position → field; headers: position → text;
    unknown: headers that match nothing; repeated: headers whose field another column gives;
    noted: headers that are understood and not stored; ignored: headers that a person sets aside;
    by_hand: headers whose field a person chose, now or for an earlier file.
    """

    sheet: str
    source: str
    source_label: str
    row_number: int
    columns: dict[int, str]
    headers: dict[int, str]
    unknown: tuple[str, ...]
    repeated: tuple[str, ...]
    noted: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    by_hand: tuple[str, ...] = ()
    habits: CellHabits = field(default_factory=CellHabits)
    row_unit: str = ROW_UNIT

    @cached_property
    def positions(self) -> dict[str, int]:
        """Field → position of its column."""
        return {name: position for position, name in self.columns.items()}

    def texts_in_place(self) -> list[str]:
        """Return the texts of all columns from the first on, empty where there is none."""
        return [self.headers.get(position, "") for position in range(max(self.headers) + 1)]

    def as_text(self) -> dict[str, str]:
        """Return header → field, in the order of the columns."""
        return {self.headers[position]: name for position, name in sorted(self.columns.items())}
