"""What bodies answer to an invitation, and whom they wish to meet."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from matchmaker.errors import BadQuery
from matchmaker.services.organisation_search import get_by_name
from matchmaker.services.webhook_outbox import tell_wish_made
from models.errors import Conflict, NotFound
from models.event import Event
from models.meeting import EventHall
from models.meeting_enums import ParticipantStatus, Side, Wanting
from models.participant import Participant, Wish
from models.queries import participants as participant_queries

# From where a body may come to a status; what it has already may be said again.
_FROM = {
    ParticipantStatus.CONFIRMED: frozenset(ParticipantStatus),
    ParticipantStatus.DECLINED: frozenset({ParticipantStatus.INVITED, ParticipantStatus.DECLINED}),
    ParticipantStatus.WITHDRAWN: frozenset(
        {
            ParticipantStatus.REGISTERED,
            ParticipantStatus.CONFIRMED,
            ParticipantStatus.WITHDRAWN,
        }
    ),
}
# What can be answered to an invitation.
ANSWERS = frozenset(_FROM)
_ASKING = (
    ParticipantStatus.REGISTERED,
    ParticipantStatus.REFUSED,
    ParticipantStatus.WITHDRAWN,
)
_REMEDIES = {
    ParticipantStatus.DECLINED: "已确认参会或报名的单位请选退出",
    ParticipantStatus.WITHDRAWN: "尚未确认的单位请选谢绝",
}


@dataclass(frozen=True)
class Terms:
    """What a body says when it confirms; None leaves what is known.

    absent_slots: from 0; most, least: how many meetings it can and would like to have.
    """

    group: str | None = None
    absent_slots: frozenset[int] | None = None
    most: int | None = None
    least: int | None = None
    contact_name: str | None = None
    contact_phone: str | None = None


@dataclass(frozen=True)
class WishWords:
    """One side's word on a meeting; speaker and other: names of organisations."""

    speaker: str
    side: Side
    other: str
    wants: Wanting
    note: str = ""


def get_participant(
    session: Session, event: Event, name: str, side: Side | None = None
) -> Participant:
    """Return the participation of an organisation of any known spelling.

    Raises NotFound, and BadQuery where it takes part on both sides and none is named.
    """
    body = get_by_name(session, name)
    found = [
        participant
        for participant in participant_queries.sides_of(session, event, body.id or 0)
        if side is None or participant.side is side
    ]
    if not found:
        on_side = f"（{side.label}一方）" if side else ""
        raise NotFound(f"{body.name}{on_side}不在活动 {event.slug} 的参会单位中。请先邀请该单位")
    if len(found) > 1:
        raise BadQuery(
            f"{body.name} 在活动 {event.slug} 中既是企业又是高校院所一方。请说明是哪一方"
        )
    return found[0]


def find_or_make(
    session: Session, event: Event, name: str, side: Side, now: datetime
) -> tuple[Participant, bool]:
    """Return an organisation's participation on a side, and whether it is new: not yet added."""
    body = get_by_name(session, name)
    for participant in participant_queries.sides_of(session, event, body.id or 0):
        if participant.side is side:
            return participant, False
    fresh = Participant(
        event_id=event.id or 0, organisation_id=body.id or 0, side=side, invited_at=now
    )
    return fresh, True


def invite_one(
    session: Session, event: Event, name: str, side: Side, now: datetime
) -> tuple[Participant, bool]:
    """Invite an organisation by name, on the list or not; say whether it is new.

    One that has asked to come is accepted; one that was refused may now answer itself.
    """
    participant, new = find_or_make(session, event, name, side, now)
    if new:
        participant_queries.add_participants(session, [participant])
    elif participant.status is ParticipantStatus.REGISTERED:
        answer(session, participant, ParticipantStatus.CONFIRMED, now)
    elif participant.status is ParticipantStatus.REFUSED:
        participant.status, participant.registered_at = ParticipantStatus.INVITED, None
        participant.invited_at, participant.answered_at = now, None
        session.add(participant)
        session.flush()
    return participant, new


def answer_own(
    session: Session,
    participant: Participant,
    status: ParticipantStatus,
    now: datetime,
    terms: Terms | None = None,
) -> Participant:
    """Write what a body answers itself, as answer does.

    Raises Conflict too where it would accept its own registration.
    """
    if status is ParticipantStatus.CONFIRMED and waits(participant):
        raise Conflict(
            f"该单位目前是“{participant.status.label}”，要由组织者确认。请等待答复或重新报名"
        )
    return answer(session, participant, status, now, terms)


