"""Events at a glance: how far each list is, and what is due for it when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.events.list_calendar import Step, list_calendar
from matchmaker.services.ownership import owned_event
from models.candidate_list import CandidateList
from models.enums import ListStatus
from models.event import Event
from models.queries import candidate_lists as list_queries
from models.values.region import find_region

# What a list has to have reached for a step to be behind it.
_DONE_WHEN_MADE = frozenset({Step.DRAFT})
LATE, NEXT = "late", "next"


@dataclass(frozen=True)
class DueStep:
    """A step of a list's calendar; state: done, late (its day has passed), next, later, or over.

    Of an event that has been held nothing is late any more.
    """

    label: str
    day: date
    assumed: bool
    state: str


@dataclass(frozen=True)
class EventRow:
    """An event; readable: whether the viewer may open its list; version: None without a list."""

    event: Event
    city: str
    readable: bool
    version: CandidateList | None
    entries: int
    steps: tuple[DueStep, ...]

    @property
    def next_step(self) -> DueStep | None:
        """What is to be done next with its list, or should have been; None where it stands."""
        return next((step for step in self.steps if step.state in (LATE, NEXT)), None)


def view_events(
    session: Session, viewer: Viewer, events: Sequence[Event], today: date
) -> list[EventRow]:
    """Return events with what the viewer may know of their lists, in their order."""
    readable = {e.id for e in events if viewer.may(Permission.LIST_READ, owned_event(e))}
    latest = {
        event_id: version
        for event_id, version in list_queries.latest_by_event(session).items()
        if event_id in readable
    }
    shown = [latest[event.id or 0].id or 0 for event in events if event.id in latest]
    counts = list_queries.entry_counts(session, shown)
    rows = []
    for event in events:
        version = latest.get(event.id or 0)
        region = find_region(event.city_code)
        rows.append(
            EventRow(
                event,
                region.short_name if region else event.city_code,
                event.id in readable,
                version,
                counts[version.id or 0] if version else 0,
                _steps(event, version, today),
            )
        )
    return rows


def _steps(event: Event, version: CandidateList | None, today: date) -> tuple[DueStep, ...]:
    locked = version is not None and version.status is ListStatus.LOCKED
    found: list[DueStep] = []
    for step, due in list_calendar(event.held_on).items():
        if locked or (version is not None and step in _DONE_WHEN_MADE):
            state = "done"
        elif due.day < today:
            state = "over" if event.held_on < today else LATE
        else:
            waits = any(one.state == NEXT for one in found)
            state = "later" if waits else NEXT
        found.append(DueStep(step.label, due.day, due.assumed, state))
    return tuple(found)
