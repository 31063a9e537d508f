"""The board of an event's meetings, tables by slots: made, moved by hand, published, printed."""

from datetime import time
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.errors import BadQuery
from matchmaker.events.timetable_types import Meeting as Placed
from matchmaker.services import timetables
from matchmaker.services.halls import HallSettings, save_hall
from matchmaker.services.ownership import owned_event
from matchmaker.services.participants import get_participant
from matchmaker.services.timetable_view import TimetableView, view_timetable
from matchmaker.services.unplaced import list_unplaced
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import Id, Line, PathSlug, Text
from matchmaker.web.api.halls import MOST_SLOTS, MOST_TABLES
from matchmaker.web.api.held import ask_for_work, held_event, whole_event
from matchmaker.web.deps import BoardDep, SessionDep
from matchmaker.web.notices import Done, Undo, go_back, go_on
from matchmaker.web.pages.office.event_frame import (
    EVENTS_PATH,
    REFUSALS,
    event_crumbs,
    event_path,
    frame,
)
from matchmaker.web.pages.office.event_work import find_work, go_to_work, work_context
from matchmaker.web.templating import render
from models.event import Event
from models.meeting import EventHall
from models.meeting_enums import Side
from models.queries import timetables as timetable_queries
from models.work import WorkKind

BOARD = "/timetable"
_LATEST = 100_000

router = APIRouter(include_in_schema=False)

Reader = Annotated[Viewer, Depends(May(Permission.TIMETABLE_READ))]
Writer = Annotated[Viewer, Depends(May(Permission.TIMETABLE_WRITE))]
Known = Annotated[Text, Field(max_length=100)]


class BoardQuery(BaseModel):
    """Which version, the newest where none is named; work: what was asked for."""

    version: Id | None = None
    work: Id | None = None


class PartyQuery(BaseModel):
    """Whose meetings; without an organisation everybody's, a page each."""

    version: Id | None = None
    organisation: Id | None = None


class HallWords(BaseModel):
    """Times and tables as they are typed; zones: each with its tables, as A区=10."""

    starts_at: Known = ""
    minutes_per_slot: Known = ""
    pause_minutes: Known = ""
    slot_count: Known = ""
    breaks: Line = ""
    zones: Line = ""
    walk_minutes: Known = ""
    most_meetings: Known = ""


class PlanForm(BaseModel):
    """How to plan; afresh: yes, where meetings may move freely."""

    afresh: Known = ""


class MeetingForm(BaseModel):
    """What is done to the meeting of two; slot, table: from 1, where they are to meet."""

    act: Known
    enterprise: Line = ""
    institution: Line = ""
    slot: Known = ""
    table: Known = ""


class PublishForm(BaseModel):
    """The version that was looked at."""

    version: Id


@router.get(f"{EVENTS_PATH}/{{slug}}/timetable", response_class=HTMLResponse)
def show(
    request: Request,
    slug: PathSlug,
    query: Annotated[BoardQuery, Query()],
    viewer: Reader,
    session: SessionDep,
    board: BoardDep,
) -> Response:
    """Show a version as a board, and who has no meeting and why."""
    event = whole_event(session, viewer, Permission.TIMETABLE_READ, slug)
    work = find_work(session, board, viewer, event, query.work)
    context = _context(session, viewer, event, query.version) | work_context(event, work)
    return _page(request, event, context)


@router.post(f"{EVENTS_PATH}/{{slug}}/timetable/hall", response_class=HTMLResponse)
def set_hall(
    request: Request,
    slug: PathSlug,
    typed: Annotated[HallWords, Form()],
    viewer: Writer,
    session: SessionDep,
) -> Response:
    """Set times and tables, or show the form again with what is wrong."""
    event = held_event(session, viewer, Permission.TIMETABLE_WRITE, slug)
    known = session.get(EventHall, event.id)
    try:
        save_hall(session, event, _read_hall(typed, known))
    except REFUSALS as error:
        session.rollback()
        event = whole_event(session, viewer, Permission.TIMETABLE_WRITE, slug)
        context = _context(session, viewer, event, None) | work_context(event, None)
        wrong = {"hall": typed.model_dump(), "wrong": str(error)}
        return _page(request, event, context | wrong, 422)
    session.commit()
    return go_on(request, event_path(event, BOARD), Done("场地已保存。请排日程，或更新已有日程"))


@router.post(f"{EVENTS_PATH}/{{slug}}/timetable/make")
def make(
    request: Request,
    slug: PathSlug,
    typed: Annotated[PlanForm, Form()],
    viewer: Writer,
    session: SessionDep,
) -> Response:
    """Plan the meetings in the background; of those that are there as few as can be move."""
    event = whole_event(session, viewer, Permission.TIMETABLE_WRITE, slug)
    parameters = {"event": event.slug, "afresh": typed.afresh == "yes"}
    try:
        ticket = ask_for_work(request, viewer, WorkKind.TIMETABLE, parameters)
    except REFUSALS as error:
        return go_back(request, event_path(event, BOARD), str(error))
    return go_to_work(request, event, WorkKind.TIMETABLE, ticket)


