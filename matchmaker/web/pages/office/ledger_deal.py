"""One contract: reported, looked at, corrected, taken back, followed by another."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.services.city_names import city_name
from matchmaker.services.kept_records.changes import view_changes
from matchmaker.services.ledger import sight
from matchmaker.services.ledger.deal_demand import with_demand
from matchmaker.services.ledger.deal_view import tell_reported, view_reports
from matchmaker.services.ledger.deals import correct_deal, record_deal, void_deal
from matchmaker.services.ownership import owned_event
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import MOST_ID, PathId
from matchmaker.web.api.ledger_deals import deal_records
from matchmaker.web.deps import NowDep, SessionDep
from matchmaker.web.notices import Done, go_back, go_on
from matchmaker.web.pages.addresses import query_path
from matchmaker.web.pages.office.ledger_deal_form import (
    DealCorrection,
    DealForm,
    field_context,
    following_form,
    read_form,
    signed_form,
    write_form,
)
from matchmaker.web.pages.office.ledger_evidence import evidence_context
from matchmaker.web.pages.office.ledger_frame import (
    CRUMBS,
    DEALS,
    DEALS_PATH,
    OF_PROVINCE,
    REFUSALS,
    Known,
    VoidForm,
    city_choices,
    is_whole,
    opens_event,
    own_city,
)
from matchmaker.web.templating import render
from matchmaker.web.told import told
from models.kept_record import RecordKind
from models.ledger import Deal
from models.ledger_enums import DealKind
from models.queries import events as event_queries
from models.queries import ledger as ledger_queries
from models.queries import outcomes as outcome_queries

NEW_PATH = f"{DEALS_PATH}/new"
_KINDS = {one.value: one for one in DealKind}

router = APIRouter(include_in_schema=False)

Reader = Annotated[Viewer, Depends(May(Permission.LEDGER_READ))]
Writer = Annotated[Viewer, Depends(May(Permission.LEDGER_WRITE))]
Chosen = Annotated[int, Field(ge=0, le=MOST_ID)]


class NewQuery(BaseModel):
    """What a new contract begins with: the outcome of a meeting, or a contract that it follows."""

    kind: Known = ""
    outcome: Chosen = 0
    follows: Chosen = 0


@router.get(NEW_PATH, response_class=HTMLResponse)
def show_new(
    request: Request,
    query: Annotated[NewQuery, Query()],
    viewer: Writer,
    session: SessionDep,
    now: NowDep,
) -> Response:
    """Show the form of a new contract, filled in with what is known."""
    typed = _begin(session, viewer, query)
    kept = {"outcome": query.outcome or "", "follows": query.follows or ""}
    return _new(request, session, viewer, typed, (now, kept))


@router.post(NEW_PATH, response_class=HTMLResponse)
def report(
    request: Request,
    typed: Annotated[DealForm, Form()],
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Record a contract or report one that is known, or show the form again with what is wrong."""
    sight.require_followed(session, viewer, typed.followed)
    try:
        words = with_demand(session, viewer, read_form(typed))
        city = "" if typed.city == OF_PROVINCE else typed.city
        done = record_deal(session, words, sight.recorded_for(viewer, city), author)
        said = tell_reported(session, done)
    except REFUSALS as error:
        session.rollback()
        return _new(request, session, viewer, typed, (author.at, {}), told(error))
    at = f"{DEALS_PATH}/{done.deal.id}"
    session.commit()
    return go_on(request, at, Done(said))


@router.get(f"{DEALS_PATH}/{{deal_id}}", response_class=HTMLResponse)
def show_one(
    request: Request, deal_id: PathId, viewer: Reader, session: SessionDep, now: NowDep
) -> Response:
    """Show a contract with its reports, its history, and the forms to put it right."""
    deal = sight.get_deal(session, viewer, Permission.LEDGER_READ, deal_id)
    typed = write_form(session, viewer, deal)
    return _one(request, session, viewer, deal, (typed, now))


