"""A city's request: read, changed, submitted, taken on, answered, returned; its outcome."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.china_time import CHINA
from matchmaker.services.city_requests import keep
from matchmaker.services.city_requests.outcome import (
    OutcomeWords,
    list_visits,
    read_answer,
    say_outcome,
)
from matchmaker.services.city_requests.sight import (
    get_judged,
    get_seen,
    get_written,
    may_judge,
    may_write,
)
from matchmaker.services.city_requests.view import view_requests
from matchmaker.services.kept_records.changes import view_changes
from matchmaker.services.ledger.counted_requests import FIGURE, counted_by_visits
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import Line, PathId, Text
from matchmaker.web.deps import SessionDep
from matchmaker.web.notices import Done, go_back, go_on
from matchmaker.web.pages.office.city_requests import PATH, REQUESTS
from matchmaker.web.pages.office.home import HOME
from matchmaker.web.pages.office.ledger_frame import (
    REFUSALS,
    Known,
    Revision,
    opens_event,
    read_id,
)
from matchmaker.web.pages.office.request_form import (
    RequestCorrection,
    RequestForm,
    field_context,
    read_form,
    write_form,
)
from matchmaker.web.templating import render
from matchmaker.web.told import told
from models.city_request import CityRequest
from models.kept_record import RecordKind
from models.queries import event_figures as figure_queries
from models.request_enums import RequestOutcome, RequestState

router = APIRouter(include_in_schema=False)

Reader = Annotated[Viewer, Depends(May(Permission.LEDGER_READ))]
Writer = Annotated[Viewer, Depends(May(Permission.LEDGER_WRITE))]
Long = Annotated[Text, Field(max_length=keep.MOST_TEXT)]
_ONE = f"{PATH}/{{request_id}}"


class ActForm(BaseModel):
    """An act on a request as it was shown; said: who sees to it, the answer, or why."""

    revision: Revision
    said: Long = ""


class OutcomeForm(BaseModel):
    """Whether the answer helped; visit: the id of the activity that counts it, empty for none."""

    revision: Revision
    outcome: RequestOutcome
    note: Line = ""
    visit: Known = ""


@router.get(_ONE, response_class=HTMLResponse)
def show(
    request: Request, request_id: PathId, viewer: Reader, author: AuthorDep, session: SessionDep
) -> Response:
    """Show a request with its history; an answer that its city reads is no longer new."""
    found = get_seen(session, viewer, request_id)
    if may_write(viewer, found):
        read_answer(session, found, author)
        session.commit()
    return _page(request, session, viewer, found, author.at)


@router.post(_ONE, response_class=HTMLResponse)
def correct(
    request: Request,
    request_id: PathId,
    typed: Annotated[RequestCorrection, Form()],
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Change a draft, or show the form again with what is wrong."""
    get_written(session, viewer, request_id)
    try:
        keep.correct_request(session, request_id, typed.revision, read_form(typed), author)
    except REFUSALS as error:
        session.rollback()
        found = get_written(session, viewer, request_id)
        return _page(request, session, viewer, found, author.at, (typed, told(error)))
    session.commit()
    return go_on(request, f"{PATH}/{request_id}", Done("已保存。核对后点“提交省局”，省局才会收到"))


