"""Halls of events, versions of their timetables, and the meetings of these."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from models.errors import NotFound
from models.event import Event
from models.meeting import EventHall, MeetingRow, TimetableVersion
from models.meeting_enums import TimetableStatus
from models.queries import versions


def get_hall(session: Session, event: Event) -> EventHall:
    """Return times and tables of an event; raise NotFound."""
    found = session.get(EventHall, event.id)
    if found is None:
        raise NotFound(f"活动 {event.slug} 还没有场地安排。请先设置场地")
    return found


def list_versions(session: Session, event: Event) -> list[TimetableVersion]:
    """Return all versions of an event's timetable, the first one first."""
    return versions.list_versions(session, TimetableVersion, event)


def find_latest(session: Session, event: Event) -> TimetableVersion | None:
    """Return the newest version of an event's timetable, None where it has none."""
    return versions.find_latest(session, TimetableVersion, event)


def find_published(session: Session, event: Event) -> TimetableVersion | None:
    """Return the newest version that was published, None where none was."""
    statement = (
        select(TimetableVersion)
        .where(
            TimetableVersion.event_id == event.id,
            TimetableVersion.status == TimetableStatus.PUBLISHED,
        )
        .order_by(col(TimetableVersion.version).desc())
    )
    return session.exec(statement).first()


def list_published_before(session: Session, version: TimetableVersion) -> list[TimetableVersion]:
    """Return the published versions of the same event before a version, the oldest first."""
    statement = (
        select(TimetableVersion)
        .where(
            TimetableVersion.event_id == version.event_id,
            TimetableVersion.status == TimetableStatus.PUBLISHED,
            TimetableVersion.version < version.version,
        )
        .order_by(col(TimetableVersion.version))
    )
    return list(session.exec(statement))


def get_version(session: Session, event: Event, version: int | None) -> TimetableVersion:
    """Return a version of an event's timetable, the newest where none is named; raise NotFound."""
    found = versions.find_version(session, TimetableVersion, event, version)
    if found is None:
        raise versions.unknown_version(event, version, "日程", "请先排日程")
    return found


def list_meetings(session: Session, version: TimetableVersion) -> list[MeetingRow]:
    """Return the meetings of a version by slot and table."""
    statement = (
        select(MeetingRow)
        .where(MeetingRow.timetable_id == version.id)
        .order_by(col(MeetingRow.slot), col(MeetingRow.table_number))
    )
    return list(session.exec(statement))


def add_timetable(
    session: Session, version: TimetableVersion, meetings: Sequence[MeetingRow]
) -> TimetableVersion:
    """Store a version with its meetings, whose timetable_id is filled in here.

    Raises Conflict where somebody else has stored a version of this number meanwhile.
    """
    versions.add_version(session, version, "日程")
    for meeting in meetings:
        meeting.timetable_id = version.id or 0
    session.add_all(meetings)
    session.flush()
    return version
