"""What came of the meetings of an event, recorded one after the other."""

from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.errors import BadQuery
from matchmaker.services.ledger.signed_outcomes import contracts_of
from matchmaker.services.organisation_names import body_labels
from matchmaker.services.outcome_desk import open_meetings
from matchmaker.services.outcomes import OutcomeWords, record_outcome
from matchmaker.services.ownership import owned_event
from matchmaker.services.visible_demands import get_visible
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import Id, Line, Paragraph, PathSlug, Text
from matchmaker.web.api.held import held_event, whole_event
from matchmaker.web.api.outcomes import MOST_AMOUNT, outcome_records
from matchmaker.web.deps import SessionDep
from matchmaker.web.filters import WAN
from matchmaker.web.notices import Done, go_on
from matchmaker.web.pages.office.event_frame import (
    EVENTS_PATH,
    PAGE,
    REFUSALS,
    event_crumbs,
    event_path,
    frame,
)
from matchmaker.web.pages.office.ledger_frame import DEALS_PATH
from matchmaker.web.templating import render
from models.event import Event
from models.meeting import MeetingOutcome
from models.meeting_enums import DeclineReason, OutcomeResult, ParticipantStatus, Side
from models.queries import outcomes as outcome_queries
from models.queries import participants as participant_queries
from models.queries.outcomes import OutcomeFilter

OUTCOMES = "/outcomes"
_RESULTS = {one.value: one for one in OutcomeResult}
_REASONS = {one.value: one for one in DeclineReason}

router = APIRouter(include_in_schema=False)

Reader = Annotated[Viewer, Depends(May(Permission.OUTCOME_READ))]
Writer = Annotated[Viewer, Depends(May(Permission.OUTCOME_WRITE))]
Known = Annotated[Text, Field(max_length=100)]


class OutcomesQuery(BaseModel):
    """Which records; enterprise, institution: whose meeting is to be recorded next."""

    history: Known = ""
    after: Id | None = None
    enterprise: Line = ""
    institution: Line = ""


class OutcomeForm(BaseModel):
    """What came of a meeting as it is typed; amount: in units of 10,000 CNY."""

    enterprise: Line = ""
    institution: Line = ""
    result: Known = ""
    not_held: Known = ""
    reason: Known = ""
    demand: Known = ""
    patent: Known = ""
    amount: Known = ""
    note: Paragraph = ""


@router.get(f"{EVENTS_PATH}/{{slug}}/outcomes", response_class=HTMLResponse)
def show(
    request: Request,
    slug: PathSlug,
    query: Annotated[OutcomesQuery, Query()],
    viewer: Reader,
    session: SessionDep,
) -> Response:
    """Show what is recorded, a page at a time, and the form for the next meeting."""
    event = whole_event(session, viewer, Permission.OUTCOME_READ, slug)
    typed = OutcomeForm(enterprise=query.enterprise, institution=query.institution)
    return _page(request, session, viewer, event, (query, typed))


