"""Background work that a page of an event has asked for: how far it is, there and live."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.services.work import WorkView
from matchmaker.services.work_sight import seen_work
from matchmaker.web.access import May
from matchmaker.web.api.fields import PathSlug
from matchmaker.web.api.held import WorkTicket
from matchmaker.web.api.work import WorkId
from matchmaker.web.deps import BoardDep, SessionDep
from matchmaker.web.notices import Done, go_on
from matchmaker.web.pages.office.event_frame import EVENTS_PATH, event_path
from matchmaker.web.templating import render
from models.errors import NotFound
from models.event import Event
from models.queries import events as event_queries
from models.work import WorkKind

# Where what a kind of work makes is shown.
_PLACES = {WorkKind.TIMETABLE: "/timetable", WorkKind.SELECTION: "/roadshow"}

router = APIRouter(include_in_schema=False)

Reader = Annotated[Viewer, Depends(May(Permission.WORK_READ))]


@router.get(f"{EVENTS_PATH}/{{slug}}/work/{{work_id}}", response_class=HTMLResponse)
def show(
    request: Request,
    slug: PathSlug,
    work_id: WorkId,
    viewer: Reader,
    session: SessionDep,
    board: BoardDep,
) -> Response:
    """Return how far work is as a part of a page; once it has ended the page is read anew."""
    event = event_queries.get_event(session, slug)
    work = find_work(session, board, viewer, event, work_id)
    if work is None:
        raise NotFound(f"活动 {slug} 没有编号为 {work_id} 的后台任务。请从活动页面进入")
    if "hx-request" not in request.headers:
        return RedirectResponse(work_path(event, work.kind, work.id), status_code=303)
    headers = {"HX-Refresh": "true"} if work.state.ended else {}
    return render(request, "office/event_work.html", work_context(event, work), headers=headers)


def find_work(
    session: Session, board: Session, viewer: Viewer, event: Event, work_id: int | None
) -> WorkView | None:
    """Return work for an event that the viewer may see, None where there is none of this number."""
    if work_id is None:
        return None
    try:
        found = seen_work(session, board, viewer, work_id)
    except NotFound:
        return None
    return found if found.parameters.get("event") == event.slug else None


def work_context(event: Event, work: WorkView | None) -> dict[str, object]:
    """Return what the part of a page that tells of work shows."""
    if work is None:
        return {"work": None}
    return {
        "work": work,
        "work_live": event_path(event, f"/work/{work.id}"),
        "work_page": work_path(event, work.kind, work.id),
    }


def work_path(event: Event, kind: WorkKind, work_id: int) -> str:
    """Return the address of the page that shows what a piece of work makes, and how far it is."""
    return event_path(event, _PLACES.get(kind, ""), work=work_id)


def go_to_work(request: Request, event: Event, kind: WorkKind, ticket: WorkTicket) -> Response:
    """Return the way to the page that shows how far work is that was just asked for."""
    said = f"已开始{kind.label}，完成后本页会自动更新"
    return go_on(request, work_path(event, kind, ticket.work_id), Done(said))
