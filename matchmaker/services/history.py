"""A patent's history: licences, transfers and pledges that a sheet names, and changes of state."""

from datetime import date
from hashlib import blake2b
from typing import Any

from sqlmodel import Session, col, select

from ingest.types import ValidRow
from models.enums import LegalEventKind
from models.errors import InvalidValue
from models.import_batch import ImportBatch
from models.legal_event import LegalEvent
from models.patent import Patent
from models.queries.bulk import KEYS_PER_QUERY, insert_rows
from models.values.dates import parse_date

DIGEST_BYTES = 12
# kind → the fields of a row that give its day, other party, number and remarks.
RECORDS = {
    LegalEventKind.LICENCE: ("licence_date", "licensee", "licence_number", "licence_kind"),
    LegalEventKind.TRANSFER: ("transfer_date", "transferee", "", "transfer_count"),
    LegalEventKind.PLEDGE: ("pledge_release_date", "pledgee", "pledge_number", "pledge_term"),
}


class HistoryBook:
    """Collects the entries of an import and writes those that are not known yet."""

    def __init__(self, session: Session, batch: ImportBatch) -> None:
        self._session = session
        self._batch = batch
        self._entries: list[dict[str, Any]] = []
        self._known: set[tuple[int, str]] = set()

    def note(
        self, patent_id: int, row: ValidRow, patent: Patent | None, taken: dict[str, Any]
    ) -> bool:
        """Note what the row tells of a patent's past; say whether any of it is new."""
        entries = [
            _entry(kind, *(row.history.get(name, "") for name in names))
            for kind, names in RECORDS.items()
            if any(row.history.get(name) for name in names[:3])
        ]
        if patent is not None and "legal_text" in taken and patent.legal_text:
            detail = f"{patent.legal_text} → {taken['legal_text']}"
            day = self._batch.source_date
            entries.append(_entry(LegalEventKind.STATE, str(day or ""), "", "", detail))
        fresh = [entry for entry in entries if self._is_new(patent_id, entry["digest"])]
        for entry in fresh:
            entry |= {"patent_id": patent_id, "import_batch_id": self._batch.id}
        self._entries.extend(fresh)
        return bool(fresh)

    def store(self) -> None:
        """Write the entries noted since the last call."""
        insert_rows(self._session, LegalEvent, self._entries)
        self._entries.clear()

    def _is_new(self, patent_id: int, digest: str) -> bool:
        if (patent_id, digest) in self._known:
            return False
        self._known.add((patent_id, digest))
        statement = select(LegalEvent.id).where(
            LegalEvent.patent_id == patent_id, LegalEvent.digest == digest
        )
        return self._session.exec(statement).first() is None


def list_history(session: Session, patent_ids: list[int]) -> dict[int, list[LegalEvent]]:
    """Return patent id → its entries, oldest first."""
    found: dict[int, list[LegalEvent]] = {}
    for start in range(0, len(patent_ids), KEYS_PER_QUERY):
        statement = (
            select(LegalEvent)
            .where(col(LegalEvent.patent_id).in_(patent_ids[start : start + KEYS_PER_QUERY]))
            .order_by(col(LegalEvent.occurred_on), col(LegalEvent.id))
        )
        for event in session.exec(statement):
            found.setdefault(event.patent_id, []).append(event)
    return found


def _entry(kind: LegalEventKind, day: str, party: str, number: str, detail: str) -> dict[str, Any]:
    content = "|".join((kind.value, day, party, number, detail))
    occurred = _day(day)
    # A day that cannot be read is kept in words rather than lost.
    remark = detail if occurred or not day else f"{detail}（{day}）"
    return {
        "kind": kind,
        "occurred_on": occurred,
        "detail": remark,
        "party": party,
        "record_number": number,
        "digest": blake2b(content.encode(), digest_size=DIGEST_BYTES).hexdigest(),
    }


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except InvalidValue:
        return None
