"""What an import would do, told before it is done; and mappings by hand, kept for next time."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from sqlmodel import Session

from ingest.by_hand import known_part
from ingest.labels import field_label
from ingest.mapping import headers_digest, nearest_headers, normalise_header
from ingest.pipeline import FileParser, ParseOptions
from ingest.sources import SOURCES
from ingest.types import HeaderMap, Refusal, ValidRow
from matchmaker.services.imports import ImportReport, OnProgress, import_file
from models.enums import ImportKind
from models.queries.header_mappings import find_mapping, save_mapping
from models.values.money import Money
from models.values.region import get_city
from models.values.transfer_mode import TransferMode

EXAMPLE_ROWS = 3
LONGEST_VALUE = 60
_MONEY = {"price_low_cny": "price", "budget_low_cny": "budget"}
_WITH_MONEY = {"high_cny", "negotiable"}
_HIDDEN = {"check_character"}


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

    unknown: header → known headers that come near; noted: understood and not stored; ignored: set
    aside by hand; repeated: another column gives the same field.
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
    """What a file holds and what loading it would do; rows: label → value as understood."""

    report: ImportReport
    sheets: tuple[SheetPreview, ...]
    rows: tuple[dict[str, str], ...]
    refusals: tuple[RefusalGroup, ...]


def preview_file(
    session: Session,
    path: Path,
    options: ParseOptions,
    now: datetime,
    rows: int = 5,
    on_progress: OnProgress | None = None,
) -> Preview:
    """Load a file and tell what that brings; the caller rolls the session back.

    rows: how many of the first valid ones are shown. Raises SourceError as import_file does.
    """
    valid = (row for row in FileParser(path, options) if isinstance(row, ValidRow))
    first = tuple(understood(row) for row in islice(valid, rows))
    report = import_file(session, path, options, now, on_progress)
    return Preview(
        report=report,
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
    shown = {field_label("owners"): "；".join(row.owners)}
    for name, value in {**row.values, **row.extra, **row.history}.items():
        prefix = _MONEY.get(name)
        if prefix is not None:
            shown[field_label(prefix)] = _money(row.values, prefix)
        elif name not in _HIDDEN and not _belongs_to_money(name):
            shown.setdefault(field_label(name), _text(name, value))
    return {label: text for label, text in shown.items() if text}


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
        unknown={text: nearest_headers(text, known) for text in header.unknown},
        noted=header.noted,
        ignored=header.ignored,
        repeated=header.repeated,
    )


def _belongs_to_money(name: str) -> bool:
    prefix, _, rest = name.partition("_")
    return prefix in _MONEY.values() and rest in _WITH_MONEY


def _money(values: Mapping[str, Any], prefix: str) -> str:
    low, high = values[f"{prefix}_low_cny"], values[f"{prefix}_high_cny"]
    amounts = [None if amount is None else Decimal(amount) for amount in (low, high)]
    return Money(amounts[0], amounts[1], values[f"{prefix}_negotiable"]).display


def _text(name: str, value: Any) -> str:
    special = _SPECIAL.get(name)
    if special is not None and value:
        return special(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return _short("；".join(map(str, value)))
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else _short(str(getattr(value, "label", value)))


def _modes(values: list[str]) -> str:
    return "；".join(TransferMode(value).label for value in values)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_VALUE else line[:LONGEST_VALUE] + "…"


_SPECIAL: dict[str, Callable[[Any], str]] = {
    "transfer_modes": _modes,
    "cooperation_modes": _modes,
    "city_code": lambda code: get_city(code).name,
}