@router.post(f"{EVENTS_PATH}/{{slug}}/timetable/act")
def act(
    request: Request,
    slug: PathSlug,
    typed: Annotated[MeetingForm, Form()],
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Move, fix or cancel the meeting of two; what breaks a rule is refused with the reason."""
    event = held_event(session, viewer, Permission.TIMETABLE_WRITE, slug)
    back = event_path(event, BOARD)
    try:
        pair = _pair(session, event, typed)
        before = _place(session, event, pair)
        if typed.act == "move":
            meeting = Placed(_number(typed.slot, "场次"), _number(typed.table, "桌号"), *pair)
            timetables.move_meeting(session, event, meeting, author.actor, author.at)
            said = f"第 {meeting.slot + 1} 场 {meeting.table + 1} 号桌，之后排日程时保持不动"
        elif typed.act == "fix":
            timetables.fix_meeting(session, event, pair, author)
            said = "之后排日程时保持不动"
        elif typed.act == "cancel":
            timetables.cancel_meeting(session, event, pair, author)
            said = "会面已取消"
        else:
            raise BadQuery("不认得这项操作，请从页面上的按钮操作")
    except REFUSALS as error:
        session.rollback()
        return go_back(request, back, str(error))
    session.commit()
    taken_back = _undo(event, typed, before) if typed.act != "fix" else None
    text = f"{typed.enterprise} × {typed.institution}：{said}"
    return go_on(request, back, Done(text, taken_back))


@router.post(f"{EVENTS_PATH}/{{slug}}/timetable/publish")
def publish(
    request: Request,
    slug: PathSlug,
    typed: Annotated[PublishForm, Form()],
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Let the participants see a version; the audit log keeps who did so."""
    event = held_event(session, viewer, Permission.TIMETABLE_WRITE, slug)
    back = event_path(event, BOARD)
    try:
        found = timetable_queries.get_version(session, event, typed.version)
        timetables.publish(session, event, found, author.at, author.actor)
    except REFUSALS as error:
        session.rollback()
        return go_back(request, back, str(error))
    session.commit()
    return go_on(request, back, Done(f"第 {found.version} 版日程已发布，参会单位可以看到"))


@router.get(f"{EVENTS_PATH}/{{slug}}/timetable/print", response_class=HTMLResponse)
def show_to_print(
    request: Request,
    slug: PathSlug,
    query: Annotated[PartyQuery, Query()],
    viewer: Reader,
    session: SessionDep,
) -> Response:
    """Show the meetings of one organisation, or of everybody on pages of their own, to print."""
    event = whole_event(session, viewer, Permission.TIMETABLE_READ, slug)
    version = timetable_queries.get_version(session, event, query.version)
    view = view_timetable(session, event, version)
    wanted = [
        (party, view.meetings_of(party))
        for party in view.parties
        if query.organisation in (None, party.organisation_id)
    ]
    context = {"event": event, "view": view, "wanted": wanted, "chosen": query.organisation}
    crumbs = event_crumbs(event, BOARD)
    return render(request, "office/event_timetable_print.html", context, crumbs=crumbs)


def _context(session: Session, viewer: Viewer, event: Event, number: int | None) -> dict[str, Any]:
    hall = session.get(EventHall, event.id)
    versions = timetable_queries.list_versions(session, event)
    context: dict[str, Any] = {
        **frame(viewer, event, BOARD),
        "has_hall": hall is not None,
        "hall": _hall_words(hall),
        "wrong": "",
        "versions": versions,
        "version": None,
        "may_write": viewer.may(Permission.TIMETABLE_WRITE, owned_event(event)),
    }
    if not versions:
        return context
    version = timetable_queries.get_version(session, event, number)
    view = view_timetable(session, event, version)
    newest = version is versions[-1]
    return context | {
        "version": version,
        "is_latest": newest,
        "view": view,
        "cells": {(one.slot.number, one.table): one for one in view.meetings},
        "firms": _names(view, Side.ENTERPRISE),
        "institutions": _names(view, Side.INSTITUTION),
        "unplaced": list_unplaced(session, event, version) if newest and hall else [],
    }


def _page(request: Request, event: Event, context: dict[str, Any], status: int = 200) -> Response:
    crumbs = event_crumbs(event, BOARD)
    return render(request, "office/event_timetable.html", context, crumbs=crumbs, status=status)


def _names(view: TimetableView, side: Side) -> list[str]:
    return [party.name for party in view.parties if party.side is side]


def _pair(session: Session, event: Event, typed: MeetingForm) -> tuple[int, int]:
    if not typed.enterprise or not typed.institution:
        raise BadQuery("请选择企业和高校院所")
    enterprise = get_participant(session, event, typed.enterprise, Side.ENTERPRISE)
    institution = get_participant(session, event, typed.institution, Side.INSTITUTION)
    return enterprise.organisation_id, institution.organisation_id


def _place(session: Session, event: Event, pair: tuple[int, int]) -> tuple[int, int] | None:
    """Return slot and table, from 1, at which two meet so far."""
    latest = timetable_queries.get_version(session, event, None)
    rows = timetable_queries.list_meetings(session, latest)
    found = (row for row in rows if (row.enterprise_id, row.institution_id) == pair)
    row = next(found, None)
    return None if row is None else (row.slot + 1, row.table_number + 1)


def _undo(event: Event, typed: MeetingForm, before: tuple[int, int] | None) -> Undo:
    bodies = {"enterprise": typed.enterprise, "institution": typed.institution}
    back = {"act": "cancel"}
    if before is not None:
        back = {"act": "move", "slot": str(before[0]), "table": str(before[1])}
    return Undo(path=event_path(event, f"{BOARD}/act"), fields=back | bodies)


def _number(text: str, label: str) -> int:
    """Return a number from 0 that was typed from 1; raise BadQuery."""
    if not text.strip().isdecimal() or not 1 <= int(text) <= _LATEST:
        raise BadQuery(f"{label}应从 1 起，收到“{text}”")
    return int(text) - 1


def _read_hall(typed: HallWords, known: EventHall | None) -> HallSettings:
    """Return what is typed; rules on groups, which the form does not ask for, stay."""
    try:
        starts_at = time.fromisoformat(typed.starts_at.strip())
    except ValueError:
        raise BadQuery(f"开始时间“{typed.starts_at}”的写法不对，应如 09:00") from None
    numbers = {
        "minutes_per_slot": "每场分钟数",
        "pause_minutes": "间隔分钟数",
        "slot_count": "场数",
        "walk_minutes": "换区步行分钟数",
        "most_meetings": "每家会面上限",
    }
    read = {name: _count(getattr(typed, name), label) for name, label in numbers.items()}
    if read["slot_count"] > MOST_SLOTS:
        raise BadQuery(f"场数至多 {MOST_SLOTS}")
    return HallSettings(
        **read,
        starts_at=starts_at.replace(tzinfo=None),
        breaks=[_number(part, "休息的场次") for part in _parts(typed.breaks)],
        tables=_tables(typed.zones),
        allowed_groups=[(one, two) for one, two in known.allowed_groups] if known else [],
    )


def _tables(text: str) -> list[str]:
    """Return the zone of each table of words such as A区=10，B区=6."""
    tables: list[str] = []
    for part in _parts(text):
        zone, _, count = part.partition("=")
        number = _count(count or "1", f"“{zone}”的桌数")
        if len(tables) + number > MOST_TABLES:
            raise BadQuery(f"洽谈桌至多 {MOST_TABLES} 张")
        tables += [zone.strip()] * number
    if not tables:
        raise BadQuery("至少要有一张洽谈桌，例如 A区=10")
    return tables


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.replace("，", ",").replace("、", ",").split(",") if part]


