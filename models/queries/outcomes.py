"""What came of meetings, as ranking and ledger read it: what holds now, not what was corrected."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from models.errors import NotFound
from models.event import Event
from models.meeting import MeetingOutcome
from models.meeting_enums import DeclineReason, OutcomeResult


@dataclass(frozen=True, slots=True)
class PairOutcome:
    """What came of a demand and a patent at one event."""

    event_id: int
    demand_id: int
    patent_id: int
    enterprise_id: int
    held: bool
    result: OutcomeResult
    reason: DeclineReason | None
    amount_cny: int | None
    recorded_at: datetime


def history(session: Session, event: Event | None = None) -> list[MeetingOutcome]:
    """Return every record of an event or of all, corrected ones too, in the order of recording."""
    statement = select(MeetingOutcome).order_by(col(MeetingOutcome.id))
    if event is not None:
        statement = statement.where(MeetingOutcome.event_id == event.id)
    return list(session.exec(statement))


def current(session: Session, event: Event | None = None) -> list[MeetingOutcome]:
    """Return what holds: of every meeting and subject the last record, by event and pair."""
    last = {
        (row.event_id, row.enterprise_id, row.institution_id, row.subject): row
        for row in sorted(history(session, event), key=lambda row: row.number)
    }
    return [row for _, row in sorted(last.items())]


@dataclass(frozen=True)
class OutcomeFilter:
    """Which records of an event; organisations: records of which one of the two must be."""

    with_history: bool = False
    organisations: frozenset[int] | None = None


def page_outcomes(
    session: Session, event: Event, wanted: OutcomeFilter, after_id: int, limit: int
) -> list[MeetingOutcome]:
    """Return the wanted records in the order of recording, one more than the limit if there are."""
    statement = select(MeetingOutcome).where(
        MeetingOutcome.event_id == event.id, col(MeetingOutcome.id) > after_id
    )
    if not wanted.with_history:
        statement = statement.where(~_is_corrected())
    if wanted.organisations is not None:
        met = or_(
            col(MeetingOutcome.enterprise_id).in_(wanted.organisations),
            col(MeetingOutcome.institution_id).in_(wanted.organisations),
        )
        statement = statement.where(met)
    return list(session.exec(statement.order_by(col(MeetingOutcome.id)).limit(limit + 1)))


def get_outcome(session: Session, outcome_id: int) -> MeetingOutcome:
    """Return a record; raise NotFound."""
    found = session.get(MeetingOutcome, outcome_id)
    if found is None:
        raise NotFound(f"没有编号为 {outcome_id} 的会面结果。请核对编号")
    return found


def signed_outcomes(session: Session) -> list[MeetingOutcome]:
    """Return the records that hold by which a contract was signed, in the order of recording."""
    statement = select(MeetingOutcome).where(
        col(MeetingOutcome.result) == OutcomeResult.CONTRACT, ~_is_corrected()
    )
    return list(session.exec(statement.order_by(col(MeetingOutcome.id))))


def _is_corrected() -> ColumnElement[bool]:
    later = aliased(MeetingOutcome)
    return exists().where(
        col(later.event_id) == col(MeetingOutcome.event_id),
        col(later.enterprise_id) == col(MeetingOutcome.enterprise_id),
        col(later.institution_id) == col(MeetingOutcome.institution_id),
        col(later.subject) == col(MeetingOutcome.subject),
        col(later.number) > col(MeetingOutcome.number),
    )


def pair_outcomes(session: Session, event: Event | None = None) -> list[PairOutcome]:
    """Return what holds of pairs of demand and patent, by event and pair."""
    found = [
        PairOutcome(
            row.event_id,
            row.demand_id,
            row.patent_id,
            row.enterprise_id,
            row.held,
            row.result,
            row.reason,
            row.amount_cny,
            row.recorded_at,
        )
        for row in current(session, event)
        if row.demand_id is not None and row.patent_id is not None
    ]
    return sorted(found, key=lambda pair: (pair.event_id, pair.demand_id, pair.patent_id))
