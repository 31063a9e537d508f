"""What came of the meetings of an event, with names, for reading."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from matchmaker.services.organisation_names import body_labels
from models.event import Event
from models.meeting import MeetingOutcome
from models.queries import demands as demand_queries
from models.queries import outcomes as outcome_queries
from models.queries import patents as patent_queries


@dataclass(frozen=True)
class OutcomeView:
    """A record; number: 1 for the first on its subject, more for corrections."""

    enterprise: str
    institution: str
    demand: str
    patent: str
    held: bool
    result: str
    reason: str
    amount_cny: int | None
    note: str
    actor: str
    recorded_at: datetime
    number: int


def view_outcomes(session: Session, event: Event, *, with_history: bool) -> list[OutcomeView]:
    """Return the records of an event: those that hold, or corrected ones too in their order."""
    find = outcome_queries.history if with_history else outcome_queries.current
    return view_records(session, find(session, event))


def view_records(session: Session, rows: Sequence[MeetingOutcome]) -> list[OutcomeView]:
    """Return records with names, in their order."""
    names = body_labels(
        session, {body for row in rows for body in (row.enterprise_id, row.institution_id)}
    )
    demands = demand_queries.by_ids(session, [row.demand_id for row in rows if row.demand_id])
    patents = patent_queries.labels(session, [row.patent_id for row in rows if row.patent_id])
    return [
        OutcomeView(
            enterprise=names[row.enterprise_id].name,
            institution=names[row.institution_id].name,
            demand=demands[row.demand_id].display_number if row.demand_id in demands else "",
            patent=patents[row.patent_id].display_number if row.patent_id in patents else "",
            held=row.held,
            result=row.result.label,
            reason=row.reason.label if row.reason else "",
            amount_cny=row.amount_cny,
            note=row.note,
            actor=row.actor,
            recorded_at=row.recorded_at,
            number=row.number,
        )
        for row in rows
    ]
