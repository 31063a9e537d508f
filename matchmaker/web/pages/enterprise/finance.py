"""What the firm asks for in finance on its patents: stated, changed, moved on."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.services.finance_demands import (
    change_finance,
    move_finance,
    seen_finance,
    state_finance,
)
from matchmaker.services.finance_view import FinanceDetail, view_finance, view_one
from matchmaker.services.listing_sight import scope_of
from matchmaker.web.access import AuthorDep
from matchmaker.web.api.fields import MOST_ID, PathId
from matchmaker.web.deps import NowDep, SessionDep
from matchmaker.web.finance_form import KINDS, REFUSALS, WAN, FinanceForm, StepForm
from matchmaker.web.notices import Done, go_back, go_on
from matchmaker.web.pages.enterprise.desk import HOME, FirmMay, own_firm
from matchmaker.web.templating import Crumb, render
from matchmaker.web.told import told
from models.queries import finance_demands as finance_queries
from models.queries.finance_demands import WantedFinance

PATH = "/enterprise/finance"
FINANCE = Crumb("融资需求", PATH)
PAGE = 50

router = APIRouter(prefix=PATH, include_in_schema=False)

Firm = Annotated[Viewer, Depends(FirmMay(Permission.DEMAND_WRITE))]
After = Annotated[int, Query(ge=0, le=MOST_ID)]


@router.get("", response_class=HTMLResponse)
def show(request: Request, viewer: Firm, session: SessionDep, after: After = 0) -> Response:
    """Show what the firm asks for."""
    wanted = WantedFinance(scope_of(viewer, Permission.DEMAND_WRITE))
    found = finance_queries.page_finance(session, wanted, after or None, PAGE)
    context = {
        "rows": view_finance(session, found[:PAGE]),
        "back": PATH if after else "",
        "on": f"{PATH}?after={found[PAGE - 1].id}" if len(found) > PAGE else "",
        "path": PATH,
    }
    return render(request, "enterprise/finance.html", context, crumbs=[HOME])


@router.get("/new", response_class=HTMLResponse)
def begin(request: Request, _: Firm) -> Response:
    """Show an empty form."""
    return _form(request, FinanceForm())


@router.post("/new", response_class=HTMLResponse)
def add(
    request: Request,
    typed: Annotated[FinanceForm, Form()],
    viewer: Firm,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Keep what the firm asks for, or show the form again with what is wrong."""
    firm = own_firm(session, viewer)
    try:
        made = state_finance(session, viewer, firm.id or 0, typed.words(), author)
    except REFUSALS as error:
        session.rollback()
        return _form(request, typed, told(error))
    session.commit()
    return go_on(request, f"{PATH}/{made.id}", Done("已登记，组织者会联系银行和机构对接"))


@router.get("/{demand_id}", response_class=HTMLResponse)
def show_one(
    request: Request, demand_id: PathId, viewer: Firm, session: SessionDep, now: NowDep
) -> Response:
    """Show a demand, how its patents stand, and the forms to change it and move it on."""
    found = view_one(session, seen_finance(session, viewer, demand_id), now.date())
    return _one(request, found, _written(found))


@router.post("/{demand_id}", response_class=HTMLResponse)
def change(
    request: Request,
    demand_id: PathId,
    typed: Annotated[FinanceForm, Form()],
    viewer: Firm,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Say a demand anew, or show the form again with what is wrong."""
    seen_finance(session, viewer, demand_id)
    try:
        change_finance(session, viewer, demand_id, typed.revision, typed.words(), author)
    except REFUSALS as error:
        session.rollback()
        found = view_one(session, seen_finance(session, viewer, demand_id), author.at.date())
        return _one(request, found, typed, told(error))
    session.commit()
    return go_on(request, f"{PATH}/{demand_id}", Done("已保存"))


@router.post("/{demand_id}/move")
def move(
    request: Request,
    demand_id: PathId,
    typed: Annotated[StepForm, Form()],
    viewer: Firm,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Write down how far a demand has come."""
    return move_on(request, session, viewer, (demand_id, f"{PATH}/{demand_id}"), typed, author)


def move_on(
    request: Request,
    session: Session,
    viewer: Viewer,
    at: tuple[int, str],
    typed: StepForm,
    author: AuthorDep,
) -> Response:
    """Move a demand on and go back to its page; at: its id and the page's address."""
    demand_id, path = at
    seen_finance(session, viewer, demand_id)
    try:
        done = move_finance(session, viewer, demand_id, typed.step(), author)
    except REFUSALS as error:
        session.rollback()
        return go_back(request, path, f"没有保存：{told(error)}")
    label = done.state.label
    session.commit()
    return go_on(request, path, Done(f"已记为“{label}”"))


def _form(request: Request, typed: FinanceForm, flaw: str = "") -> Response:
    context = {"typed": typed, "flaw": flaw, "kinds": KINDS, "path": PATH}
    return render(
        request,
        "enterprise/finance_new.html",
        context,
        crumbs=[HOME, FINANCE],
        status=422 if flaw else 200,
    )


def _one(request: Request, found: FinanceDetail, typed: FinanceForm, flaw: str = "") -> Response:
    context: Mapping[str, Any] = {
        "found": found,
        "row": found.row,
        "typed": typed,
        "flaw": flaw,
        "kinds": KINDS,
        "path": PATH,
    }
    return render(
        request,
        "enterprise/finance_one.html",
        context,
        crumbs=[HOME, FINANCE],
        status=422 if flaw else 200,
    )


def _written(found: FinanceDetail) -> FinanceForm:
    """Return a demand as it is typed."""
    row = found.row
    amount = "" if row.amount_cny is None else f"{(Decimal(row.amount_cny) / WAN).normalize():f}"
    return FinanceForm(
        kind=row.kind,
        amount=amount,
        term="" if row.term_months is None else str(row.term_months),
        purpose=row.purpose,
        patents="\n".join(one.number for one in found.patents),
        revision=row.revision,
    )
