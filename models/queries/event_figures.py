"""What events of a period add to the campaign's figures, counted by the database."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func
from sqlmodel import Session, col, select

from models.candidate_list import CandidateEntry, CandidateList
from models.event import Event
from models.matching import Match
from models.meeting import MeetingOutcome
from models.meeting_enums import ParticipantStatus, Side
from models.participant import Participant
from models.roadshow import RoadshowEntry, RoadshowSelection


@dataclass(frozen=True)
class ListCounts:
    """What stands on the newest list of an event."""

    pairs: int
    patents: int
    demands: int


def held_events(session: Session, since: date, until: date) -> list[Event]:
    """Return the events of the days from since to until, by id."""
    statement = select(Event).where(col(Event.held_on).between(since, until))
    return list(session.exec(statement.order_by(col(Event.id))))


def event_names(session: Session, ids: Collection[int]) -> dict[int, str]:
    """Return event → its name."""
    if not ids:
        return {}
    statement = select(Event.id, Event.name).where(col(Event.id).in_(sorted(ids)))
    return {known: name for known, name in session.exec(statement) if known is not None}


def event_slugs(session: Session, ids: Collection[int]) -> dict[int, str]:
    """Return event → by what addresses and commands know it."""
    if not ids:
        return {}
    statement = select(Event.id, Event.slug).where(col(Event.id).in_(sorted(ids)))
    return {known: slug for known, slug in session.exec(statement) if known is not None}


def list_counts(session: Session, ids: Collection[int]) -> dict[int, ListCounts]:
    """Return event → what is on its newest list."""
    newest = (
        select(func.max(CandidateList.id))
        .where(col(CandidateList.event_id).in_(ids))
        .group_by(col(CandidateList.event_id))
    )
    statement = (
        select(
            CandidateList.event_id,
            func.count(),
            func.count(func.distinct(Match.patent_id)),
            func.count(func.distinct(Match.demand_id)),
        )
        .join(CandidateEntry, col(CandidateEntry.list_id) == col(CandidateList.id))
        .join(Match, col(Match.id) == col(CandidateEntry.match_id))
        .where(col(CandidateList.id).in_(newest))
        .group_by(col(CandidateList.event_id))
    )
    return {event: ListCounts(*counts) for event, *counts in session.exec(statement)}


def confirmed_counts(session: Session, ids: Collection[int]) -> dict[tuple[int, Side], int]:
    """Return event and side → how many bodies have confirmed that they come."""
    statement = (
        select(Participant.event_id, Participant.side, func.count())
        .where(
            col(Participant.event_id).in_(ids), Participant.status == ParticipantStatus.CONFIRMED
        )
        .group_by(col(Participant.event_id), col(Participant.side))
    )
    return {(event, Side(side)): count for event, side, count in session.exec(statement)}


def standing_outcomes(session: Session, ids: Collection[int]) -> list[MeetingOutcome]:
    """Return what holds of every meeting of some events, corrections before the corrected."""
    newest = (
        select(func.max(MeetingOutcome.id))
        .where(col(MeetingOutcome.event_id).in_(ids))
        .group_by(
            col(MeetingOutcome.event_id),
            col(MeetingOutcome.enterprise_id),
            col(MeetingOutcome.institution_id),
            col(MeetingOutcome.subject),
        )
    )
    statement = select(MeetingOutcome).where(col(MeetingOutcome.id).in_(newest))
    return list(session.exec(statement.order_by(col(MeetingOutcome.id))))


def project_counts(session: Session, ids: Collection[int]) -> dict[int, int]:
    """Return event → projects of the newest selection of its roadshow."""
    newest = (
        select(func.max(RoadshowSelection.id))
        .where(col(RoadshowSelection.event_id).in_(ids))
        .group_by(col(RoadshowSelection.event_id))
    )
    statement = (
        select(RoadshowSelection.event_id, func.count())
        .join(RoadshowEntry, col(RoadshowEntry.selection_id) == col(RoadshowSelection.id))
        .where(col(RoadshowSelection.id).in_(newest))
        .group_by(col(RoadshowSelection.event_id))
    )
    return dict(session.exec(statement).all())
