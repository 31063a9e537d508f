"""How far the campaign has come: its events with lists, meetings and what came of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from matchmaker.access.permissions import Permission, Reach
from matchmaker.access.viewer import Viewer
from matchmaker.services.ownership import owned_event
from models.enums import EventKind, ListStatus
from models.event import Event
from models.feedback_enums import Opinion
from models.meeting_enums import OutcomeResult, ParticipantStatus
from models.queries import campaign_figures as figure_queries
from models.queries import events as event_queries
from models.queries.campaign_figures import ResultFigures
from models.values.region import HUBEI_CITIES

_NOTHING = ResultFigures(0, 0)
# What the notice of the campaign asks of the province: four docking events at least, by area and by
# field; of cities it asks for events at many levels, so that none should be without one.
PROVINCIAL_EVENTS = 4
_LOCAL = frozenset(EventKind) - {EventKind.PROVINCIAL_DOCKING}


@dataclass(frozen=True)
class EventProgress:
    """An event; list_status: None before its first list; results: of meetings that were held."""

    event: Event
    list_version: int
    list_status: ListStatus | None
    pairs: int
    invited: int
    confirmed: int
    meetings: int
    results: dict[OutcomeResult, int]
    amount_cny: int

    @property
    def held(self) -> int:
        """How many meetings are known to have been held."""
        return sum(self.results.values())


@dataclass(frozen=True)
class Target:
    """What the campaign asks for, in units; done: what has been, planned: what is to come."""

    label: str
    unit: str
    aim: int
    done: int
    planned: int

    @property
    def missing(self) -> int:
        """How many more have to be planned."""
        return max(0, self.aim - self.done - self.planned)


@dataclass(frozen=True)
class Progress:
    """Events by date, their sums, and what was said of recommended pairs; amounts of contracts."""

    events: tuple[EventProgress, ...]
    opinions: dict[Opinion, int]

    @property
    def locked(self) -> int:
        """How many events have a list that is settled."""
        return sum(one.list_status is ListStatus.LOCKED for one in self.events)

    @property
    def pairs(self) -> int:
        """Pairs on the newest lists."""
        return sum(one.pairs for one in self.events)

    @property
    def meetings(self) -> int:
        """Meetings on published timetables."""
        return sum(one.meetings for one in self.events)

    @property
    def held(self) -> int:
        """Meetings that were held."""
        return sum(one.held for one in self.events)

    @property
    def amount_cny(self) -> int:
        """What was agreed in contracts."""
        return sum(one.amount_cny for one in self.events)

    def targets(self, today: date) -> tuple[Target, Target]:
        """Return how far the province is from what the campaign asks for, on a day."""
        provincial = [
            one.event.held_on < today
            for one in self.events
            if one.event.kind is EventKind.PROVINCIAL_DOCKING
        ]
        local = [one.event for one in self.events if one.event.kind in _LOCAL]
        been = {event.city_code for event in local if event.held_on < today}
        ahead = {event.city_code for event in local} - been
        return (
            Target(
                "省级供需对接活动",
                "场",
                PROVINCIAL_EVENTS,
                provincial.count(True),
                provincial.count(False),
            ),
            Target("办过活动的市州", "个", len(HUBEI_CITIES), len(been), len(ahead)),
        )

    def total(self, result: OutcomeResult) -> int:
        """Return how often a result came about."""
        return sum(one.results[result] for one in self.events)


def view_progress(session: Session, viewer: Viewer) -> Progress:
    """Return figures of the events whose outcomes the viewer may read.

    Opinions: all that were said for whoever reads the whole province, else those at these events.
    """
    events = [
        event
        for event in event_queries.list_events(session)
        if viewer.may(Permission.OUTCOME_READ, owned_event(event))
    ]
    ids = [event.id or 0 for event in events]
    everything = viewer.reach(Permission.FEEDBACK_READ) is Reach.ALL
    opinions = figure_queries.opinion_figures(session, None if everything else ids)
    return Progress(
        events=_rows(session, events, ids),
        opinions={opinion: opinions.get(opinion, 0) for opinion in Opinion},
    )


def _rows(
    session: Session, events: Sequence[Event], ids: Sequence[int]
) -> tuple[EventProgress, ...]:
    lists = figure_queries.list_figures(session, ids)
    people = figure_queries.participant_figures(session, ids)
    meetings = figure_queries.meeting_figures(session, ids)
    outcomes = figure_queries.outcome_figures(session, ids)
    rows = []
    for event in events:
        known = event.id or 0
        version, status, pairs = lists.get(known, (0, None, 0))
        found = {one: outcomes.get((known, one), _NOTHING) for one in OutcomeResult}
        rows.append(
            EventProgress(
                event=event,
                list_version=version,
                list_status=status,
                pairs=pairs,
                invited=sum(
                    people.get((known, one), 0) for one in ParticipantStatus if one.was_asked
                ),
                confirmed=people.get((known, ParticipantStatus.CONFIRMED), 0),
                meetings=meetings.get(known, 0),
                results={one: figures.count for one, figures in found.items()},
                amount_cny=found[OutcomeResult.CONTRACT].amount_cny,
            )
        )
    return tuple(rows)
