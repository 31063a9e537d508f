"""Events as a body comes to them: it registers or answers, says whom to meet, sees its meetings."""

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import Request
from fastapi.responses import Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Owned, Viewer
from matchmaker.errors import BadQuery
from matchmaker.services.own_demands import own_bodies
from matchmaker.services.own_event import OwnEvent, own_answers, view_own_event
from matchmaker.services.ownership import owned_event, owned_participant
from matchmaker.services.participants import (
    Terms,
    WishWords,
    answer_own,
    drop_wish,
    get_participant,
    keep_wish,
)
from matchmaker.services.registration import is_open, register
from matchmaker.web.api.fields import MOST_ID, Line, PathSlug, Text
from matchmaker.web.deps import NowDep, SessionDep
from matchmaker.web.notices import Done, Undo, go_back, go_on
from matchmaker.web.templating import Crumb, render
from models.errors import Conflict, NotFound
from models.event import Event
from models.meeting_enums import ParticipantStatus, Side, Wanting
from models.participant import Participant
from models.queries import events as event_queries
from models.queries import organisations as organisation_queries
from models.queries import participants as participant_queries

Known = Annotated[int, Field(ge=1, le=MOST_ID)]
Figure = Annotated[Text, Field(max_length=6)]
_SAID = {
    ParticipantStatus.CONFIRMED: "已确认参会。下一步：写明希望与谁会面",
    ParticipantStatus.DECLINED: "已谢绝邀请。改变主意时仍可在此确认参会",
    ParticipantStatus.WITHDRAWN: "已退出。改变主意时仍可在此重新确认",
}


@dataclass(frozen=True)
class Stand:
    """The desk at which a body stands; side: on which it comes to meetings."""

    home: Crumb
    side: Side

    @property
    def path(self) -> str:
        """The page of its events."""
        return f"{self.home.path}/events"

    @property
    def crumb(self) -> Crumb:
        """That page, on the way to those below it."""
        return Crumb("活动与会面", self.path)


@dataclass(frozen=True)
class Asked:
    """What every request of these pages brings."""

    request: Request
    session: SessionDep
    now: NowDep


@dataclass(frozen=True)
class AskedOne(Asked):
    """The same of one event."""

    slug: PathSlug


class TermsForm(BaseModel):
    """How a body comes; empty numbers and contacts leave what is known."""

    most: Figure = ""
    least: Figure = ""
    contact_name: Line = ""
    contact_phone: Line = ""


class AnswerForm(TermsForm):
    """What is answered; absent: slots from 1."""

    participant_id: Known
    status: Literal[
        ParticipantStatus.CONFIRMED, ParticipantStatus.DECLINED, ParticipantStatus.WITHDRAWN
    ]
    absent: list[Annotated[int, Field(ge=1, le=1_440)]] = []


class WishForm(BaseModel):
    """Whom the body wishes to meet or not; back: to the page of which patent of which demand."""

    participant_id: Known
    other: Line = ""
    wants: Wanting = Wanting.WANT
    note: Annotated[Text, Field(max_length=500)] = ""
    demand_id: Annotated[int, Field(ge=0, le=MOST_ID)] = 0
    number: Annotated[str, Field(pattern=r"^[A-Za-z0-9.]{0,40}$")] = ""

    def path(self, of_event: str) -> str:
        """Return the page that comes next."""
        if self.demand_id and self.number:
            return f"/enterprise/demands/{self.demand_id}/patents/{self.number}"
        return of_event


def show_events(stand: Stand, asked: Asked, viewer: Viewer) -> Response:
    """Show the events that the body comes to, those to come first, and which it could come to."""
    bodies, today = own_bodies(asked.session, viewer), asked.now.date()
    found = participant_queries.participations(asked.session, bodies)
    known = {event.id for _, event in found}
    context = {
        "stand": stand,
        "coming": [one for one in found if one[1].held_on >= today],
        "over": [one for one in reversed(found) if one[1].held_on < today],
        "open": [
            event
            for event in event_queries.list_events(asked.session)
            if is_open(event, today) and event.id not in known
        ],
    }
    return render(asked.request, "own/events.html", context, crumbs=[stand.home])


def show_event(stand: Stand, asked: AskedOne, viewer: Viewer) -> Response:
    """Show an event with the answer, the wishes and the meetings of the body."""
    return _page(stand, asked, viewer)


def save_registration(stand: Stand, asked: AskedOne, typed: TermsForm, viewer: Viewer) -> Response:
    """Keep that the body asks to come, or show what is wrong."""
    session = asked.session
    event = event_queries.hold_event(session, asked.slug)
    body = organisation_queries.get_survivor(session, viewer.organisation_id or 0)
    owned = Owned(owned_event(event).cities, frozenset({body.id or 0}))
    viewer.require(Permission.PARTICIPANT_WRITE, owned)
    try:
        register(session, event, (body.id or 0, stand.side), asked.now, _terms(typed))
    except (BadQuery, Conflict) as error:
        session.rollback()
        return _page(stand, asked, viewer, typed, str(error))
    session.commit()
    return go_on(asked.request, f"{stand.path}/{asked.slug}", Done("已报名"))


