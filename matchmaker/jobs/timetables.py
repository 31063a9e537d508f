"""Plan, change and publish timetables, one transaction each, and write what is handed out."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from matchmaker.errors import BadConfiguration
from matchmaker.events.timetable_types import Meeting
from matchmaker.jobs.files import record_export, write_if_changed
from matchmaker.reports import calendar_files, name_cards, timetable_book
from matchmaker.services import timetables
from matchmaker.services.list_hands import COMMAND_LINE, Author
from matchmaker.services.participants import get_participant
from matchmaker.services.timetable_view import TimetableView, view_timetable
from matchmaker.services.timetables import PlannedVersion
from models.meeting import TimetableVersion
from models.meeting_enums import Side
from models.queries import events as event_queries
from models.queries import timetables as timetable_queries
from models.session import make_session

CALENDAR_FOLDER = "ics"


def run_plan(
    engine: Engine, slug: str, actor: str, now: datetime, *, afresh: bool
) -> PlannedVersion:
    """Plan an event's meetings; see services.timetables.plan_timetable."""
    with make_session(engine) as session:
        event = event_queries.get_event(session, slug)
        planned = timetables.plan_timetable(session, event, actor, now, afresh=afresh)
        session.commit()
    return planned


def run_move(
    engine: Engine,
    slug: str,
    names: tuple[str, str],
    place: tuple[int, int],
    actor: str,
    now: datetime,
) -> PlannedVersion:
    """Put a pair (enterprise, institution) at a place (slot, table), both from 0."""
    with make_session(engine) as session:
        event = event_queries.get_event(session, slug)
        enterprise = get_participant(session, event, names[0], Side.ENTERPRISE)
        institution = get_participant(session, event, names[1], Side.INSTITUTION)
        meeting = Meeting(*place, enterprise.organisation_id, institution.organisation_id)
        planned = timetables.move_meeting(session, event, meeting, actor, now)
        session.commit()
    return planned


def run_publish(
    engine: Engine, slug: str, version: int | None, now: datetime, actor: str = COMMAND_LINE
) -> TimetableVersion:
    """Publish a version, the newest where none is named."""
    with make_session(engine) as session:
        event = event_queries.get_event(session, slug)
        found = timetable_queries.get_version(session, event, version)
        timetables.publish(session, event, found, now, actor)
        session.commit()
    return found


def read_timetable(engine: Engine, slug: str, version: int | None) -> TimetableView:
    """Return a version of an event's timetable, the newest where none is named."""
    with make_session(engine) as session:
        event = event_queries.get_event(session, slug)
        found = timetable_queries.get_version(session, event, version)
        return view_timetable(session, event, found)


def export_timetable(
    engine: Engine, view: TimetableView, folder: Path, base_url: str, author: Author
) -> list[Path]:
    """Write the workbook, the name cards and the calendars of a version; return the files.

    base_url: under which participants reach the service, empty for cards without a code. Raises
    BadConfiguration where it is no address.
    """
    if base_url and not base_url.startswith(("http://", "https://")):
        raise BadConfiguration(
            f"签到网址“{base_url}”应以 http:// 或 https:// 开头。"
            "请改正 MATCHMAKER_BASE_URL 或 --base-url"
        )
    calendars = folder / CALENDAR_FOLDER
    names = calendar_files.file_names(view)
    files = {
        folder / timetable_book.file_name(view): timetable_book.build(view),
        folder / name_cards.file_name(view): name_cards.build(view, base_url),
        calendars / calendar_files.file_name(view): calendar_files.build(view),
        **{
            calendars / names[party.side, party.organisation_id]: calendar_files.build_party(
                view, party
            )
            for party in view.parties
        },
    }
    record_export(engine, view.slug, f"第 {view.version} 版日程", list(files), author)
    return [write_if_changed(path, content) for path, content in files.items()]
