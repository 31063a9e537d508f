"""What is done to an event's list at its page: made, locked, corrected, and pair by pair."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.errors import BadQuery
from matchmaker.events.hand_work import Deed
from matchmaker.services.edits import get_patent
from matchmaker.services.list_edits import do, get_draft
from matchmaker.services.list_lock import correct_list
from matchmaker.services.list_undo import last_act, undo
from matchmaker.services.visible_demands import get_visible
from matchmaker.services.visible_lists import known_acted
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import Id, PathSlug, Text
from matchmaker.web.api.held import ask_for_work, held_event, whole_event
from matchmaker.web.api.list_edits import ACTS
from matchmaker.web.deps import SessionDep
from matchmaker.web.notices import Done, Undo, go_back, go_on
from matchmaker.web.pages.office.event_frame import EVENTS_PATH, REFUSALS, event_path
from matchmaker.web.pages.office.event_work import go_to_work
from models.enums import ListAct
from models.errors import Conflict
from models.event import Event
from models.work import WorkKind

router = APIRouter(include_in_schema=False)

Editor = Annotated[Viewer, Depends(May(Permission.LIST_WRITE))]
Known = Annotated[Text, Field(max_length=100)]
# What may be asked for about the list as a whole.
_WORKS = {
    "generate": WorkKind.LIST,
    "recheck": WorkKind.RECHECK,
    "lock": WorkKind.LOCK,
}


class MakeForm(BaseModel):
    """What is to be made; as_of: the day whose facts count, empty for today; the rest lift rules.

    version: the draft that was looked at; another one in hand is not locked by mistake.
    """

    what: Known
    as_of: Known = ""
    anywhere: Known = ""
    any_state: Known = ""
    version: Id | None = None


class ActForm(BaseModel):
    """An act on a pair of the version that is looked at; see the API's form."""

    act: Known
    demand: Known
    patent: Known
    version: Id
    text: Annotated[Text, Field(max_length=500)] = ""
    place: Known = ""


@dataclass(frozen=True)
class Where:
    """The event, and which part of its list was looked at."""

    slug: PathSlug
    industry: Annotated[Text, Query(max_length=100)] = ""
    after: Annotated[str, Query(max_length=500)] = ""

    def path(self, event: Event, rest: str = "") -> str:
        """Return an address of the event that leads back to that part."""
        return event_path(event, rest, industry=self.industry, after=self.after)


class UndoForm(BaseModel):
    """The act that is taken back."""

    act: Id


class ReasonForm(BaseModel):
    """Why a locked list is corrected."""

    reason: Annotated[Text, Field(max_length=500)] = ""


@router.post(f"{EVENTS_PATH}/{{slug}}/list/make")
def make(
    request: Request,
    slug: PathSlug,
    typed: Annotated[MakeForm, Form()],
    viewer: Editor,
    session: SessionDep,
) -> Response:
    """Make, recheck or lock the list in the background."""
    event = whole_event(session, viewer, Permission.LIST_WRITE, slug)
    try:
        kind = _WORKS.get(typed.what)
        if kind is None:
            raise BadQuery("请选择要生成、复核还是锁定名单")
        if kind is not WorkKind.LIST:
            _require_version(get_draft(session, event).version, typed.version)
        parameters: dict[str, object] = {"event": event.slug}
        if typed.as_of.strip():
            parameters["as_of"] = _day(typed.as_of).isoformat()
        if kind is WorkKind.LIST:
            parameters |= {
                "anywhere": typed.anywhere == "yes",
                "any_state": typed.any_state == "yes",
            }
        ticket = ask_for_work(request, viewer, kind, parameters)
    except REFUSALS as error:
        return go_back(request, event_path(event), str(error))
    return go_to_work(request, event, kind, ticket)


@router.post(f"{EVENTS_PATH}/{{slug}}/list/act")
def act(
    request: Request,
    where: Annotated[Where, Depends()],
    typed: Annotated[ActForm, Form()],
    viewer: Editor,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Do something to a pair of the draft in hand, and say so with a way to take it back."""
    event = held_event(session, viewer, Permission.LIST_WRITE, where.slug)
    back = where.path(event)
    try:
        known = {one.value: one for one in ACTS}.get(typed.act)
        if known is None:
            raise BadQuery("不认得这项操作，请从页面上的按钮操作")
        _require_version(get_draft(session, event).version, typed.version)
        demand = get_visible(session, viewer, typed.demand)
        patent = get_patent(session, typed.patent)
        if known is ListAct.REMOVE and not typed.text.strip():
            raise BadQuery("移出配对须写明理由，请填写后再移出")
        place = int(typed.place) if typed.place.isdecimal() else None
        deed = Deed((demand.id, patent.id or 0), known, typed.text.strip(), place)
        do(session, event, deed, author)
    except REFUSALS as error:
        session.rollback()
        return go_back(request, back, str(error))
    taken_back = Undo(
        path=where.path(event, "/list/undo"),
        fields={"act": str(last_act(session, event))},
    )
    session.commit()
    said = f"已{known.label}：{demand.number} × {patent.display_number}"
    return go_on(request, f"{back}#p-{demand.id}-{patent.id}", Done(said, taken_back))


@router.post(f"{EVENTS_PATH}/{{slug}}/list/undo")
def take_back(
    request: Request,
    where: Annotated[Where, Depends()],
    typed: Annotated[UndoForm, Form()],
    viewer: Editor,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Take back what was done to a pair last."""
    event = held_event(session, viewer, Permission.LIST_WRITE, where.slug)
    back = where.path(event)
    try:
        label, there = undo(session, event, typed.act, known_acted(session, viewer, event), author)
    except REFUSALS as error:
        session.rollback()
        return go_back(request, back, str(error))
    session.commit()
    said = f"已撤销“{label.label}”" + ("" if there else "，这一对将在下次更新名单时重新参选")
    return go_on(request, back, Done(said))


@router.post(f"{EVENTS_PATH}/{{slug}}/list/correct")
def correct(
    request: Request,
    slug: PathSlug,
    typed: Annotated[ReasonForm, Form()],
    viewer: Editor,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Begin a new draft with what the locked version lists."""
    event = held_event(session, viewer, Permission.LIST_WRITE, slug)
    try:
        if not typed.reason.strip():
            raise BadQuery("请写明更正的原因")
        draft = correct_list(session, event, typed.reason.strip(), author)
    except REFUSALS as error:
        session.rollback()
        return go_back(request, event_path(event), str(error))
    session.commit()
    said = f"已建更正稿第 {draft.version} 版，可以修改；原版仍可查看"
    return go_on(request, event_path(event), Done(said))


def _require_version(present: int, looked_at: int | None) -> None:
    """Raise Conflict where another version is in hand than the one that was looked at."""
    if looked_at is not None and looked_at != present:
        raise Conflict(f"现在的草稿是第 {present} 版，不是第 {looked_at} 版。请看过新版再操作")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise BadQuery(f"统计日“{text}”的写法不对，应如 2026-06-18") from None
