"""Participants of events and their wishes."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from models.errors import NotFound
from models.event import Event
from models.meeting_enums import ParticipantStatus, Side
from models.participant import Participant, Wish


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


def sides_of(session: Session, event: Event, organisation_id: int) -> list[Participant]:
    """Return an organisation's participation in an event, one a side."""
    statement = (
        select(Participant)
        .where(Participant.event_id == event.id, Participant.organisation_id == organisation_id)
        .order_by(col(Participant.side))
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
