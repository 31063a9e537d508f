"""Files of records: what proves those of the ledger, what a policy of the library is itself.

Added, removed, brought back for a while.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from matchmaker.services.audit import append
from matchmaker.services.kept_records.kinds import Proved, record_key, require_open
from matchmaker.services.list_hands import Author
from models.audit import AuditKind
from models.errors import Conflict
from models.kept_record import RecordFile, RecordKind
from models.queries import record_files as file_queries

MOST_FILES = 50
# A removed file can be had back as long.
KEPT = timedelta(days=30)


@dataclass(frozen=True)
class Received:
    """A file that is stored; media_type: by its content."""

    file_name: str
    stored_name: str
    size: int
    media_type: str


def add_file(session: Session, record: Proved, received: Received, author: Author) -> RecordFile:
    """Note that a file belongs to a record; the same file again is the same.

    Raises Conflict where the record is closed or has as many as it may.
    """
    require_open(record)
    kind, record_id = record_key(record)
    known = file_queries.files_of(session, kind, record_id)
    same = next((one for one in known if one.stored_name == received.stored_name), None)
    if same is not None:
        if same.removed_at is not None:
            same.removed_at = None
            session.add(same)
            session.flush()
            _log(session, same, "附上材料", author)
        return same
    if sum(one.removed_at is None for one in known) >= MOST_FILES:
        raise Conflict(f"一条记录最多附 {MOST_FILES} 个文件。请先删除不需要的，或合并成一个 PDF")
    made = RecordFile(
        record_kind=kind,
        record_id=record_id,
        file_name=received.file_name,
        stored_name=received.stored_name,
        size=received.size,
        sha256=received.stored_name,
        media_type=received.media_type,
        actor=author.actor,
        added_at=author.at,
    )
    session.add(made)
    session.flush()
    _log(session, made, "附上材料", author)
    return made


def remove_file(session: Session, record: Proved, file: RecordFile, author: Author) -> None:
    """Take a file off a record; it can be had back for KEPT. Raises Conflict as add_file."""
    require_open(record)
    if file.removed_at is None:
        file.removed_at = author.at
        session.add(file)
        session.flush()
        _log(session, file, "删除材料", author)


def restore_file(session: Session, record: Proved, file: RecordFile, author: Author) -> None:
    """Bring a removed file back; raise Conflict once it is gone, or for a closed record."""
    require_open(record)
    if file.removed_at is None:
        return
    if not is_kept(file, author.at):
        raise Conflict(f"文件删除已超过 {KEPT.days} 天，不能恢复。请重新上传")
    file.removed_at = None
    session.add(file)
    session.flush()
    _log(session, file, "恢复材料", author)


def is_kept(file: RecordFile, now: datetime) -> bool:
    """Whether a removed file is still there."""
    return file.removed_at is None or file.removed_at >= now - KEPT


def _log(session: Session, file: RecordFile, act: str, author: Author) -> None:
    details = {"act": act, "files": [file.file_name], "sha256": file.sha256}
    subject = f"{file.record_kind.label} {file.record_id}"
    in_library = file.record_kind is RecordKind.POLICY
    kind = AuditKind.PUBLIC_SERVICE_CHANGED if in_library else AuditKind.LEDGER_CHANGE
    append(session, kind, subject, details, author)