def save_answer(stand: Stand, asked: AskedOne, typed: AnswerForm, viewer: Viewer) -> Response:
    """Keep whether the body comes and when it is not there, or show what is wrong."""
    session = asked.session
    event = event_queries.get_event(session, asked.slug)
    _own(session, event, viewer, typed.participant_id, Permission.PARTICIPANT_WRITE)
    event = event_queries.hold_event(session, asked.slug)
    participant = participant_queries.get_by_id(session, event, typed.participant_id)
    before = participant.status
    try:
        absent = frozenset(one - 1 for one in typed.absent)
        coming = typed.status is ParticipantStatus.CONFIRMED
        terms = _terms(typed, absent if coming else None)
        answer_own(session, participant, typed.status, asked.now, terms)
    except (BadQuery, Conflict) as error:
        session.rollback()
        changed = f"贵单位目前是“{before.label}”，没有改动。请用下面的按钮重新答复"
        wrong = changed if isinstance(error, Conflict) else str(error)
        return _page(stand, asked, viewer, typed, wrong)
    session.commit()
    said = _SAID[typed.status]
    if before is typed.status:
        said = "参会安排已更新"
    elif participant.registered_at and typed.status is ParticipantStatus.WITHDRAWN:
        said = "已退出。改变主意时可以重新报名"
    return go_on(asked.request, f"{stand.path}/{asked.slug}", Done(said))


def save_wish(stand: Stand, asked: AskedOne, typed: WishForm, viewer: Viewer) -> Response:
    """Keep whom the body wishes to meet or not; a later word replaces an earlier one."""
    session, path = asked.session, f"{stand.path}/{asked.slug}"
    event = event_queries.get_event(session, asked.slug)
    speaker = _own(session, event, viewer, typed.participant_id, Permission.WISH_WRITE)
    event = event_queries.hold_event(session, asked.slug)
    try:
        other = get_participant(session, event, typed.other, speaker.side.other)
        words = WishWords("", speaker.side, typed.other, typed.wants, typed.note)
        kept = keep_wish(session, event, (speaker, other), words, asked.now)
    except (BadQuery, NotFound):
        session.rollback()
        whose = stand.side.other.label
        why = f"“{typed.other}”不在本活动的{whose}名单中。请写单位全称，或请组织者邀请该单位"
        wrong = why if typed.other.strip() else "请写明希望会面的单位"
        return _page(stand, asked, viewer, typed, wrong)
    session.commit()
    undo = Undo(path=f"{path}/wishes/{kept.id}/drop")
    text = f"已记下：{typed.wants.label}“{typed.other}”。排日程时会尽量照办"
    return go_on(asked.request, typed.path(path), Done(text, undo))


def drop(stand: Stand, asked: AskedOne, wish_id: int, viewer: Viewer) -> Response:
    """Take a wish back, as if nothing had been said."""
    session, path = asked.session, f"{stand.path}/{asked.slug}"
    event = event_queries.get_event(session, asked.slug)
    try:
        found = participant_queries.get_wish(session, event, wish_id)
    except NotFound:
        return go_back(asked.request, path, "这条意愿已经撤回")
    said_by = found.enterprise_id if found.side is Side.ENTERPRISE else found.institution_id
    viewer.require(Permission.WISH_WRITE, Owned(owned_event(event).cities, frozenset({said_by})))
    event_queries.hold_event(session, asked.slug)
    drop_wish(session, participant_queries.get_wish(session, event, wish_id))
    session.commit()
    return go_on(asked.request, path, Done("意愿已撤回"))


def _own(
    session: Session, event: Event, viewer: Viewer, participant_id: int, permission: Permission
) -> Participant:
    participant = participant_queries.get_by_id(session, event, participant_id)
    viewer.require(permission, owned_participant(event, participant))
    return participant


def _terms(typed: TermsForm, absent: frozenset[int] | None = None) -> Terms:
    """Return the terms; raise BadQuery for what is no number."""
    return Terms(
        absent_slots=absent,
        most=_number(typed.most),
        least=_number(typed.least),
        contact_name=typed.contact_name or None,
        contact_phone=typed.contact_phone or None,
    )


def _number(text: str) -> int | None:
    if not text.strip():
        return None
    if not text.strip().isdecimal():
        raise BadQuery(f"“{text}”不是会面次数。请写 0 或正整数，不限则留空")
    return int(text)


def _page(
    stand: Stand,
    asked: AskedOne,
    viewer: Viewer,
    typed: TermsForm | WishForm | None = None,
    message: str = "",
) -> Response:
    event = event_queries.get_event(asked.session, asked.slug)
    view: OwnEvent = view_own_event(asked.session, event, own_bodies(asked.session, viewer))
    context = {
        "stand": stand,
        "view": view,
        "may_register": is_open(event, asked.now.date()),
        "answers_of": own_answers,
        "answered": typed if isinstance(typed, AnswerForm) else None,
        "registered": typed if isinstance(typed, TermsForm) else None,
        "wished": typed if isinstance(typed, WishForm) else None,
        "message": message,
        "wantings": [(one.value, one.label) for one in Wanting],
    }
    crumbs = [stand.home, stand.crumb]
    status = 422 if message else 200
    return render(asked.request, "own/event.html", context, crumbs=crumbs, status=status)
