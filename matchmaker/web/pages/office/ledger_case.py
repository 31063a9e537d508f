"""A model case: read, changed, sent, and what the province does with it."""

from collections.abc import Callable
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.cases.completeness import LABELS
from matchmaker.jobs.files import log_download
from matchmaker.reports.case_booklet import one_file
from matchmaker.services.cases.records import (
    can_return,
    correct_case,
    enter_case,
    list_lacks,
    publish_case,
    return_case,
    return_reason,
    say_consent,
    send_case,
    withdraw_case,
)
from matchmaker.services.city_names import city_name
from matchmaker.services.kept_records.changes import view_changes
from matchmaker.services.ledger import sight
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import Line, PathId
from matchmaker.web.api.held import DOCX, as_file
from matchmaker.web.deps import SessionDep
from matchmaker.web.notices import Done, go_back, go_on
from matchmaker.web.pages.office.ledger_case_form import (
    CaseCorrection,
    CaseForm,
    field_context,
    form_of,
    read_form,
)
from matchmaker.web.pages.office.ledger_evidence import evidence_context
from matchmaker.web.pages.office.ledger_frame import (
    CASES,
    CASES_PATH,
    CRUMBS,
    REFUSALS,
    Known,
    Revision,
    read_day,
)
from matchmaker.web.templating import render
from matchmaker.web.told import told
from models.case_enums import CaseState
from models.kept_record import RecordKind
from models.model_case import ModelCase

router = APIRouter(include_in_schema=False)

Reader = Annotated[Viewer, Depends(May(Permission.LEDGER_READ))]
Writer = Annotated[Viewer, Depends(May(Permission.LEDGER_WRITE))]
Chooser = Annotated[Viewer, Depends(May(Permission.CASE_CHOOSE))]


class ActForm(BaseModel):
    """An act on a case as it was shown; reason: why, where that has to be said."""

    revision: Revision
    reason: Line = ""


class ConsentForm(BaseModel):
    """Who agreed to publication, and when; both empty: nobody does."""

    revision: Revision
    consent_by: Line = ""
    consent_on: Known = ""


class PublishForm(BaseModel):
    """Whether everybody is to read a case: "yes" or nothing."""

    revision: Revision
    published: Known = ""


@router.get(f"{CASES_PATH}/{{case_id}}", response_class=HTMLResponse)
def show_one(request: Request, case_id: PathId, viewer: Reader, session: SessionDep) -> Response:
    """Show a case with what it lacks, what proves it, its history, and what can be done."""
    case = sight.get_case(session, viewer, Permission.LEDGER_READ, case_id)
    return _one(request, session, viewer, case, form_of(case))