def waits(participant: Participant) -> bool:
    """Whether only organisers can say that a body comes: it was not invited, but registered."""
    return participant.registered_at is not None and participant.status in _ASKING


def answer(
    session: Session,
    participant: Participant,
    status: ParticipantStatus,
    now: datetime,
    terms: Terms | None = None,
) -> Participant:
    """Write what a body answered; the same answer twice changes nothing but its terms.

    Raises Conflict where it cannot come to this status, BadQuery for terms that make no sense.
    """
    if participant.status not in _FROM[status]:
        raise Conflict(
            f"该单位目前是“{participant.status.label}”，不能改为“{status.label}”。"
            f"{_REMEDIES[status]}"
        )
    said = {} if terms is None else checked_terms(session, participant, terms)
    if participant.status is not status:
        participant.status, participant.answered_at = status, now
    for name, value in said.items():
        setattr(participant, name, value)
    session.add(participant)
    session.flush()
    return participant


def checked_terms(session: Session, participant: Participant, terms: Terms) -> dict[str, Any]:
    """Return the columns that the terms give; raise BadQuery for what makes no sense."""
    texts = {
        "meeting_group": terms.group,
        "contact_name": terms.contact_name,
        "contact_phone": terms.contact_phone,
    }
    said: dict[str, Any] = {name: text.strip() for name, text in texts.items() if text is not None}
    if terms.absent_slots is not None:
        hall = session.get(EventHall, participant.event_id)
        if hall and max(terms.absent_slots, default=-1) >= hall.slot_count:
            raise BadQuery(
                f"没有第 {max(terms.absent_slots) + 1} 场，本活动共 {hall.slot_count} 场。"
                "请核对缺席的场次"
            )
        said["absent_slots"] = sorted(terms.absent_slots)
    if terms.most is not None:
        said["most_meetings"] = terms.most
    if terms.least is not None:
        said["least_meetings"] = terms.least
    most = said.get("most_meetings", participant.most_meetings)
    least = terms.least or 0
    if least < 0 or (most is not None and most < 0):
        raise BadQuery("会面次数不能是负数。请写 0 或正整数")
    if most is not None and most < least:
        raise BadQuery(f"希望的会面次数 {least} 超过上限 {most}。请改小前者或改大后者")
    return said


def make_wish(session: Session, event: Event, words: WishWords, now: datetime) -> Wish:
    """Keep what one side says of a meeting; a later word replaces the earlier one.

    Both must be invited to the event. Raises NotFound or BadQuery.
    """
    speaker = get_participant(session, event, words.speaker, words.side)
    other = get_participant(session, event, words.other, words.side.other)
    return keep_wish(session, event, (speaker, other), words, now)


def keep_wish(
    session: Session,
    event: Event,
    pair: tuple[Participant, Participant],
    words: WishWords,
    now: datetime,
) -> Wish:
    """Keep what the first of two participants says of a meeting with the second.

    Raises BadQuery where both are one organisation.
    """
    speaker, other = pair
    if speaker.organisation_id == other.organisation_id:
        raise BadQuery(f"“{words.speaker}”不能与自己会面。请写明对方单位")
    bodies = (speaker.organisation_id, other.organisation_id)
    enterprise, institution = bodies if words.side is Side.ENTERPRISE else bodies[::-1]
    wish = participant_queries.find_wish(session, event, words.side, enterprise, institution)
    wanted = wish is not None and wish.wants is words.wants
    if wish is None:
        wish = Wish(
            event_id=event.id or 0,
            side=words.side,
            enterprise_id=enterprise,
            institution_id=institution,
            wants=words.wants,
            made_at=now,
        )
    if (wish.wants, wish.note) != (words.wants, words.note):
        wish.wants, wish.note, wish.made_at = words.wants, words.note, now
    session.add(wish)
    session.flush()
    if not wanted:
        tell_wish_made(session, event, wish)
    return wish


def drop_wish(session: Session, wish: Wish) -> None:
    """Take back what one side said of a meeting, as if it had said nothing."""
    session.delete(wish)
    session.flush()
