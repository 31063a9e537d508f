"""The check-in page of a participant: who it is, when and where it meets whom, and its arrival."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from matchmaker.china_time import CHINA
from matchmaker.services.organisation_names import body_labels
from matchmaker.services.timetable_view import MeetingView, view_timetable
from models.errors import Conflict, NotFound
from models.event import Event
from models.meeting_enums import ParticipantStatus, Side
from models.participant import Participant
from models.queries import participants as participant_queries
from models.queries import timetables as timetable_queries


@dataclass(frozen=True)
class CheckInView:
    """What a participant sees; version: of the published timetable, None before there is one."""

    name: str
    side: Side
    event_name: str
    held_on: date
    checked_in_at: datetime | None
    version: int | None
    meetings: tuple[MeetingView, ...]


def view_check_in(session: Session, token: str) -> CheckInView:
    """Return the page of a token; raise NotFound, and Conflict where the body does not come."""
    participant = _coming(session, token)
    event = session.get(Event, participant.event_id)
    if event is None:
        raise NotFound("签到页所属的活动已不存在")
    label = body_labels(session, [participant.organisation_id])[participant.organisation_id]
    version = timetable_queries.find_published(session, event)
    meetings: tuple[MeetingView, ...] = ()
    if version is not None:
        view = view_timetable(session, event, version)
        party = next(found for found in view.parties if found.token == token)
        meetings = tuple(view.meetings_of(party))
    at = participant.checked_in_at
    return CheckInView(
        name=label.name,
        side=participant.side,
        event_name=event.name,
        held_on=event.held_on,
        checked_in_at=at.astimezone(CHINA) if at else None,
        version=version.version if version else None,
        meetings=meetings,
    )


def check_in(session: Session, token: str, now: datetime) -> Participant:
    """Write the arrival of a participant; the first moment stays.

    Raises NotFound, and Conflict where the body does not come.
    """
    participant = _coming(session, token)
    participant_queries.set_arrival(session, participant, now)
    return participant


def _coming(session: Session, token: str) -> Participant:
    participant = participant_queries.get_by_token(session, token)
    if participant.status is not ParticipantStatus.CONFIRMED:
        raise Conflict(
            f"该单位目前是“{participant.status.label}”，尚不能签到。请先在会务组确认参会"
        )
    return participant
