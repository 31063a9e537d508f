"""What is done to the list of firms of a roadshow at its page."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.errors import BadQuery
from matchmaker.services import campaigns
from matchmaker.services.chain_notices import chain_notices
from matchmaker.services.firm_lists.edits import ACTS, do, find_firm, get_draft
from matchmaker.services.firm_lists.hands import FirmDeed
from matchmaker.services.firm_lists.invite import invite_listed
from matchmaker.services.firm_lists.lock import correct, lock
from matchmaker.services.firm_lists.make import generate, require_finance
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import Id, Line, PathSlug, Text
from matchmaker.web.api.held import held_event
from matchmaker.web.deps import NowDep, SessionDep
from matchmaker.web.notices import Done, go_back, go_on
from matchmaker.web.pages.office.event_firms import FIRMS
from matchmaker.web.pages.office.event_frame import EVENTS_PATH, REFUSALS, event_path
from matchmaker.web.told import told
from models.enums import ListAct
from models.event import Event

router = APIRouter(include_in_schema=False)

Editor = Annotated[Viewer, Depends(May(Permission.LIST_WRITE))]
Organiser = Annotated[Viewer, Depends(May(Permission.EVENT_WRITE))]
Inviter = Annotated[Viewer, Depends(May(Permission.PARTICIPANT_WRITE))]
Reason = Annotated[Text, Field(max_length=500)]
# Does what a form asks for, and says so.
Deed = Callable[[Event], str]


class ChainForm(BaseModel):
    """Of which chain the roadshow is; empty for none yet."""

    chain: Line = ""


class VersionForm(BaseModel):
    """The draft that was looked at; another one in hand is not locked by mistake."""

    version: Id | None = None


class FirmForm(VersionForm):
    """An act on a firm, by its id or name; text: the reason of a removal, or a note."""

    act: Annotated[Text, Field(max_length=20)]
    firm: Line = ""
    organisation: Id | None = None
    text: Reason = ""


class ReasonForm(BaseModel):
    """Why a locked list is corrected."""

    reason: Reason = ""


@router.post(f"{EVENTS_PATH}/{{slug}}/firms/chain")
def choose_chain(
    request: Request,
    slug: PathSlug,
    typed: Annotated[ChainForm, Form()],
    viewer: Organiser,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Set of which chain the roadshow is."""

    def deed(event: Event) -> str:
        campaigns.change_event(session, event, {"chain": typed.chain}, author)
        return "。".join(["已保存产业链", *chain_notices(session, event)])

    event = _held(session, viewer, Permission.EVENT_WRITE, slug)
    return _do(request, session, event, deed)


@router.post(f"{EVENTS_PATH}/{{slug}}/firms/make")
def make(
    request: Request, slug: PathSlug, viewer: Editor, author: AuthorDep, session: SessionDep
) -> Response:
    """Make a new version of the list, unless nothing differs."""

    def deed(event: Event) -> str:
        found = generate(session, event, author)
        if found.made:
            return f"已生成第 {found.version.version} 版，{found.entries} 家"
        return f"没有变化，沿用第 {found.version.version} 版"

    event = _held(session, viewer, Permission.LIST_WRITE, slug)
    return _do(request, session, event, deed)


@router.post(f"{EVENTS_PATH}/{{slug}}/firms/act")
def act(
    request: Request,
    slug: PathSlug,
    typed: Annotated[FirmForm, Form()],
    viewer: Editor,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Do something to a firm of the draft in hand."""

    def deed(event: Event) -> str:
        known = {one.value: one for one in ACTS}.get(typed.act)
        if known is None:
            raise BadQuery("不认得这项操作，请从页面上的按钮操作")
        get_draft(session, event, typed.version)
        firm = find_firm(session, typed.firm, typed.organisation)
        do(session, event, FirmDeed(firm.id or 0, known, typed.text.strip()), author)
        later = "，更新名单时重新参选" if known is ListAct.RESTORE else ""
        return f"已{known.label}：{firm.name}{later}"

    event = _held(session, viewer, Permission.LIST_WRITE, slug)
    return _do(request, session, event, deed)


@router.post(f"{EVENTS_PATH}/{{slug}}/firms/lock")
def lock_draft(
    request: Request,
    slug: PathSlug,
    typed: Annotated[VersionForm, Form()],
    viewer: Editor,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Lock the draft in hand."""

    def deed(event: Event) -> str:
        return f"第 {lock(session, event, author, typed.version).version} 版已锁定"

    event = _held(session, viewer, Permission.LIST_WRITE, slug)
    return _do(request, session, event, deed)


@router.post(f"{EVENTS_PATH}/{{slug}}/firms/correct")
def correct_locked(
    request: Request,
    slug: PathSlug,
    typed: Annotated[ReasonForm, Form()],
    viewer: Editor,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Begin a new draft with the firms of the locked version."""

    def deed(event: Event) -> str:
        if not typed.reason.strip():
            raise BadQuery("请写明更正的原因")
        draft = correct(session, event, typed.reason.strip(), author)
        return f"已建更正稿第 {draft.version} 版，可以修改；原版仍可查看"

    event = _held(session, viewer, Permission.LIST_WRITE, slug)
    return _do(request, session, event, deed)


@router.post(f"{EVENTS_PATH}/{{slug}}/firms/invite")
def invite(
    request: Request,
    slug: PathSlug,
    typed: Annotated[VersionForm, Form()],
    viewer: Inviter,
    session: SessionDep,
    now: NowDep,
) -> Response:
    """Invite all of a version who are not invited yet."""

    def deed(event: Event) -> str:
        done = invite_listed(session, event, typed.version, now)
        known = f"，{done.known} 家先前已在邀请之列" if done.known else ""
        return f"已邀请 {done.new} 家{known}。答复请在“参会单位”里登记"

    event = _held(session, viewer, Permission.PARTICIPANT_WRITE, slug)
    return _do(request, session, event, deed)


def _held(session: Session, viewer: Viewer, permission: Permission, slug: str) -> Event:
    """Return a finance roadshow, held; raise NotFound, Forbidden or Conflict."""
    event = held_event(session, viewer, permission, slug)
    require_finance(event)
    return event


def _do(request: Request, session: Session, event: Event, deed: Deed) -> Response:
    """Do what is asked for, and go back to the list with what was done, or why it was not."""
    path = event_path(event, FIRMS)
    try:
        said = deed(event)
    except REFUSALS as error:
        session.rollback()
        return go_back(request, path, told(error))
    session.commit()
    return go_on(request, path, Done(said))
