"""Rows that need not be read again, by their digest and by their record."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import delete, insert
from sqlmodel import Session, col, select

from models.enums import RecordKind
from models.queries.bulk import KEYS_PER_QUERY
from models.read_row import ReadRow


def find_rows(session: Session, digests: Sequence[bytes]) -> dict[bytes, tuple[str, bytes, str]]:
    """Return digest of the cells → (key, content digest, publication number) of known rows."""
    found: dict[bytes, tuple[str, bytes, str]] = {}
    for start in range(0, len(digests), KEYS_PER_QUERY):
        statement = select(
            ReadRow.cells_digest, ReadRow.key, ReadRow.content_digest, ReadRow.publication_number
        ).where(col(ReadRow.cells_digest).in_(digests[start : start + KEYS_PER_QUERY]))
        for cells, key, content, publication in session.exec(statement):
            found[cells] = (key, content, publication)
    return found


def add_rows(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Add rows by the names of the columns; the digest of none of them is known."""
    if rows:
        session.connection().execute(insert(ReadRow.__table__), rows)  # type: ignore[attr-defined]


def forget_rows(session: Session, kind: RecordKind, record_ids: Collection[int]) -> None:
    """Forget the rows of records that have changed."""
    ids = sorted(set(record_ids))
    for start in range(0, len(ids), KEYS_PER_QUERY):
        session.connection().execute(
            delete(ReadRow).where(
                col(ReadRow.record_kind) == kind,
                col(ReadRow.record_id).in_(ids[start : start + KEYS_PER_QUERY]),
            )
        )


def forget_all_rows(session: Session) -> None:
    """Forget every row, where more has changed than can be told record by record."""
    session.connection().execute(delete(ReadRow))
