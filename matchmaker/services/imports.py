"""Load a file: one call, one transaction, every row accounted for."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from ingest.errors import printable_name
from ingest.pipeline import Admit, FileParser, Outcome, ParseOptions
from ingest.types import HeaderMap, KnownRow, RejectedRow, SkippedRow, SkippedSheet, ValidRow
from matchmaker.services.demand_target import DemandTarget
from matchmaker.services.duplicates import link_duplicates
from matchmaker.services.figure_target import FigureTarget
from matchmaker.services.know_how_target import KnowHowTarget
from matchmaker.services.list_hands import Author
from matchmaker.services.patent_target import PatentTarget
from matchmaker.services.product_guard import ProductGuard
from matchmaker.services.product_target import ProductTarget
from matchmaker.services.read_rows import recall_rows
from matchmaker.services.target import Target
from matchmaker.services.white_list_target import WhiteListTarget
from models.enums import ImportKind
from models.import_batch import ImportBatch, RefusedRow
from models.queries.bulk import insert_rows

# Rows looked up, compared and written together: large enough to be quick, small in memory.
BATCH_ROWS = 2_000

# Rows done, and about how many there are where that is known.
OnProgress = Callable[[int, int | None], None]


@dataclass
class ImportReport:
    """What an import did: rows = new + changed + unchanged + refused.

    kept: values that the file offers and that were not taken, since a person set them or a newer
    source gave them; batch_id: of the record of this import, or of the one before it that the same
    file left where it brings nothing new.
    """

    file_name: str
    kind: ImportKind
    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    kept: int = 0
    batch_id: int | None = None
    headers: list[HeaderMap] = field(default_factory=list)
    skipped_sheets: list[SkippedSheet] = field(default_factory=list)
    skipped_rows: list[SkippedRow] = field(default_factory=list)
    rejected: list[RejectedRow] = field(default_factory=list)

    @property
    def refused(self) -> int:
        """How many rows were refused."""
        return len(self.rejected)


def import_file(
    session: Session,
    path: Path,
    options: ParseOptions,
    now: datetime,
    on_progress: OnProgress | None = None,
    source_date: date | None = None,
) -> ImportReport:
    """Load a file into the session and return what it brought; the caller commits or rolls back.

    source_date: the day whose state the file describes, today where it is not given.

    Raises SourceError where the file cannot be read. A file sent a second time leaves no trace.
    """
    options = before_this_year(options, now)
    recall = partial(recall_rows, session)
    parser = FileParser(path, replace(options, recall=recall, admit=_admit(session, options)))
    report = ImportReport(printable_name(path.name), options.kind)
    outcomes = iter(parser)
    first = next(outcomes, None)
    batch = ImportBatch(
        kind=options.kind,
        file_name=report.file_name,
        file_digest=_digest(path),
        source=parser.headers[0].source if parser.headers else "",
        mapping=parser.headers[0].as_text() if parser.headers else {},
        row_count=0,
        new_count=0,
        changed_count=0,
        unchanged_count=0,
        refused_count=0,
        source_date=source_date or now.date(),
        created_at=now,
    )
    session.add(batch)
    session.flush()
    target = _make_target(session, options, batch, now)
    for chunk in _chunks(first, outcomes):
        _load_chunk(target, chunk, report)
        if on_progress is not None:
            on_progress(report.rows, parser.row_count)
    report.headers, report.skipped_sheets = parser.headers, parser.skipped_sheets
    report.skipped_rows = parser.skipped_rows
    if report.new or report.changed:
        link_duplicates(session, options.kind)
    _close_batch(session, batch, report, options)
    if isinstance(target, FigureTarget | WhiteListTarget):
        target.log(report.new, report.changed)
    return report


def before_this_year(options: ParseOptions, now: datetime) -> ParseOptions:
    """Return the options by which figures of a year that is not over are refused."""
    return replace(options, years=replace(options.years, last_year=now.year - 1))


def _make_target(
    session: Session, options: ParseOptions, batch: ImportBatch, now: datetime
) -> Target:
    kind = options.kind
    if kind is ImportKind.FIGURES:
        return FigureTarget(session, batch, Author(options.sent_by, now))
    if kind is ImportKind.PRODUCTS:
        return ProductTarget(session, batch, Author(options.sent_by, now))
    if kind is ImportKind.WHITE_LIST:
        return WhiteListTarget(session, batch, Author(options.sent_by, now))
    if kind is ImportKind.PATENTS:
        return PatentTarget(session, batch)
    if kind is ImportKind.DEMANDS:
        return DemandTarget(session, batch)
    return KnowHowTarget(session, batch)


def _admit(session: Session, options: ParseOptions) -> Admit | None:
    """Return which rows are taken: of products none that has been handed in."""
    if options.kind is ImportKind.PRODUCTS:
        return ProductGuard(session, options.admit)
    return options.admit


def _chunks(first: Outcome | None, rest: Iterable[Outcome]) -> Iterator[list[Outcome]]:
    iterator = iter(rest)
    chunk = [] if first is None else [first]
    while True:
        chunk.extend(islice(iterator, BATCH_ROWS - len(chunk)))
        if not chunk:
            return
        yield chunk
        chunk = []


def _load_chunk(target: Target, chunk: list[Outcome], report: ImportReport) -> None:
    valid = [row for row in chunk if isinstance(row, ValidRow)]
    report.rejected.extend(row for row in chunk if isinstance(row, RejectedRow))
    counts = target.store(valid)
    report.rows += len(chunk)
    report.new += counts.new
    report.changed += counts.changed
    known = sum(isinstance(row, KnownRow) for row in chunk)
    report.unchanged += counts.unchanged + known
    report.kept += counts.kept


def _close_batch(
    session: Session, batch: ImportBatch, report: ImportReport, options: ParseOptions
) -> None:
    """Complete the record of the import, or drop it where the same file left one before.

    Where only some rows are taken it is not known that an import before refused the same ones.
    """
    same = None
    if not (options.admit or report.new or report.changed):
        same = _seen_before(session, batch, report)
    if same is not None:
        session.delete(batch)
        session.flush()
        report.batch_id = same
        return
    batch.row_count = report.rows
    batch.new_count = report.new
    batch.changed_count = report.changed
    batch.unchanged_count = report.unchanged
    batch.refused_count = report.refused
    refused_sheets = {rejected.sheet for rejected in report.rejected}
    batch.sheet_headers = {
        header.sheet: header.texts_in_place()
        for header in report.headers
        if header.sheet in refused_sheets
    }
    session.add(batch)
    session.flush()
    report.batch_id = batch.id
    rows: list[dict[str, Any]] = [
        {
            "batch_id": batch.id,
            "sheet": refusal.sheet,
            "row_number": refusal.row_number,
            "column": refusal.column,
            "value": refusal.value,
            "reason": refusal.reason,
            "remedy": refusal.remedy,
            "cells": list(rejected.cells),
        }
        for rejected in report.rejected
        for refusal in rejected.refusals
    ]
    insert_rows(session, RefusedRow, rows)
    session.flush()


def _seen_before(session: Session, batch: ImportBatch, report: ImportReport) -> int | None:
    """Return the newest import of the same file that ended alike, None where there was none."""
    statement = select(ImportBatch.id).where(
        ImportBatch.kind == batch.kind,
        ImportBatch.file_digest == batch.file_digest,
        ImportBatch.refused_count == report.refused,
        col(ImportBatch.id) != batch.id,
    )
    return session.exec(statement.order_by(col(ImportBatch.id).desc())).first()


def _digest(path: Path) -> str:
    digest = blake2b(digest_size=16)
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()
