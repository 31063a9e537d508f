"""Events by slug."""

from sqlmodel import Session, col, select

from models.errors import NotFound
from models.event import Event


def get_event(session: Session, slug: str) -> Event:
    """Return the event; raise NotFound, naming the events there are."""
    event = find_event(session, slug)
    if event is None:
        known = "、".join(event.slug for event in list_events(session)) or "（尚无活动）"
        raise NotFound(f"没有活动 {slug}。现有活动：{known}")
    return event


def find_event(session: Session, slug: str) -> Event | None:
    """Return the event, None where there is none of this slug."""
    return session.exec(select(Event).where(Event.slug == slug)).first()


def list_events(session: Session) -> list[Event]:
    """Return all events by date, then slug."""
    return list(session.exec(select(Event).order_by(col(Event.held_on), col(Event.slug))))


def save_event(session: Session, event: Event) -> str:
    """Add the event or bring the one of its slug up to date; say new, changed or unchanged."""
    stored = find_event(session, event.slug)
    if stored is None:
        session.add(event)
        session.flush()
        return "new"
    supplied = event.model_dump(exclude={"id"})
    changes = {name: value for name, value in supplied.items() if getattr(stored, name) != value}
    for name, value in changes.items():
        setattr(stored, name, value)
    session.add(stored)
    session.flush()
    return "changed" if changes else "unchanged"
