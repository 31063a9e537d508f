"""Timetables of events: planned, changed by hand, published, handed out."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.events.timetable_types import Meeting as Placed
from matchmaker.jobs.files import log_download
from matchmaker.reports import calendar_files, name_cards, timetable_book
from matchmaker.services import timetables
from matchmaker.services.participants import get_participant
from matchmaker.services.timetable_changes import changes_between
from matchmaker.services.timetable_view import TimetableView, view_timetable
from matchmaker.services.unplaced import list_unplaced
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import Flag, Id, Line, PathId, PathSlug
from matchmaker.web.api.held import (
    HTML,
    ICS,
    XLSX,
    WorkTicket,
    as_file,
    ask_for_work,
    held_event,
    seen_event,
    whole_event,
)
from matchmaker.web.api.timetable_views import (
    ChangeView,
    OwnMeetings,
    OwnTimetable,
    PlannedView,
    TimetableDetail,
    TimetableSummary,
    Unplaced,
)
from matchmaker.web.deps import SessionDep, SettingsDep
from matchmaker.web.operations.bodies import errors
from models.errors import NotFound
from models.event import Event
from models.meeting_enums import Side
from models.queries import timetables as timetable_queries
from models.work import WorkKind

router = APIRouter(
    prefix="/events/{slug}", tags=["timetables"], responses=errors(401, 403, 404, 422, 429)
)

Reader = Annotated[Viewer, Depends(May(Permission.TIMETABLE_READ))]
Writer = Annotated[Viewer, Depends(May(Permission.TIMETABLE_WRITE))]


class PlanForm(BaseModel):
    """How to plan; afresh: meetings may move freely, but for those that a person fixed."""

    model_config = ConfigDict(extra="forbid")

    afresh: Flag = False


class BodiesForm(BaseModel):
    """Two participants by their names, in any known spelling."""

    model_config = ConfigDict(extra="forbid")

    enterprise: Annotated[Line, Field(examples=["武汉轧机制造有限公司"])]
    institution: Annotated[Line, Field(examples=["武汉科技大学"])]


class MoveForm(BodiesForm):
    """Where two are to meet; both count from 1."""

    slot: Annotated[Id, Field(examples=[3])]
    table: Annotated[Id, Field(examples=[12])]


@router.get("/timetables", operation_id="list_timetables")
def list_timetables(slug: PathSlug, viewer: Reader, session: SessionDep) -> list[TimetableSummary]:
    """Return the versions of an event's timetable, the first one first."""
    event = whole_event(session, viewer, Permission.TIMETABLE_READ, slug)
    return [TimetableSummary.of(one) for one in timetable_queries.list_versions(session, event)]


@router.post("/timetables", operation_id="plan_timetable", status_code=202, responses=errors(409))
def plan_timetable(
    request: Request, slug: PathSlug, form: PlanForm, viewer: Writer, session: SessionDep
) -> WorkTicket:
    """Plan the meetings in the background; of a timetable that is there as few as can be move."""
    event = whole_event(session, viewer, Permission.TIMETABLE_WRITE, slug)
    parameters = {"event": event.slug, "afresh": form.afresh}
    return ask_for_work(request, viewer, WorkKind.TIMETABLE, parameters)


@router.get("/timetables/{version}", operation_id="get_timetable")
def read_timetable(
    slug: PathSlug, version: PathId, viewer: Reader, session: SessionDep
) -> TimetableDetail:
    """Return a version with its meetings."""
    event = whole_event(session, viewer, Permission.TIMETABLE_READ, slug)
    found = timetable_queries.get_version(session, event, version)
    return TimetableDetail.of_view(found, view_timetable(session, event, found))


@router.get("/timetables/{version}/changes", operation_id="compare_timetables")
def compare(
    slug: PathSlug,
    version: PathId,
    since: Annotated[Id, Query(description="与哪一版比较")],
    viewer: Reader,
    session: SessionDep,
) -> list[ChangeView]:
    """Return which meetings a version drops, moves and adds against an earlier one."""
    event = whole_event(session, viewer, Permission.TIMETABLE_READ, slug)
    before = timetable_queries.get_version(session, event, since)
    after = timetable_queries.get_version(session, event, version)
    return [ChangeView.of(change) for change in changes_between(session, before, after)]


@router.get("/timetables/{version}/unplaced", operation_id="list_unplaced")
def read_unplaced(
    slug: PathSlug, version: PathId, viewer: Reader, session: SessionDep
) -> list[Unplaced]:
    """Return who has no meeting in a version, and the best one that each could still get."""
    event = whole_event(session, viewer, Permission.TIMETABLE_READ, slug)
    found = timetable_queries.get_version(session, event, version)
    return [Unplaced.of(one) for one in list_unplaced(session, event, found)]


@router.post(
    "/timetables/{version}/publish", operation_id="publish_timetable", responses=errors(409)
)
def publish(
    slug: PathSlug, version: PathId, viewer: Writer, author: AuthorDep, session: SessionDep
) -> TimetableSummary:
    """Let the participants see a version; the audit log keeps who did so."""
    event = held_event(session, viewer, Permission.TIMETABLE_WRITE, slug)
    found = timetable_queries.get_version(session, event, version)
    timetables.publish(session, event, found, author.at, author.actor)
    session.commit()
    return TimetableSummary.of(found)


