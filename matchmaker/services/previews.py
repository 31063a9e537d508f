"""What an import would do, told before it is done; and mappings by hand, kept for next time."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from sqlmodel import Session

from ingest.by_hand import known_part
from ingest.labels import field_label
from ingest.mapping import headers_digest, nearest_headers, normalise_header
from ingest.pipeline import FileParser, ParseOptions
from ingest.sources import SOURCES
from ingest.types import HeaderMap, Refusal, ValidRow
from matchmaker.services.imports import ImportReport, OnProgress, before_this_year, import_file
from matchmaker.services.wording import tell_values, value_label
from models.enums import ImportKind
from models.queries.header_mappings import find_mapping, save_mapping

FIRST_ROWS = 5
EXAMPLE_ROWS = 3
LONGEST_VALUE = 60
# To compare a header with all that are known takes a tenth of a millisecond or more.
HINTED_HEADERS = 100


@dataclass(frozen=True)
class ColumnPreview:
    """A header and the field that it gives; by_hand: whether a person chose it."""

    header: str
    field: str
    label: str
    by_hand: bool


@dataclass(frozen=True)
class SheetPreview:
    """How the headers of a sheet are understood.

    unknown: header → known headers that come near, told for the first HINTED_HEADERS; noted:
    understood and not stored; ignored: set aside by hand; repeated: another column gives the field.
    """

    sheet: str
    source: str
    source_label: str
    header_row: int
    columns: tuple[ColumnPreview, ...]
    unknown: dict[str, list[str]]
    noted: tuple[str, ...]
    ignored: tuple[str, ...]
    repeated: tuple[str, ...]


@dataclass(frozen=True)
class RefusalGroup:
    """Refusals for one reason in one column, with the first rows and what is to be done."""

    column: str
    reason: str
    count: int
    examples: tuple[str, ...]
    remedy: str


@dataclass(frozen=True)
class Preview:
    """What a file holds and what loading it would do.

    source_date: the day whose state the file is taken to describe; rows: label → value as
    understood.
    """

    report: ImportReport
    source_date: date
    sheets: tuple[SheetPreview, ...]
    rows: tuple[dict[str, str], ...]
    refusals: tuple[RefusalGroup, ...]


def preview_file(
    session: Session,
    path: Path,
    options: ParseOptions,
    now: datetime,
    on_progress: OnProgress | None = None,
    source_date: date | None = None,
) -> Preview:
    """Load a file and tell what that brings; the caller rolls the session back.

    source_date: as of import_file, which also tells what is raised.
    """
    parser = FileParser(path, before_this_year(options, now))
    valid = (row for row in parser if isinstance(row, ValidRow))
    first = tuple(understood(row) for row in islice(valid, FIRST_ROWS))
    report = import_file(session, path, options, now, on_progress, source_date)
    return Preview(
        report=report,
        source_date=source_date or now.date(),
        sheets=tuple(_sheet(header, options.kind) for header in report.headers),
        rows=first,
        refusals=group_refusals([r for row in report.rejected for r in row.refusals]),
    )


def with_memory(session: Session, options: ParseOptions) -> ParseOptions:
    """Return the options with the mappings that earlier files alike were given."""

    def recall(digest: str) -> Mapping[str, str]:
        return find_mapping(session, options.kind, digest) or {}

    return replace(options, remembered=recall)


def remember(
    session: Session,
    kind: ImportKind,
    headers: Sequence[HeaderMap],
    mapping: Mapping[str, str],
    now: datetime,
) -> None:
    """Keep what of the mapping concerns each sheet, beside what was kept of it before."""
    chosen = known_part(mapping, SOURCES[kind][-1])
    for header in headers:
        texts = header.headers.values()
        concerned = {
            text: chosen[normalise_header(text)]
            for text in texts
            if normalise_header(text) in chosen
        }
        if concerned:
            digest = headers_digest(texts)
            before = find_mapping(session, kind, digest) or {}
            save_mapping(session, kind, digest, {**before, **concerned}, now)


def group_refusals(refusals: Sequence[Refusal]) -> tuple[RefusalGroup, ...]:
    """Return the refusals by column and reason, the most frequent ones first."""
    groups: dict[tuple[str, str], list[Refusal]] = {}
    for refusal in refusals:
        groups.setdefault((refusal.column, refusal.reason), []).append(refusal)
    found = [
        RefusalGroup(
            column=column,
            reason=reason,
            count=len(members),
            examples=tuple(member.place for member in members[:EXAMPLE_ROWS]),
            remedy=Counter(member.remedy for member in members).most_common(1)[0][0],
        )
        for (column, reason), members in groups.items()
    ]
    return tuple(sorted(found, key=lambda group: -group.count))


def understood(row: ValidRow) -> dict[str, str]:
    """Return what a row says, as the service understands it: Chinese label → text."""
    shown = {field_label("owners"): "；".join(row.owners)} if row.owners else {}
    told = tell_values({**row.history, **row.extra, **row.values}, LONGEST_VALUE)
    for name, text in told:
        shown.setdefault(value_label(name), text)
    return shown


def _sheet(header: HeaderMap, kind: ImportKind) -> SheetPreview:
    source = next(source for source in SOURCES[kind] if source.name == header.source)
    known = [alias for aliases in source.aliases.values() for alias in aliases]
    return SheetPreview(
        sheet=header.sheet,
        source=header.source,
        source_label=header.source_label,
        header_row=header.row_number,
        columns=tuple(
            ColumnPreview(text, name, field_label(name), text in header.by_hand)
            for text, name in header.as_text().items()
        ),
        unknown={
            text: nearest_headers(text, known) if place < HINTED_HEADERS else []
            for place, text in enumerate(header.unknown)
        },
        noted=header.noted,
        ignored=header.ignored,
        repeated=header.repeated,
    )
