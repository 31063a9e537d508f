"""Events by slug, a page of them, and one that is kept from others while it is changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import exists, func, or_, update
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import Session, col, select

from models.candidate_list import CandidateList
from models.enums import EventKind
from models.errors import Conflict, NotFound
from models.event import Event
from models.meeting import MeetingOutcome
from models.queries.keyset import Order, page_of


@dataclass(frozen=True)
class EventFilter:
    """Which events; None for any; slug: the one of this slug.

    untold_before: those held before a day of which a list was made and no outcome was told.
    """

    kind: EventKind | None = None
    city_code: str | None = None
    year: int | None = None
    slug: str | None = None
    untold_before: date | None = None


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


def get_by_id(session: Session, event_id: int) -> Event:
    """Return the event of an id; raise NotFound."""
    event = session.get(Event, event_id)
    if event is None:
        raise NotFound(f"没有编号为 {event_id} 的活动")
    return event


def list_events(session: Session) -> list[Event]:
    """Return all events by date, then slug."""
    return list(session.exec(select(Event).order_by(col(Event.held_on), col(Event.slug))))


def count_events(session: Session) -> int:
    """Return how many events there are."""
    return session.exec(select(func.count()).select_from(Event)).one()


def nearest_events(
    session: Session, today: date, limit: int, city_code: str | None = None
) -> list[Event]:
    """Return the next events by date and, where these are few, the last ones after them.

    city_code: only those of a city and the province's docking events, None for all.
    """
    day, slug = col(Event.held_on), col(Event.slug)
    of_all = select(Event)
    if city_code is not None:
        is_docking = col(Event.kind) == EventKind.PROVINCIAL_DOCKING
        of_all = of_all.where(or_(is_docking, col(Event.city_code) == city_code))
    coming = of_all.where(day >= today).order_by(day, slug).limit(limit)
    found = list(session.exec(coming))
    past = of_all.where(day < today).order_by(day.desc(), slug).limit(limit - len(found))
    return [*found, *session.exec(past)]


def find_events(
    session: Session,
    wanted: EventFilter,
    after: Sequence[Any] | None = None,
    limit: int | None = None,
) -> list[Event]:
    """Return the wanted events by date, then id, one more than the limit if there are more.

    after: date and id of the last event that was had; limit: None for all.
    """
    statement = select(Event)
    if wanted.kind is not None:
        statement = statement.where(Event.kind == wanted.kind)
    if wanted.city_code is not None:
        statement = statement.where(Event.city_code == wanted.city_code)
    if wanted.year is not None:
        first, last = date(wanted.year, 1, 1), date(wanted.year, 12, 31)
        statement = statement.where(col(Event.held_on).between(first, last))
    if wanted.slug is not None:
        statement = statement.where(Event.slug == wanted.slug)
    if wanted.untold_before is not None:
        statement = statement.where(
            col(Event.held_on) < wanted.untold_before,
            exists().where(col(CandidateList.event_id) == col(Event.id)),
            ~exists().where(col(MeetingOutcome.event_id) == col(Event.id)),
        )
    order = (Order(col(Event.held_on)), Order(col(Event.id)))
    if limit is None:
        return list(session.exec(statement.order_by(col(Event.held_on), col(Event.id))))
    return list(session.exec(page_of(statement, order, after, limit)))


def hold_event(session: Session, slug: str) -> Event:
    """Return the event as it stands, kept from others who hold it until the transaction ends.

    To be called before anything of it is read. Raises NotFound, and Conflict while somebody keeps
    the database from being written.
    """
    try:
        # Written rather than read for update: SQLite knows no other way to keep others out.
        session.execute(
            update(Event)
            .where(col(Event.slug) == slug)
            .values(slug=slug)
            .execution_options(synchronize_session=False)
        )
    except OperationalError as error:
        raise Conflict("数据库正忙（可能正在导入），没有改动。请稍后再试") from error
    event = get_event(session, slug)
    session.refresh(event)
    return event


def add_event(session: Session, event: Event) -> None:
    """Add a new event; raise Conflict where there is one of its slug."""
    taken = Conflict(f"代号 {event.slug} 已用于另一场活动。请换一个代号，或修改那场活动")
    if find_event(session, event.slug) is not None:
        raise taken
    session.add(event)
    try:
        session.flush()
    except IntegrityError as error:
        raise taken from error


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
