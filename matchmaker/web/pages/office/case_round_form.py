"""How a round is set up: its criteria, its reviewers, its size, and when marks are given."""

from collections.abc import Callable
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.cases.criteria import MOST_CRITERIA, CaseCriterion, make_criteria
from matchmaker.services.cases.rounds import (
    RoundTerms,
    appoint_by_login,
    change_criteria,
    change_terms,
    close_round,
    dismiss,
    open_round,
)
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import Id, Line
from matchmaker.web.deps import SessionDep
from matchmaker.web.notices import Done, go_back, go_on
from matchmaker.web.pages.office.ledger_frame import REFUSALS, Known, read_number
from matchmaker.web.told import told

PATH = "/office/case-rounds"
AT = f"{PATH}/{{year}}"

router = APIRouter(include_in_schema=False)

Chooser = Annotated[Viewer, Depends(May(Permission.CASE_CHOOSE))]
PathYear = Annotated[int, Path(ge=2000, le=2099)]
_Lines = Annotated[list[Line], Field(max_length=MOST_CRITERIA)]


class TermsForm(BaseModel):
    """How many are chosen, and the hints; empty: no hint."""

    size: Known = ""
    city_cap: Known = ""
    category_cap: Known = ""


class CriteriaForm(BaseModel):
    """Criteria line by line; a line without name and weight is none."""

    name: _Lines = []
    asks: _Lines = []
    weight: _Lines = []
    note: Line = ""


class LoginForm(BaseModel):
    """Who is to mark, by the name they sign in with."""

    login: Known = ""


class ReviewerForm(BaseModel):
    """Who marks no longer."""

    account_id: Id


class ReasonForm(BaseModel):
    """Why marking ends although marks are open."""

    reason: Line = ""


def round_path(year: int) -> str:
    """Return the address of a round's page."""
    return f"{PATH}/{year}"


@router.post(f"{AT}/terms")
def set_terms(
    request: Request,
    year: PathYear,
    typed: Annotated[TermsForm, Form()],
    _viewer: Chooser,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Change how many are chosen, and the hints."""

    def do() -> None:
        terms = RoundTerms(
            read_number("入选名额", typed.size),
            read_number("每个市州的建议上限", typed.city_cap) or None,
            read_number("每个类别的建议上限", typed.category_cap) or None,
        )
        change_terms(session, year, terms, author)

    return _act(request, session, year, do, "名额已保存")


@router.post(f"{AT}/criteria")
def set_criteria(
    request: Request,
    year: PathYear,
    typed: Annotated[CriteriaForm, Form()],
    _viewer: Chooser,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Put criteria in force."""

    def do() -> None:
        change_criteria(session, year, _read_criteria(typed), typed.note, author)

    return _act(request, session, year, do, "评审标准已更新，原来的保留在修改记录中")


@router.post(f"{AT}/reviewers")
def add_reviewer(
    request: Request,
    year: PathYear,
    typed: Annotated[LoginForm, Form()],
    _viewer: Chooser,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Let an account mark."""
    act = partial(appoint_by_login, session, year, typed.login, author)
    return _act(request, session, year, act, "评委已聘任")


@router.post(f"{AT}/dismiss")
def remove_reviewer(
    request: Request,
    year: PathYear,
    typed: Annotated[ReviewerForm, Form()],
    _viewer: Chooser,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Let an account mark no longer."""
    act = partial(dismiss, session, year, typed.account_id, author)
    return _act(request, session, year, act, "评委已解聘")


@router.post(f"{AT}/open")
def begin(
    request: Request, year: PathYear, _viewer: Chooser, author: AuthorDep, session: SessionDep
) -> Response:
    """Let reviewers mark."""
    act = partial(open_round, session, year, author)
    return _act(request, session, year, act, "评分已开放，评委可在“案例评审”页评分")


@router.post(f"{AT}/close")
def end(
    request: Request,
    year: PathYear,
    typed: Annotated[ReasonForm, Form()],
    _viewer: Chooser,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """End marking."""
    act = partial(close_round, session, year, typed.reason, author)
    return _act(request, session, year, act, "评分已结束，可以确定入选案例")


def _read_criteria(typed: CriteriaForm) -> list[CaseCriterion]:
    return make_criteria(
        (name, asks, read_number(f"“{name}”的权重", weight))
        for name, asks, weight in zip(typed.name, typed.asks, typed.weight, strict=False)
        if name.strip() or weight.strip()
    )


def _act(
    request: Request, session: Session, year: int, act: Callable[[], object], said: str
) -> Response:
    """Do something to a round and go back to its page; said: what is told where it was done."""
    try:
        act()
    except REFUSALS as error:
        session.rollback()
        return go_back(request, round_path(year), told(error))
    session.commit()
    return go_on(request, round_path(year), Done(said))
