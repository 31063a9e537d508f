"""Who takes part in an event: invited from its list, answering, checked in."""

from collections import Counter
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.errors import BadQuery
from matchmaker.services.accounts.acting import may_act
from matchmaker.services.check_in import check_in
from matchmaker.services.invitations import invite
from matchmaker.services.ownership import owned_event
from matchmaker.services.participants import ANSWERS, Terms, answer, invite_one
from matchmaker.services.registration import refuse
from matchmaker.web.access import May
from matchmaker.web.api.fields import Line, PathId, PathSlug, Text
from matchmaker.web.api.held import held_event, whole_event
from matchmaker.web.api.paging import read_cursor, write_cursor
from matchmaker.web.api.participants import BY_SIDE, participant_views
from matchmaker.web.deps import NowDep, SessionDep
from matchmaker.web.notices import Done, go_back, go_on
from matchmaker.web.pages.office.event_frame import (
    EVENTS_PATH,
    PAGE,
    REFUSALS,
    event_crumbs,
    event_path,
    frame,
)
from matchmaker.web.templating import render
from models.event import Event
from models.meeting_enums import ParticipantStatus, Side
from models.queries import candidate_lists as list_queries
from models.queries import organisations as organisation_queries
from models.queries import participants as participant_queries
from models.queries import timetables as timetable_queries
from models.queries.participants import ParticipantFilter

PEOPLE = "/participants"
_STATUSES = {status.value: status for status in ParticipantStatus}
_SIDES = {side.value: side for side in Side}

router = APIRouter(include_in_schema=False)

Reader = Annotated[Viewer, Depends(May(Permission.PARTICIPANT_READ))]
Writer = Annotated[Viewer, Depends(May(Permission.PARTICIPANT_WRITE))]
Known = Annotated[Text, Field(max_length=100)]


class PeopleQuery(BaseModel):
    """Which participants; what is empty bounds nothing."""

    status: Known = ""
    side: Known = ""
    after: Annotated[Text, Field(max_length=500)] = ""


class InviteForm(BaseModel):
    """Whom to invite: one organisation by name, else the first so many of the list, or all."""

    organisation: Line = ""
    side: Known = ""
    top: Known = ""


class AnswerForm(BaseModel):
    """What an organisation answers; absent: numbers of slots, from 1; what is empty stays."""

    status: Known = ""
    group: Line = ""
    absent: Line = ""
    most: Known = ""
    least: Known = ""
    contact_name: Line = ""
    contact_phone: Line = ""


class RefusalForm(BaseModel):
    """Why a registration is not accepted."""

    reply: Line = ""


@dataclass(frozen=True)
class OneOf:
    """A participant of an event."""

    slug: PathSlug
    participant_id: PathId


@router.get(f"{EVENTS_PATH}/{{slug}}/participants", response_class=HTMLResponse)
def show(
    request: Request,
    slug: PathSlug,
    query: Annotated[PeopleQuery, Query()],
    viewer: Reader,
    session: SessionDep,
) -> Response:
    """Show who takes part, enterprises first, a page at a time."""
    event = whole_event(session, viewer, Permission.PARTICIPANT_READ, slug)
    return _page(request, session, viewer, event, (query, InviteForm()))


@router.post(f"{EVENTS_PATH}/{{slug}}/participants", response_class=HTMLResponse)
def add(
    request: Request,
    slug: PathSlug,
    typed: Annotated[InviteForm, Form()],
    viewer: Writer,
    session: SessionDep,
    now: NowDep,
) -> Response:
    """Invite an organisation, or those of the newest list who are no participants yet."""
    event = held_event(session, viewer, Permission.PARTICIPANT_WRITE, slug)
    try:
        if typed.organisation.strip():
            if typed.side not in _SIDES:
                raise BadQuery("请选择该单位是企业还是高校院所一方")
            side = _SIDES[typed.side]
            one, new = invite_one(session, event, typed.organisation.strip(), side, now)
            named = f"“{typed.organisation.strip()}”"
            said = f"已邀请{named}" if new else f"{named}已在参会单位中，现在是“{one.status.label}”"
        else:
            _, counts = invite(session, event, _number(typed.top, "前几家"), now)
            said = f"新邀请 {counts.new} 家，此前已邀请或报名 {counts.known} 家"
    except REFUSALS as error:
        session.rollback()
        event = whole_event(session, viewer, Permission.PARTICIPANT_WRITE, slug)
        return _page(request, session, viewer, event, (PeopleQuery(), typed), str(error))
    session.commit()
    return go_on(request, event_path(event, PEOPLE), Done(said))


@router.post(f"{EVENTS_PATH}/{{slug}}/participants/{{participant_id}}/answer")
def write_answer(
    request: Request,
    one: Annotated[OneOf, Depends()],
    typed: Annotated[AnswerForm, Form()],
    viewer: Writer,
    session: SessionDep,
    now: NowDep,
) -> Response:
    """Write what an organisation answered."""
    event = held_event(session, viewer, Permission.PARTICIPANT_WRITE, one.slug)
    back = event_path(event, PEOPLE)
    participant = participant_queries.get_by_id(session, event, one.participant_id)
    try:
        status = _STATUSES.get(typed.status, ParticipantStatus.INVITED)
        if status not in ANSWERS:
            raise BadQuery("请选择确认、谢绝还是退出")
        answer(session, participant, status, now, _terms(typed))
    except REFUSALS as error:
        session.rollback()
        return go_back(request, back, str(error))
    planned = timetable_queries.find_latest(session, event) is not None
    session.commit()
    said = f"已记为“{status.label}”" + ("。日程尚未计入，请更新日程" if planned else "")
    return go_on(request, f"{back}#p-{one.participant_id}", Done(said))


