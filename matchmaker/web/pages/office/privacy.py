"""Requests of persons about their own data: looked through, and fulfilled or refused."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.errors import BadQuery
from matchmaker.jobs.files import log_download
from matchmaker.reports import personal_file
from matchmaker.services.personal_data import HeldRecord, Subject, find_holdings
from matchmaker.services.personal_file import make_personal_file
from matchmaker.services.privacy_desk import (
    get_handled,
    page_answered,
    page_open,
    require_answering,
    row_key,
    view_held,
    view_requests,
)
from matchmaker.services.privacy_requests import (
    Correction,
    answer_request,
    correct_contact,
    refuse_request,
    require_kind,
    require_open,
)
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import MOST_ID, Line, Paragraph, PathId, Text
from matchmaker.web.api.held import XLSX, as_file
from matchmaker.web.deps import NowDep, SessionDep
from matchmaker.web.notices import Done, go_back, go_on
from matchmaker.web.pages.office.home import HOME
from matchmaker.web.templating import Crumb, render
from models.errors import Conflict
from models.privacy import PrivacyRequest
from models.privacy_enums import RequestKind

PATH = "/office/privacy"
PRIVACY = Crumb("个人信息申请", PATH)
PAGE = 50
MOST_RECORDS = 1_000
JSON = "application/json"

router = APIRouter(include_in_schema=False)

Handler = Annotated[Viewer, Depends(May(Permission.CONTACT_OPEN))]
RowKey = Annotated[Text, Field(max_length=50)]


class ListQuery(BaseModel):
    """Which page of what waits, and of what was answered: the id of the last that was had."""

    after: Annotated[int, Field(ge=0, le=MOST_ID)] = 0
    before: Annotated[int, Field(ge=0, le=MOST_ID)] = 0


class Whose(BaseModel):
    """Of whom is asked: a person, by default the applicant, or everybody at the organisation."""

    person: Line = ""
    everybody: bool = False

    def subject(self, found: PrivacyRequest) -> Subject:
        """Return whose data a request is about."""
        person = "" if self.everybody else self.person.strip() or found.applicant
        return Subject(found.organisation_id, person)

    def query(self) -> str:
        """Return the query of an address that asks of the same, empty for the applicant."""
        said = {"everybody": "true"} if self.everybody else {"person": self.person.strip()}
        return f"?{urlencode(said)}" if any(said.values()) else ""


class CopyForm(Whose):
    """In which form the copy is wanted."""

    form: Literal["xlsx", "json"] = "xlsx"


class CorrectionForm(Whose):
    """Which records get what; what is empty stays. then: whether this answers the request."""

    record: Annotated[list[RowKey], Field(max_length=MOST_RECORDS)] = []
    name: Line = ""
    phone: Line = ""
    email: Line = ""
    then: Literal["", "answer"] = ""

    def correction(self) -> Correction:
        """Return what is to be set."""
        said = (self.name.strip(), self.phone.strip(), self.email.strip())
        return Correction(*(text or None for text in said))


class AnswerForm(Whose):
    """What is answered: how it was done, or why it is not."""

    outcome: Literal["done", "refused"]
    text: Paragraph = ""


@dataclass(frozen=True)
class _Shown:
    """What a page of a request shows beside it: of whom, and what was typed that is wrong."""

    whose: Whose
    correction: CorrectionForm = field(default_factory=CorrectionForm)
    answer: str = ""
    wrong: str = ""


@router.get(PATH, response_class=HTMLResponse)
def show(
    request: Request,
    query: Annotated[ListQuery, Query()],
    viewer: Handler,
    session: SessionDep,
    now: NowDep,
) -> Response:
    """Show what waits, what is due first at the top, and what was answered."""
    require_answering(viewer)
    waiting = page_open(session, viewer, query.after or None, PAGE, now.date())
    answered = page_answered(session, viewer, query.before or None, PAGE, now.date())
    later = waiting[PAGE - 1].request.id if len(waiting) > PAGE else None
    earlier = answered[PAGE - 1].request.id if len(answered) > PAGE else None
    context = {
        "waiting": waiting[:PAGE],
        "answered": answered[:PAGE],
        "first": PATH if query.after or query.before else "",
        "later": f"{PATH}?{urlencode({'after': later})}" if later else "",
        "earlier": f"{PATH}?{urlencode({'before': earlier})}#answered" if earlier else "",
    }
    return render(request, "office/privacy.html", context, crumbs=[HOME])


@router.get(f"{PATH}/{{request_id}}", response_class=HTMLResponse)
def show_one(
    request: Request,
    request_id: PathId,
    query: Annotated[Whose, Query()],
    viewer: Handler,
    session: SessionDep,
    now: NowDep,
) -> Response:
    """Show what is asked and what is held, contacts masked."""
    found = get_handled(session, viewer, request_id)
    return _page(request, session, found, now, _Shown(query))


@router.post(f"{PATH}/{{request_id}}/copy")
def give_copy(
    request: Request,
    request_id: PathId,
    typed: Annotated[CopyForm, Form()],
    viewer: Handler,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Give the copy that is asked for, contacts in full, with a record of it in the audit log."""
    found = get_handled(session, viewer, request_id)
    try:
        _require(found, RequestKind.ACCESS)
    except Conflict as error:
        return go_back(request, _at(found, typed), str(error))
    file = make_personal_file(session, typed.subject(found), author.at)
    name = f"{personal_file.file_stem(found.organisation_id, author.at)}.{typed.form}"
    what = f"个人信息副本（申请 {found.id}）"
    log_download(session, f"单位 {found.organisation_id}", what, [name], author)
    session.commit()
    if typed.form == "json":
        return as_file(personal_file.as_json(file), JSON, name)
    return as_file(personal_file.build(file), XLSX, name)


