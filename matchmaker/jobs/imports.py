"""Import files, one transaction a file."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from ingest.pipeline import ParseOptions
from matchmaker.services.imports import ImportReport, import_file
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
    """Load a file, or with dry_run only say what loading it would do."""
    with make_session(engine) as session:
        report = import_file(session, path, options, now, on_progress)
        if dry_run:
            session.rollback()
        else:
            session.commit()
    return report
