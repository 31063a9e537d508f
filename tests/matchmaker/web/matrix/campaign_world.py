"""What is done with the events of the world: lists, people, meetings, roadshows, plans."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Engine
from sqlmodel import Session

from matchmaker.jobs.lists import ListRequest, lock_lists
from matchmaker.jobs.roadshow import SelectionRequest, select_patents
from matchmaker.services.halls import save_hall
from matchmaker.services.list_hands import Author
from matchmaker.services.list_lock import correct_list
from matchmaker.services.participants import (
    WishWords,
    answer,
    get_participant,
    invite_one,
    make_wish,
)
from matchmaker.services.timetables import plan_timetable, publish
from matchmaker.settings import Settings
from models.enums import ScheduleKind, ScheduleState
from models.event import Event
from models.meeting_enums import ParticipantStatus, Side, Wanting
from models.queries import events as event_queries
from models.schedule import Reminder, ScheduledRun
from models.session import make_session
from tests.conftest import NOW
from tests.matchmaker.people_world import HALL

Sides = Mapping[str, str]
FAILED = "wuhan/draft/2024-05-28T05:00"


@dataclass(frozen=True)
class Campaign:
    """Ids by side: of the firm and the university at the event, and what the firm wishes.

    reminder: the id of a reminder.
    """

    firm: dict[str, int]
    university: dict[str, int]
    wish: dict[str, int]
    reminder: int


def fill_campaign(
    engine: Engine,
    settings: Settings,
    slugs: tuple[Sides, tuple[str, ...]],
    names: tuple[Sides, Sides],
) -> Campaign:
    """Lock and correct lists, publish timetables, select for roadshows.

    slugs: of the events by side, and of the roadshows; names: of firms and universities by side.
    """
    events, roadshows = slugs
    lock_lists(engine, settings, ListRequest(tuple(events.values()), actor="测试"), NOW)
    for slug in roadshows:
        select_patents(engine, settings, SelectionRequest(slug), NOW)
    firm, university, wish = {}, {}, {}
    with make_session(engine) as session:
        for side, slug in events.items():
            event = event_queries.get_event(session, slug)
            correct_list(session, event, "测试", Author("测试", NOW))
            save_hall(session, event, HALL)
            firm[side] = _come(session, event, names[0][side], Side.ENTERPRISE)
            university[side] = _come(session, event, names[1][side], Side.INSTITUTION)
            words = WishWords(names[0][side], Side.ENTERPRISE, names[1][side], Wanting.WANT)
            wish[side] = make_wish(session, event, words, NOW).id or 0
            planned = plan_timetable(session, event, "测试", NOW)
            publish(session, event, planned.version, NOW)
        reminder = _plan(session)
        session.commit()
    return Campaign(firm, university, wish, reminder)


def _come(session: Session, event: Event, name: str, side: Side) -> int:
    invite_one(session, event, name, side, NOW)
    participant = get_participant(session, event, name, side)
    return answer(session, participant, ParticipantStatus.CONFIRMED, NOW).id or 0


def _plan(session: Session) -> int:
    """A run that has failed, and a reminder; return the id of the reminder."""
    due = NOW.replace(month=5, day=28, hour=5, minute=0)
    session.add(
        ScheduledRun(
            event_slug="wuhan",
            kind=ScheduleKind.DRAFT,
            due=due,
            next_try_at=due,
            state=ScheduleState.FAILED,
        )
    )
    reminder = Reminder(
        key="k", event_slug="wuhan", kind=ScheduleKind.LOCK, text="请核对", due=due, created_at=NOW
    )
    session.add(reminder)
    session.flush()
    return reminder.id or 0
