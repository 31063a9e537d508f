"""What cities ask of the province: written, submitted, taken on, answered, whether it helped."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.china_time import CHINA
from matchmaker.jobs.files import log_download
from matchmaker.reports import city_requests as request_report
from matchmaker.services.city_requests import keep
from matchmaker.services.city_requests.outcome import OutcomeWords, say_outcome
from matchmaker.services.city_requests.sight import (
    get_judged,
    get_seen,
    get_written,
    writing_city,
)
from matchmaker.services.city_requests.view import view_requests
from matchmaker.services.ledger import sight
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import Day, Id, Line, PathId, Text
from matchmaker.web.api.held import XLSX, as_file
from matchmaker.web.api.ledger import ChangeRecord, Revision, change_records
from matchmaker.web.api.paging import (
    CursorParameter,
    LimitParameter,
    Page,
    read_cursor,
    write_cursor,
)
from matchmaker.web.deps import NowDep, SessionDep
from matchmaker.web.operations.bodies import errors
from models.city_request import CityRequest
from models.kept_record import RecordKind
from models.queries import city_requests as request_queries
from models.queries.city_requests import RequestFilter
from models.request_enums import RequestOutcome, RequestState

BY_ID = "id"

router = APIRouter(
    prefix="/city-requests", tags=["city-requests"], responses=errors(401, 403, 422, 429)
)

Reader = Annotated[Viewer, Depends(May(Permission.LEDGER_READ))]
Writer = Annotated[Viewer, Depends(May(Permission.LEDGER_WRITE))]
Long = Annotated[Text, Field(max_length=keep.MOST_TEXT)]


class CityAct(StrEnum):
    """What a city does with its request."""

    SUBMIT = "submit"
    WITHDRAW = "withdraw"


class ProvinceAct(StrEnum):
    """What the province does with a request."""

    TAKE_ON = "take_on"
    ANSWER = "answer"
    RETURN = "return"


class RequestBody(BaseModel):
    """What a city asks; topic: of the usual ones or its own; event: a slug, empty for none."""

    model_config = ConfigDict(extra="forbid")

    subject: Annotated[Line, Field(examples=["请协调激光加工方向的专家"])]
    text: Long = ""
    topic: Annotated[Line, Field(examples=["专家和技术经纪人"])] = ""
    wanted_by: Annotated[Day | None, Field(description="希望答复日期")] = None
    service_id: Annotated[Id | None, Field(description="服务目录中的编号", examples=[None])] = None
    event: Annotated[Text, Field(max_length=100, description="活动代号")] = ""

    def words(self) -> keep.RequestWords:
        """Return what is said."""
        return keep.RequestWords(
            self.subject, self.text, self.topic, self.wanted_by, self.service_id, self.event
        )


class RequestCorrection(RequestBody):
    """A request as it is to be, all of it."""

    revision: Revision


class CityActBody(BaseModel):
    """An act of a city on its request; reason: why, where it is withdrawn."""

    model_config = ConfigDict(extra="forbid")

    act: CityAct
    revision: Revision
    reason: Line = ""


class ProvinceActBody(BaseModel):
    """An act of the province; said: who sees to it, the answer, or why it is returned."""

    model_config = ConfigDict(extra="forbid")

    act: ProvinceAct
    revision: Revision
    said: Annotated[Long, Field(examples=["运用促进处 李明"])]


class OutcomeBody(BaseModel):
    """Whether the answer helped; activity_id: the visit that counts the problem already."""

    model_config = ConfigDict(extra="forbid")

    revision: Revision
    outcome: Annotated[RequestOutcome, Field(examples=[RequestOutcome.SOLVED])]
    note: Line = ""
    activity_id: Annotated[Id | None, Field(examples=[None])] = None


class RequestRecord(BaseModel):
    """A request; days_over: 0 where it is not overdue; solved_on: since when it counts."""

    id: int
    city_code: str
    city: str = Field(examples=["宜昌"])
    state: RequestState
    state_label: str = Field(examples=["已受理"])
    subject: str
    text: str
    topic: str
    wanted_by: date | None
    days_over: int
    service_id: int | None
    service: str
    event: str
    responsible: str
    answer: str
    return_reason: str
    submitted_at: datetime | None
    answered_at: datetime | None
    outcome: RequestOutcome | None
    outcome_note: str
    solved_on: date | None
    activity_id: int | None
    actor: str
    recorded_at: datetime
    revision: int


class RequestDetail(RequestRecord):
    """A request with its history, the newest step first."""

    history: list[ChangeRecord]


class RequestsFilter(BaseModel):
    """Which requests."""

    model_config = ConfigDict(extra="forbid")

    state: RequestState | None = None
    city: Annotated[Text, Query(max_length=50, description="市州名称或代码")] = ""
    topic: Annotated[Text, Query(max_length=keep.MOST_LINE, description="主题")] = ""
    overdue: Annotated[bool, Query(description="只列逾期未答复的")] = False

    def wanted(self, viewer: Viewer, today: date) -> RequestFilter:
        """Return the filter."""
        return RequestFilter(
            city_code=sight.listed_for(viewer, self.city),
            states=() if self.state is None else (self.state,),
            topic=self.topic.strip(),
            overdue_on=today if self.overdue else None,
        )


class RequestsQuery(RequestsFilter):
    """The same, page by page."""

    limit: LimitParameter = 50
    cursor: CursorParameter = None


@router.get("", operation_id="list_city_requests")
def list_requests(
    query: Annotated[RequestsQuery, Query()], viewer: Reader, session: SessionDep, now: NowDep
) -> Page[RequestRecord]:
    """Return requests, what is overdue first; a city's organisers see their city's."""
    today = _today(now)
    had = read_cursor(query.cursor, BY_ID, (int,))
    last = None if had is None else int(had[0])
    wanted = query.wanted(viewer, today)
    found = request_queries.page_requests(session, wanted, today, last, query.limit)
    shown, more = found[: query.limit], len(found) > query.limit
    return Page(
        items=_records(session, shown, today),
        next_cursor=write_cursor(BY_ID, [shown[-1].id]) if more else None,
    )


@router.post("", operation_id="write_city_request", status_code=201, responses=errors(404))
def write(
    form: RequestBody, viewer: Writer, author: AuthorDep, session: SessionDep
) -> RequestDetail:
    """Keep a new request of one's own city as a draft."""
    made = keep.write_request(session, writing_city(viewer), form.words(), author)
    session.commit()
    return _detail(session, made, author.at)


