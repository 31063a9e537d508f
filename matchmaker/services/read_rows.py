"""Rows of earlier imports that need not be read again.

A row that its record agrees with is remembered by a digest of its cells. When the same row comes
again, in the same file or in the next one of the same make, it is known to change nothing; when
its record is changed by anything else, it is forgotten.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlmodel import Session

from ingest.pipeline import RecalledRow
from ingest.types import ValidRow
from models.enums import RecordKind
from models.queries.read_rows import add_rows, find_rows, forget_rows


class ReadRows:
    """The rows of records of one kind; collected, and written with store."""

    def __init__(self, session: Session, kind: RecordKind) -> None:
        self._session = session
        self._kind = kind
        self._agreed: dict[bytes, dict[str, Any]] = {}
        self._changed: set[int] = set()

    def agree(self, row: ValidRow, record_id: int) -> None:
        """Note that the record is as the row says."""
        if row.cells_digest:
            self._agreed[row.cells_digest] = {
                "cells_digest": row.cells_digest,
                "record_kind": self._kind,
                "record_id": record_id,
                "key": row.key,
                "content_digest": row.content_digest,
                "publication_number": row.values.get("publication_number", ""),
            }

    def forget(self, record_ids: Collection[int]) -> None:
        """Note that the records have changed: what agreed with them may do so no longer."""
        self._changed.update(record_ids)

    def store(self) -> None:
        """Write what was noted since the last call, the changes first."""
        forget_rows(self._session, self._kind, self._changed)
        known = find_rows(self._session, list(self._agreed))
        add_rows(
            self._session, [row for digest, row in self._agreed.items() if digest not in known]
        )
        self._agreed.clear()
        self._changed.clear()


def recall_rows(session: Session, digests: Sequence[bytes]) -> Mapping[bytes, RecalledRow]:
    """Return digest → row of those that need not be read again."""
    found = find_rows(session, digests)
    return {digest: RecalledRow(*understood) for digest, understood in found.items()}
