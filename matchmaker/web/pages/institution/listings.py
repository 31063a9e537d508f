"""The review of listings: what is proposed beside what stands there, passed or given back."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.services.edits import get_patent
from matchmaker.services.institution_overview import count_waiting
from matchmaker.services.listing_sight import Acting, acting, scope_of, waiting_for
from matchmaker.services.listing_view import view_proposal
from matchmaker.services.listings import pass_proposal, return_proposal, withdraw_proposal
from matchmaker.web.access import AuthorDep
from matchmaker.web.api.fields import Id, Line, Paragraph
from matchmaker.web.deps import SessionDep
from matchmaker.web.notices import Done, go_back, go_on
from matchmaker.web.pages.institution.desk import HOME, Member
from matchmaker.web.templating import render
from models.errors import MatchmakerError
from models.listing import ListingProposal
from models.listing_enums import ListingState
from models.queries import listings as listing_queries
from models.queries.listings import WantedProposals

ROWS = 50
LISTINGS = "/institution/listings"
WAITING, ALL = "waiting", "all"
TOLD_ERRORS = 2

router = APIRouter(prefix=LISTINGS, include_in_schema=False)


class ReviewQuery(BaseModel):
    """Which proposals; after: the id of the last one that was had, 0 for the start."""

    state: Line = ""
    patent: Line = ""
    after: Annotated[int, Field(ge=0, lt=2**31)] = 0


class DecisionForm(BaseModel):
    """What is done with the proposals that are checked; view: to which list it goes back."""

    ids: Annotated[list[Id], Field(max_length=ROWS)] = []
    act: Line = ""
    reason: Paragraph = ""
    view: Line = ""


@dataclass(frozen=True)
class _Wrong:
    """What is shown again of a form that was wrong."""

    ids: list[int] = field(default_factory=list)
    reason: str = ""
    message: str = ""


@router.get("", response_class=HTMLResponse)
def show(
    request: Request,
    query: Annotated[ReviewQuery, Query()],
    viewer: Member,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Show proposals with old and new values side by side."""
    return _page(request, session, acting(session, viewer, author), query, _Wrong())


@router.post("/decide", response_class=HTMLResponse)
def decide(
    request: Request,
    form: Annotated[DecisionForm, Form()],
    viewer: Member,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Pass, return or withdraw several, each for itself: one that fails keeps no other back."""
    who = acting(session, viewer, author)
    act = _ACTS.get(form.act)
    message = ""
    if act is None or not form.ids:
        message = "请先勾选申报，再选择通过、退回或撤回"
    elif form.act == "return" and not form.reason.strip():
        message = "退回请写明原因，申报人会看到"
    if act is None or message:
        wrong = _Wrong(form.ids, form.reason, message)
        return _page(request, session, who, ReviewQuery(state=form.view), wrong)
    label, do = act
    if form.act != "withdraw":
        viewer.require(Permission.PATENT_REVIEW)
    errors = []
    for one in dict.fromkeys(form.ids):
        try:
            do(session, who, one, form.reason.strip())
        except MatchmakerError as error:
            session.rollback()
            errors.append(str(error))
        else:
            session.commit()
    count = len(set(form.ids)) - len(errors)
    at = f"{LISTINGS}?state={form.view}" if form.view in (ALL, *ListingState) else LISTINGS
    failed = f"{len(errors)} 项没有办理：{'；'.join(errors[:TOLD_ERRORS])}" if errors else ""
    if not count:
        return go_back(request, at, failed)
    return go_on(request, at, Done(f"已{label} {count} 项。{failed}"))


_ACTS: dict[str, tuple[str, Callable[[Session, Acting, int, str], ListingProposal]]] = {
    "pass": ("通过", pass_proposal),
    "return": ("退回", return_proposal),
    "withdraw": ("撤回", withdraw_proposal),
}


def _page(
    request: Request, session: Session, who: Acting, query: ReviewQuery, wrong: _Wrong
) -> Response:
    viewer = who.viewer
    reviews = viewer.may(Permission.PATENT_REVIEW)
    known = (ALL, *ListingState, *((WAITING,) if reviews else ()))
    view = query.state if query.state in known else WAITING if reviews else ALL
    wanted = WantedProposals(
        scope=scope_of(viewer),
        state=ListingState(view) if view in tuple(ListingState) else None,
        patent_id=get_patent(session, query.patent).id if query.patent else None,
        waiting=waiting_for(session, who) if view == WAITING else None,
    )
    after = [query.after] if query.after else None
    # What waits longest is reviewed first; of the rest the newest is looked for.
    found = listing_queries.page_proposals(
        session, wanted, after, ROWS, newest_first=view != WAITING
    )
    shown = found[:ROWS]
    here = f"{LISTINGS}?state={view}"
    context = {
        "views": _views(reviews=reviews),
        "view": view,
        "patent": query.patent,
        "waiting": count_waiting(session, who),
        "reviews": reviews,
        "rows": [(view_proposal(session, viewer, one), _is_own(who, one)) for one in shown],
        "on": f"{here}&after={shown[-1].id}" if len(found) > ROWS else "",
        "back": here if query.after else "",
        "wrong": wrong,
    }
    status = 422 if wrong.message else 200
    return render(request, "institution/listings.html", context, crumbs=[HOME], status=status)


def _views(*, reviews: bool) -> list[tuple[str, str]]:
    first = [(WAITING, "待我审核")] if reviews else []
    return [*first, (ALL, "全部"), *((state.value, state.label) for state in ListingState)]


def _is_own(who: Acting, proposal: ListingProposal) -> bool:
    """Whether it is the viewer's and can still be withdrawn."""
    return proposal.state.is_open and proposal.account_id == who.account_id