@router.post(f"{CASES_PATH}/{{case_id}}", response_class=HTMLResponse)
def correct(
    request: Request,
    case_id: PathId,
    typed: Annotated[CaseCorrection, Form()],
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Change a draft, or show the form again with what is wrong."""
    case = sight.get_case(session, viewer, Permission.LEDGER_WRITE, case_id)
    try:
        correct_case(session, case_id, typed.revision, read_form(typed), author)
    except REFUSALS as error:
        session.rollback()
        case = sight.get_case(session, viewer, Permission.LEDGER_WRITE, case_id)
        return _one(request, session, viewer, case, typed, told(error))
    session.commit()
    return go_on(request, f"{CASES_PATH}/{case_id}", Done("已保存，原来的内容保留在修改记录中"))


@router.post(f"{CASES_PATH}/{{case_id}}/consent")
def consent(
    request: Request,
    case_id: PathId,
    typed: Annotated[ConsentForm, Form()],
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Note who agreed to publication, or that nobody does any longer."""
    sight.get_case(session, viewer, Permission.LEDGER_WRITE, case_id)

    def do() -> None:
        said = typed.consent_by, read_day("同意日期", typed.consent_on)
        say_consent(session, case_id, typed.revision, said, author)

    gone = not typed.consent_by.strip()
    return _act(
        request, session, case_id, do, "已撤回同意，案例不再公开" if gone else "已登记同意公开"
    )


@router.post(f"{CASES_PATH}/{{case_id}}/send")
def send(
    request: Request,
    case_id: PathId,
    typed: Annotated[ActForm, Form()],
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Send a case to the province."""
    sight.get_case(session, viewer, Permission.LEDGER_WRITE, case_id)
    act = partial(send_case, session, case_id, typed.revision, author)
    return _act(request, session, case_id, act, "已报送省局")


@router.post(f"{CASES_PATH}/{{case_id}}/withdraw")
def withdraw(
    request: Request,
    case_id: PathId,
    typed: Annotated[ActForm, Form()],
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Take a case back for good."""
    sight.get_case(session, viewer, Permission.LEDGER_WRITE, case_id)
    act = partial(withdraw_case, session, case_id, typed.revision, typed.reason, author)
    return _act(request, session, case_id, act, "已撤回，不再计数；记录仍可查看")


@router.post(f"{CASES_PATH}/{{case_id}}/return")
def give_back(
    request: Request,
    case_id: PathId,
    typed: Annotated[ActForm, Form()],
    _viewer: Chooser,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Give a case back to its city with what is to be mended."""
    act = partial(return_case, session, case_id, typed.revision, typed.reason, author)
    return _act(request, session, case_id, act, "已退回，市州改好后再报")


@router.post(f"{CASES_PATH}/{{case_id}}/enter")
def enter(
    request: Request,
    case_id: PathId,
    typed: Annotated[ActForm, Form()],
    _viewer: Chooser,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Let a case take part in the choice."""
    act = partial(enter_case, session, case_id, typed.revision, author)
    return _act(request, session, case_id, act, "已列入参评")


@router.post(f"{CASES_PATH}/{{case_id}}/publish")
def publish(
    request: Request,
    case_id: PathId,
    typed: Annotated[PublishForm, Form()],
    _viewer: Chooser,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Let everybody read a chosen case, or no longer."""
    shown = typed.published == "yes"
    act = partial(publish_case, session, case_id, typed.revision, shown, author)
    return _act(request, session, case_id, act, "已公布" if shown else "已撤下，不再公开")


@router.get(f"{CASES_PATH}/{{case_id}}/case.docx")
def download(case_id: PathId, viewer: Reader, author: AuthorDep, session: SessionDep) -> Response:
    """Return a case as the official form has it, with a record of who had it."""
    case = sight.get_case(session, viewer, Permission.LEDGER_READ, case_id)
    made = one_file(session, case, author)
    log_download(session, made.whose, made.what, [made.name], author)
    session.commit()
    return as_file(made.content, DOCX, made.name)


def _act(
    request: Request, session: Session, case_id: int, act: Callable[[], object], said: str
) -> Response:
    """Do something to a case and go back to its page; said: what is told where it was done."""
    at = f"{CASES_PATH}/{case_id}"
    try:
        act()
    except REFUSALS as error:
        session.rollback()
        return go_back(request, at, told(error))
    session.commit()
    return go_on(request, at, Done(said))


def _one(
    request: Request,
    session: Session,
    viewer: Viewer,
    case: ModelCase,
    typed: CaseForm,
    flaw: str = "",
) -> Response:
    """Return the page of a case; typed: what its form says."""
    known = case.id or 0
    own = viewer.may(Permission.LEDGER_WRITE, sight.owned_case(case))
    chooses = viewer.may(Permission.CASE_CHOOSE)
    context = {
        **field_context(viewer, typed),
        **evidence_context(request, session, RecordKind.CASE, known),
        "case": case,
        "city": city_name(case.city_code),
        "told_fields": [(LABELS[name], getattr(case, name)) for name in LABELS],
        "lacks": list_lacks(session, case) if case.state.is_open else [],
        "history": view_changes(session, RecordKind.CASE, known),
        "return_reason": return_reason(session, case),
        "own": own,
        "may_change": own and case.state.is_open,
        # Which files prove it is settled with its words.
        "may_write": own and (case.state.is_open or case.state is CaseState.SENT),
        "may_withdraw": own and not case.state.is_decided and not case.is_void,
        "may_enter": chooses and case.state is CaseState.SENT,
        "may_return": chooses and can_return(session, case),
        "may_publish": chooses and case.state is CaseState.CHOSEN,
        "base": f"{CASES_PATH}/{known}",
        "revision": getattr(typed, "revision", case.revision),
        "flaw": flaw,
    }
    crumbs, status = [*CRUMBS, CASES], 422 if flaw else 200
    return render(request, "office/ledger_case.html", context, crumbs=crumbs, status=status)
