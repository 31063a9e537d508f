"""What firms ask for in finance, within the office's reach: found, seen one by one, moved on."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.services.finance_demands import seen_finance
from matchmaker.services.finance_view import view_finance, view_one
from matchmaker.services.listing_sight import scope_of
from matchmaker.web.access import AuthorDep
from matchmaker.web.api.fields import MOST_ID, Line, PathId
from matchmaker.web.deps import NowDep, SessionDep
from matchmaker.web.finance_form import KINDS, StepForm
from matchmaker.web.pages.addresses import query_path
from matchmaker.web.pages.enterprise.finance import move_on
from matchmaker.web.pages.office.home import HOME
from matchmaker.web.pages.office.open_licences import AtOffice
from matchmaker.web.templating import Crumb, render
from models.finance_enums import FinanceKind, FinanceState
from models.queries import finance_demands as finance_queries
from models.queries.finance_demands import WantedFinance

PATH = "/office/finance"
FINANCE = Crumb("融资需求", PATH)
PAGE = 50
_KINDS = {one.value: one for one in FinanceKind}
_STATES = {one.value: one for one in FinanceState}

router = APIRouter(prefix=PATH, include_in_schema=False)

Organiser = Annotated[Viewer, Depends(AtOffice(Permission.DEMAND_WRITE))]


class FinanceQuery(BaseModel):
    """Which demands; what is empty bounds nothing; after: the id of the last that was had."""

    kind: Line = ""
    state: Line = ""
    after: Annotated[int, Field(ge=0, le=MOST_ID)] = 0


@router.get("", response_class=HTMLResponse)
def show(
    request: Request,
    query: Annotated[FinanceQuery, Query()],
    viewer: Organiser,
    session: SessionDep,
) -> Response:
    """Show how many demands there are of each state, and those of a choice."""
    scope = scope_of(viewer, Permission.DEMAND_WRITE)
    wanted = WantedFinance(scope, _KINDS.get(query.kind), _STATES.get(query.state))
    found = finance_queries.page_finance(session, wanted, query.after or None, PAGE)
    shown, more = found[:PAGE], len(found) > PAGE
    chosen = query.model_dump(exclude={"after"})
    counts = finance_queries.count_states(session, scope)
    context = {
        "rows": view_finance(session, shown),
        "counts": [(state, counts.get(state, 0)) for state in FinanceState],
        "query": chosen,
        "is_filtered": any(chosen.values()),
        "kinds": KINDS,
        "states": [(one.value, one.label) for one in FinanceState],
        "first": query_path(PATH, chosen) if query.after else "",
        "next": query_path(PATH, {**chosen, "after": shown[-1].id}) if more else "",
        "path": PATH,
    }
    return render(request, "office/finance.html", context, crumbs=[HOME])


@router.get("/{demand_id}", response_class=HTMLResponse)
def show_one(
    request: Request, demand_id: PathId, viewer: Organiser, session: SessionDep, now: NowDep
) -> Response:
    """Show a demand, how its patents stand, and the form to move it on."""
    found = view_one(session, seen_finance(session, viewer, demand_id), now.date())
    context = {"found": found, "row": found.row, "path": PATH}
    return render(request, "office/finance_one.html", context, crumbs=[HOME, FINANCE])


@router.post("/{demand_id}/move")
def move(
    request: Request,
    demand_id: PathId,
    typed: Annotated[StepForm, Form()],
    viewer: Organiser,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Write down how far a demand has come."""
    return move_on(request, session, viewer, (demand_id, f"{PATH}/{demand_id}"), typed, author)