@router.post("/timetable/moves", operation_id="move_meeting", responses=errors(409))
def move(
    slug: PathSlug, form: MoveForm, viewer: Writer, author: AuthorDep, session: SessionDep
) -> PlannedView:
    """Have two meet at a slot and table, whether they met before or not; it stays there."""
    event = held_event(session, viewer, Permission.TIMETABLE_WRITE, slug)
    meeting = Placed(form.slot - 1, form.table - 1, *_pair(session, event, form))
    planned = timetables.move_meeting(session, event, meeting, author.actor, author.at)
    session.commit()
    return PlannedView.of(planned)


@router.post("/timetable/fixed", operation_id="fix_meeting", responses=errors(409))
def fix(
    slug: PathSlug, form: BodiesForm, viewer: Writer, author: AuthorDep, session: SessionDep
) -> PlannedView:
    """Keep a meeting where it is in later plans."""
    event = held_event(session, viewer, Permission.TIMETABLE_WRITE, slug)
    planned = timetables.fix_meeting(session, event, _pair(session, event, form), author)
    session.commit()
    return PlannedView.of(planned)


@router.post("/timetable/cancellations", operation_id="cancel_meeting", responses=errors(409))
def cancel(
    slug: PathSlug, form: BodiesForm, viewer: Writer, author: AuthorDep, session: SessionDep
) -> PlannedView:
    """Take a meeting off; a later plan may bring it back unless one side does not wish it."""
    event = held_event(session, viewer, Permission.TIMETABLE_WRITE, slug)
    planned = timetables.cancel_meeting(session, event, _pair(session, event, form), author)
    session.commit()
    return PlannedView.of(planned)


@router.get(
    "/timetables/{version}/timetable.xlsx",
    operation_id="export_timetable",
    response_class=Response,
)
def export_workbook(
    slug: PathSlug, version: PathId, viewer: Reader, author: AuthorDep, session: SessionDep
) -> Response:
    """Return a version as a workbook, a sheet to sign among it; the audit log keeps it."""
    view = _whole_view(session, viewer, Permission.TIMETABLE_READ, slug, version)
    name, content = timetable_book.file_name(view), timetable_book.build(view)
    log_download(session, slug, f"第 {view.version} 版日程", [name], author)
    session.commit()
    return as_file(content, XLSX, name)


@router.get(
    "/timetables/{version}/timetable.ics", operation_id="export_calendar", response_class=Response
)
def export_calendar(
    slug: PathSlug, version: PathId, viewer: Reader, author: AuthorDep, session: SessionDep
) -> Response:
    """Return a version as a calendar file (.ics) with every meeting; the audit log keeps it."""
    view = _whole_view(session, viewer, Permission.TIMETABLE_READ, slug, version)
    name, content = calendar_files.file_name(view), calendar_files.build(view)
    log_download(session, slug, f"第 {view.version} 版日程", [name], author)
    session.commit()
    return as_file(content, ICS, name)


@router.get(
    "/timetables/{version}/name-cards.html",
    operation_id="export_name_cards",
    response_class=Response,
)
def export_name_cards(
    slug: PathSlug,
    version: PathId,
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
    settings: SettingsDep,
) -> Response:
    """Return the name cards of a version as a page to print, each the key to its check-in page."""
    view = _whole_view(session, viewer, Permission.TIMETABLE_WRITE, slug, version)
    name, content = name_cards.file_name(view), name_cards.build(view, settings.base_url)
    log_download(session, slug, f"第 {view.version} 版名牌", [name], author)
    session.commit()
    return as_file(content, HTML, name)


@router.get("/timetable/own", operation_id="get_own_timetable")
def read_own(slug: PathSlug, viewer: Reader, session: SessionDep) -> OwnTimetable:
    """Return the meetings of one's own organisation in the published timetable."""
    view = _own_view(session, viewer, slug)
    if view is None:
        return OwnTimetable(version=None, parties=[])
    own = [one for one in view.parties if one.organisation_id in viewer.organisations]
    return OwnTimetable(
        version=view.version, parties=[OwnMeetings.of(view, party) for party in own]
    )


@router.get("/timetable/own.ics", operation_id="export_own_calendar", response_class=Response)
def export_own(
    slug: PathSlug,
    organisation_id: Annotated[Id, Query(description="单位编号，见 get_own_timetable")],
    side: Side,
    viewer: Reader,
    session: SessionDep,
) -> Response:
    """Return the same of one organisation and side as a calendar file (.ics)."""
    view = _own_view(session, viewer, slug)
    own = viewer.organisations & {organisation_id}
    parties = view.parties if view else ()
    party = next((one for one in parties if one.organisation_id in own and one.side is side), None)
    if view is None or party is None:
        raise NotFound("还没有贵单位的日程。请确认已答复参会，并等候会务组发布日程")
    name = calendar_files.file_names(view)[party.side, party.organisation_id]
    return as_file(calendar_files.build_party(view, party), ICS, name)


def _pair(session: Session, event: Event, form: BodiesForm) -> tuple[int, int]:
    enterprise = get_participant(session, event, form.enterprise, Side.ENTERPRISE)
    institution = get_participant(session, event, form.institution, Side.INSTITUTION)
    return enterprise.organisation_id, institution.organisation_id


def _whole_view(
    session: Session, viewer: Viewer, permission: Permission, slug: str, version: int
) -> TimetableView:
    event = whole_event(session, viewer, permission, slug)
    return view_timetable(session, event, timetable_queries.get_version(session, event, version))


def _own_view(session: Session, viewer: Viewer, slug: str) -> TimetableView | None:
    """Return the published timetable, None before there is one."""
    event = seen_event(session, viewer, Permission.TIMETABLE_READ, slug)
    published = timetable_queries.find_published(session, event)
    return view_timetable(session, event, published) if published else None
