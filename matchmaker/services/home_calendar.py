"""What comes next, day by day, for everybody, and what has been held."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from models.event import Event
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

    @property
    def month(self) -> tuple[int, int]:
        """Its year and month."""
        return self.held_on.year, self.held_on.month


@dataclass(frozen=True)
class CampaignDays:
    """The campaign of these days, as far as it is: of earlier ones only what was held.

    name: of that of the next event, or of the last one where none is to come; empty without any.
    """

    name: str
    coming: Sequence[Event]
    held: Sequence[Event]
    held_before: Sequence[Event]


def campaign_days(events: Sequence[Event], today: date) -> CampaignDays:
    """Return the campaign of a day; events: all, the first one first. What was held, last first."""
    coming = [event for event in events if event.held_on >= today]
    past = [event for event in reversed(events) if event.held_on < today]
    name = next((event.campaign for event in (*coming, *past)), "")
    return CampaignDays(
        name,
        coming,
        [event for event in past if event.campaign == name],
        [event for event in past if event.campaign != name],
    )


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
