"""What comes next, day by day, for everybody: events and sittings of courses."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from models.queries import courses as course_queries
from models.queries import events as event_queries
from models.values.sitting import ZONE


@dataclass(frozen=True)
class ComingDay:
    """Something on a day; about: kind and place; path: of its page."""

    held_on: date
    name: str
    about: str
    path: str


def coming_days(session: Session, now: datetime) -> list[ComingDay]:
    """Return what is to come, the next one first; of one day events before courses."""
    events = [
        ComingDay(
            one.held_on, one.name, f"{one.kind.label}　{one.venue}".strip(), f"/events/{one.slug}"
        )
        for one in event_queries.list_events(session)
        if one.held_on >= now.date()
    ]
    courses = [
        ComingDay(
            sitting.starts_at.astimezone(ZONE).date(),
            course.title,
            f"培训　{sitting.starts_at.astimezone(ZONE):%H:%M}　{course.place or '线上'}",
            f"/courses/{course.id}",
        )
        for course, sitting in course_queries.coming_sittings(session, now)
    ]
    return sorted([*events, *courses], key=lambda one: one.held_on)
