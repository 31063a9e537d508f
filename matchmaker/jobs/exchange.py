"""Write exchange sheets for other platforms, and dumps, each from one state of the database."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session

from matchmaker.access.permissions import Permission, Reach
from matchmaker.access.viewer import Viewer
from matchmaker.errors import Forbidden
from matchmaker.exchange.cells import fill
from matchmaker.reports import exchange_sheet
from matchmaker.services.audit import append
from matchmaker.services.backup_tables import POSTGRES
from matchmaker.services.dump.archive import DumpManifest, OnRows, write_dump
from matchmaker.services.dump.rows import scope_of
from matchmaker.services.exchange.platforms import load_platform
from matchmaker.services.exchange.request import SheetRequest, tell_request
from matchmaker.services.exchange.sheets import open_rows
from matchmaker.services.list_hands import Author
from models.audit import AuditKind

# How many rows are written between two words of how far it is.
ROWS_A_TURN = 200
OnDone = Callable[[int, int | None], None]


@dataclass(frozen=True)
class SheetOutcome:
    """A sheet that has been written; name: for whoever saves it; scope: in words, of what.

    left_out: rows that may not be told outside; cut: cells whose text no cell can hold.
    """

    path: Path
    name: str
    what: str
    scope: str
    rows: int
    left_out: int
    cut: int


@dataclass(frozen=True)
class DumpOutcome:
    """A dump that has been written; name: for whoever saves it."""

    path: Path
    name: str
    manifest: DumpManifest


def write_sheet(
    engine: Engine,
    viewer: Viewer,
    request: SheetRequest,
    path: Path,
    now: datetime,
    on_done: OnDone,
) -> SheetOutcome:
    """Write a sheet as far as the viewer may; a file of the name is replaced once all is there.

    Raises Forbidden, NotFound, and BadQuery for what makes no sense. Not yet in the audit log: see
    log_sheet.
    """
    with _snapshot(engine) as session:
        platform = load_platform(session, request.platform).platform
        sheet = platform.sheet(request.sheet)
        within, source = open_rows(session, viewer, request, now.date())

        def tell(number: int) -> None:
            if number % ROWS_A_TURN == 0:
                on_done(number, source.total)

        scope = tell_request(session, within)
        cells = (fill(sheet.columns, row) for row in source.rows())
        with _replacing(path) as fresh:
            written = exchange_sheet.write(fresh, sheet, cells, now, tell)
    label = f"{request.platform.label}{request.sheet.label}"
    return SheetOutcome(
        path,
        f"{request.platform.label}_{request.sheet.label}_{now:%Y%m%d}.xlsx",
        f"{label}交换表",
        scope,
        written.rows,
        source.left_out,
        written.cut,
    )


def log_sheet(session: Session, made: SheetOutcome, author: Author) -> None:
    """Write into the audit log who had which sheet of what, and how many rows."""
    details = {
        "what": made.what,
        "scope": made.scope,
        "rows": made.rows,
        "left_out": made.left_out,
        "files": [made.name],
    }
    append(session, AuditKind.EXPORT, "平台交换表", details, author)


def require_dump(viewer: Viewer) -> None:
    """Raise NotSignedIn, or Forbidden for whoever does not reach all of the province."""
    viewer.require(Permission.EXCHANGE)
    if viewer.reach(Permission.EXCHANGE) is not Reach.ALL:
        raise Forbidden("数据包是全省的，由省级组织方生成。如有需要，请联系省级组织方")


def make_dump(
    engine: Engine, viewer: Viewer, path: Path, today: date, on_rows: OnRows
) -> DumpOutcome:
    """Write a dump of what the viewer may see; raise as require_dump does.

    A file of the name is replaced once all is there. Not yet in the audit log: see log_dump.
    """
    require_dump(viewer)
    with _snapshot(engine) as session, _replacing(path) as fresh:
        manifest = write_dump(fresh, scope_of(session, viewer), today, on_rows)
    return DumpOutcome(path, dump_name(today), manifest)


def dump_name(today: date) -> str:
    """Return the name under which a dump of a day is saved."""
    return f"数据包_{today:%Y%m%d}.zip"


def log_dump(session: Session, made: DumpOutcome, author: Author) -> None:
    """Write into the audit log who had a dump, and how many records of what."""
    counts = {file.name: file.rows for file in made.manifest.files if file.rows is not None}
    details = {
        "what": "数据包",
        "rows": made.manifest.rows,
        "records": counts,
        "files": [made.name],
    }
    append(session, AuditKind.EXPORT, "数据包", details, author)


@contextmanager
def _snapshot(engine: Engine) -> Iterator[Session]:
    """Open a session that sees one state of the database and writes nothing."""
    with engine.connect() as connection:
        if engine.dialect.name == POSTGRES:
            connection.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        else:
            # The driver begins none before a read; in WAL mode the first read fixes what is seen.
            connection.exec_driver_sql("BEGIN")
        with Session(connection, expire_on_commit=False, autoflush=False) as session:
            yield session


@contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    """Give a hidden file beside a path, which takes its name once it is written whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        yield fresh
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
