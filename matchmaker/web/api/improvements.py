"""Requests to improve what is told of a patent, between firms and owners."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission, Reach
from matchmaker.access.viewer import Viewer
from matchmaker.services.feedback_sight import (
    find_demand,
    own_requests,
    readable_requests,
    speak_for,
)
from matchmaker.services.improvement_view import Reader, RequestView, view_requests
from matchmaker.services.improvements import (
    DEFAULT_DAYS,
    MOST_DAYS,
    ImprovementWords,
    answer_request,
    decline_request,
    request_improvement,
    withdraw_request,
)
from matchmaker.services.ownership import owned_patent
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import Text
from matchmaker.web.api.paging import (
    CursorParameter,
    LimitParameter,
    Page,
    read_cursor,
    write_cursor,
)
from matchmaker.web.deps import NowDep, SessionDep
from matchmaker.web.operations.bodies import errors
from models.feedback import ImprovementRequest
from models.feedback_enums import ImprovementState
from models.meeting_enums import DeclineReason
from models.patent import Patent
from models.queries import improvements as improvement_queries
from models.queries.improvements import WantedRequests

router = APIRouter(
    prefix="/improvements", tags=["improvements"], responses=errors(401, 403, 422, 429)
)

Asker = Annotated[Viewer, Depends(May(Permission.IMPROVEMENT_ASK))]
Owner = Annotated[Viewer, Depends(May(Permission.IMPROVEMENT_ANSWER))]
OrganisationId = Annotated[int, Field(ge=1, lt=2**31, description="代表哪个单位")]
Words = Annotated[Text, Field(max_length=5000)]
RequestId = Annotated[int, Path(ge=1, lt=2**31, description="改进请求的编号")]
SORT = "id"


class ImprovementInput(BaseModel):
    """What a firm asks for; demand: for whose sake, empty for the patent as such."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    patent: Annotated[Text, Field(min_length=1, max_length=40, description="申请号")]
    organisation_id: OrganisationId
    points: Annotated[list[DeclineReason], Field(min_length=1, max_length=len(DeclineReason))]
    demand: Annotated[Text, Field(max_length=100, description="需求编号")] = ""
    text: Words = ""
    days: Annotated[int, Field(ge=1, le=MOST_DAYS, description="答复期限，工作日")] = DEFAULT_DAYS


class AnswerInput(BaseModel):
    """What an owner answers, and which fields of the patent it sets with it."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    organisation_id: OrganisationId
    text: Words
    values: Annotated[
        dict[str, Annotated[Text, Field(max_length=20_000)]], Field(max_length=50)
    ] = {}


class RefusalInput(BaseModel):
    """Why an owner does not answer."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    organisation_id: OrganisationId
    text: Words


class WithdrawalInput(BaseModel):
    """Who takes a request back."""

    model_config = ConfigDict(extra="forbid")

    organisation_id: OrganisationId


@router.post("", operation_id="request_improvement", status_code=201, responses=errors(404, 409))
def ask(
    asked: ImprovementInput, viewer: Asker, author: AuthorDep, session: SessionDep, now: NowDep
) -> RequestView:
    """Ask the owners of a patent for better material; what is not released they are not told."""
    body = asked.organisation_id
    speaker = speak_for(session, viewer, Permission.IMPROVEMENT_ASK, body, author)
    demand = find_demand(session, viewer, asked.demand) if asked.demand else ""
    words = ImprovementWords(asked.patent, tuple(asked.points), demand, asked.text, asked.days)
    request = request_improvement(session, speaker, words).request
    session.commit()
    return _view(session, request, now, _reader(viewer))


@router.get("/asked", operation_id="list_asked_improvements")
def list_asked(
    viewer: Asker,
    session: SessionDep,
    now: NowDep,
    state: ImprovementState | None = None,
    limit: LimitParameter = 50,
    cursor: CursorParameter = None,
) -> Page[RequestView]:
    """Return the requests of the firms within reach with their answers, a page at a time."""
    found = improvement_queries.list_requests(session, WantedRequests(state))
    found = own_requests(session, viewer, found)
    shown, following = _page(found, limit, cursor)
    views = view_requests(session, shown, now.date(), _reader(viewer))
    return Page(items=views, next_cursor=following)


