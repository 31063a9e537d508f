"""What is done in the background, and what is done by itself at its time."""

from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.errors import BadQuery
from matchmaker.services import work as work_services
from matchmaker.services.schedule_view import (
    RunFilter,
    find_runner,
    retry_run,
    seen_slugs,
    view_runs,
)
from matchmaker.services.work_sight import WantedWork, list_seen_work, may_cancel, seen_work
from matchmaker.web.access import May
from matchmaker.web.api.fields import MOST_ID, PathId, Text
from matchmaker.web.deps import BoardDep, NowDep, SessionDep
from matchmaker.web.notices import Done, go_back, go_on
from matchmaker.web.pages.office.home import HOME
from matchmaker.web.templating import Crumb, render
from matchmaker.web.told import told
from models.errors import Conflict, NotFound
from models.work import WorkKind, WorkState

PATH = "/office/work"
WORK = Crumb("后台任务", PATH)
PAGE = 50
COMING = 20

router = APIRouter(include_in_schema=False)

Reader = Annotated[Viewer, Depends(May(Permission.WORK_READ))]
Planner = Annotated[Viewer, Depends(May(Permission.SCHEDULE_WRITE))]


class WorkQuery(BaseModel):
    """Which work; before: the id of the last that was had."""

    state: WorkState | Literal[""] = ""
    kind: WorkKind | Literal[""] = ""
    before: Annotated[int, Field(ge=0, le=MOST_ID)] = 0


class RetryForm(BaseModel):
    """A run that has failed."""

    key: Annotated[Text, Field(min_length=1, max_length=200)]


@router.get(PATH, response_class=HTMLResponse)
def show(
    request: Request,
    query: Annotated[WorkQuery, Query()],
    viewer: Reader,
    session: SessionDep,
    board: BoardDep,
    now: NowDep,
) -> Response:
    """Show the work that one may see, and what is planned."""
    wanted = WantedWork(query.state or None, query.kind or None, query.before or None, PAGE)
    found = list_seen_work(session, board, viewer, wanted)
    shown = found[:PAGE]
    kept = {"state": query.state, "kind": query.kind}
    following = urlencode({**kept, "before": shown[-1].id}) if len(found) > PAGE else ""
    plans = viewer.may(Permission.SCHEDULE_READ)
    runs = RunFilter(limit=COMING, slugs=seen_slugs(session, viewer) if plans else frozenset())
    context = {
        "query": query,
        "works": shown,
        "states": [(state.value, state.label) for state in WorkState],
        "kinds": [(kind.value, kind.label) for kind in WorkKind],
        "first": f"{PATH}?{urlencode(kept)}" if query.before else "",
        "next": f"{PATH}?{following}" if following else "",
        "plans": plans,
        "runs": view_runs(session, runs, now) if plans else [],
        "runner": find_runner(session, now) if plans else None,
        "may_plan": viewer.may(Permission.SCHEDULE_WRITE),
    }
    return render(request, "office/work.html", context, crumbs=[HOME])


@router.get(f"{PATH}/{{work_id}}", response_class=HTMLResponse)
def show_one(
    request: Request, work_id: PathId, viewer: Reader, session: SessionDep, board: BoardDep
) -> Response:
    """Show a piece of work as it stands; live parts ask for that alone."""
    work = seen_work(session, board, viewer, work_id)
    context = {"work": work, "may_cancel": may_cancel(viewer, work)}
    if "hx-request" in request.headers:
        return render(request, "office/work_standing.html", context)
    return render(request, "office/work_one.html", context, crumbs=[HOME, WORK])


@router.post(f"{PATH}/{{work_id}}/cancel")
def cancel(
    request: Request,
    work_id: PathId,
    viewer: Reader,
    session: SessionDep,
    board: BoardDep,
    now: NowDep,
) -> Response:
    """Cancel work that waits at once; work that runs stops at its next step."""
    work = seen_work(session, board, viewer, work_id)
    if not may_cancel(viewer, work):
        viewer.require(Permission.INDEX_WRITE)
    at = f"{PATH}/{work_id}"
    try:
        work_services.cancel(session, board, work_id, now)
        session.commit()
        board.commit()
    except Conflict as error:
        return go_back(request, at, told(error))
    return go_on(request, at, Done("已取消；正在进行的步骤会撤回"))


@router.post(f"{PATH}/planned/retry")
def retry(
    request: Request,
    typed: Annotated[RetryForm, Form()],
    _viewer: Planner,
    session: SessionDep,
    now: NowDep,
) -> Response:
    """Have a run that has failed begin anew."""
    at = f"{PATH}#planned"
    try:
        retry_run(session, typed.key, now)
        session.commit()
    except (Conflict, NotFound, BadQuery) as error:
        return go_back(request, at, told(error))
    return go_on(request, at, Done("已安排重做"))
