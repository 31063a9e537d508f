"""Uploaded files: one, those of a person, and whose files are still wanted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from models.enums import ImportKind
from models.errors import Conflict, NotFound
from models.import_batch import ImportBatch, RefusedRow
from models.organisation import Organisation
from models.queries.hold import hold_row
from models.upload import Upload, UploadState


def get_upload(session: Session, upload_id: int) -> Upload:
    """Return an upload; raise NotFound."""
    found = session.get(Upload, upload_id)
    if found is None:
        raise NotFound(f"没有编号为 {upload_id} 的上传文件。请刷新列表后重试")
    return found


def hold_upload(session: Session, upload_id: int) -> Upload:
    """Return an upload as it stands, which no one else changes before this transaction ends."""
    hold_row(session, Upload, upload_id, written="state")
    return session.get_one(Upload, upload_id, populate_existing=True)


def find_upload(session: Session, sender_key: str, kind: ImportKind, sha256: str) -> Upload | None:
    """Return the upload of a file that a person has sent before."""
    statement = select(Upload).where(
        Upload.sender_key == sender_key, Upload.kind == kind, Upload.sha256 == sha256
    )
    return session.exec(statement).first()


def add_upload(session: Session, upload: Upload) -> None:
    """Add an upload; raise Conflict where the same person sends the same file at this moment."""
    session.add(upload)
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict(
            f"文件“{upload.file_name}”正在由您的另一次操作上传。请刷新列表查看"
        ) from error


@dataclass(frozen=True)
class UploadScope:
    """Whose uploads are wanted: those of a sender, of organisations or of those of a city, or all.

    They add up; everything: whether all are wanted.
    """

    sender_key: str = ""
    organisation_ids: frozenset[int] = frozenset()
    city_code: str | None = None
    everything: bool = False


ALL_UPLOADS = UploadScope(everything=True)


def list_uploads(
    session: Session,
    scope: UploadScope = ALL_UPLOADS,
    before_id: int | None = None,
    limit: int | None = None,
) -> list[Upload]:
    """Return uploads, the latest first; before_id: only those that are older rows than this."""
    statement = select(Upload).where(*_in_scope(scope)).order_by(col(Upload.id).desc())
    if before_id is not None:
        statement = statement.where(col(Upload.id) < before_id)
    return list(session.exec(statement.limit(limit) if limit is not None else statement))


def count_states(session: Session, scope: UploadScope) -> dict[UploadState, int]:
    """Return how many uploads stand at each state; a state of none is left out."""
    state = col(Upload.state)
    statement = select(state, func.count()).where(*_in_scope(scope)).group_by(state)
    return dict(session.exec(statement).all())


def count_with_refused_rows(session: Session, scope: UploadScope) -> int:
    """Return how many loaded files have rows that were refused, those taken away left out."""
    statement = (
        select(func.count())
        .select_from(Upload)
        .join(ImportBatch, col(ImportBatch.id) == col(Upload.import_batch_id))
        .where(
            Upload.state == UploadState.LOADED,
            ImportBatch.refused_count > 0,
            *_in_scope(scope),
        )
    )
    return session.exec(statement).one()


def batches_of(session: Session, uploads: Iterable[Upload]) -> dict[int, ImportBatch]:
    """Return import id → what it brought, of the uploads that are loaded."""
    ids = sorted({one.import_batch_id for one in uploads if one.import_batch_id is not None})
    found = session.exec(select(ImportBatch).where(col(ImportBatch.id).in_(ids)))
    return {batch.id or 0: batch for batch in found}


def _in_scope(scope: UploadScope) -> list[ColumnElement[bool]]:
    if scope.everything:
        return []
    bodies = select(Organisation.id).where(
        Organisation.city_code == scope.city_code, col(Organisation.city_code).is_not(None)
    )
    return [
        or_(
            col(Upload.sender_key) == scope.sender_key,
            col(Upload.organisation_id).in_(scope.organisation_ids),
            col(Upload.organisation_id).in_(bodies),
        )
    ]


def wanted_files(session: Session) -> set[str]:
    """Return the names of all stored files that an upload still needs."""
    statement = select(Upload.stored_name).where(Upload.state != UploadState.REMOVED)
    return set(session.exec(statement))


def mark_removed(session: Session, before: datetime) -> int:
    """Mark what was sent before a moment as removed; return how many there were."""
    result = session.execute(
        update(Upload)
        .where(col(Upload.uploaded_at) < before, col(Upload.state) != UploadState.REMOVED)
        .values(state=UploadState.REMOVED)
        .execution_options(synchronize_session="fetch")
    )
    return int(getattr(result, "rowcount", 0))


def get_batch(session: Session, batch_id: int) -> ImportBatch:
    """Return an import; raise NotFound."""
    found = session.get(ImportBatch, batch_id)
    if found is None:
        raise NotFound(f"没有编号为 {batch_id} 的导入。请刷新列表后重试")
    return found


def list_refused(session: Session, batch_id: int) -> list[RefusedRow]:
    """Return the reasons for which rows of an import were refused, in the order of the file."""
    statement = (
        select(RefusedRow).where(RefusedRow.batch_id == batch_id).order_by(col(RefusedRow.id))
    )
    return list(session.exec(statement))
