"""Training courses as they are read: by everybody, and by who organises them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.services.courses import owned_course
from models.account import Account
from models.course import Course, CourseSeat, CourseSession
from models.course_enums import SeatState
from models.queries import courses as course_queries
from models.queries import organisations as organisation_queries
from models.values.contact import mask_name
from models.values.region import find_region
from models.values.sitting import Sitting


@dataclass(frozen=True)
class CourseRow:
    """A course of a list; left: free places, None where there are any number."""

    course: Course
    sittings: tuple[CourseSession, ...]
    taken: int
    waiting: int

    @property
    def left(self) -> int | None:
        """How many more get a place."""
        capacity = self.course.capacity
        return None if capacity is None else max(capacity - self.taken, 0)

    @property
    def told(self) -> tuple[str, ...]:
        """The sittings as they are written."""
        return tuple(str(Sitting(one.starts_at, one.ends_at)) for one in self.sittings)


@dataclass(frozen=True)
class CourseView:
    """A course for who looks at it; own: their registration, None without; ahead: who wait before.

    may_join, may_leave: as things stand at this moment.
    """

    row: CourseRow
    own: CourseSeat | None
    ahead: int
    may_join: bool
    may_leave: bool


@dataclass(frozen=True)
class SeatRow:
    """A registration as who organises sees it; number: in the order of coming; name: masked.

    attended: ids of the sittings at which they were there.
    """

    number: int
    seat: CourseSeat
    name: str
    organisation: str
    attended: frozenset[int]


def view_courses(session: Session, courses: Sequence[Course]) -> list[CourseRow]:
    """Return courses with their sittings and how many have registered, in their order."""
    ids = [one.id or 0 for one in courses]
    sittings = course_queries.sittings_of(session, ids)
    counts = course_queries.count_seats(session, ids)
    return [
        CourseRow(
            one,
            tuple(sittings.get(one.id or 0, ())),
            counts.get((one.id or 0, SeatState.TAKEN), 0),
            counts.get((one.id or 0, SeatState.WAITING), 0),
        )
        for one in courses
    ]


def view_course(session: Session, viewer: Viewer, course_id: int, now: datetime) -> CourseView:
    """Return a course as somebody sees it; raise NotFound."""
    course = course_queries.get_course(session, course_id)
    (row,) = view_courses(session, [course])
    own = None
    if viewer.account_id is not None and not viewer.acting_for:
        own = course_queries.find_seat(session, course_id, viewer.account_id)
    is_in = own is not None and own.state is not SeatState.GIVEN_UP
    ahead = 0
    if own is not None and own.state is SeatState.WAITING:
        waiting = [
            one.id
            for one in course_queries.seats_of(session, course_id)
            if one.state is SeatState.WAITING
        ]
        ahead = waiting.index(own.id)
    begun = bool(row.sittings) and row.sittings[0].starts_at <= now
    over = bool(row.sittings) and row.sittings[-1].ends_at <= now
    attended = course_queries.attendance_of(session, course_id) if is_in and own else {}
    was_there = any(own is not None and own.id in present for present in attended.values())
    return CourseView(
        row=row,
        own=own if is_in else None,
        ahead=ahead,
        may_join=not (is_in or begun or course.is_void),
        may_leave=is_in and not over and not was_there and not course.is_void,
    )


def own_courses(session: Session, viewer: Viewer) -> list[tuple[CourseSeat, CourseRow]]:
    """Return what somebody has registered for and not given up, the last course first."""
    if viewer.account_id is None or viewer.acting_for:
        return []
    found = [
        (seat, course)
        for seat, course in course_queries.seats_of_accounts(session, [viewer.account_id])
        if seat.state is not SeatState.GIVEN_UP
    ]
    rows = view_courses(session, [course for _, course in found])
    pairs = [(seat, row) for (seat, _), row in zip(found, rows, strict=True)]
    return sorted(pairs, key=lambda one: (one[1].told, one[0].id), reverse=True)


def coming_own_courses(
    session: Session, viewer: Viewer, now: datetime
) -> list[tuple[CourseSeat, CourseRow]]:
    """Return the same of courses that are not over, the next one first, those called off too."""
    found = own_courses(session, viewer)
    return [one for one in reversed(found) if one[1].sittings and one[1].sittings[-1].ends_at > now]


def seat_rows(
    session: Session, viewer: Viewer, course: Course, *, whole: bool = False
) -> list[SeatRow]:
    """Return who has registered and not given up, the first to come first.

    whole: with their names as they are, which the caller writes down as exported. Raises Forbidden
    for who does not organise the course; masked ones are for overseers, too.
    """
    permission = Permission.PARTICIPANT_WRITE if whole else Permission.PARTICIPANT_READ
    viewer.require(permission, owned_course(course))
    accounts = course_queries.accounts_of(session, course.id or 0)
    named = _organisations(session, accounts.values())
    attended = course_queries.attendance_of(session, course.id or 0)
    seats = course_queries.seats_of(session, course.id or 0)
    there = [one for one in seats if one.state is not SeatState.GIVEN_UP]
    return [
        SeatRow(
            number,
            seat,
            accounts[seat.account_id].name if whole else mask_name(accounts[seat.account_id].name),
            named[seat.account_id],
            frozenset(sitting for sitting, present in attended.items() if seat.id in present),
        )
        for number, seat in enumerate(there, start=1)
    ]


def _organisations(session: Session, accounts: Iterable[Account]) -> dict[int, str]:
    """Return account → the organisation, or for those of an office what they do."""
    held = list(accounts)
    ids = {one.organisation_id for one in held if one.organisation_id is not None}
    names = organisation_queries.names_by_id(session, ids)
    return {one.id or 0: names.get(one.organisation_id or 0) or _office(one) for one in held}


def _office(account: Account) -> str:
    region = find_region(account.city_code) if account.city_code else None
    place = region.short_name if region else ""
    return f"{place}{account.role.label}"
