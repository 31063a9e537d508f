"""The policy library at the office: found, entered, corrected, withdrawn."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.services.kept_records.changes import view_changes
from matchmaker.services.policies import (
    correct_policy,
    owned_policy,
    record_policy,
    void_policy,
)
from matchmaker.services.policy_view import view_policy
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import PathId
from matchmaker.web.deps import NowDep, SessionDep, SettingsDep
from matchmaker.web.notices import Done, go_back, go_on
from matchmaker.web.pages.office.ledger_frame import REFUSALS, VoidForm
from matchmaker.web.pages.office.policy_files import file_context
from matchmaker.web.pages.office.policy_form import (
    PolicyCorrection,
    PolicyForm,
    field_context,
    read_form,
    write_form,
)
from matchmaker.web.pages.office.service_frame import (
    CRUMBS,
    POLICIES,
    POLICIES_PATH,
)
from matchmaker.web.pages.public.policies import PolicyQuery, list_context
from matchmaker.web.templating import render
from matchmaker.web.told import told

router = APIRouter(include_in_schema=False)

Reader = Annotated[Viewer, Depends(May(Permission.PUBLIC_SERVICE_READ))]
Writer = Annotated[Viewer, Depends(May(Permission.PUBLIC_SERVICE_WRITE))]


@router.get(POLICIES_PATH, response_class=HTMLResponse)
def list_all(
    request: Request,
    query: Annotated[PolicyQuery, Query()],
    viewer: Reader,
    session: SessionDep,
    settings: SettingsDep,
    now: NowDep,
) -> Response:
    """Show the policies of a search, those that were withdrawn if asked for."""
    context = list_context(session, query, (now.date(), settings.segmenter), POLICIES_PATH)
    context |= {
        "may_add": viewer.may(Permission.PUBLIC_SERVICE_WRITE),
        "void_path": query.path(POLICIES_PATH, void="" if query.void == "yes" else "yes"),
    }
    return render(request, "office/policies.html", context, crumbs=CRUMBS)


@router.get(f"{POLICIES_PATH}/-/new", response_class=HTMLResponse)
def show_new(request: Request, viewer: Writer, session: SessionDep) -> Response:
    """Show the form of a new policy."""
    context = field_context(session, viewer, PolicyForm(), None) | {"flaw": ""}
    return render(request, "office/policy_new.html", context, crumbs=[*CRUMBS, POLICIES])


@router.post(f"{POLICIES_PATH}/-/new", response_class=HTMLResponse)
def add(
    request: Request,
    typed: Annotated[PolicyForm, Form()],
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Enter a policy, or show the form again with what is wrong."""
    try:
        made = record_policy(session, viewer, read_form(viewer, typed), author)
    except REFUSALS as error:
        session.rollback()
        context = field_context(session, viewer, typed, None) | {"flaw": told(error)}
        crumbs = [*CRUMBS, POLICIES]
        return render(request, "office/policy_new.html", context, crumbs=crumbs, status=422)
    at, title = f"{POLICIES_PATH}/{made.id}", made.title
    session.commit()
    return go_on(request, at, Done(f"已收录《{title}》。可在本页上传原文（PDF 或 Word）"))


@router.get(f"{POLICIES_PATH}/{{policy_id}}", response_class=HTMLResponse)
def show_one(
    request: Request, policy_id: PathId, viewer: Reader, session: SessionDep, now: NowDep
) -> Response:
    """Show a policy with its files, its history, and the form to put it right."""
    context = _one(request, session, viewer, policy_id, now)
    policy = context["view"].policy
    context |= field_context(session, viewer, write_form(policy), policy.id)
    return render(request, "office/policy.html", context, crumbs=[*CRUMBS, POLICIES])


@router.post(f"{POLICIES_PATH}/{{policy_id}}", response_class=HTMLResponse)
def correct(
    request: Request,
    policy_id: PathId,
    typed: Annotated[PolicyCorrection, Form()],
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Correct a policy, or show the form again with what is wrong."""
    at = f"{POLICIES_PATH}/{policy_id}"
    try:
        words = read_form(viewer, typed)
        held = policy_id, typed.revision
        correct_policy(session, viewer, held, words, typed.reason, author)
    except REFUSALS as error:
        session.rollback()
        context = _one(request, session, viewer, policy_id, author.at)
        context |= {"flaw": told(error), "reason": typed.reason, "revision": typed.revision}
        context |= field_context(session, viewer, typed, policy_id)
        crumbs = [*CRUMBS, POLICIES]
        return render(request, "office/policy.html", context, crumbs=crumbs, status=422)
    session.commit()
    return go_on(request, at, Done("已更正，原来的内容保留在更正记录中"))


@router.post(f"{POLICIES_PATH}/{{policy_id}}/void")
def withdraw(
    request: Request,
    policy_id: PathId,
    typed: Annotated[VoidForm, Form()],
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Withdraw a policy for good."""
    at = f"{POLICIES_PATH}/{policy_id}"
    try:
        void_policy(session, viewer, (policy_id, typed.revision), typed.reason, author)
    except REFUSALS as error:
        session.rollback()
        return go_back(request, at, f"没有撤下：{told(error)}")
    session.commit()
    return go_on(request, at, Done("已撤下，公众不再看到；记录仍可在这里查看"))


def _one(
    request: Request, session: Session, viewer: Viewer, policy_id: int, now: datetime
) -> dict[str, Any]:
    view = view_policy(session, viewer, policy_id, now.date())
    policy = view.policy
    may = viewer.may(Permission.PUBLIC_SERVICE_WRITE, owned_policy(policy))
    kind, files = file_context(request, session, policy_id)
    return {
        "view": view,
        "history": view_changes(session, kind, policy_id),
        "may_write": may and not policy.is_void,
        "flaw": "",
        "reason": "",
        "revision": policy.revision,
        **files,
    }
