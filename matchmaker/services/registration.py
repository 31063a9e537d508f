"""Bodies that ask to come to an event though nobody has invited them."""

from datetime import date, datetime

from sqlmodel import Session

from matchmaker.errors import BadQuery
from matchmaker.services.participants import Terms, checked_terms
from models.errors import Conflict
from models.event import Event
from models.meeting_enums import ParticipantStatus, Side
from models.participant import Participant
from models.queries import participants as participant_queries

LONGEST_REPLY = 200


def is_open(event: Event, today: date) -> bool:
    """Whether bodies can still register: until the day before; on the day itself people come."""
    return today < event.held_on


def register(
    session: Session,
    event: Event,
    body: tuple[int, Side],
    now: datetime,
    terms: Terms | None = None,
) -> Participant:
    """Write that an organisation asks to come on a side; asked again, only its terms change.

    Raises Conflict where there is nothing to ask for any more, BadQuery for terms without sense.
    """
    if not is_open(event, now.date()):
        raise Conflict("报名在活动前一天截止。如仍希望参加，请直接联系活动的组织者")
    organisation_id, side = body
    participant = next(
        (
            one
            for one in participant_queries.sides_of(session, event, organisation_id)
            if one.side is side
        ),
        None,
    )
    if participant is None:
        participant = Participant(
            event_id=event.id or 0, organisation_id=organisation_id, side=side, invited_at=now
        )
    elif participant.registered_at is None:
        raise Conflict("贵单位已在受邀之列，不必报名。请直接答复邀请")
    elif participant.status is ParticipantStatus.REFUSED:
        raise Conflict(f"组织者没有接受报名：{participant.reply}。如有疑问，请联系活动的组织者")
    elif participant.status is ParticipantStatus.CONFIRMED:
        raise Conflict("贵单位的报名已确认，不必再报")
    for name, value in checked_terms(session, participant, terms or Terms()).items():
        setattr(participant, name, value)
    if participant.status is not ParticipantStatus.REGISTERED or participant.registered_at is None:
        participant.status, participant.registered_at = ParticipantStatus.REGISTERED, now
        participant.answered_at = None
    participant_queries.add_participants(session, [participant])
    return participant


def refuse(session: Session, participant: Participant, reply: str, now: datetime) -> Participant:
    """Write that a registration is not accepted and why; raise BadQuery without a reason.

    Raises Conflict for who does not wait for an answer.
    """
    reason = reply.strip()
    if not reason:
        raise BadQuery("请写明不接受报名的原因，报名单位会看到")
    if len(reason) > LONGEST_REPLY:
        raise BadQuery(f"原因不超过 {LONGEST_REPLY} 字，收到 {len(reason)} 字")
    if participant.status not in (ParticipantStatus.REGISTERED, ParticipantStatus.REFUSED):
        raise Conflict(f"该单位目前是“{participant.status.label}”，没有待确认的报名")
    participant.status, participant.reply = ParticipantStatus.REFUSED, reason
    participant.answered_at = now
    session.add(participant)
    session.flush()
    return participant