@router.post(f"{_ONE}/submit")
def submit(
    request: Request,
    request_id: PathId,
    typed: Annotated[ActForm, Form()],
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Put a request to the province."""
    get_written(session, viewer, request_id)
    act = partial(keep.submit_request, session, request_id, typed.revision, author)
    return _act(request, session, request_id, act, "已提交省局")


@router.post(f"{_ONE}/withdraw")
def withdraw(
    request: Request,
    request_id: PathId,
    typed: Annotated[ActForm, Form()],
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Take a request back for good."""
    get_written(session, viewer, request_id)
    act = partial(keep.withdraw_request, session, request_id, typed.revision, typed.said, author)
    return _act(request, session, request_id, act, "已撤回，记录仍可查看")


@router.post(f"{_ONE}/take-on")
def take_on(
    request: Request,
    request_id: PathId,
    typed: Annotated[ActForm, Form()],
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Take a request on, with who sees to it."""
    get_judged(session, viewer, request_id)
    act = partial(keep.take_on, session, request_id, typed.revision, typed.said, author)
    return _act(request, session, request_id, act, f"已受理，由{typed.said.strip()}承办")


@router.post(f"{_ONE}/answer")
def answer(
    request: Request,
    request_id: PathId,
    typed: Annotated[ActForm, Form()],
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Answer a request, or put its answer right."""
    get_judged(session, viewer, request_id)
    act = partial(keep.answer_request, session, request_id, typed.revision, typed.said, author)
    return _act(request, session, request_id, act, "已答复，市州的待办中会提示")


@router.post(f"{_ONE}/return")
def give_back(
    request: Request,
    request_id: PathId,
    typed: Annotated[ActForm, Form()],
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Give a request back to its city, with a reason."""
    get_judged(session, viewer, request_id)
    act = partial(keep.return_request, session, request_id, typed.revision, typed.said, author)
    return _act(request, session, request_id, act, "已退回市州，原因已写明")


@router.post(f"{_ONE}/outcome")
def tell_outcome(
    request: Request,
    request_id: PathId,
    typed: Annotated[OutcomeForm, Form()],
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Note whether the answer helped."""
    get_written(session, viewer, request_id)

    def act() -> None:
        words = OutcomeWords(typed.outcome, typed.note, read_id("走访活动", typed.visit))
        say_outcome(session, request_id, typed.revision, words, author)

    return _act(request, session, request_id, act, f"已反馈“{typed.outcome.label}”")


def _act(
    request: Request, session: Session, request_id: int, act: Callable[[], object], said: str
) -> Response:
    """Do something to a request and go back to its page; said: what is told where it was done."""
    at = f"{PATH}/{request_id}"
    try:
        act()
    except REFUSALS as error:
        session.rollback()
        return go_back(request, at, f"没有办成：{told(error)}")
    session.commit()
    return go_on(request, at, Done(said))


def _page(
    request: Request,
    session: Session,
    viewer: Viewer,
    found: CityRequest,
    now: datetime,
    refused: tuple[RequestForm, str] | None = None,
) -> Response:
    """Return the page of a request; refused: what was typed, and why it was not taken."""
    (row,) = view_requests(session, [found], now.astimezone(CHINA).date())
    may_change = may_write(viewer, found) and found.state.is_open
    context: dict[str, Any] = {
        "row": row,
        "found": found,
        "history": view_changes(session, RecordKind.REQUEST, found.id or 0),
        "is_in_visit": found.id in counted_by_visits(session),
        "event_slug": _event_slug(session, viewer, found),
        "may_change": may_change,
        "base": f"{PATH}/{found.id}",
        "revision": getattr(refused[0], "revision", "") if refused else found.revision,
        "flaw": refused[1] if refused else "",
        **_rights(session, viewer, found),
    }
    if may_change:
        typed = refused[0] if refused else write_form(session, found)
        today = now.astimezone(CHINA).date()
        context |= field_context(session, typed, found.city_code, today)
    crumbs, status = [HOME, REQUESTS], 422 if refused else 200
    return render(request, "office/request.html", context, crumbs=crumbs, status=status)


def _rights(session: Session, viewer: Viewer, found: CityRequest) -> dict[str, Any]:
    """Return what a viewer may do with a request now, and what can be chosen for it."""
    judges, own = may_judge(viewer), may_write(viewer, found)
    is_answered = found.state is RequestState.ANSWERED
    may_tell = own and is_answered
    return {
        "may_take_on": judges and found.state.waits,
        "may_answer": judges
        and (found.state is RequestState.TAKEN_ON or (is_answered and found.outcome is None)),
        "may_return": judges and found.state.waits,
        "may_withdraw": own and not is_answered and found.state is not RequestState.WITHDRAWN,
        "may_tell": may_tell,
        "visits": [
            (one.id, f"{one.held_on} {one.title}（解决问题 {one.counts[FIGURE]} 个）")
            for one in (list_visits(session, found) if may_tell else ())
        ],
        "outcomes": [(one.value, one.label) for one in RequestOutcome],
    }


def _event_slug(session: Session, viewer: Viewer, found: CityRequest) -> str:
    """Return the slug of the event of a request whose page the viewer opens, else nothing."""
    if found.event_id is None or not opens_event(session, viewer, found.event_id):
        return ""
    return figure_queries.event_slugs(session, [found.event_id])[found.event_id]
