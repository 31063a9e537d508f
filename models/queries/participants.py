"""Participants of events and their wishes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, func, or_, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from models.errors import NotFound
from models.event import Event
from models.meeting_enums import ParticipantStatus, Side
from models.participant import Participant, Wish
from models.queries.keyset import Order, page_of


def list_participants(
    session: Session, event: Event, status: ParticipantStatus | None = None
) -> list[Participant]:
    """Return the participants of an event, of one status or all: enterprises first, then by id."""
    statement = (
        select(Participant)
        .where(Participant.event_id == event.id)
        .order_by(col(Participant.side), col(Participant.id))
    )
    if status is not None:
        statement = statement.where(Participant.status == status)
    return list(session.exec(statement))


@dataclass(frozen=True)
class ParticipantFilter:
    """Which participants; None for any; organisations: records of which they must be."""

    status: ParticipantStatus | None = None
    side: Side | None = None
    organisations: frozenset[int] | None = None


def page_participants(
    session: Session,
    event: Event,
    wanted: ParticipantFilter,
    after: Sequence[Any] | None,
    limit: int,
) -> list[Participant]:
    """Return the wanted participants, enterprises first, then by id.

    after: side and id of the one that was had last. Returns one more than the limit if there are
    more.
    """
    statement = select(Participant).where(Participant.event_id == event.id)
    if wanted.status is not None:
        statement = statement.where(Participant.status == wanted.status)
    if wanted.side is not None:
        statement = statement.where(Participant.side == wanted.side)
    if wanted.organisations is not None:
        statement = statement.where(col(Participant.organisation_id).in_(wanted.organisations))
    order = (Order(col(Participant.side)), Order(col(Participant.id)))
    return list(session.exec(page_of(statement, order, after, limit)))


def get_by_id(session: Session, event: Event, participant_id: int) -> Participant:
    """Return a participant of an event; raise NotFound."""
    found = session.get(Participant, participant_id, populate_existing=True)
    if found is None or found.event_id != event.id:
        raise NotFound(f"活动 {event.slug} 没有编号为 {participant_id} 的参会单位。请核对编号")
    return found


def page_wishes(
    session: Session,
    event: Event,
    speakers: frozenset[int] | None,
    after_id: int,
    limit: int,
) -> list[Wish]:
    """Return what was said of meetings, by id; speakers: by these organisations only, None for all.

    Returns one more than the limit if there are more.
    """
    statement = select(Wish).where(Wish.event_id == event.id, col(Wish.id) > after_id)
    if speakers is not None:
        by_firm = and_(col(Wish.side) == Side.ENTERPRISE, col(Wish.enterprise_id).in_(speakers))
        by_owner = and_(col(Wish.side) == Side.INSTITUTION, col(Wish.institution_id).in_(speakers))
        statement = statement.where(or_(by_firm, by_owner))
    return list(session.exec(statement.order_by(col(Wish.id)).limit(limit + 1)))


def get_wish(session: Session, event: Event, wish_id: int) -> Wish:
    """Return a wish at an event; raise NotFound."""
    found = session.get(Wish, wish_id, populate_existing=True)
    if found is None or found.event_id != event.id:
        raise NotFound(f"活动 {event.slug} 没有编号为 {wish_id} 的意愿。请核对编号")
    return found


def sides_of(session: Session, event: Event, organisation_id: int) -> list[Participant]:
    """Return an organisation's participation in an event, one a side."""
    statement = (
        select(Participant)
        .where(Participant.event_id == event.id, Participant.organisation_id == organisation_id)
        .order_by(col(Participant.side))
    )
    return list(session.exec(statement))


def participations(
    session: Session, organisation_ids: Collection[int]
) -> list[tuple[Participant, Event]]:
    """Return where organisations are invited, by day of the event."""
    statement = (
        select(Participant, Event)
        .join(Event, col(Event.id) == col(Participant.event_id))
        .where(col(Participant.organisation_id).in_(organisation_ids))
        .order_by(col(Event.held_on), col(Event.slug), col(Participant.id))
    )
    return list(session.exec(statement))


def registered_counts(session: Session, first_day: date) -> list[tuple[Event, int]]:
    """Return the events from a day on with how many bodies wait to be accepted, the next first."""
    statement = (
        select(Event, func.count())
        .join(Participant, col(Participant.event_id) == col(Event.id))
        .where(
            col(Event.held_on) >= first_day,
            col(Participant.status) == ParticipantStatus.REGISTERED,
        )
        .group_by(col(Event.id))
        .order_by(col(Event.held_on), col(Event.slug))
    )
    return list(session.exec(statement))


def common_events(
    session: Session, firms: Collection[int], owners: Collection[int], first_day: date
) -> list[tuple[Event, Participant, Participant]]:
    """Return the events from a day on to which a firm and an owner may both come."""
    firm, owner = aliased(Participant), aliased(Participant)
    coming = [status for status in ParticipantStatus if status.is_coming]
    statement = (
        select(Event, firm, owner)
        .join(firm, col(firm.event_id) == col(Event.id))
        .join(owner, col(owner.event_id) == col(Event.id))
        .where(
            col(Event.held_on) >= first_day,
            col(firm.organisation_id).in_(firms),
            col(firm.side) == Side.ENTERPRISE,
            col(firm.status).in_(coming),
            col(owner.organisation_id).in_(owners),
            col(owner.side) == Side.INSTITUTION,
            col(owner.status).in_(coming),
        )
        .order_by(col(Event.held_on), col(Event.slug), col(owner.id), col(firm.id))
    )
    return list(session.exec(statement))


def add_participants(session: Session, participants: Sequence[Participant]) -> None:
    """Add participants, in the order in which they stand."""
    for participant in participants:
        session.add(participant)
    session.flush()


def get_by_token(session: Session, token: str) -> Participant:
    """Return the participant of a check-in page; raise NotFound."""
    found = session.exec(select(Participant).where(Participant.token == token)).first()
    if found is None:
        raise NotFound("没有这个签到页。请核对二维码或网址，或向会务组索取新的名牌")
    return found


def set_arrival(session: Session, participant: Participant, now: datetime) -> None:
    """Write when a participant came, unless that is written: of two who write at once the first."""
    statement = (
        update(Participant)
        .where(col(Participant.id) == participant.id, col(Participant.checked_in_at).is_(None))
        .values(checked_in_at=now)
        .execution_options(synchronize_session=False)
    )
    session.execute(statement)
    session.refresh(participant)


def list_wishes(session: Session, event: Event) -> list[Wish]:
    """Return what was said of meetings at an event, by pair and side."""
    statement = (
        select(Wish)
        .where(Wish.event_id == event.id)
        .order_by(col(Wish.enterprise_id), col(Wish.institution_id), col(Wish.side))
    )
    return list(session.exec(statement))


def find_wish(
    session: Session, event: Event, side: Side, enterprise_id: int, institution_id: int
) -> Wish | None:
    """Return what one side said of a pair, None where it said nothing."""
    statement = select(Wish).where(
        Wish.event_id == event.id,
        Wish.side == side,
        Wish.enterprise_id == enterprise_id,
        Wish.institution_id == institution_id,
    )
    return session.exec(statement).first()