@router.post(f"{EVENTS_PATH}/{{slug}}/participants/{{participant_id}}/refusal")
def write_refusal(
    request: Request,
    one: Annotated[OneOf, Depends()],
    typed: Annotated[RefusalForm, Form()],
    viewer: Writer,
    session: SessionDep,
    now: NowDep,
) -> Response:
    """Write that a registration is not accepted, and why."""
    event = held_event(session, viewer, Permission.PARTICIPANT_WRITE, one.slug)
    back = event_path(event, PEOPLE)
    participant = participant_queries.get_by_id(session, event, one.participant_id)
    try:
        refuse(session, participant, typed.reply, now)
    except REFUSALS as error:
        session.rollback()
        return go_back(request, back, str(error))
    session.commit()
    said = "已记为“未接受报名”，原因对方可见。改变主意时仍可点“接受报名”"
    return go_on(request, f"{back}#p-{one.participant_id}", Done(said))


@router.post(f"{EVENTS_PATH}/{{slug}}/participants/{{participant_id}}/check-in")
def write_arrival(
    request: Request,
    one: Annotated[OneOf, Depends()],
    viewer: Writer,
    session: SessionDep,
    now: NowDep,
) -> Response:
    """Write that an organisation has arrived; the first moment stays."""
    event = held_event(session, viewer, Permission.PARTICIPANT_WRITE, one.slug)
    back = event_path(event, PEOPLE)
    participant = participant_queries.get_by_id(session, event, one.participant_id)
    try:
        check_in(session, participant.token, now)
    except REFUSALS as error:
        session.rollback()
        return go_back(request, back, str(error))
    session.commit()
    return go_on(request, f"{back}#p-{one.participant_id}", Done("已签到"))


def _page(
    request: Request,
    session: Session,
    viewer: Viewer,
    event: Event,
    asked: tuple[PeopleQuery, InviteForm],
    wrong: str = "",
) -> Response:
    """Return the page; asked: which participants, and what is typed to invite more."""
    query, typed = asked
    wanted = ParticipantFilter(_STATUSES.get(query.status), _SIDES.get(query.side), None)
    after = read_cursor(query.after or None, BY_SIDE, (str, int))
    since = None if after is None else (_SIDES[str(after[0])], after[1])
    found = participant_queries.page_participants(session, event, wanted, since, PAGE)
    shown, more = found[:PAGE], len(found) > PAGE
    chosen = query.model_dump(exclude={"after"})
    last = write_cursor(BY_SIDE, [shown[-1].side, shown[-1].id]) if more else ""
    bodies = organisation_queries.by_ids(session, [one.organisation_id for one in shown])
    everybody = participant_queries.list_participants(session, event)
    counts = Counter(one.status for one in everybody)
    context: dict[str, Any] = {
        **frame(viewer, event, PEOPLE),
        "rows": participant_views(session, shown),
        "actable": {known for known, body in bodies.items() if may_act(viewer, body)},
        "query": query,
        "typed": typed,
        "wrong": wrong,
        "counts": [(status.label, counts[status]) for status in ParticipantStatus],
        "arrived": sum(one.checked_in_at is not None for one in everybody),
        "everybody": len(everybody),
        "waiting": counts[ParticipantStatus.REGISTERED],
        "statuses": [(one.value, one.label) for one in ParticipantStatus],
        "sides": [(one.value, one.label) for one in Side],
        "has_list": list_queries.find_latest(session, event) is not None,
        "timetable": timetable_queries.find_latest(session, event),
        "may_write": viewer.may(Permission.PARTICIPANT_WRITE, owned_event(event)),
        "first": event_path(event, PEOPLE, **chosen) if query.after else "",
        "following": event_path(event, PEOPLE, **chosen, after=last) if last else "",
    }
    crumbs = event_crumbs(event, PEOPLE)
    status = 422 if wrong else 200
    return render(request, "office/event_people.html", context, crumbs=crumbs, status=status)


def _terms(typed: AnswerForm) -> Terms:
    slots = [part for part in typed.absent.replace("，", ",").replace("、", ",").split(",") if part]
    absent = [_number(slot, "缺席的场次") or 0 for slot in slots]
    return Terms(
        group=typed.group or None,
        absent_slots=frozenset(slot - 1 for slot in absent) if absent else None,
        most=_number(typed.most, "会面上限", least=0),
        least=_number(typed.least, "希望的会面次数", least=0),
        contact_name=typed.contact_name or None,
        contact_phone=typed.contact_phone or None,
    )


def _number(text: str, label: str, least: int = 1) -> int | None:
    """Return a number, None for an empty text; raise BadQuery for any other."""
    if not text.strip():
        return None
    if not text.strip().isdecimal() or int(text) < least:
        raise BadQuery(f"{label}应为不小于 {least} 的整数，收到“{text}”")
    return int(text)
