"""Which of the values that an import offers are taken, and where each value came from."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from sqlmodel import Session, select

from models.enums import DifferenceReason, RecordKind
from models.import_batch import ImportBatch
from models.provenance import ImportDifference
from models.queries.bulk import insert_rows
from models.values.contact import mask_contact
from models.values.legal_status import LegalState

EDIT_MARK, BATCH_MARK = "e", "b"


class Sourced(Protocol):
    """A record that knows which import or edit set each of its values."""

    id: int | None
    import_batch_id: int | None
    field_sources: dict[str, str]


@dataclass
class FieldJudge:
    """Decides field by field for one import: newer sources win, a person's edit always stays.

    batch_id, source_date: of the import; dates: batch id → the day its file describes.
    """

    kind: RecordKind
    batch_id: int
    source_date: date
    dates: dict[int, date]
    differences: list[dict[str, Any]] = field(default_factory=list)

    def take(self, record: Sourced, changes: dict[str, Any]) -> dict[str, Any]:
        """Return the changes to write, with the note of their source; keep account of the rest."""
        taken: dict[str, Any] = {}
        for name, offered in changes.items():
            reason = self._objection(record, name)
            if reason is None:
                taken[name] = offered
            else:
                self._note(record, name, offered, reason, getattr(record, name))
        return taken | self.marks(record, taken) if taken else taken

    def marks(self, record: Sourced, names: Iterable[str]) -> dict[str, Any]:
        """Return the note that this import set the named values of the record."""
        mark = f"{BATCH_MARK}{self.batch_id}"
        return {"field_sources": {**record.field_sources, **dict.fromkeys(names, mark)}}

    def may_change(self, record: Sourced, name: str, kept: Any, offered: Any) -> bool:
        """Whether a fact that stands in another table may be changed; keep account if not."""
        reason = self._objection(record, name)
        if reason is not None:
            self._note(record, name, offered, reason, kept)
        return reason is None

    def store(self, session: Session) -> int:
        """Write the differences met since the last call; return how many there were."""
        count = len(self.differences)
        insert_rows(session, ImportDifference, self.differences)
        self.differences.clear()
        return count

    def _objection(self, record: Sourced, name: str) -> DifferenceReason | None:
        mark = record.field_sources.get(name, f"{BATCH_MARK}{record.import_batch_id}")
        if mark.startswith(EDIT_MARK):
            return DifferenceReason.EDITED
        if name not in record.field_sources and _is_unset(getattr(record, name, True)):
            return None
        known = self.dates.get(int(mark[1:])) if mark[1:].isdigit() else None
        if known is not None and known > self.source_date:
            return DifferenceReason.NEWER_SOURCE
        return None

    def _note(
        self, record: Sourced, name: str, offered: Any, reason: DifferenceReason, kept: Any
    ) -> None:
        self.differences.append(
            {
                "batch_id": self.batch_id,
                "record_kind": self.kind,
                "record_id": record.id,
                "field": name,
                "kept": noted(name, kept),
                "offered": noted(name, offered),
                "reason": reason,
            }
        )


def make_judge(session: Session, kind: RecordKind, batch: ImportBatch) -> FieldJudge:
    """Return the judge for an import whose batch is stored and dated."""
    if batch.id is None or batch.source_date is None:
        raise AssertionError("the batch of an import is stored and dated")
    batches = session.exec(select(ImportBatch)).all()
    dates = {known.id: known.source_date for known in batches if known.id and known.source_date}
    return FieldJudge(kind, batch.id, batch.source_date, dates)


def _is_unset(value: Any) -> bool:
    """Whether a column stands as it does where no source says anything; a 0 is something."""
    return value is None or value is False or value in ("", [], LegalState.UNKNOWN)


def noted(name: str, value: Any) -> Any:
    """Return a value as it is kept beside its record: as JSON holds it, contacts masked.

    A contact stands in its record alone, so that it can be taken away for good.
    """
    return mask_contact(name, value) if isinstance(value, str) else plain(value)


def plain(value: Any) -> Any:
    """Return a value as JSON can hold it."""
    return value.isoformat() if isinstance(value, date) else value
