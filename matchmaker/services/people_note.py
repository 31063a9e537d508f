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
    """Return who has not answered and who has no meeting yet, in Chinese; empty for nobody."""
    invited = participant_queries.list_participants(session, event, ParticipantStatus.INVITED)
    labels = body_labels(session, [participant.organisation_id for participant in invited])
    parts = []
    if invited:
        names = [labels[participant.organisation_id].name for participant in invited]
        parts.append(f"{len(names)} 家尚未答复邀请（{_some(names)}）")
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
