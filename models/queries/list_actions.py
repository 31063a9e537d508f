"""Who did what to the list of an event."""

from sqlmodel import Session, col, select

from models.candidate_list import ListAction
from models.event import Event


def acted_demands(session: Session, event: Event) -> set[int]:
    """Return the ids of the demands on whose pairs somebody has acted by hand."""
    statement = select(ListAction.demand_id).where(
        ListAction.event_id == event.id, col(ListAction.demand_id).is_not(None)
    )
    return {demand_id for demand_id in session.exec(statement) if demand_id is not None}


def list_actions(session: Session, event: Event) -> list[ListAction]:
    """Return all acts on an event's list, the oldest first."""
    statement = (
        select(ListAction).where(ListAction.event_id == event.id).order_by(col(ListAction.id))
    )
    return list(session.exec(statement))
