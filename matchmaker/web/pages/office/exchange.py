"""Exchange with other platforms: sheets for them, dumps for programs, and the files to fetch."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel
from sqlmodel import Session

from matchmaker.access.permissions import Permission, Reach
from matchmaker.access.viewer import Viewer
from matchmaker.errors import BadQuery
from matchmaker.exchange.fields import SheetKind
from matchmaker.jobs.exchange import require_dump
from matchmaker.services.city_names import city_name
from matchmaker.services.exchange.list_rows import offered_events
from matchmaker.services.exchange.platforms import find_kind, view_platforms
from matchmaker.services.exchange.request import SheetRequest
from matchmaker.services.exchange.sheets import checked_request
from matchmaker.services.industry_editions import industries_in_force
from matchmaker.services.organisation_search import get_by_name
from matchmaker.services.work import WorkView
from matchmaker.services.work_sight import WantedWork, list_seen_work
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api import exchange as api
from matchmaker.web.api.fields import Line, PathId
from matchmaker.web.api.held import ask_for_work, industry_slug
from matchmaker.web.deps import BoardDep, SessionDep, SettingsDep
from matchmaker.web.notices import Done, go_back, go_on
from matchmaker.web.pages.office.home import HOME
from matchmaker.web.pages.office.ledger_frame import city_choices
from matchmaker.web.pages.office.work import PATH as WORK_PATH
from matchmaker.web.templating import Crumb, render
from matchmaker.web.told import told
from models.errors import Conflict, InvalidValue, NotFound
from models.values.region import get_city
from models.work import WorkKind, WorkState

PATH = "/office/exchange"
EXCHANGE = Crumb("交换", PATH)
# Of each kind; the rest stands among the background work.
SHOWN = 10

router = APIRouter(prefix=PATH, include_in_schema=False)

Exchanger = Annotated[Viewer, Depends(May(Permission.EXCHANGE))]


class SheetForm(BaseModel):
    """A sheet as it is typed; organisation: a name; event: a slug, for a list alone."""

    platform: Line = ""
    sheet: SheetKind = SheetKind.PATENTS
    city: Line = ""
    industry: Line = ""
    organisation: Line = ""
    event: Line = ""


@router.get("", response_class=HTMLResponse)
def show(request: Request, viewer: Exchanger, session: SessionDep, board: BoardDep) -> Response:
    """Show what can be had for which platform, and the files that wait."""
    return _page(request, viewer, (session, board), SheetForm(), "")


@router.post("/sheets", response_class=HTMLResponse)
def export_sheet(
    request: Request,
    typed: Annotated[SheetForm, Form()],
    viewer: Exchanger,
    session: SessionDep,
    board: BoardDep,
) -> Response:
    """Write a sheet in the background, or show the form again with what is wrong."""
    try:
        within = checked_request(session, viewer, _wanted(session, typed))
        session.rollback()
        ticket = ask_for_work(request, viewer, WorkKind.EXCHANGE, vars(within))
    except (BadQuery, NotFound, InvalidValue, Conflict) as error:
        session.rollback()
        return _page(request, viewer, (session, board), typed, told(error))
    done = Done("已开始导出，完成后在这里下载；也可以离开，文件在“交换”页保留 30 天")
    return go_on(request, f"{WORK_PATH}/{ticket.work_id}", done)


@router.post("/dumps")
def make_dump(request: Request, viewer: Exchanger) -> Response:
    """Write a dump in the background."""
    require_dump(viewer)
    try:
        ticket = ask_for_work(request, viewer, WorkKind.DUMP, {})
    except Conflict as error:
        return go_back(request, PATH, told(error))
    done = Done("已开始生成数据包，完成后在这里下载；也可以离开，文件在“交换”页保留 30 天")
    return go_on(request, f"{WORK_PATH}/{ticket.work_id}", done)


@router.get("/files/{work_id}")
def download(
    work_id: PathId,
    viewer: Exchanger,
    author: AuthorDep,
    session: SessionDep,
    board: BoardDep,
    settings: SettingsDep,
) -> Response:
    """Return the file that a piece of work has made, with a record of it."""
    return api.read_file(work_id, viewer, author, session, board, settings)


def _wanted(session: Session, typed: SheetForm) -> SheetRequest:
    named = typed.organisation.strip()
    return SheetRequest(
        find_kind(typed.platform),
        typed.sheet,
        get_city(typed.city).code if typed.city else None,
        industry_slug(session, typed.industry) if typed.industry else None,
        get_by_name(session, named).id if named else None,
        typed.event or None,
    )


def _page(
    request: Request,
    viewer: Viewer,
    sessions: tuple[Session, Session],
    typed: SheetForm,
    wrong: str,
) -> Response:
    session, board = sessions
    is_whole = viewer.reach(Permission.EXCHANGE) is Reach.ALL
    platforms = view_platforms(session)
    industries = industries_in_force(session).names
    context: dict[str, Any] = {
        "path": PATH,
        "typed": typed,
        "wrong": wrong,
        "platforms": platforms,
        "platform_choices": [(one.slug, one.platform.name) for one in platforms],
        "sheets": [(kind.value, kind.label) for kind in SheetKind],
        "cities": city_choices(province=False) if is_whole else [],
        "own_city": "" if is_whole else city_name(viewer.city_code),
        "industries": list(industries.items()),
        "events": [
            (one.slug, f"{one.name}（{one.held_on}）") for one in offered_events(session, viewer)
        ],
        "files": _files(session, board, viewer),
        "may_dump": is_whole,
    }
    status = 422 if wrong else 200
    return render(request, "office/exchange.html", context, status=status, crumbs=[HOME])


def _files(session: Session, board: Session, viewer: Viewer) -> list[WorkView]:
    """Return the last sheets and dumps that one may see, the newest first."""
    found = [
        work
        for kind in (WorkKind.EXCHANGE, WorkKind.DUMP)
        for work in list_seen_work(session, board, viewer, WantedWork(None, kind, None, SHOWN))
        if work.state is not WorkState.CANCELLED
    ]
    return sorted(found, key=lambda work: work.id, reverse=True)[:SHOWN]
