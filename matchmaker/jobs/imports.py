"""Import files, one transaction a file."""

from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session

from ingest.pipeline import ParseOptions
from matchmaker.services.collecting import few_collections
from matchmaker.services.imports import ImportReport, OnProgress, import_file
from matchmaker.services.previews import Preview, preview_file, remember, with_memory
from models.session import make_session


def load_file(
    session: Session,
    path: Path,
    options: ParseOptions,
    now: datetime,
    source_date: date | None,
    on_progress: OnProgress | None,
) -> ImportReport:
    """Load a file into a session, which the caller commits; see run_import."""
    with few_collections():
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
    with few_collections():
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
