"""Organisations that ask to come to an event themselves."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Owned
from matchmaker.errors import Forbidden
from matchmaker.services.ownership import owned_event
from matchmaker.services.participants import Terms
from matchmaker.services.registration import LONGEST_REPLY, refuse, register
from matchmaker.web.api.fields import Count, Line, PathId, PathSlug
from matchmaker.web.api.held import held_event
from matchmaker.web.api.participants import ParticipantView, Writer, participant_views
from matchmaker.web.deps import NowDep, SessionDep
from matchmaker.web.operations.bodies import errors
from models.meeting_enums import Side
from models.queries import events as event_queries
from models.queries import organisations as organisation_queries
from models.queries import participants as participant_queries

router = APIRouter(
    prefix="/events/{slug}", tags=["participants"], responses=errors(401, 403, 404, 409, 422, 429)
)


class RegistrationForm(BaseModel):
    """How an organisation would come; what is left out or null stays as it is known."""

    model_config = ConfigDict(extra="forbid")

    most: Count | None = None
    least: Count | None = None
    contact_name: Annotated[Line | None, Field(examples=["张三"])] = None
    contact_phone: Annotated[Line | None, Field(examples=["13800138000"])] = None


class RefusalForm(BaseModel):
    """Why a registration is not accepted; the organisation reads it."""

    model_config = ConfigDict(extra="forbid")

    reply: Annotated[Line, Field(max_length=LONGEST_REPLY, examples=["名额已满"])]


@router.post("/registrations", operation_id="register_for_event")
def register_for_event(
    slug: PathSlug, form: RegistrationForm, viewer: Writer, session: SessionDep, now: NowDep
) -> ParticipantView:
    """Ask that one's own organisation may come, which organisers accept or refuse."""
    role = viewer.role
    if role is None or not role.is_of_organisation:
        raise Forbidden("只有企业和高校院所的账号可以报名。组织者请直接邀请该单位")
    event = event_queries.hold_event(session, slug)
    body = organisation_queries.get_survivor(session, viewer.organisation_id or 0)
    owned = Owned(owned_event(event).cities, frozenset({body.id or 0}))
    viewer.require(Permission.PARTICIPANT_WRITE, owned)
    side = Side.INSTITUTION if role.is_of_institution else Side.ENTERPRISE
    terms = Terms(**form.model_dump())
    participant = register(session, event, (body.id or 0, side), now, terms)
    session.commit()
    return participant_views(session, [participant])[0]


@router.post(
    "/participants/{participant_id}/refusal",
    operation_id="refuse_registration",
)
def refuse_registration(
    slug: PathSlug,
    participant_id: PathId,
    form: RefusalForm,
    viewer: Writer,
    session: SessionDep,
    now: NowDep,
) -> ParticipantView:
    """Write that a registration is not accepted, and why."""
    event = held_event(session, viewer, Permission.PARTICIPANT_WRITE, slug)
    participant = participant_queries.get_by_id(session, event, participant_id)
    refuse(session, participant, form.reply, now)
    session.commit()
    return participant_views(session, [participant])[0]