def _count(text: str, label: str) -> int:
    if not text.strip().isdecimal() or len(text.strip()) > len(str(_LATEST)):
        raise BadQuery(f"{label}应为整数，收到“{text}”")
    return int(text)


def _hall_words(hall: EventHall | None) -> dict[str, str]:
    if hall is None:
        usual = ("09:00", "20", "5", "12", "A区=10", "0", "8")
        names = ("starts_at", "minutes_per_slot", "pause_minutes", "slot_count", "zones")
        return {
            **dict(zip((*names, "walk_minutes", "most_meetings"), usual, strict=True)),
            "breaks": "",
        }
    runs: list[tuple[str, int]] = []
    for zone in hall.tables:
        if runs and runs[-1][0] == zone:
            runs[-1] = (zone, runs[-1][1] + 1)
        else:
            runs.append((zone, 1))
    return {
        "starts_at": hall.starts_at.isoformat("minutes"),
        "minutes_per_slot": str(hall.minutes_per_slot),
        "pause_minutes": str(hall.pause_minutes),
        "slot_count": str(hall.slot_count),
        "breaks": "，".join(str(slot + 1) for slot in hall.breaks),
        "zones": "，".join(f"{zone}={count}" for zone, count in runs),
        "walk_minutes": str(hall.walk_minutes),
        "most_meetings": str(hall.most_meetings),
    }