@router.post(f"{DEALS_PATH}/{{deal_id}}", response_class=HTMLResponse)
def correct(
    request: Request,
    deal_id: PathId,
    typed: Annotated[DealCorrection, Form()],
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Correct a contract, or show the form again with what is wrong."""
    deal = sight.get_deal(session, viewer, Permission.LEDGER_WRITE, deal_id)
    sight.require_followed(session, viewer, typed.followed, deal)
    try:
        words = with_demand(session, viewer, read_form(typed), deal)
        correct_deal(session, deal_id, typed.revision, words, typed.reason, author)
    except REFUSALS as error:
        session.rollback()
        deal = sight.get_deal(session, viewer, Permission.LEDGER_WRITE, deal_id)
        return _one(request, session, viewer, deal, (typed, author.at), told(error))
    session.commit()
    at = f"{DEALS_PATH}/{deal_id}"
    return go_on(request, at, Done("已更正，原来的内容保留在更正记录中"))


@router.post(f"{DEALS_PATH}/{{deal_id}}/void")
def take_back(
    request: Request,
    deal_id: PathId,
    typed: Annotated[VoidForm, Form()],
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Take a contract back for good."""
    at = f"{DEALS_PATH}/{deal_id}"
    sight.get_deal(session, viewer, Permission.LEDGER_WRITE, deal_id)
    try:
        void_deal(session, deal_id, typed.revision, typed.reason, author)
    except REFUSALS as error:
        session.rollback()
        return go_back(request, at, f"没有作废：{told(error)}")
    session.commit()
    return go_on(request, at, Done("已作废，不再计数；记录仍可查看"))


def _begin(session: Session, viewer: Viewer, query: NewQuery) -> DealForm:
    """Return the form of a new contract; raise NotFound or Forbidden for what it begins with."""
    kind = _KINDS.get(query.kind, DealKind.ASSIGNMENT)
    if query.outcome:
        outcome = outcome_queries.get_outcome(session, query.outcome)
        event = event_queries.get_by_id(session, outcome.event_id)
        viewer.require(Permission.OUTCOME_READ, owned_event(event))
        form = signed_form(session, viewer, kind, outcome)
    elif query.follows:
        before = sight.get_deal(session, viewer, Permission.LEDGER_READ, query.follows)
        form = following_form(session, viewer, kind, before)
    else:
        form = DealForm(kind=kind)
    return form.model_copy(update={"city": viewer.city_code or OF_PROVINCE})


def _new(
    request: Request,
    session: Session,
    viewer: Viewer,
    typed: DealForm,
    begun: tuple[datetime, dict[str, Any]],
    flaw: str = "",
) -> Response:
    """Return the page of a new contract; begun: when, and what its address kept."""
    now, kept = begun
    before = typed.followed
    followed = None if before is None else ledger_queries.get_deal(session, before)
    context = {
        **field_context(session, typed, now.date()),
        "kinds": [
            (one.value, one.label, query_path(NEW_PATH, {"kind": one.value, **kept}))
            for one in DealKind
        ],
        "cities": city_choices(province=True) if is_whole(viewer) else [],
        "own_city": own_city(viewer),
        "followed": followed,
        "flaw": flaw,
    }
    crumbs, status = [*CRUMBS, DEALS], 422 if flaw else 200
    return render(request, "office/ledger_deal_new.html", context, crumbs=crumbs, status=status)


def _one(
    request: Request,
    session: Session,
    viewer: Viewer,
    deal: Deal,
    form: tuple[DealForm, datetime],
    flaw: str = "",
) -> Response:
    """Return the page of a contract; form: what the form says, and now."""
    typed, now = form
    known = deal.id or 0
    after = ledger_queries.followed_deals(session).get(known)
    may_write = viewer.may(Permission.LEDGER_WRITE)
    context = {
        **field_context(session, typed, now.date()),
        **evidence_context(request, session, RecordKind.DEAL, known),
        "record": deal_records(session, viewer, [deal])[0],
        "sides": deal.kind.parties,
        "giver_city": city_name(deal.giver_city) if deal.giver_city else "",
        "taker_city": city_name(deal.taker_city) if deal.taker_city else "",
        "patents": ledger_queries.patents_of(session, [known]).get(known, []),
        "after": after,
        "opens_event": opens_event(session, viewer, deal.event_id),
        "reports": view_reports(session, deal),
        "history": view_changes(session, RecordKind.DEAL, known),
        "may_write": sight.may_write(session, viewer, deal) and not deal.is_void,
        "may_add_case": may_write,
        "may_follow": may_write and not deal.is_void and after is None,
        "kinds": [(one.value, one.label) for one in DealKind],
        "turns": [
            (one.label, query_path(NEW_PATH, {"kind": one.value, "follows": known}))
            for one in DealKind
            if one.is_contract
        ],
        "revision": getattr(typed, "revision", deal.revision),
        "reason": getattr(typed, "reason", ""),
        "flaw": flaw,
    }
    crumbs, status = [*CRUMBS, DEALS], 422 if flaw else 200
    return render(request, "office/ledger_deal.html", context, crumbs=crumbs, status=status)
