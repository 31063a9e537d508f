"""What persons ask of those who keep their data, and what organisers answer.

A copy holds contacts in full and a correction needs what the copy names: programs get neither. They
are made on the pages of the office or at the server, by whoever hands them over.
"""

from datetime import date, datetime
from typing import Annotated, Self

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, ConfigDict, Field, model_validator
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.errors import Forbidden
from matchmaker.jobs.privacy import Answering, run_erasure
from matchmaker.services.personal_data import Subject
from matchmaker.services.privacy_desk import get_handled, handled_city, require_answering
from matchmaker.services.privacy_requests import (
    Asked,
    answer_request,
    is_late,
    receive_request,
    require_kind,
)
from matchmaker.web.access import AuthorDep, May, SelfDep
from matchmaker.web.api.fields import Flag, Line, Paragraph, PathId
from matchmaker.web.api.paging import (
    CursorParameter,
    LimitParameter,
    Page,
    read_cursor,
    write_cursor,
)
from matchmaker.web.deps import NowDep, SessionDep
from matchmaker.web.operations.bodies import errors
from models.privacy import PrivacyRequest
from models.privacy_enums import RequestKind
from models.queries import accounts as account_queries
from models.queries import organisations as organisation_queries
from models.queries import privacy as privacy_queries

BY_ID = "id"

router = APIRouter(tags=["privacy"], responses=errors(401, 403, 422, 429))

Handler = Annotated[Viewer, Depends(May(Permission.CONTACT_OPEN))]


class AskForm(BaseModel):
    """What one asks for: access 查阅复制, correction 更正补充, erasure 删除."""

    model_config = ConfigDict(extra="forbid")

    kind: RequestKind
    text: Annotated[Paragraph, Field(examples=["请提供贵处保存的我的联系方式"])] = ""


class AnswerForm(BaseModel):
    """What is answered."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[Paragraph, Field(min_length=1, examples=["副本已当面交付"])]


class ErasureForm(BaseModel):
    """Whose contacts are erased: of one person by name, or of everybody at the organisation."""

    model_config = ConfigDict(extra="forbid")

    person: Annotated[Line, Field(description="联系人姓名")] = ""
    everybody: Annotated[Flag, Field(description="该单位的全部联系方式")] = False

    @model_validator(mode="after")
    def _names_whom(self) -> Self:
        if bool(self.person.strip()) is self.everybody:
            raise ValueError("请写明 person，或用 everybody 删除该单位的全部联系方式")
        return self


class RequestView(BaseModel):
    """What was asked for, until when it has to be answered, and what was answered."""

    id: int
    organisation_id: int
    organisation: str
    kind: RequestKind
    applicant: str
    text: str
    received_at: datetime
    due_on: date
    late: bool
    answer: str
    answered_by: str
    answered_at: datetime | None


class ErasedView(BaseModel):
    """How many places were cleared."""

    records: int
    history: int
    refused_rows: int
    texts: int
    frozen: int
    accounts: int


class RequestQuery(BaseModel):
    """Which requests; answered: those too that have been answered."""

    model_config = ConfigDict(extra="forbid")

    answered: bool = False
    limit: LimitParameter = 50
    cursor: CursorParameter = None


@router.post("/me/privacy-requests", operation_id="ask_about_own_data", status_code=201)
def ask_about_own_data(
    form: AskForm, viewer: SelfDep, author: AuthorDep, session: SessionDep
) -> RequestView:
    """Ask for a copy, a correction or the erasure of what is kept of oneself."""
    account = account_queries.get_account(session, viewer.account_id or 0)
    if account.organisation_id is None:
        raise Forbidden("您的账号不属于任何单位。请直接联系省级组织者")
    body = organisation_queries.get_survivor(session, account.organisation_id)
    asked = Asked(body.id or 0, form.kind, account.name, form.text)
    made = receive_request(session, asked, author)
    view = _view(session, made, author.at)
    session.commit()
    return view


@router.get("/me/privacy-requests", operation_id="list_own_privacy_requests")
def list_own(viewer: SelfDep, session: SessionDep, now: NowDep) -> list[RequestView]:
    """Return what one has asked for oneself, the oldest first."""
    found = privacy_queries.requests_of(session, viewer.organisations)
    return [_view(session, one, now) for one in found if one.received_by == viewer.name]


@router.get("/privacy-requests", operation_id="list_privacy_requests")
def list_requests(
    query: Annotated[RequestQuery, Query()], viewer: Handler, session: SessionDep, now: NowDep
) -> Page[RequestView]:
    """Return what was asked for at organisations in one's reach, the oldest first."""
    require_answering(viewer)
    (after,) = read_cursor(query.cursor, BY_ID, (int,)) or (None,)
    found = privacy_queries.page_requests(
        session, after, query.limit, answered=query.answered, city_code=handled_city(viewer)
    )
    shown, more = found[: query.limit], len(found) > query.limit
    return Page(
        items=[_view(session, one, now) for one in shown],
        next_cursor=write_cursor(BY_ID, [shown[-1].id]) if more else None,
    )


@router.post(
    "/privacy-requests/{request_id}/answer",
    operation_id="answer_privacy_request",
    responses=errors(404, 409),
)
def answer(
    request_id: PathId, form: AnswerForm, viewer: Handler, author: AuthorDep, session: SessionDep
) -> RequestView:
    """Write down what was answered, for example why something is not done."""
    get_handled(session, viewer, request_id)
    made = answer_request(session, request_id, form.text, author)
    view = _view(session, made, author.at)
    session.commit()
    return view


@router.post(
    "/privacy-requests/{request_id}/erasure",
    operation_id="erase_personal_data",
    responses=errors(404, 409),
)
def erase(
    request: Request,
    request_id: PathId,
    form: ErasureForm,
    viewer: Handler,
    author: AuthorDep,
    session: SessionDep,
) -> ErasedView:
    """Erase contacts for good as was asked for, which answers the request; imports keep it so."""
    asked = get_handled(session, viewer, request_id)
    require_kind(asked, RequestKind.ERASURE)
    subject = Subject(asked.organisation_id, form.person.strip())
    session.rollback()
    done = run_erasure(request.app.state.engine, subject, Answering(request_id, author))
    return ErasedView(**{name: getattr(done, name) for name in ErasedView.model_fields})


def _view(session: Session, found: PrivacyRequest, now: datetime) -> RequestView:
    names = organisation_queries.names_by_id(session, [found.organisation_id])
    return RequestView(
        organisation=names[found.organisation_id],
        late=is_late(found, now.date()),
        **found.model_dump(exclude={"received_by"}),
    )
