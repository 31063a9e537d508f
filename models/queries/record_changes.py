"""Changes of records, in the database."""

from collections.abc import Iterable

from sqlmodel import Session, col, func, select

from models.kept_record import RecordChange, RecordKind
from models.queries.bulk import KEYS_PER_QUERY


def changes_of(session: Session, kind: RecordKind, record_id: int) -> list[RecordChange]:
    """Return the changes of a record, the first one first."""
    statement = (
        select(RecordChange)
        .where(RecordChange.record_kind == kind, RecordChange.record_id == record_id)
        .order_by(col(RecordChange.number))
    )
    return list(session.exec(statement))


def count_changes(session: Session, kind: RecordKind, record_ids: Iterable[int]) -> dict[int, int]:
    """Return record → how many changes it has had; one without any is left out."""
    ids, found = sorted(set(record_ids)), dict[int, int]()
    for start in range(0, len(ids), KEYS_PER_QUERY):
        statement = (
            select(RecordChange.record_id, func.count())
            .where(
                RecordChange.record_kind == kind,
                col(RecordChange.record_id).in_(ids[start : start + KEYS_PER_QUERY]),
            )
            .group_by(col(RecordChange.record_id))
        )
        found.update(dict(session.exec(statement).all()))
    return found
