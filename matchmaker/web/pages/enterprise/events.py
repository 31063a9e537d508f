"""Events that a firm is invited to: its answer, its wishes, its meetings."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Owned, Viewer
from matchmaker.errors import BadQuery
from matchmaker.services.own_demands import own_bodies
from matchmaker.services.own_event import OwnEvent, view_own_event
from matchmaker.services.ownership import owned_event, owned_participant
from matchmaker.services.participants import (
    Terms,
    WishWords,
    answer,
    drop_wish,
    get_participant,
    keep_wish,
)
from matchmaker.web.api.fields import MOST_ID, Line, PathId, PathSlug, Text
from matchmaker.web.deps import NowDep, SessionDep
from matchmaker.web.notices import Done, Undo, go_back, go_on
from matchmaker.web.pages.enterprise.desk import HOME, FirmMay
from matchmaker.web.templating import Crumb, render
from models.errors import Conflict, NotFound
from models.event import Event
from models.meeting_enums import ParticipantStatus, Side, Wanting
from models.participant import Participant
from models.queries import events as event_queries
from models.queries import participants as participant_queries

EVENTS = Crumb("活动与会面", "/enterprise/events")
# What a firm can answer from where it stands.
ANSWERS = {
    ParticipantStatus.INVITED: (ParticipantStatus.CONFIRMED, ParticipantStatus.DECLINED),
    ParticipantStatus.CONFIRMED: (ParticipantStatus.CONFIRMED, ParticipantStatus.WITHDRAWN),
    ParticipantStatus.DECLINED: (ParticipantStatus.CONFIRMED,),
    ParticipantStatus.WITHDRAWN: (ParticipantStatus.CONFIRMED,),
}

router = APIRouter(include_in_schema=False)

Reader = Annotated[Viewer, Depends(FirmMay(Permission.PARTICIPANT_READ))]
Writer = Annotated[Viewer, Depends(FirmMay(Permission.PARTICIPANT_WRITE))]
Speaker = Annotated[Viewer, Depends(FirmMay(Permission.WISH_WRITE))]
Known = Annotated[int, Field(ge=1, le=MOST_ID)]
Figure = Annotated[Text, Field(max_length=6)]


class AnswerForm(BaseModel):
    """What is answered; absent: slots from 1; empty numbers and contacts leave what is known."""

    participant_id: Known
    status: Literal[
        ParticipantStatus.CONFIRMED, ParticipantStatus.DECLINED, ParticipantStatus.WITHDRAWN
    ]
    absent: list[Annotated[int, Field(ge=1, le=1_440)]] = []
    most: Figure = ""
    least: Figure = ""
    contact_name: Line = ""
    contact_phone: Line = ""


class WishForm(BaseModel):
    """Whom the firm wishes to meet or not; back: to the page of which patent of which demand."""

    participant_id: Known
    other: Line = ""
    wants: Wanting = Wanting.WANT
    note: Annotated[Text, Field(max_length=500)] = ""
    demand_id: Annotated[int, Field(ge=0, le=MOST_ID)] = 0
    number: Annotated[str, Field(pattern=r"^[A-Za-z0-9.]{0,40}$")] = ""

    def path(self, slug: str) -> str:
        """Return the page that comes next."""
        if self.demand_id and self.number:
            return f"/enterprise/demands/{self.demand_id}/patents/{self.number}"
        return f"/enterprise/events/{slug}"


@router.get("/enterprise/events", response_class=HTMLResponse)
def list_events(request: Request, viewer: Reader, session: SessionDep, now: NowDep) -> Response:
    """Show the events that the firm is invited to, those to come first."""
    found = participant_queries.participations(session, own_bodies(session, viewer))
    coming = [one for one in found if one[1].held_on >= now.date()]
    over = [one for one in reversed(found) if one[1].held_on < now.date()]
    context = {"coming": coming, "over": over}
    return render(request, "enterprise/events.html", context, crumbs=[HOME])


@router.get("/enterprise/events/{slug}", response_class=HTMLResponse)
def show(request: Request, slug: PathSlug, viewer: Reader, session: SessionDep) -> Response:
    """Show an event with the answer, the wishes and the meetings of the firm."""
    event = event_queries.get_event(session, slug)
    return _page(request, view_own_event(session, event, own_bodies(session, viewer)))


@router.post("/enterprise/events/{slug}/answer", response_class=HTMLResponse)
def say(
    request: Request,
    slug: PathSlug,
    typed: Annotated[AnswerForm, Form()],
    viewer: Writer,
    session: SessionDep,
    now: NowDep,
) -> Response:
    """Keep whether the firm comes and when it is not there, or show what is wrong."""
    event = event_queries.get_event(session, slug)
    participant = _own(session, event, viewer, typed.participant_id, Permission.PARTICIPANT_WRITE)
    event = event_queries.hold_event(session, slug)
    before = participant.status
    try:
        answer(session, participant, typed.status, now, _terms(typed))
    except (BadQuery, Conflict) as error:
        session.rollback()
        event = event_queries.get_event(session, slug)
        view = view_own_event(session, event, own_bodies(session, viewer))
        changed = f"贵单位目前是“{before.label}”，没有改动。请用下面的按钮重新答复"
        return _page(request, view, typed, changed if isinstance(error, Conflict) else str(error))
    session.commit()
    texts = {
        ParticipantStatus.CONFIRMED: "已确认参会。下一步：写明希望与谁会面",
        ParticipantStatus.DECLINED: "已谢绝邀请。改变主意时仍可在此确认参会",
        ParticipantStatus.WITHDRAWN: "已退出。改变主意时仍可在此重新确认",
    }
    text = "参会安排已更新" if before is typed.status else texts[typed.status]
    return go_on(request, f"/enterprise/events/{slug}", Done(text))


@router.post("/enterprise/events/{slug}/wishes", response_class=HTMLResponse)
def wish(
    request: Request,
    slug: PathSlug,
    typed: Annotated[WishForm, Form()],
    viewer: Speaker,
    session: SessionDep,
    now: NowDep,
) -> Response:
    """Keep whom the firm wishes to meet or not; a later word replaces an earlier one."""
    event = event_queries.get_event(session, slug)
    speaker = _own(session, event, viewer, typed.participant_id, Permission.WISH_WRITE)
    event = event_queries.hold_event(session, slug)
    try:
        other = get_participant(session, event, typed.other, speaker.side.other)
        words = WishWords("", speaker.side, typed.other, typed.wants, typed.note)
        kept = keep_wish(session, event, (speaker, other), words, now)
    except (BadQuery, NotFound):
        session.rollback()
        event = event_queries.get_event(session, slug)
        view = view_own_event(session, event, own_bodies(session, viewer))
        why = f"“{typed.other}”不在本活动的院校名单中。请写单位全称，或请组织者邀请该单位"
        return _page(request, view, typed, why if typed.other.strip() else "请写明希望会面的单位")
    session.commit()
    undo = Undo(path=f"/enterprise/events/{slug}/wishes/{kept.id}/drop")
    text = f"已记下：{typed.wants.label}“{typed.other}”。排日程时会尽量照办"
    return go_on(request, typed.path(slug), Done(text, undo))


@router.post("/enterprise/events/{slug}/wishes/{wish_id}/drop")
def drop(
    request: Request, slug: PathSlug, wish_id: PathId, viewer: Speaker, session: SessionDep
) -> Response:
    """Take a wish back, as if nothing had been said."""
    event = event_queries.get_event(session, slug)
    try:
        found = participant_queries.get_wish(session, event, wish_id)
    except NotFound:
        return go_back(request, f"/enterprise/events/{slug}", "这条意愿已经撤回")
    said_by = found.enterprise_id if found.side is Side.ENTERPRISE else found.institution_id
    viewer.require(Permission.WISH_WRITE, Owned(owned_event(event).cities, frozenset({said_by})))
    event_queries.hold_event(session, slug)
    drop_wish(session, participant_queries.get_wish(session, event, wish_id))
    session.commit()
    return go_on(request, f"/enterprise/events/{slug}", Done("意愿已撤回"))


def _own(
    session: Session, event: Event, viewer: Viewer, participant_id: int, permission: Permission
) -> Participant:
    participant = participant_queries.get_by_id(session, event, participant_id)
    viewer.require(permission, owned_participant(event, participant))
    return participant


def _terms(typed: AnswerForm) -> Terms:
    """Return the terms; raise BadQuery for what is no number."""
    coming = typed.status is ParticipantStatus.CONFIRMED
    return Terms(
        absent_slots=frozenset(one - 1 for one in typed.absent) if coming else None,
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
    request: Request,
    view: OwnEvent,
    typed: AnswerForm | WishForm | None = None,
    message: str = "",
) -> Response:
    context = {
        "view": view,
        "answers": ANSWERS,
        "answered": typed if isinstance(typed, AnswerForm) else None,
        "wished": typed if isinstance(typed, WishForm) else None,
        "message": message,
        "wantings": [(one.value, one.label) for one in Wanting],
    }
    status = 422 if message else 200
    return render(request, "enterprise/event.html", context, crumbs=[HOME, EVENTS], status=status)
