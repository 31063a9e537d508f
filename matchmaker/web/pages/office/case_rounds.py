"""The choice of a year's model cases as the province sees it: order, firmness, progress, files."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.cases.criteria import MOST_CRITERIA
from matchmaker.errors import BadQuery
from matchmaker.services.cases.round_view import view_round
from matchmaker.services.cases.rounds import (
    RoundTerms,
    criteria_history,
    decide,
    list_candidates,
    make_round,
)
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api import case_rounds
from matchmaker.web.api.fields import Id, Line
from matchmaker.web.deps import NowDep, SessionDep
from matchmaker.web.notices import Done, go_back, go_on
from matchmaker.web.pages.office.case_round_form import (
    AT,
    PATH,
    PathYear,
    round_path,
)
from matchmaker.web.pages.office.ledger_frame import CASES, CRUMBS, REFUSALS, Known, read_year
from matchmaker.web.templating import Crumb, render
from matchmaker.web.told import told
from models.case_enums import CaseState
from models.queries import case_rounds as round_queries

ROUNDS = Crumb("评选", PATH)
BLANK_CRITERIA = 2

router = APIRouter(include_in_schema=False)

Chooser = Annotated[Viewer, Depends(May(Permission.CASE_CHOOSE))]


class NewRound(BaseModel):
    """Of which year a round is made."""

    year: Known = ""


class Decision(BaseModel):
    """The cases that are chosen, and of every case why it departs from the order, or nothing."""

    chosen: Annotated[list[Id], Field(max_length=500)] = []
    case_id: Annotated[list[Id], Field(max_length=500)] = []
    reason: Annotated[list[Line], Field(max_length=500)] = []


@router.get(PATH, response_class=HTMLResponse)
def list_rounds(request: Request, _viewer: Chooser, session: SessionDep, now: NowDep) -> Response:
    """Show the rounds of all years."""
    context = {"rounds": round_queries.list_rounds(session), "year": now.year}
    return render(request, "office/case_rounds.html", context, crumbs=[*CRUMBS, CASES])


@router.post(PATH)
def add(
    request: Request,
    typed: Annotated[NewRound, Form()],
    _viewer: Chooser,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Make the round of a year with the criteria that are proposed."""
    try:
        year = read_year(typed.year.strip())
        if year is None:
            raise BadQuery(f"年度“{typed.year}”不是年份。请写四位数字，如 2024")
        make_round(session, year, RoundTerms(), author)
    except REFUSALS as error:
        session.rollback()
        return go_back(request, PATH, told(error))
    session.commit()
    done = Done("评选已建立，标准为系统建议，请按本省要求修改，再聘评委、开放评分")
    return go_on(request, round_path(year), done)


@router.get(AT, response_class=HTMLResponse)
def show(request: Request, year: PathYear, viewer: Chooser, session: SessionDep) -> Response:
    """Show a round: the order with marks and spread, sensitivity, and what is to be done."""
    return _show(request, session, viewer, year)


@router.post(f"{AT}/decide", response_class=HTMLResponse)
def choose(
    request: Request,
    year: PathYear,
    typed: Annotated[Decision, Form()],
    viewer: Chooser,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Choose cases for good, or show the order again with what is wrong."""
    reasons = dict(zip(typed.case_id, typed.reason, strict=False))
    try:
        decide(session, year, typed.chosen, reasons, author)
    except REFUSALS as error:
        session.rollback()
        kept = {"chosen": set(typed.chosen), "reasons": reasons}
        return _show(request, session, viewer, year, told(error), kept)
    session.commit()
    return go_on(request, round_path(year), Done("入选案例已确定并锁定"))


@router.get(f"{AT}/ranking.xlsx")
def download_ranking(
    year: PathYear, viewer: Chooser, author: AuthorDep, session: SessionDep
) -> Response:
    """Return the order as a workbook, with a record of who had it."""
    return case_rounds.download_ranking(year, viewer, author, session)


@router.get(f"{AT}/booklet.docx")
def download_booklet(
    year: PathYear, viewer: Chooser, author: AuthorDep, session: SessionDep
) -> Response:
    """Return the chosen cases as one document, with a record of who had it."""
    return case_rounds.download_booklet(year, viewer, author, session)


def _show(
    request: Request,
    session: Session,
    viewer: Viewer,
    year: int,
    flaw: str = "",
    kept: dict[str, Any] | None = None,
) -> Response:
    """Return the page of a round; kept: what was typed of a choice that was refused."""
    view = view_round(session, viewer, year)
    first = {row.case.id for row in view.rows if row.in_first}
    decided = view.round.locked_at is not None
    # Nobody is appointed any more once marking is closed.
    may_appoint = view.round.closed_at is None
    context = {
        "view": view,
        "round": view.round,
        "base": round_path(year),
        "history": criteria_history(session, view.round),
        "blank": range(min(BLANK_CRITERIA, MOST_CRITERIA - len(view.criteria))),
        "may_appoint": may_appoint,
        "candidates": list_candidates(session, view.round) if may_appoint else [],
        "may_decide": view.round.closed_at is not None and not decided,
        "ready": view.round.is_marking and not view.open_marks,
        "decided": decided,
        "chosen": (kept or {}).get("chosen", first),
        "reasons": (kept or {}).get("reasons", {}),
        "any_chosen": any(row.case.state is CaseState.CHOSEN for row in view.rows),
        "flaw": flaw,
    }
    return render(
        request,
        "office/case_round.html",
        context,
        crumbs=[*CRUMBS, CASES, ROUNDS],
        status=422 if flaw else 200,
    )
