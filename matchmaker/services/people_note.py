"""What an organiser is told of the people of an event before it is held."""

from sqlmodel import Session

from matchmaker.services.organisation_names import body_labels
from matchmaker.services.unplaced import list_unplaced
from models.event import Event
from models.meeting_enums import ParticipantStatus
from models.queries import participants as participant_queries
from models.queries import timetables as timetable_queries

SHOWN = 3


def people_note(session: Session, event: Event) -> str:
    """Return who waits, has not answered or has no meeting yet, in Chinese; empty for nobody."""
    parts = []
    for status, text in (
        (ParticipantStatus.REGISTERED, "家报名等待确认"),
        (ParticipantStatus.INVITED, "家尚未答复邀请"),
    ):
        found = participant_queries.list_participants(session, event, status)
        labels = body_labels(session, [participant.organisation_id for participant in found])
        if found:
            names = [labels[participant.organisation_id].name for participant in found]
            parts.append(f"{len(names)} {text}（{_some(names)}）")
    latest = timetable_queries.find_latest(session, event)
    if latest is not None:
        alone = [item.name for item in list_unplaced(session, event, latest)]
        if alone:
            parts.append(
                f"{len(alone)} 家已确认但还没有会面（{_some(alone)}），可安排的对象见洽谈日程"
            )
    return "；".join(parts)


def _some(names: list[str]) -> str:
    return "、".join(names[:SHOWN]) + ("等" if len(names) > SHOWN else "")
