"""Places at courses: asked for by whoever is signed in, given up, and who was there."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Owned, Viewer
from matchmaker.errors import BadQuery, Forbidden
from matchmaker.public_services.seats import Seat, is_free, moving_up
from matchmaker.services.audit import append
from matchmaker.services.list_hands import Author
from models.audit import AuditKind
from models.course import Course, CourseAttendance, CourseSeat, CourseSession
from models.course_enums import SeatState
from models.errors import Conflict, NotFound
from models.queries import courses as course_queries
from models.values.sitting import Sitting


def join_course(session: Session, viewer: Viewer, course_id: int, author: Author) -> CourseSeat:
    """Register somebody, who gets a place or waits for one; again it changes nothing.

    Raises Conflict once the course has begun or where it is called off, NotFound, Forbidden.
    """
    account_id = _own_account(viewer)
    course = course_queries.hold_course(session, course_id)
    if course.is_void:
        raise Conflict("这门课程已取消，不能报名")
    sittings = _sittings(session, course)
    if sittings and sittings[0].starts_at <= author.at:
        raise Conflict("这门课程已经开始，不能再报名。请看其他课程")
    seat = course_queries.find_seat(session, course_id, account_id)
    if seat is not None and seat.state is not SeatState.GIVEN_UP:
        return seat
    free = is_free(_seats(session, course), course.capacity)
    if seat is None:
        seat = CourseSeat(
            course_id=course_id,
            account_id=account_id,
            state=SeatState.WAITING,
            asked_at=author.at,
            changed_at=author.at,
        )
    seat.state = SeatState.TAKEN if free else SeatState.WAITING
    seat.asked_at = seat.changed_at = author.at
    session.add(seat)
    session.flush()
    return seat


def leave_course(session: Session, viewer: Viewer, course_id: int, author: Author) -> CourseSeat:
    """Give a place up, which the first who waits gets.

    Raises Conflict once the course is over or where somebody was there, NotFound without a place.
    """
    account_id = _own_account(viewer)
    course = course_queries.hold_course(session, course_id)
    seat = course_queries.find_seat(session, course_id, account_id)
    if seat is None or seat.state is SeatState.GIVEN_UP:
        raise NotFound("您没有报名这门课程，无需取消")
    attended = course_queries.attendance_of(session, course_id)
    if any(seat.id in present for present in attended.values()):
        raise Conflict("您已到场上课，报名不能取消")
    sittings = _sittings(session, course)
    if sittings and sittings[-1].ends_at <= author.at:
        raise Conflict("课程已经结束，报名不能取消")
    seat.state, seat.changed_at = SeatState.GIVEN_UP, author.at
    session.add(seat)
    session.flush()
    move_up(session, course, author.at)
    return seat


def move_up(session: Session, course: Course, now: datetime) -> int:
    """Give free places to those who wait; return to how many."""
    seats = {one.id or 0: one for one in course_queries.seats_of(session, course.id or 0)}
    lucky = moving_up(_plain(seats.values()), course.capacity)
    for seat_id in lucky:
        seats[seat_id].state, seats[seat_id].changed_at = SeatState.TAKEN, now
        session.add(seats[seat_id])
    session.flush()
    return len(lucky)


def mark_attendance(
    session: Session,
    viewer: Viewer,
    sitting: tuple[int, int],
    present: Collection[int] | None,
    author: Author,
) -> int:
    """Note who was there at a sitting, in the place of what was noted before; return how many.

    sitting: id of the course, and of the sitting; present: ids of registrations, None for all who
    have a place. Who waited and came is marked, too. Raises Forbidden, NotFound, BadQuery for a
    registration that is not of this course or was given up, Conflict before the sitting begins.
    """
    course = course_queries.hold_course(session, sitting[0])
    owned = Owned(frozenset({course.city_code} if course.city_code else ()))
    viewer.require(Permission.PARTICIPANT_WRITE, owned)
    held = next((one for one in _sittings(session, course) if one.id == sitting[1]), None)
    if held is None:
        raise NotFound("这门课程没有这一次。请刷新页面后再试")
    if course.is_void:
        raise Conflict("这门课程已取消，不登记到场")
    told = Sitting(held.starts_at, held.ends_at)
    if held.starts_at > author.at:
        raise Conflict(f"{told} 还没有开始，不能登记到场")
    seats = course_queries.seats_of(session, course.id or 0)
    known = {one.id or 0 for one in seats if one.state is not SeatState.GIVEN_UP}
    taken = {one.id or 0 for one in seats if one.state is SeatState.TAKEN}
    wanted = taken if present is None else set(present)
    if wanted - known:
        raise BadQuery("有人已取消报名，或不在这门课程的名单中。请刷新页面后再登记")
    rows = {one.seat_id: one for one in course_queries.attendance_rows(session, held.id or 0)}
    for seat_id in sorted(set(rows) - wanted):
        session.delete(rows[seat_id])
    for seat_id in sorted(wanted - set(rows)):
        session.add(
            CourseAttendance(
                session_id=held.id or 0,
                seat_id=seat_id,
                actor=author.actor,
                marked_at=author.at,
            )
        )
    session.flush()
    details = {"act": "登记到场", "title": course.title, "records": len(wanted)}
    subject = f"培训课程 {course.id}"
    append(session, AuditKind.PUBLIC_SERVICE_CHANGED, subject, details, author)
    return len(wanted)


def _own_account(viewer: Viewer) -> int:
    viewer.require(Permission.COURSE_JOIN)
    if viewer.account_id is None:
        raise Forbidden("报名须由本人登录办理，程序令牌不能报名")
    return viewer.account_id


def _sittings(session: Session, course: Course) -> list[CourseSession]:
    known = course.id or 0
    return course_queries.sittings_of(session, [known]).get(known, [])


def _seats(session: Session, course: Course) -> list[Seat]:
    return _plain(course_queries.seats_of(session, course.id or 0))


def _plain(seats: Collection[CourseSeat]) -> list[Seat]:
    return [Seat(one.id or 0, one.state, one.asked_at) for one in seats]