@router.get("/export.xlsx", operation_id="export_city_requests", response_class=Response)
def export(
    query: Annotated[RequestsFilter, Query()],
    viewer: Reader,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Return requests as a workbook; the audit log keeps that it was taken."""
    today = _today(author.at)
    wanted = query.wanted(viewer, today)
    found = request_queries.page_requests(session, wanted, today, None, None)
    content = request_report.build(view_requests(session, found, today), author.at)
    name = request_report.file_name(author.at)
    log_download(session, request_report.TITLE, request_report.TITLE, [name], author)
    session.commit()
    return as_file(content, XLSX, name)


@router.get("/{request_id}", operation_id="get_city_request", responses=errors(404))
def read_one(request_id: PathId, viewer: Reader, session: SessionDep, now: NowDep) -> RequestDetail:
    """Return a request with its history."""
    return _detail(session, get_seen(session, viewer, request_id), now)


@router.put("/{request_id}", operation_id="correct_city_request", responses=errors(404, 409))
def correct(
    request_id: PathId,
    form: RequestCorrection,
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> RequestDetail:
    """Change a draft or a returned request of one's own city."""
    get_written(session, viewer, request_id)
    done = keep.correct_request(session, request_id, form.revision, form.words(), author)
    session.commit()
    return _detail(session, done, author.at)


@router.post("/{request_id}/acts", operation_id="move_city_request", responses=errors(404, 409))
def act(
    request_id: PathId, form: CityActBody, viewer: Writer, author: AuthorDep, session: SessionDep
) -> RequestDetail:
    """Submit a request of one's own city, or take it back for good."""
    get_written(session, viewer, request_id)
    if form.act is CityAct.SUBMIT:
        done = keep.submit_request(session, request_id, form.revision, author)
    else:
        done = keep.withdraw_request(session, request_id, form.revision, form.reason, author)
    session.commit()
    return _detail(session, done, author.at)


@router.post(
    "/{request_id}/decisions", operation_id="decide_city_request", responses=errors(404, 409)
)
def decide(
    request_id: PathId,
    form: ProvinceActBody,
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> RequestDetail:
    """Take a request on with who sees to it, answer it, or return it with a reason."""
    get_judged(session, viewer, request_id)
    do = {
        ProvinceAct.TAKE_ON: keep.take_on,
        ProvinceAct.ANSWER: keep.answer_request,
        ProvinceAct.RETURN: keep.return_request,
    }[form.act]
    done = do(session, request_id, form.revision, form.said, author)
    session.commit()
    return _detail(session, done, author.at)


@router.put(
    "/{request_id}/outcome", operation_id="set_city_request_outcome", responses=errors(404, 409)
)
def set_outcome(
    request_id: PathId, form: OutcomeBody, viewer: Writer, author: AuthorDep, session: SessionDep
) -> RequestDetail:
    """Say whether the answer helped; a solved request counts once."""
    get_written(session, viewer, request_id)
    words = OutcomeWords(form.outcome, form.note, form.activity_id)
    done = say_outcome(session, request_id, form.revision, words, author)
    session.commit()
    return _detail(session, done, author.at)


def _today(now: datetime) -> date:
    return now.astimezone(CHINA).date()


def _detail(session: Session, request: CityRequest, now: datetime) -> RequestDetail:
    (record,) = _records(session, [request], _today(now))
    history = change_records(session, RecordKind.REQUEST, record.id)
    return RequestDetail(**record.model_dump(), history=history)


def _records(session: Session, requests: list[CityRequest], today: date) -> list[RequestRecord]:
    return [
        RequestRecord(
            **row.request.model_dump(exclude={"id", "event_id", "answer_seen_at", "revision"}),
            id=row.request.id or 0,
            revision=row.request.revision or 0,
            city=row.city,
            state_label=row.request.state.label,
            days_over=row.days_over,
            service=row.service,
            event=row.event,
        )
        for row in view_requests(session, requests, today)
    ]
