"""Who takes part in an event: invited, answering, checked in."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission, Reach
from matchmaker.access.viewer import Viewer
from matchmaker.errors import BadQuery, Forbidden
from matchmaker.jobs.files import log_download
from matchmaker.reports import invitation_book
from matchmaker.services.check_in import check_in
from matchmaker.services.invitations import Invitee, invite, rank_invitees
from matchmaker.services.organisation_names import body_labels
from matchmaker.services.ownership import owned_participant
from matchmaker.services.participants import ANSWERS, Terms, answer, answer_own, invite_one
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import Count, Id, Line, PathId, PathSlug
from matchmaker.web.api.held import XLSX, as_file, held_event, own_only, seen_event, whole_event
from matchmaker.web.api.paging import (
    CursorParameter,
    LimitParameter,
    Page,
    read_cursor,
    write_cursor,
)
from matchmaker.web.deps import NowDep, SessionDep
from matchmaker.web.operations.bodies import errors
from models.event import Event
from models.meeting_enums import ParticipantStatus, Side
from models.participant import Participant
from models.queries import candidate_lists as list_queries
from models.queries import events as event_queries
from models.queries import participants as participant_queries
from models.queries import timetables as timetable_queries
from models.queries.participants import ParticipantFilter
from models.values.contact import mask_name, mask_phone

BY_SIDE = "side"

router = APIRouter(
    prefix="/events/{slug}", tags=["participants"], responses=errors(401, 403, 404, 422, 429)
)

Reader = Annotated[Viewer, Depends(May(Permission.PARTICIPANT_READ))]
Writer = Annotated[Viewer, Depends(May(Permission.PARTICIPANT_WRITE))]
# A day has no more slots than minutes.
SlotNumber = Annotated[int, Field(ge=1, le=1_440)]


class InvitationForm(BaseModel):
    """Whom of the list to invite; top: the first so many of each side, null for all."""

    model_config = ConfigDict(extra="forbid")

    top: Annotated[Id | None, Field(examples=[20])] = None


class GuestForm(BaseModel):
    """An organisation that is invited, on the list or not."""

    model_config = ConfigDict(extra="forbid")

    organisation: Annotated[Line, Field(examples=["武汉轧机制造有限公司"])]
    side: Annotated[Side, Field(examples=[Side.ENTERPRISE])]


class AnswerForm(BaseModel):
    """What an organisation answers; what is left out or null stays as it is known.

    absent: slots, from 1, in which it is not there; most, least: how many meetings it can and would
    like to have; group: for the rules on who meets whom, set by organisers.
    """

    model_config = ConfigDict(extra="forbid")

    status: Annotated[ParticipantStatus, Field(examples=[ParticipantStatus.CONFIRMED])]
    absent: Annotated[list[SlotNumber] | None, Field(max_length=1_440, examples=[[1, 5]])] = None
    most: Count | None = None
    least: Count | None = None
    group: Line | None = None
    contact_name: Annotated[Line | None, Field(examples=["张三"])] = None
    contact_phone: Annotated[Line | None, Field(examples=["13800138000"])] = None


class ParticipantView(BaseModel):
    """An organisation at an event; contact: masked; slots count from 1.

    registered_at: null for whoever was invited; reply: why its registration was not accepted.
    """

    id: int
    side: Side
    organisation_id: int
    name: str
    city: str
    status: ParticipantStatus
    status_label: str = Field(examples=["已确认"])
    group: str
    absent: list[int]
    most: int | None
    least: int
    contact: str = Field(examples=["张* 138****8000"])
    invited_at: datetime
    registered_at: datetime | None
    reply: str
    answered_at: datetime | None
    checked_in_at: datetime | None


class AnswerView(BaseModel):
    """A participant after its answer; replan: there is a timetable, which does not know of it."""

    participant: ParticipantView
    replan: bool


class InviteeView(BaseModel):
    """An organisation that a list speaks for, the strongest first on each side.

    partners: how many it could meet; best, strength: the best fit and the sum of all; status: null
    where nobody has invited it.
    """

    place: int
    side: Side
    organisation_id: int
    name: str
    city: str
    pairs: int
    partners: int
    best: float
    strength: float
    status: ParticipantStatus | None


class InvitedView(BaseModel):
    """Whom an invitation meant, and how many were invited now and before."""

    invitees: list[InviteeView]
    new: int
    known: int


class ParticipantQuery(BaseModel):
    """Which participants."""

    model_config = ConfigDict(extra="forbid")

    status: ParticipantStatus | None = None
    side: Side | None = None
    limit: LimitParameter = 50
    cursor: CursorParameter = None


@router.get("/participants", operation_id="list_participants")
def list_participants(
    slug: PathSlug,
    query: Annotated[ParticipantQuery, Query()],
    viewer: Reader,
    session: SessionDep,
) -> Page[ParticipantView]:
    """Return the participants, enterprises first; members of an organisation see their own."""
    event = seen_event(session, viewer, Permission.PARTICIPANT_READ, slug)
    own = own_only(viewer, Permission.PARTICIPANT_READ)
    after = read_cursor(query.cursor, BY_SIDE, (str, int))
    if after is not None:
        after = (_side(after[0]), after[1])
    found = participant_queries.page_participants(
        session, event, ParticipantFilter(query.status, query.side, own), after, query.limit
    )
    shown, more = found[: query.limit], len(found) > query.limit
    return Page(
        items=participant_views(session, shown),
        next_cursor=write_cursor(BY_SIDE, [shown[-1].side, shown[-1].id]) if more else None,
    )


@router.get("/invitees", operation_id="list_invitees")
def list_invitees(slug: PathSlug, viewer: Reader, session: SessionDep) -> list[InviteeView]:
    """Return whom the newest list speaks for, the strongest first on each side."""
    event = whole_event(session, viewer, Permission.PARTICIPANT_READ, slug)
    return [_invitee(found) for found in rank_invitees(session, event)]


@router.get("/invitees.xlsx", operation_id="export_invitees", response_class=Response)
def export_invitees(
    slug: PathSlug, viewer: Reader, author: AuthorDep, session: SessionDep
) -> Response:
    """Return the same as a workbook to be filled in; the audit log keeps that it was taken."""
    event = whole_event(session, viewer, Permission.PARTICIPANT_READ, slug)
    made_at = list_queries.get_version(session, event, None).created_at
    content = invitation_book.build(event.name, rank_invitees(session, event), made_at)
    name = invitation_book.file_name(event.slug)
    log_download(session, event.slug, "邀请名单", [name], author)
    session.commit()
    return as_file(content, XLSX, name)


@router.post("/invitations", operation_id="invite_from_list", responses=errors(409))
def invite_from_list(
    slug: PathSlug, form: InvitationForm, viewer: Writer, session: SessionDep, now: NowDep
) -> InvitedView:
    """Invite those of the newest list who are no participants yet."""
    event = held_event(session, viewer, Permission.PARTICIPANT_WRITE, slug)
    invitees, counts = invite(session, event, form.top, now)
    session.commit()
    return InvitedView(
        invitees=[_invitee(found) for found in invitees], new=counts.new, known=counts.known
    )


@router.post("/participants", operation_id="invite_organisation", responses=errors(409))
def invite_organisation(
    slug: PathSlug, form: GuestForm, viewer: Writer, session: SessionDep, now: NowDep
) -> ParticipantView:
    """Invite an organisation of any known spelling; one that is invited already stays so."""
    event = held_event(session, viewer, Permission.PARTICIPANT_WRITE, slug)
    participant, _ = invite_one(session, event, form.organisation, form.side, now)
    session.commit()
    return participant_views(session, [participant])[0]


@router.post(
    "/participants/{participant_id}/answer",
    operation_id="answer_invitation",
    responses=errors(409),
)
def answer_invitation(
    slug: PathSlug,
    participant_id: PathId,
    form: AnswerForm,
    viewer: Writer,
    session: SessionDep,
    now: NowDep,
) -> AnswerView:
    """Say for an organisation whether it comes, and when it is not there."""
    if form.status not in ANSWERS:
        raise BadQuery("答复应为 confirmed、declined 或 withdrawn")
    event = _held_for(session, viewer, slug, participant_id)
    participant = participant_queries.get_by_id(session, event, participant_id)
    is_own = viewer.reach(Permission.PARTICIPANT_WRITE) is Reach.OWN
    if form.group is not None and is_own:
        raise Forbidden("分组由会务组确定。请去掉 group 再提交")
    terms = Terms(
        group=form.group,
        absent_slots=None if form.absent is None else frozenset(one - 1 for one in form.absent),
        most=form.most,
        least=form.least,
        contact_name=form.contact_name,
        contact_phone=form.contact_phone,
    )
    (answer_own if is_own else answer)(session, participant, form.status, now, terms)
    planned = timetable_queries.find_latest(session, event) is not None
    session.commit()
    return AnswerView(participant=participant_views(session, [participant])[0], replan=planned)


@router.post(
    "/participants/{participant_id}/check-in",
    operation_id="check_participant_in",
    responses=errors(409),
)
def check_participant_in(
    slug: PathSlug, participant_id: PathId, viewer: Writer, session: SessionDep, now: NowDep
) -> ParticipantView:
    """Write that an organisation has arrived; the first moment stays."""
    event = held_event(session, viewer, Permission.PARTICIPANT_WRITE, slug)
    participant = participant_queries.get_by_id(session, event, participant_id)
    check_in(session, participant.token, now)
    session.commit()
    return participant_views(session, [participant])[0]


def _held_for(session: Session, viewer: Viewer, slug: str, participant_id: int) -> Event:
    """Return the event, held; raise NotFound or Forbidden for a participant beyond reach."""
    event = event_queries.get_event(session, slug)
    participant = participant_queries.get_by_id(session, event, participant_id)
    viewer.require(Permission.PARTICIPANT_WRITE, owned_participant(event, participant))
    return event_queries.hold_event(session, slug)


def _side(text: str) -> Side:
    try:
        return Side(text)
    except ValueError:
        raise BadQuery("cursor 不是上一页给出的游标。请去掉 cursor，从头开始") from None


def participant_views(session: Session, found: list[Participant]) -> list[ParticipantView]:
    """Return participants as they are shown, contacts masked."""
    labels = body_labels(session, [participant.organisation_id for participant in found])
    return [
        ParticipantView(
            id=one.id or 0,
            side=one.side,
            organisation_id=one.organisation_id,
            name=labels[one.organisation_id].name,
            city=labels[one.organisation_id].city,
            status=one.status,
            status_label=one.status.label,
            group=one.meeting_group,
            absent=[slot + 1 for slot in one.absent_slots],
            most=one.most_meetings,
            least=one.least_meetings,
            contact=f"{mask_name(one.contact_name)} {mask_phone(one.contact_phone)}".strip(),
            invited_at=one.invited_at,
            registered_at=one.registered_at,
            reply=one.reply,
            answered_at=one.answered_at,
            checked_in_at=one.checked_in_at,
        )
        for one in found
    ]


def _invitee(found: Invitee) -> InviteeView:
    return InviteeView(**{name: getattr(found, name) for name in InviteeView.model_fields})