@router.post(f"{PATH}/{{request_id}}/correction")
def correct(
    request: Request,
    request_id: PathId,
    typed: Annotated[CorrectionForm, Form()],
    viewer: Handler,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Set the contact of the chosen records as was asked for; imports keep it."""
    found = get_handled(session, viewer, request_id)
    try:
        _require(found, RequestKind.CORRECTION)
        chosen = _chosen(session, found, typed)
        for record in chosen:
            correct_contact(session, record.key, typed.correction(), author)
        if typed.then == "answer":
            answer_request(session, request_id, "已更正", author)
    except (Conflict, BadQuery) as error:
        session.rollback()
        shown = _Shown(typed, typed, wrong=str(error))
        return _page(request, session, found, author.at, shown)
    session.commit()
    said = "，已答复申请人" if typed.then == "answer" else "。全部改好后请答复申请人"
    return go_on(request, _at(found, typed), Done(f"已更正 {len(chosen)} 条记录{said}"))


@router.post(f"{PATH}/{{request_id}}/answer")
def answer(
    request: Request,
    request_id: PathId,
    typed: Annotated[AnswerForm, Form()],
    viewer: Handler,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Write what was answered: that it is done, or why it is not; the applicant reads it."""
    found = get_handled(session, viewer, request_id)
    say = answer_request if typed.outcome == "done" else refuse_request
    try:
        say(session, request_id, typed.text, author)
    except (Conflict, BadQuery) as error:
        session.rollback()
        shown = _Shown(typed, answer=typed.text, wrong=str(error))
        return _page(request, session, found, author.at, shown)
    session.commit()
    return go_on(request, PATH, Done(f"申请 {request_id} 已答复，申请人可在自己的账号中看到"))


def _require(found: PrivacyRequest, kind: RequestKind) -> None:
    """Raise Conflict unless a request asks for this and still waits."""
    require_kind(found, kind)
    require_open(found)


def _chosen(session: Session, found: PrivacyRequest, typed: CorrectionForm) -> list[HeldRecord]:
    """Return the chosen records; raise BadQuery for none, or one that is not the subject's."""
    if not typed.record:
        raise BadQuery("请勾选要更正的记录")
    held = {row_key(one): one for one in find_holdings(session, typed.subject(found)).records}
    if not held.keys() >= set(typed.record):
        raise BadQuery("所选的记录已不在此人名下，请重新勾选")
    return [held[key] for key in dict.fromkeys(typed.record)]


def _at(found: PrivacyRequest, whose: Whose) -> str:
    return f"{PATH}/{found.id}{whose.query()}"


def _page(
    request: Request, session: Session, found: PrivacyRequest, now: datetime, shown: _Shown
) -> Response:
    subject = shown.whose.subject(found)
    (view,) = view_requests(session, [found], now.date())
    context = {
        "view": view,
        "asked": found,
        "subject": subject,
        "whose": shown.whose,
        "query": shown.whose.query(),
        "held": view_held(session, subject, now),
        "typed": shown.correction,
        "answer": shown.answer,
        "wrong": shown.wrong,
    }
    status = 422 if shown.wrong else 200
    return render(
        request, "office/privacy_one.html", context, crumbs=[HOME, PRIVACY], status=status
    )
