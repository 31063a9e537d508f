"""Which patents are wanted, and which firms and demands they fit, as far as may be told."""

from datetime import date

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.errors import IndexDamaged, IndexMissing
from matchmaker.services.demands_for import DemandsFor, demands_for
from matchmaker.services.edits import get_patent
from matchmaker.services.firms_for import FirmsFor, firms_for
from matchmaker.services.ownership import owned_patent
from matchmaker.services.ranking import RankOptions
from matchmaker.services.stock import load_demands
from matchmaker.services.stored_fits import stored_demands_for, stored_firms_for
from matchmaker.services.wanted_view import view_wanted
from matchmaker.web.api.fields import PathText
from matchmaker.web.deps import SessionDep
from matchmaker.web.desk import OpenDesk
from matchmaker.web.pages.institution.desk import HOME, Owner
from matchmaker.web.templating import Crumb, render

FIRMS, DEMANDS = 30, 30
WANTED = Crumb("需求与意向", "/institution/wanted")

router = APIRouter(prefix=WANTED.path, include_in_schema=False)


@router.get("", response_class=HTMLResponse)
async def show(request: Request, viewer: Owner, session: SessionDep) -> Response:
    """Show what firms say of the patents, and the firms whose demands the stock answers best."""
    wanted = await run_in_threadpool(view_wanted, session, viewer)
    options, state = _options(request, viewer, FIRMS), request.app.state

    def answer(apart: Session, desk: OpenDesk) -> tuple[FirmsFor, date | None]:
        owners, stored = viewer.organisations, state.runs.get(apart, desk)
        if stored is None:
            return firms_for(apart, desk.desk, load_demands(apart), owners, options), None
        found = stored_firms_for(apart, desk.desk, stored, viewer, owners, options)
        return found, stored.run.as_of

    found, as_of, message = None, None, ""
    try:
        found, as_of = await state.desk_keeper.ask(state.engine, answer)
    except (IndexMissing, IndexDamaged):
        message = "匹配索引还没有建好，暂时不能推荐企业。请稍后再来，或联系省级组织者更新索引"
    context = {"wanted": wanted, "found": found, "as_of": as_of, "message": message}
    return render(request, "institution/wanted.html", context, crumbs=[HOME])


@router.get("/{number}", response_class=HTMLResponse)
async def show_patent(
    request: Request, number: PathText, viewer: Owner, session: SessionDep
) -> Response:
    """Show the demands that a patent of one's own fits best, with the reason."""
    patent = await run_in_threadpool(get_patent, session, number)
    owned = await run_in_threadpool(owned_patent, session, patent)
    viewer.require(Permission.RECOMMEND_DEMANDS, owned)
    options, state = _options(request, viewer, DEMANDS), request.app.state

    def answer(apart: Session, desk: OpenDesk) -> tuple[DemandsFor, date | None]:
        stored = state.runs.get(apart, desk)
        if stored is None:
            return demands_for(apart, desk.desk, load_demands(apart), number, options), None
        found = stored_demands_for(apart, desk.desk, stored, viewer, number, options)
        return found, stored.run.as_of

    found, as_of = await state.desk_keeper.ask(state.engine, answer)
    context = {"found": found, "as_of": as_of}
    return render(request, "institution/fitting.html", context, crumbs=[HOME, WANTED])


def _options(request: Request, viewer: Viewer, top: int) -> RankOptions:
    state = request.app.state
    today: date = state.clock().date()
    return RankOptions(as_of=today, province=state.settings.province, top=top, viewer=viewer)
