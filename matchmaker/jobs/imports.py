"""Import files, one transaction a file."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from ingest.pipeline import ParseOptions
from matchmaker.services.imports import ImportReport, import_file
from matchmaker.services.previews import Preview, preview_file, remember, with_memory
from models.session import make_session


def run_import(
    engine: Engine,
    path: Path,
    options: ParseOptions,
    now: datetime,
    *,
    dry_run: bool = False,
    on_progress: Callable[[int], None] | None = None,
) -> ImportReport:
    """Load a file, or with dry_run only say what loading it would do.

    A mapping by hand is kept for the next file with the same headers.
    """
    with make_session(engine) as session:
        report = import_file(session, path, with_memory(session, options), now, on_progress)
        if dry_run:
            session.rollback()
        else:
            remember(session, options.kind, report.headers, options.mapping, now)
            session.commit()
    return report


def run_preview(
    engine: Engine,
    path: Path,
    options: ParseOptions,
    now: datetime,
    on_progress: Callable[[int], None] | None = None,
) -> Preview:
    """Tell how a file is understood and what loading it would do, and leave no trace."""
    with make_session(engine) as session:
        preview = preview_file(
            session, path, with_memory(session, options), now, on_progress=on_progress
        )
        session.rollback()
    return preview
