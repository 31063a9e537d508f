"""Uploaded files: who sent what, how it is to be read, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlmodel import Session

from ingest.parse_figures import YearGiven
from ingest.pipeline import ParseOptions
from ingest.types import Limits
from matchmaker.services.upload_files import Incoming
from models.enums import ImportKind
from models.errors import Conflict
from models.queries import uploads as upload_queries
from models.upload import Upload, UploadState


@dataclass(frozen=True)
class Sender:
    """Who sends a file: an account, or a name alone where there is none."""

    name: str
    account_id: int | None = None
    organisation_id: int | None = None

    @property
    def key(self) -> str:
        """By which the same person is known again."""
        return f"name:{self.name}" if self.account_id is None else f"account:{self.account_id}"


@dataclass(frozen=True)
class ReadingOptions:
    """How a file is to be read: as ParseOptions and import_file have it."""

    source_date: date | None = None
    owner: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Delivery:
    """A file as it is handed in; name: cleaned."""

    kind: ImportKind
    name: str
    sender: Sender
    options: ReadingOptions = field(default_factory=ReadingOptions)


def record_upload(
    session: Session, incoming: Incoming, delivery: Delivery, now: datetime
) -> Upload:
    """Return the upload of a file that has come in: a new one, or the one of the same person.

    Sent again, a file that is gone or was refused begins anew, one that is loaded stays loaded.
    """
    sender = delivery.sender
    upload = upload_queries.find_upload(session, sender.key, delivery.kind, incoming.sha256)
    if upload is None:
        upload = _new_upload(incoming, delivery, now)
        _begin_anew(upload, delivery, now)
        upload_queries.add_upload(session, upload)
    elif upload.state is not UploadState.LOADED:
        _begin_anew(upload, delivery, now)
        session.add(upload)
        session.flush()
    return upload


def _new_upload(incoming: Incoming, delivery: Delivery, now: datetime) -> Upload:
    return Upload(
        kind=delivery.kind,
        file_name=delivery.name,
        stored_name=incoming.sha256,
        size=incoming.size,
        sha256=incoming.sha256,
        media_type=incoming.media_type,
        sender_key=delivery.sender.key,
        uploaded_by=delivery.sender.name,
        uploaded_at=now,
    )


def _begin_anew(upload: Upload, delivery: Delivery, now: datetime) -> None:
    upload.file_name = delivery.name
    upload.account_id = delivery.sender.account_id
    upload.uploaded_by = delivery.sender.name
    upload.organisation_id = delivery.sender.organisation_id
    upload.uploaded_at = now
    upload.state, upload.refusal, upload.import_batch_id = UploadState.RECEIVED, "", None
    _set(upload, delivery.options)


def set_options(session: Session, upload: Upload, options: ReadingOptions) -> None:
    """Have a file read in another way; raise Conflict where it is loaded or gone."""
    require_open(upload)
    _set(upload, options)
    session.add(upload)
    session.flush()


def _set(upload: Upload, options: ReadingOptions) -> None:
    upload.source_date = options.source_date
    upload.owner = options.owner
    upload.mapping = dict(options.mapping)


def parse_options(upload: Upload, limits: Limits) -> ParseOptions:
    """Return how the file of an upload is to be read; its day tells the year of figures."""
    return ParseOptions(
        upload.kind,
        upload.owner or None,
        limits,
        upload.mapping,
        years=years_of(upload.kind, upload.source_date),
        sent_by=upload.uploaded_by,
    )


def years_of(kind: ImportKind, source_date: date | None) -> YearGiven:
    """Return the year of figures that name none: that of the day whose state a file describes."""
    if kind is not ImportKind.FIGURES or source_date is None:
        return YearGiven()
    return YearGiven(source_date.year)


def require_open(upload: Upload) -> None:
    """Raise Conflict for an upload that can be neither previewed nor loaded any more."""
    if upload.state is UploadState.LOADED:
        raise Conflict(f"文件“{upload.file_name}”已经导入。要换一种读法，请先删除，再重新上传")
    require_present(upload)


def require_present(upload: Upload) -> None:
    """Raise Conflict for an upload whose file was removed."""
    if upload.state is UploadState.REMOVED:
        raise Conflict(f"文件“{upload.file_name}”已删除。请重新上传")


def mark_previewed(session: Session, upload: Upload) -> None:
    """Note that a file was understood, unless more has become of it meanwhile."""
    _mark(session, upload, UploadState.PREVIEWED, "")


def mark_refused(session: Session, upload: Upload, refusal: str) -> None:
    """Note why a file cannot be read; it may be read in another way, or sent again."""
    _mark(session, upload, UploadState.REFUSED, refusal)


def _mark(session: Session, upload: Upload, state: UploadState, refusal: str) -> None:
    if upload.state in {UploadState.LOADED, UploadState.REMOVED}:
        return
    upload.state, upload.refusal = state, refusal
    session.add(upload)
    session.flush()


def mark_loaded(session: Session, upload: Upload, batch_id: int | None) -> None:
    """Note as which import a file was loaded; one that was removed meanwhile stays removed."""
    upload.refusal, upload.import_batch_id = "", batch_id
    if upload.state is not UploadState.REMOVED:
        upload.state = UploadState.LOADED
    session.add(upload)
    session.flush()


def mark_removed(session: Session, upload: Upload) -> None:
    """Give a file up; what it brought stays. Its row stays as well: who sent it, and when."""
    upload.state = UploadState.REMOVED
    session.add(upload)
    session.flush()


def expire(session: Session, now: datetime, days: int) -> int:
    """Give up all files that were sent more than so many days ago; return how many."""
    return upload_queries.mark_removed(session, now - timedelta(days=days))
