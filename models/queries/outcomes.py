"""What came of meetings, as ranking and ledger read it: what holds now, not what was corrected."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from models.event import Event
from models.meeting import MeetingOutcome
from models.meeting_enums import DeclineReason, OutcomeResult


@dataclass(frozen=True, slots=True)
class PairOutcome:
    """What came of a demand and a patent at one event."""

    event_id: int
    demand_id: int
    patent_id: int
    held: bool
    result: OutcomeResult
    reason: DeclineReason | None
    amount_cny: int | None


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


def pair_outcomes(session: Session, event: Event | None = None) -> list[PairOutcome]:
    """Return what holds of pairs of demand and patent, by event and pair."""
    found = [
        PairOutcome(
            row.event_id,
            row.demand_id,
            row.patent_id,
            row.held,
            row.result,
            row.reason,
            row.amount_cny,
        )
        for row in current(session, event)
        if row.demand_id is not None and row.patent_id is not None
    ]
    return sorted(found, key=lambda pair: (pair.event_id, pair.demand_id, pair.patent_id))


def declined_pairs(session: Session) -> dict[tuple[int, int], DeclineReason]:
    """Return (demand, patent) → why the firm turned it down, of the latest event that says so.

    A pair that came to something at any event is not among them.
    """
    outcomes = pair_outcomes(session)
    wanted = {
        (pair.demand_id, pair.patent_id)
        for pair in outcomes
        if pair.held and pair.result is not OutcomeResult.NONE
    }
    return {
        (pair.demand_id, pair.patent_id): pair.reason
        for pair in outcomes
        if pair.reason is not None and (pair.demand_id, pair.patent_id) not in wanted
    }