@router.get("/received", operation_id="list_received_improvements")
def list_received(
    viewer: Owner,
    session: SessionDep,
    now: NowDep,
    state: ImprovementState | None = None,
    limit: LimitParameter = 50,
    cursor: CursorParameter = None,
) -> Page[RequestView]:
    """Return the requests on the patents within reach, as their owners see them."""
    found = improvement_queries.list_requests(session, WantedRequests(state))
    shown, following = _page(readable_requests(session, viewer, found), limit, cursor)
    views = view_requests(session, shown, now.date(), Reader.OWNER)
    return Page(items=views, next_cursor=following)


@router.post("/{request_id}/answer", operation_id="answer_improvement", responses=errors(404, 409))
def answer(
    request_id: RequestId,
    given: AnswerInput,
    viewer: Owner,
    author: AuthorDep,
    session: SessionDep,
    now: NowDep,
) -> RequestView:
    """Answer a request; setting fields of the patent needs the right to change it."""
    request = received_request(session, viewer, request_id)
    body = given.organisation_id
    speaker = speak_for(session, viewer, Permission.IMPROVEMENT_ANSWER, body, author)
    if given.values:
        patent = session.get_one(Patent, request.patent_id)
        viewer.require(Permission.PATENT_REVIEW, owned_patent(session, patent))
    request = answer_request(session, request_id, speaker, given.text, given.values)
    session.commit()
    return _view(session, request, now, Reader.OWNER)


@router.post(
    "/{request_id}/decline", operation_id="decline_improvement", responses=errors(404, 409)
)
def decline(
    request_id: RequestId,
    given: RefusalInput,
    viewer: Owner,
    author: AuthorDep,
    session: SessionDep,
    now: NowDep,
) -> RequestView:
    """Turn a request down, with the reason."""
    received_request(session, viewer, request_id)
    body = given.organisation_id
    speaker = speak_for(session, viewer, Permission.IMPROVEMENT_ANSWER, body, author)
    request = decline_request(session, request_id, speaker, given.text)
    session.commit()
    return _view(session, request, now, Reader.OWNER)


@router.post(
    "/{request_id}/withdraw", operation_id="withdraw_improvement", responses=errors(404, 409)
)
def withdraw(
    request_id: RequestId,
    given: WithdrawalInput,
    viewer: Asker,
    author: AuthorDep,
    session: SessionDep,
    now: NowDep,
) -> RequestView:
    """Take a request back."""
    found = improvement_queries.hold_request(session, request_id)
    if not own_requests(session, viewer, [found]):
        raise improvement_queries.unknown_request(request_id)
    body = given.organisation_id
    speaker = speak_for(session, viewer, Permission.IMPROVEMENT_ASK, body, author)
    request = withdraw_request(session, request_id, speaker)
    session.commit()
    return _view(session, request, now, _reader(viewer))


def received_request(session: Session, viewer: Viewer, request_id: int) -> ImprovementRequest:
    """Return a request that the viewer may answer; raise NotFound for any other."""
    found = improvement_queries.hold_request(session, request_id)
    if not readable_requests(session, viewer, [found]):
        raise improvement_queries.unknown_request(request_id)
    return found


def _reader(viewer: Viewer) -> Reader:
    """Return as who the viewer reads what is asked; organisers see no more than is released."""
    own = viewer.reach(Permission.IMPROVEMENT_ASK) is Reach.OWN
    return Reader.FIRM if own else Reader.OWNER


def _view(
    session: Session, request: ImprovementRequest, now: NowDep, reader: Reader
) -> RequestView:
    # As whoever reads it later: moments come back in UTC.
    session.refresh(request)
    (view,) = view_requests(session, [request], now.date(), reader)
    return view


def _page(
    found: list[ImprovementRequest], limit: int, cursor: str | None
) -> tuple[list[ImprovementRequest], str | None]:
    """Return a page of requests by id, and the cursor of the next, None at the end."""
    after = read_cursor(cursor, SORT, (int,))
    start = after[0] if after else 0
    rest = sorted((one for one in found if (one.id or 0) > start), key=lambda one: one.id or 0)
    shown = rest[:limit]
    return shown, write_cursor(SORT, [shown[-1].id]) if len(rest) > limit else None