@router.post(f"{EVENTS_PATH}/{{slug}}/outcomes", response_class=HTMLResponse)
def add(
    request: Request,
    slug: PathSlug,
    typed: Annotated[OutcomeForm, Form()],
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Record what came of a meeting, or show the form again with what is wrong."""
    event = held_event(session, viewer, Permission.OUTCOME_WRITE, slug)
    try:
        words = _words(session, viewer, typed)
        done = record_outcome(session, event, words, author.actor, author.at)
    except REFUSALS as error:
        session.rollback()
        event = whole_event(session, viewer, Permission.OUTCOME_WRITE, slug)
        return _page(request, session, viewer, event, (OutcomesQuery(), typed), str(error))
    session.commit()
    said = f"已记录：{typed.enterprise} × {typed.institution} {words.result.label}"
    if not done.made:
        said = "与上一次记录相同，没有重复记录"
    elif done.corrects:
        said += "（更正了先前的记录，原话仍保留）"
    return go_on(request, event_path(event, OUTCOMES), Done(f"{said}。再记一次即可更正"))


def _words(session: Session, viewer: Viewer, typed: OutcomeForm) -> OutcomeWords:
    """Return what is typed; raise BadQuery, and NotFound for a demand not to be known of."""
    if not typed.enterprise.strip() or not typed.institution.strip():
        raise BadQuery("请填写会面的企业和高校院所")
    result = _RESULTS.get(typed.result)
    if result is None:
        raise BadQuery("请选择会面的结果")
    demand = typed.demand.strip()
    return OutcomeWords(
        enterprise=typed.enterprise.strip(),
        institution=typed.institution.strip(),
        result=result,
        held=typed.not_held != "yes",
        reason=_REASONS.get(typed.reason),
        demand=f"#{get_visible(session, viewer, demand).id}" if demand else "",
        patent=typed.patent.strip(),
        amount_cny=_amount(typed.amount),
        note=typed.note,
    )


def _amount(text: str) -> int | None:
    if not text.strip():
        return None
    try:
        amount = Decimal(text.strip()) * WAN
    except InvalidOperation:
        raise BadQuery(f"金额应为数字，单位万元，收到“{text}”") from None
    if not amount.is_finite() or not 0 <= amount <= MOST_AMOUNT:
        raise BadQuery(f"金额“{text}”万元不在可记录的范围内，请核对")
    return int(amount)


def _contracts(
    session: Session, viewer: Viewer, shown: list[MeetingOutcome]
) -> dict[int, tuple[str, str]]:
    """Return signed outcome → label and address: of its contract, or of the form for it."""
    if not viewer.may(Permission.LEDGER_READ):
        return {}
    signed = [one for one in shown if one.result is OutcomeResult.CONTRACT]
    known = contracts_of(session, signed)
    found = {}
    for one in signed:
        deal = known.get(one.id or 0)
        if deal is not None:
            found[one.id or 0] = (f"合同台账第 {deal.id} 号", f"{DEALS_PATH}/{deal.id}")
        elif viewer.may(Permission.LEDGER_WRITE):
            found[one.id or 0] = ("登记为合同", f"{DEALS_PATH}/new?outcome={one.id}")
    return found


def _page(
    request: Request,
    session: Session,
    viewer: Viewer,
    event: Event,
    asked: tuple[OutcomesQuery, OutcomeForm],
    wrong: str = "",
) -> Response:
    """Return the page; asked: which records, and what is typed."""
    query, typed = asked
    with_history = query.history == "yes"
    wanted = OutcomeFilter(with_history, None)
    found = outcome_queries.page_outcomes(session, event, wanted, query.after or 0, PAGE)
    shown, more = found[:PAGE], len(found) > PAGE
    kept = {"history": query.history}
    coming = participant_queries.list_participants(session, event, ParticipantStatus.CONFIRMED)
    labels = body_labels(session, [one.organisation_id for one in coming])
    waiting = open_meetings(session, event)
    context: dict[str, Any] = {
        **frame(viewer, event, OUTCOMES),
        "records": outcome_records(session, viewer, shown),
        "contracts": _contracts(session, viewer, shown),
        "typed": typed,
        "wrong": wrong,
        "with_history": with_history,
        "results": [(one.value, one.label) for one in OutcomeResult],
        "reasons": [(one.value, one.label) for one in DeclineReason],
        "firms": [labels[o.organisation_id].name for o in coming if o.side is Side.ENTERPRISE],
        "institutions": [
            labels[o.organisation_id].name for o in coming if o.side is Side.INSTITUTION
        ],
        "waiting_count": len(waiting),
        "may_write": viewer.may(Permission.OUTCOME_WRITE, owned_event(event)),
        "first": event_path(event, OUTCOMES, **kept) if query.after else "",
        "following": event_path(event, OUTCOMES, **kept, after=str(shown[-1].id)) if more else "",
        "prefilled": [
            (
                one,
                event_path(event, OUTCOMES, enterprise=one.enterprise, institution=one.institution),
            )
            for one in waiting[:PAGE]
        ],
    }
    crumbs = event_crumbs(event, OUTCOMES)
    status = 422 if wrong else 200
    return render(request, "office/event_outcomes.html", context, crumbs=crumbs, status=status)
