"""What is done with uploaded files, each step a transaction of its own.

One lock keeps the files and the rows in step: a file gets its name and its row, or loses both,
while nobody else does either. Reading goes on without it.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from filelock import FileLock
from sqlalchemy import Engine
from sqlmodel import Session

from ingest.errors import SourceError
from matchmaker.access.import_rows import RowLimit
from matchmaker.jobs.apart import Bounds, OnProgress, run_apart
from matchmaker.jobs.imports import load_file, try_file
from matchmaker.services import uploads
from matchmaker.services.audit import append
from matchmaker.services.imports import ImportReport
from matchmaker.services.list_hands import Author
from matchmaker.services.previews import Preview
from matchmaker.services.row_owners import with_limit
from matchmaker.services.upload_files import (
    OWNER_ONLY_FOLDER,
    place_file,
    receive_file,
    sweep_files,
    under_its_name,
)
from matchmaker.services.upload_names import clean_name
from matchmaker.services.uploads import Delivery, ReadingOptions, Sender
from matchmaker.settings import Settings
from models.audit import AuditKind
from models.enums import ImportKind
from models.queries import uploads as upload_queries
from models.session import make_engine, make_session
from models.upload import Upload, UploadState

T = TypeVar("T")


@dataclass(frozen=True)
class Parcel:
    """What somebody sends; name: as they call it, unchecked."""

    kind: ImportKind
    name: str
    sender: Sender
    chunks: Iterable[bytes]
    options: ReadingOptions = field(default_factory=ReadingOptions)


@dataclass(frozen=True)
class Swept:
    """What a sweep did: uploads whose days are over, and the names of files taken away."""

    expired: int
    files: tuple[str, ...]


def receive_upload(engine: Engine, settings: Settings, parcel: Parcel, now: datetime) -> Upload:
    """Store a file and return its upload; the same file by the same person is the same upload.

    Raises SourceError for a file that is too large or cannot be loaded, of which nothing is kept,
    and StorageFull.
    """
    name, folder = clean_name(parcel.name), settings.uploads_dir
    delivery = Delivery(parcel.kind, name, parcel.sender, parcel.options)
    with (
        receive_file(folder, parcel.chunks, name, settings.limits) as incoming,
        locked(folder),
        make_session(engine) as session,
    ):
        place_file(folder, incoming)
        upload = uploads.record_upload(session, incoming, delivery, now)
        session.commit()
    return upload


def preview_upload(
    engine: Engine,
    settings: Settings,
    upload_id: int,
    now: datetime,
    limit: RowLimit | None = None,
    on_progress: OnProgress | None = None,
) -> Preview:
    """Tell what loading a file would do, read by a process of its own.

    limit: of whose rows alone it is told, the others are refused; on_progress: as of run_apart.
    Raises NotFound, Conflict where it is loaded or gone, SourceError where it cannot be read, which
    is noted with the upload.
    """
    preview = _read(
        engine,
        settings,
        upload_id,
        lambda there, upload, path: partial(_preview, there, upload, path, now, limit),
        on_progress,
    )
    with make_session(engine) as session:
        uploads.mark_previewed(session, upload_queries.get_upload(session, upload_id))
        session.commit()
    return preview


def load_upload(
    engine: Engine,
    settings: Settings,
    upload_id: int,
    author: Author,
    limit: RowLimit | None = None,
    on_progress: OnProgress | None = None,
) -> ImportReport:
    """Load a file, read by a process of its own; raise as preview_upload.

    limit: whose rows alone are loaded, the others are refused. The file is loaded and noted as
    loaded, in the audit log too, in one transaction: it is loaded once, whatever stops.
    """
    return _read(
        engine,
        settings,
        upload_id,
        lambda there, upload, path: partial(_load, there, upload, path, author, limit),
        on_progress,
    )


def remove_upload(engine: Engine, settings: Settings, upload_id: int, author: Author) -> None:
    """Give a file up, and take it away where nobody else has sent the same; raise NotFound."""
    folder = settings.uploads_dir
    with locked(folder), make_session(engine) as session:
        upload = upload_queries.get_upload(session, upload_id)
        uploads.mark_removed(session, upload)
        details = {"upload": upload_id, "sha256": upload.sha256}
        append(session, AuditKind.DELETION, upload.file_name, details, author)
        session.commit()
        sweep_files(folder, upload_queries.wanted_files(session), author.at)


def sweep_uploads(engine: Engine, settings: Settings, now: datetime) -> Swept:
    """Take away files that are older than the settings keep them, and files without an upload."""
    folder = settings.uploads_dir
    with locked(folder), make_session(engine) as session:
        expired = uploads.expire(session, now, settings.upload_days)
        session.commit()
        files = sweep_files(folder, upload_queries.wanted_files(session), now)
    return Swept(expired, tuple(files))


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep others from changing the files of a folder, which is made, and their rows."""
    folder.mkdir(parents=True, exist_ok=True, mode=OWNER_ONLY_FOLDER)
    # Beside the folder, which holds nothing but uploads.
    with FileLock(folder.with_name(f".{folder.name}.lock")):
        yield


def _read(
    engine: Engine,
    settings: Settings,
    upload_id: int,
    step: Callable[[Settings, Upload, Path], "partial[T]"],
    on_progress: OnProgress | None,
) -> T:
    with make_session(engine) as session:
        upload = upload_queries.get_upload(session, upload_id)
        uploads.require_open(upload)
        session.expunge(upload)
    bounds = Bounds(settings.reader_memory_mb, settings.reader_seconds)
    # The database that is open here, whatever the settings say.
    address = engine.url.render_as_string(hide_password=False)
    settings = settings.model_copy(update={"database_url": address})
    try:
        with under_its_name(settings.uploads_dir, upload.stored_name, upload.file_name) as path:
            return run_apart(step(settings, upload, path), path.name, bounds, on_progress)
    except SourceError as error:
        with make_session(engine) as session:
            uploads.mark_refused(session, upload_queries.get_upload(session, upload_id), str(error))
            session.commit()
        raise


def _preview(
    settings: Settings,
    upload: Upload,
    path: Path,
    now: datetime,
    limit: RowLimit | None,
    on_progress: OnProgress | None = None,
) -> Preview:
    with _opened(settings) as session:
        options = with_limit(session, uploads.parse_options(upload, settings.limits), limit)
        return try_file(session, path, options, now, upload.source_date, on_progress)


def _load(
    settings: Settings,
    upload: Upload,
    path: Path,
    author: Author,
    limit: RowLimit | None,
    on_progress: OnProgress | None = None,
) -> ImportReport:
    with _opened(settings) as session:
        options = with_limit(session, uploads.parse_options(upload, settings.limits), limit)
        report = load_file(session, path, options, author.at, upload.source_date, on_progress)
        stored = upload_queries.hold_upload(session, upload.id or 0)
        if stored.state is UploadState.LOADED:
            # By another process meanwhile: what this one did is rolled back.
            uploads.require_open(stored)
        uploads.mark_loaded(session, stored, report.batch_id)
        details = {
            "upload": stored.id,
            "kind": stored.kind.value,
            "sha256": stored.sha256,
            "batch": report.batch_id,
            "new": report.new,
            "changed": report.changed,
            "refused": report.refused,
        }
        append(session, AuditKind.IMPORT_DONE, stored.file_name, details, author)
        session.commit()
    return report


@contextmanager
def _opened(settings: Settings) -> Iterator[Session]:
    engine = make_engine(settings.resolved_database_url)
    try:
        with make_session(engine) as session:
            yield session
    finally:
        engine.dispose()
