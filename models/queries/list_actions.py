"""Who did what to the list of an event."""

from sqlmodel import Session, col, select

from models.candidate_list import ListAction
from models.event import Event


def list_actions(session: Session, event: Event) -> list[ListAction]:
    """Return all acts on an event's list, the oldest first."""
    statement = (
        select(ListAction).where(ListAction.event_id == event.id).order_by(col(ListAction.id))
    )
    return list(session.exec(statement))
