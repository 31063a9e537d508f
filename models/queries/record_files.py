"""Files of records, in the database."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from models.errors import NotFound
from models.kept_record import RecordFile, RecordKind


def get_file(session: Session, file_id: int) -> RecordFile:
    """Return a file as it stands in the database now; raise NotFound."""
    found = session.get(RecordFile, file_id, populate_existing=True)
    if found is None:
        raise NotFound(f"没有编号为 {file_id} 的证明材料。请核对编号")
    return found


def files_of(session: Session, kind: RecordKind, record_id: int) -> list[RecordFile]:
    """Return the files of a record, those that were removed too, in the order of adding."""
    statement = select(RecordFile).where(
        RecordFile.record_kind == kind, RecordFile.record_id == record_id
    )
    return list(session.exec(statement.order_by(col(RecordFile.id))))


def wanted_files(session: Session, since: datetime) -> set[str]:
    """Return the stored names of the files that hold, or were removed since a moment."""
    removed = col(RecordFile.removed_at)
    statement = select(RecordFile.stored_name).where(or_(removed.is_(None), removed >= since))
    return set(session.exec(statement))


def count_files(session: Session, kind: RecordKind, ids: Iterable[int]) -> dict[int, int]:
    """Return record → how many files prove it, those that were removed left out."""
    statement = (
        select(RecordFile.record_id, func.count())
        .where(
            RecordFile.record_kind == kind,
            col(RecordFile.record_id).in_(sorted(set(ids))),
            col(RecordFile.removed_at).is_(None),
        )
        .group_by(col(RecordFile.record_id))
    )
    return dict(session.exec(statement).all())
