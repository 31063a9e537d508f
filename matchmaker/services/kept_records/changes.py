"""Every change of a record is kept: what stood there, what stands there, and why.

So it is for the ledger, finance, the policy library, courses, the service catalogue, what cities
hand in and what they ask.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from matchmaker.errors import BadQuery
from matchmaker.services.kept_records.kinds import Kept, record_key
from matchmaker.services.kept_records.words import Teller
from matchmaker.services.list_hands import Author
from models.course import Course
from models.errors import Conflict
from models.finance_demand import FinanceDemand
from models.kept_record import RecordChange, RecordKind
from models.ledger import Deal
from models.queries import record_changes as change_queries

# What a record is, beside what it says.
_APART = {
    *("id", "revision", "actor", "recorded_at", "made_at", "changed_at"),
    *("giver_id", "taker_id", "organisation_id", "batch_id", "import_batch_id"),
    *("key", "head_key", "text_key", "number_key"),
    # When the steps of a city's request were: the changes themselves tell it.
    *("submitted_at", "answered_at", "answer_seen_at"),
}


@dataclass(frozen=True)
class ChangeView:
    """A change in words; lines: what, before, after."""

    number: int
    made_at: datetime
    actor: str
    reason: str
    lines: tuple[tuple[str, str, str], ...]


def snapshot(record: Kept, parts: Sequence[str] = ()) -> dict[str, Any]:
    """Return what a record says, as it is kept.

    parts: numbers of the patents that it names, sittings of a course as they are told.
    """
    said = record.model_dump(mode="json", exclude=_APART)
    if isinstance(record, Deal | FinanceDemand):
        return {**said, "patents": list(parts)}
    return {**said, "sittings": list(parts)} if isinstance(record, Course) else said


def write_change(
    session: Session,
    record: Kept,
    stood: tuple[dict[str, Any], dict[str, Any]],
    reason: str,
    author: Author,
) -> None:
    """Keep a change; stood: what the record said before and says now."""
    kind, record_id = record_key(record)
    earlier = change_queries.changes_of(session, kind, record_id)
    before, after = stood
    session.add(
        RecordChange(
            record_kind=kind,
            record_id=record_id,
            number=len(earlier) + 1,
            before=before,
            after=after,
            reason=reason,
            actor=author.actor,
            made_at=author.at,
        )
    )
    session.flush()


def require_revision(record: Kept, revision: int) -> None:
    """Raise Conflict where somebody has changed a record since it was shown."""
    if record.revision != revision:
        raise Conflict("这条记录刚被别人修改过。请刷新页面，看过新的内容再修改")


def require_reason(reason: str) -> str:
    """Return why somebody corrects or takes back; raise BadQuery where that is not said."""
    if not reason.strip():
        raise BadQuery("请写明更正或作废的原因，以便日后查对")
    return reason.strip()


def view_changes(session: Session, kind: RecordKind, record_id: int) -> list[ChangeView]:
    """Return the changes of a record in words, the newest first."""
    changes = change_queries.changes_of(session, kind, record_id)
    teller = Teller(session, [said for one in changes for said in (one.before, one.after)])
    return [
        ChangeView(
            one.number,
            one.made_at,
            one.actor,
            one.reason,
            teller.lines(one.before, one.after) if one.before else (),
        )
        for one in reversed(changes)
    ]
