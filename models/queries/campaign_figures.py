"""Figures of events, counted by the database: lists, people, meetings, outcomes, opinions."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import and_, exists, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from models.candidate_list import CandidateEntry, CandidateList
from models.enums import ListStatus
from models.feedback import Feedback
from models.feedback_enums import Opinion
from models.meeting import MeetingOutcome, MeetingRow, TimetableVersion
from models.meeting_enums import OutcomeResult, ParticipantStatus, TimetableStatus
from models.participant import Participant

Ids = Collection[int]


@dataclass(frozen=True)
class ResultFigures:
    """How often a result came about, and the amounts agreed with it."""

    count: int
    amount_cny: int


def list_figures(session: Session, ids: Ids) -> dict[int, tuple[int, ListStatus, int]]:
    """Return event id → version, status and pairs of the newest list."""
    newest = (
        select(func.max(CandidateList.id))
        .where(col(CandidateList.event_id).in_(ids))
        .group_by(col(CandidateList.event_id))
    )
    statement = (
        select(
            col(CandidateList.event_id),
            col(CandidateList.version),
            col(CandidateList.status),
            func.count(col(CandidateEntry.id)),
        )
        .join(CandidateEntry, col(CandidateEntry.list_id) == CandidateList.id, isouter=True)
        .where(col(CandidateList.id).in_(newest))
        .group_by(
            col(CandidateList.event_id), col(CandidateList.version), col(CandidateList.status)
        )
    )
    return {
        event: (version, status, pairs) for event, version, status, pairs in session.exec(statement)
    }


def participant_figures(session: Session, ids: Ids) -> dict[tuple[int, ParticipantStatus], int]:
    """Return event id and status → how many bodies."""
    event, status = col(Participant.event_id), col(Participant.status)
    statement = select(event, status, func.count()).where(event.in_(ids)).group_by(event, status)
    return {(one, state): count for one, state, count in session.exec(statement)}


def meeting_figures(session: Session, ids: Ids) -> dict[int, int]:
    """Return event id → meetings of the last timetable that was published."""
    published = (
        select(func.max(TimetableVersion.id))
        .where(
            col(TimetableVersion.event_id).in_(ids),
            TimetableVersion.status == TimetableStatus.PUBLISHED,
        )
        .group_by(col(TimetableVersion.event_id))
    )
    event = col(TimetableVersion.event_id)
    statement = (
        select(event, func.count())
        .join(MeetingRow, col(MeetingRow.timetable_id) == TimetableVersion.id)
        .where(col(TimetableVersion.id).in_(published))
        .group_by(event)
    )
    return dict(session.exec(statement).all())


def outcome_figures(session: Session, ids: Ids) -> dict[tuple[int, OutcomeResult], ResultFigures]:
    """Return event id and result → how often and what for, of the records that hold."""
    later = aliased(MeetingOutcome)
    corrected = exists().where(
        col(later.event_id) == col(MeetingOutcome.event_id),
        col(later.enterprise_id) == col(MeetingOutcome.enterprise_id),
        col(later.institution_id) == col(MeetingOutcome.institution_id),
        col(later.subject) == col(MeetingOutcome.subject),
        col(later.number) > col(MeetingOutcome.number),
    )
    event, result = col(MeetingOutcome.event_id), col(MeetingOutcome.result)
    amount = func.coalesce(func.sum(MeetingOutcome.amount_cny), 0)
    statement = (
        select(event, result, func.count(), amount)
        .where(event.in_(ids), ~corrected, col(MeetingOutcome.held).is_(True))
        .group_by(event, result)
    )
    return {
        (one, what): ResultFigures(count, int(cny or 0))
        for one, what, count, cny in session.exec(statement)
    }


def opinion_figures(session: Session, ids: Ids | None) -> dict[Opinion, int]:
    """Return how many pairs have each opinion, by each body's newest word.

    ids: of the events at which it was said, None for all words.
    """
    later = aliased(Feedback)
    newer = or_(
        col(later.said_at) > col(Feedback.said_at),
        and_(col(later.said_at) == col(Feedback.said_at), col(later.id) > col(Feedback.id)),
    )
    superseded = exists().where(
        col(later.demand_id) == col(Feedback.demand_id),
        col(later.patent_id) == col(Feedback.patent_id),
        col(later.organisation_id) == col(Feedback.organisation_id),
        newer,
    )
    opinion = col(Feedback.opinion)
    statement = select(opinion, func.count()).where(~superseded).group_by(opinion)
    if ids is not None:
        statement = statement.where(col(Feedback.event_id).in_(ids))
    return dict(session.exec(statement).all())
