"""The audit log as it is stored: its end, its records one by one, and its archives."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from sqlalchemy import (
    Executable,
    Result,
    String,
    Text,
    cast,
    delete,
    func,
    true,
    type_coerce,
    update,
)
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from models.audit import AuditAnchor, AuditHead, AuditKind, AuditRecord
from models.errors import Conflict, NotFound
from models.values.audit_chain import GENESIS, Entry, Link, moment_text

HEAD_ID = 1
ROWS_AT_ONCE = 1000

# Past the column types, which raise on what they did not write: a check must name such a record.
_COLUMNS: tuple[Any, ...] = (
    col(AuditRecord.number),
    type_coerce(col(AuditRecord.made_at), String),
    col(AuditRecord.actor),
    type_coerce(col(AuditRecord.kind), String),
    col(AuditRecord.subject),
    cast(col(AuditRecord.details), Text),
    col(AuditRecord.previous_hash),
    col(AuditRecord.hash),
)


@dataclass(frozen=True)
class StoredChain:
    """The records that the log holds, what the first follows, and what its head says is last."""

    start: Link
    end: Link
    entries: Iterator[Entry]


@dataclass(frozen=True)
class RecordFilter:
    """Which records are wanted; limit: how many of the newest; before: those under a number."""

    kind: AuditKind | None = None
    actor: str | None = None
    since: datetime | None = None
    limit: int = 50
    before: int | None = None


def hold_head(session: Session) -> Link:
    """Return where the log ends; nobody else appends until this transaction has ended.

    The head is written before it is read: that takes SQLite's one lock for writing, or the lock
    of the row on PostgreSQL, and gives what whoever held it before has left. Raises Conflict where
    there is no head.
    """
    statement = (
        update(AuditHead)
        .where(col(AuditHead.id) == HEAD_ID)
        .values(number=AuditHead.number)
        .returning(col(AuditHead.number), col(AuditHead.hash))
        .execution_options(synchronize_session=False)
    )
    row = session.execute(statement).one_or_none()
    if row is None:
        raise Conflict("审计日志的链头缺失，无法记录。请从备份恢复数据库后重试")
    return Link(row[0], row[1])


def head_number(session: Session) -> int:
    """Return the number of the last record, 0 of an empty log."""
    head = session.get(AuditHead, HEAD_ID)
    return GENESIS.number if head is None else head.number


def add_record(session: Session, record: AuditRecord) -> None:
    """Add a record that follows the head, which is held, and move the head to it."""
    session.add(record)
    session.flush()
    session.execute(
        update(AuditHead)
        .where(col(AuditHead.id) == HEAD_ID)
        .values(number=record.number, hash=record.hash)
        .execution_options(synchronize_session=False)
    )


@contextmanager
def open_chain(session: Session) -> Iterator[StoredChain | None]:
    """Give the whole log as it stands at one moment, None where it has no head.

    One statement: several could see what is appended or archived between them.
    """
    newest = sa_select(func.max(AuditAnchor.last_number)).scalar_subquery()
    statement = (
        sa_select(
            col(AuditHead.number),
            col(AuditHead.hash),
            col(AuditAnchor.last_number),
            col(AuditAnchor.last_hash),
            *_COLUMNS,
        )
        .select_from(AuditHead)
        .outerjoin(AuditAnchor, col(AuditAnchor.last_number) == newest)
        .outerjoin(AuditRecord, true())
        .where(col(AuditHead.id) == HEAD_ID)
        .order_by(col(AuditRecord.number))
    )
    result = _stream(session, statement)
    try:
        yield _stored_chain(iter(result))
    finally:
        # A check ends at the first flaw, with rows left to read.
        result.close()


def _stored_chain(rows: Iterator[Any]) -> StoredChain | None:
    first = next(rows, None)
    if first is None:
        return None
    start = GENESIS if first[2] is None else Link(first[2], first[3])
    entries = (_entry(row[4:]) for row in chain([first], rows) if row[4] is not None)
    return StoredChain(start, Link(first[0], first[1]), entries)


def read_records(session: Session, first: int, last: int) -> Iterator[Entry]:
    """Return the records of numbers first to last."""
    statement = (
        sa_select(*_COLUMNS)
        .where(col(AuditRecord.number).between(first, last))
        .order_by(col(AuditRecord.number))
    )
    return (_entry(row) for row in _stream(session, statement))


def list_records(session: Session, wanted: RecordFilter) -> list[Entry]:
    """Return the newest records that are wanted, the newest first."""
    statement = sa_select(*_COLUMNS).order_by(col(AuditRecord.number).desc()).limit(wanted.limit)
    if wanted.kind is not None:
        statement = statement.where(col(AuditRecord.kind) == wanted.kind)
    if wanted.actor is not None:
        statement = statement.where(col(AuditRecord.actor) == wanted.actor)
    if wanted.since is not None:
        statement = statement.where(col(AuditRecord.made_at) >= wanted.since)
    if wanted.before is not None:
        statement = statement.where(col(AuditRecord.number) < wanted.before)
    return [_entry(row) for row in session.execute(statement)]


def last_before(session: Session, moment: datetime) -> Link | None:
    """Return the last of the records that were all made before a moment, None without one."""
    later = select(func.min(AuditRecord.number)).where(col(AuditRecord.made_at) >= moment)
    statement = sa_select(col(AuditRecord.number), col(AuditRecord.hash))
    number = session.exec(later).one()
    if number is not None:
        statement = statement.where(col(AuditRecord.number) < number)
    row = session.execute(statement.order_by(col(AuditRecord.number).desc()).limit(1)).first()
    return None if row is None else Link(row[0], row[1])


def get_anchor(session: Session, last_number: int) -> AuditAnchor:
    """Return what is known of the archive that ends with a number; raise NotFound."""
    anchor = session.get(AuditAnchor, last_number)
    if anchor is None:
        raise NotFound(
            f"数据库中没有登记以第 {last_number} 号结尾的归档。"
            "请核对归档文件与数据库是否属于同一系统"
        )
    return anchor


def archive_records(session: Session, anchor: AuditAnchor) -> None:
    """Take the records that an archive holds out of the log; the anchor lets the triggers agree."""
    session.add(anchor)
    session.flush()
    session.execute(
        delete(AuditRecord)
        .where(col(AuditRecord.number) <= anchor.last_number)
        .execution_options(synchronize_session=False)
    )


def _stream(session: Session, statement: Executable) -> Result[Any]:
    return session.execute(statement.execution_options(yield_per=ROWS_AT_ONCE))


def _entry(row: Any) -> Entry:
    number, made_at, actor, kind, subject, details, previous_hash, own_hash = row
    return Entry(
        number,
        _moment(made_at),
        actor,
        kind,
        subject,
        _details(details),
        previous_hash,
        own_hash,
    )


def _moment(stored: datetime | str) -> str:
    """Return a moment as drivers give it: SQLite's as text in UTC, PostgreSQL's with a zone."""
    if isinstance(stored, datetime):
        return moment_text(stored)
    try:
        return moment_text(datetime.fromisoformat(stored).replace(tzinfo=UTC))
    except ValueError:
        return stored


def _details(stored: str) -> Any:
    try:
        return json.loads(stored)
    except ValueError:
        return stored
