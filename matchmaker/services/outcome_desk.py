"""Meetings of which nobody has said yet what came of them."""

from sqlmodel import Session

from matchmaker.services.timetable_view import MeetingView, view_timetable
from models.event import Event
from models.queries import outcomes as outcome_queries
from models.queries import timetables as timetable_queries


def open_meetings(session: Session, event: Event) -> list[MeetingView]:
    """Return the meetings of the published timetable without an outcome, by slot and table."""
    published = timetable_queries.find_published(session, event)
    if published is None:
        return []
    told = {
        (row.enterprise_id, row.institution_id) for row in outcome_queries.current(session, event)
    }
    return [
        meeting
        for meeting in view_timetable(session, event, published).meetings
        if (meeting.enterprise_id, meeting.institution_id) not in told
    ]
