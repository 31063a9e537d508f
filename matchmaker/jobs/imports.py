"""Import files, one transaction a file."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session

from ingest.pipeline import ParseOptions
from matchmaker.services.imports import ImportReport, OnProgress, import_file
from matchmaker.services.previews import Preview, preview_file, remember, with_memory
from models.session import make_session

# Reading makes objects by the million and no cycles: looking for these took a sixth of the time.
OBJECTS_PER_COLLECTION = 100_000


@contextmanager
def _few_collections() -> Iterator[None]:
    before = gc.get_threshold()
    gc.set_threshold(OBJECTS_PER_COLLECTION, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def load_file(
    session: Session,
    path: Path,
    options: ParseOptions,
    now: datetime,
    source_date: date | None,
    on_progress: OnProgress | None,
) -> ImportReport:
    """Load a file into a session, which the caller commits; see run_import."""
    with _few_collections():
        options = with_memory(session, options)
        report = import_file(session, path, options, now, on_progress, source_date)
        remember(session, options.kind, report.headers, options.mapping, now)
    return report


def try_file(
    session: Session,
    path: Path,
    options: ParseOptions,
    now: datetime,
    source_date: date | None,
    on_progress: OnProgress | None,
) -> Preview:
    """Tell what loading a file would do, and roll the session back; see run_preview."""
    with _few_collections():
        options = with_memory(session, options)
        preview = preview_file(session, path, options, now, on_progress, source_date)
        session.rollback()
    return preview


def run_import(
    engine: Engine,
    path: Path,
    options: ParseOptions,
    now: datetime,
    *,
    source_date: date | None = None,
    on_progress: OnProgress | None = None,
) -> ImportReport:
    """Load a file; a mapping by hand is kept for the next file with the same headers.

    source_date: the day whose state the file describes, today where it is not given.
    """
    with make_session(engine) as session:
        report = load_file(session, path, options, now, source_date, on_progress)
        session.commit()
    return report


def run_preview(
    engine: Engine,
    path: Path,
    options: ParseOptions,
    now: datetime,
    *,
    source_date: date | None = None,
    on_progress: OnProgress | None = None,
) -> Preview:
    """Tell how a file is understood and what loading it would do, and leave no trace.

    source_date: as of run_import.
    """
    with make_session(engine) as session:
        return try_file(session, path, options, now, source_date, on_progress)
