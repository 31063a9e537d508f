"""Training courses in the database: sittings, registrations, and who was there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, exists, func
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from models.account import Account
from models.course import Course, CourseAttendance, CourseSeat, CourseSession
from models.course_enums import CourseKind, SeatState
from models.errors import NotFound
from models.queries import topics
from models.queries.bulk import KEYS_PER_QUERY
from models.queries.hold import hold_row
from models.values.sitting import ZONE


@dataclass(frozen=True)
class CourseFilter:
    """Which courses; None or nothing bounds nothing.

    coming: a moment, and whether they have a sitting that ends after it or none such.
    """

    kind: CourseKind | None = None
    city_code: str | None = None
    of_province: bool = False
    topic: str = ""
    coming: tuple[datetime, bool] | None = None
    with_void: bool = False


def get_course(session: Session, course_id: int) -> Course:
    """Return a course as it stands in the database now; raise NotFound."""
    found = session.get(Course, course_id, populate_existing=True)
    if found is None:
        raise NotFound(f"没有编号为 {course_id} 的课程。请核对编号")
    return found


def hold_course(session: Session, course_id: int) -> Course:
    """Return a course that no one else changes before this transaction ends; raise NotFound."""
    hold_row(session, Course, course_id)
    return get_course(session, course_id)


def list_courses(session: Session, wanted: CourseFilter) -> list[Course]:
    """Return the courses of a filter, by their first sitting, the last first; ties by id."""
    first = (
        sa_select(func.min(CourseSession.starts_at))
        .where(col(CourseSession.course_id) == col(Course.id))
        .scalar_subquery()
    )
    statement = select(Course).where(*_conditions(wanted))
    return list(session.exec(statement.order_by(first.desc(), col(Course.id).desc())))


def sittings_of(session: Session, course_ids: Iterable[int]) -> dict[int, list[CourseSession]]:
    """Return course → its sittings in order; one without any is left out."""
    ids, found = sorted(set(course_ids)), dict[int, list[CourseSession]]()
    for start in range(0, len(ids), KEYS_PER_QUERY):
        statement = (
            select(CourseSession)
            .where(col(CourseSession.course_id).in_(ids[start : start + KEYS_PER_QUERY]))
            .order_by(col(CourseSession.starts_at))
        )
        for one in session.exec(statement):
            found.setdefault(one.course_id, []).append(one)
    return found


def coming_sittings(session: Session, now: datetime) -> list[tuple[Course, CourseSession]]:
    """Return the sittings that have not ended, of courses that take place, the next one first."""
    statement = (
        select(Course, CourseSession)
        .where(
            col(CourseSession.course_id) == col(Course.id),
            col(Course.is_void).is_(False),
            col(CourseSession.ends_at) > now,
        )
        .order_by(col(CourseSession.starts_at), col(CourseSession.id))
    )
    return list(session.exec(statement).all())


def held_sittings(
    session: Session, since: date, until: date
) -> list[tuple[Course, CourseSession, int]]:
    """Return the sittings of the days from since to until with how many were there, by id."""
    begin = datetime.combine(since, time.min, ZONE)
    end = datetime.combine(until + timedelta(days=1), time.min, ZONE)
    heads = (
        sa_select(func.count())
        .where(col(CourseAttendance.session_id) == col(CourseSession.id))
        .scalar_subquery()
    )
    statement = (
        sa_select(Course, CourseSession, heads)
        .where(
            col(CourseSession.course_id) == col(Course.id),
            col(Course.is_void).is_(False),
            col(CourseSession.starts_at) >= begin,
            col(CourseSession.starts_at) < end,
        )
        .order_by(col(CourseSession.id))
    )
    return [(course, sitting, count) for course, sitting, count in session.execute(statement)]


def seats_of(session: Session, course_id: int) -> list[CourseSeat]:
    """Return the registrations for a course, the first to come first."""
    statement = select(CourseSeat).where(CourseSeat.course_id == course_id)
    return list(session.exec(statement.order_by(col(CourseSeat.asked_at), col(CourseSeat.id))))


def find_seat(session: Session, course_id: int, account_id: int) -> CourseSeat | None:
    """Return the registration of an account for a course."""
    statement = select(CourseSeat).where(
        CourseSeat.course_id == course_id, CourseSeat.account_id == account_id
    )
    return session.exec(statement).first()


def seats_of_accounts(
    session: Session, account_ids: Iterable[int]
) -> list[tuple[CourseSeat, Course]]:
    """Return the registrations of accounts with their courses, by id."""
    statement = (
        select(CourseSeat, Course)
        .where(
            col(CourseSeat.account_id).in_(sorted(set(account_ids))),
            col(Course.id) == col(CourseSeat.course_id),
        )
        .order_by(col(CourseSeat.id))
    )
    return list(session.exec(statement).all())


def count_seats(session: Session, course_ids: Iterable[int]) -> dict[tuple[int, SeatState], int]:
    """Return course and state → how many registrations."""
    statement = (
        select(CourseSeat.course_id, CourseSeat.state, func.count())
        .where(col(CourseSeat.course_id).in_(sorted(set(course_ids))))
        .group_by(col(CourseSeat.course_id), col(CourseSeat.state))
    )
    return {(course, SeatState(state)): number for course, state, number in session.exec(statement)}


def accounts_of(session: Session, course_id: int) -> dict[int, Account]:
    """Return account id → account of those who have registered for a course."""
    statement = select(Account).where(
        col(Account.id).in_(
            sa_select(col(CourseSeat.account_id)).where(col(CourseSeat.course_id) == course_id)
        )
    )
    return {one.id or 0: one for one in session.exec(statement)}


def attendance_of(session: Session, course_id: int) -> dict[int, set[int]]:
    """Return sitting → the registrations of those who were there."""
    statement = (
        select(CourseAttendance)
        .join(CourseSession, col(CourseSession.id) == col(CourseAttendance.session_id))
        .where(CourseSession.course_id == course_id)
    )
    found: dict[int, set[int]] = {}
    for one in session.exec(statement):
        found.setdefault(one.session_id, set()).add(one.seat_id)
    return found


def attendance_rows(session: Session, sitting_id: int) -> list[CourseAttendance]:
    """Return who was there at a sitting, by registration."""
    statement = select(CourseAttendance).where(CourseAttendance.session_id == sitting_id)
    return list(session.exec(statement.order_by(col(CourseAttendance.seat_id))))


def list_topics(session: Session) -> list[str]:
    """Return the topics that courses have, in order."""
    statement = select(Course.topics).where(col(Course.is_void).is_(False))
    return topics.all_topics(session.exec(statement))


def _conditions(wanted: CourseFilter) -> Sequence[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if not wanted.with_void:
        conditions.append(col(Course.is_void).is_(False))
    if wanted.kind is not None:
        conditions.append(col(Course.kind) == wanted.kind)
    if wanted.city_code is not None:
        conditions.append(col(Course.city_code) == wanted.city_code)
    if wanted.of_province:
        conditions.append(col(Course.city_code).is_(None))
    if wanted.topic:
        conditions.append(topics.has_topic(col(Course.topics), wanted.topic))
    if wanted.coming is not None:
        now, is_coming = wanted.coming
        later = exists().where(
            col(CourseSession.course_id) == col(Course.id), col(CourseSession.ends_at) > now
        )
        conditions.append(later if is_coming else ~later)
    return conditions
