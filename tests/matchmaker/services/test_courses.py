"""Courses: announced, joined, attended, counted once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from matchmaker.access.viewer import GUEST, Viewer, person
from matchmaker.errors import BadQuery, Forbidden, NotSignedIn
from matchmaker.services.course_seats import join_course, leave_course, mark_attendance
from matchmaker.services.course_view import own_courses, seat_rows, view_course
from matchmaker.services.courses import correct_course, void_course
from matchmaker.services.kept_records.changes import view_changes
from matchmaker.services.ledger.activities import ActivityWords, record_activity
from models.account_enums import Role
from models.course_enums import SeatState
from models.errors import Conflict, NotFound
from models.kept_record import RecordKind
from models.ledger_enums import ActivityKind
from models.session import make_session
from models.values.sitting import parse_sittings
from tests.matchmaker.services.course_cases import AFTER, COURSE, announce, people, sittings
from tests.matchmaker.services.ledger.cases import LATE, figures
from tests.matchmaker.services.policy_cases import BY, OF_WUHAN, PROVINCE, WUHAN, YICHANG


def test_the_first_to_come_have_places_and_the_others_wait(session: Session) -> None:
    course = announce(session)
    known = course.id or 0
    one, two, three, four = people(session, 4)
    states = [join_course(session, each, known, BY).state for each in (one, two, three, four)]
    assert states == [SeatState.TAKEN, SeatState.TAKEN, SeatState.WAITING, SeatState.WAITING]
    # Again it changes nothing.
    assert join_course(session, one, known, BY).state is SeatState.TAKEN
    assert view_course(session, four, known, BY.at).ahead == 1
    leave_course(session, two, known, BY)
    seen = [view_course(session, each, known, BY.at).own for each in (one, two, three, four)]
    assert [None if seat is None else seat.state for seat in seen] == [
        SeatState.TAKEN,
        None,
        SeatState.TAKEN,
        SeatState.WAITING,
    ]
    # Whoever comes back waits behind the others.
    later = replace(BY, at=BY.at + timedelta(minutes=1))
    assert join_course(session, two, known, later).state is SeatState.WAITING
    assert view_course(session, two, known, BY.at).ahead == 1


def test_more_places_let_those_who_wait_move_up(session: Session) -> None:
    course = announce(session, capacity=1)
    one, two, three = people(session, 3)
    for each in (one, two, three):
        join_course(session, each, course.id or 0, BY)
    held = course.id or 0, course.revision or 0
    correct_course(session, PROVINCE, held, replace(COURSE, capacity=2), "换了会场", BY)
    states = [row.seat.state for row in seat_rows(session, PROVINCE, course)]
    assert states == [SeatState.TAKEN, SeatState.TAKEN, SeatState.WAITING]
    held = course.id or 0, course.revision or 0
    correct_course(session, PROVINCE, held, replace(COURSE, capacity=1), "又换了", BY)
    states = [row.seat.state for row in seat_rows(session, PROVINCE, course)]
    assert states == [SeatState.TAKEN, SeatState.TAKEN, SeatState.WAITING]
    newest = view_changes(session, RecordKind.COURSE, course.id or 0)[0]
    assert newest.lines == (("名额", "2", "1"),)


def test_nobody_joins_or_leaves_too_late(session: Session) -> None:
    course = announce(session)
    one, two = people(session, 2)
    join_course(session, one, course.id or 0, BY)
    with pytest.raises(Conflict, match="已经开始"):
        join_course(session, two, course.id or 0, AFTER)
    with pytest.raises(Conflict, match="已经结束"):
        leave_course(session, one, course.id or 0, AFTER)
    with pytest.raises(NotFound, match="没有报名"):
        leave_course(session, two, course.id or 0, BY)
    with pytest.raises(NotSignedIn):
        join_course(session, GUEST, course.id or 0, BY)


def test_a_course_that_is_called_off_is_neither_joined_nor_counted(session: Session) -> None:
    course = announce(session)
    void_course(session, PROVINCE, (course.id or 0, course.revision or 0), "讲师有事", BY)
    (one,) = people(session, 1)
    with pytest.raises(Conflict, match="已取消"):
        join_course(session, one, course.id or 0, BY)
    assert figures(session) == {}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"title": ""}, "课程名称"),
        ({"sittings": ()}, "上课时间"),
        ({"capacity": 0}, "名额"),
        ({"place": " "}, "请填写地点"),
    ],
)
def test_what_cannot_be_is_told(session: Session, changes: dict[str, object], told: str) -> None:
    with pytest.raises(BadQuery, match=told):
        announce(session, **changes)


def test_attendance_is_marked_for_many_and_marked_anew(session: Session) -> None:
    course = announce(session)
    for each in people(session, 3):
        join_course(session, each, course.id or 0, BY)
    first, _ = sittings(session, course)
    at = course.id or 0, first.id or 0
    with pytest.raises(Conflict, match="还没有开始"):
        mark_attendance(session, PROVINCE, at, None, BY)
    assert mark_attendance(session, PROVINCE, at, None, AFTER) == 2
    seats = [row.seat.id or 0 for row in seat_rows(session, PROVINCE, course)]
    # Who waited and came is there, too; who was noted by mistake no longer is.
    assert mark_attendance(session, PROVINCE, at, seats[1:], AFTER) == 2
    rows = seat_rows(session, PROVINCE, course)
    assert [row.attended == {first.id} for row in rows] == [False, True, True]
    assert [row.name for row in rows] == ["张**"] * 3
    assert seat_rows(session, PROVINCE, course, whole=True)[0].name == "张三0"
    with pytest.raises(BadQuery, match="刷新页面"):
        mark_attendance(session, PROVINCE, at, [999], AFTER)
    with pytest.raises(NotFound):
        mark_attendance(session, PROVINCE, (course.id or 0, 999), None, AFTER)
    held = course.id or 0, course.revision or 0
    words = replace(COURSE, sittings=COURSE.sittings[1:])
    with pytest.raises(Conflict, match="已登记到场"):
        correct_course(session, PROVINCE, held, words, "改期", AFTER)


def test_a_course_counts_by_its_sittings_and_by_who_was_there(session: Session) -> None:
    course = announce(session)
    for each in people(session, 2):
        join_course(session, each, course.id or 0, BY)
    assert figures(session) == {("training_sessions", WUHAN): 2}
    for sitting in sittings(session, course):
        mark_attendance(session, PROVINCE, (course.id or 0, sitting.id or 0), None, AFTER)
    assert figures(session) == {
        ("training_sessions", WUHAN): 2,
        ("training_heads", WUHAN): 4,
    }


def test_an_activity_that_points_to_a_course_does_not_count_it_again(session: Session) -> None:
    course = announce(session)
    (one,) = people(session, 1)
    join_course(session, one, course.id or 0, BY)
    words = ActivityWords(
        ActivityKind.TRAINING,
        "专利转化实务",
        WUHAN,
        date(2024, 5, 8),
        sessions=2,
        heads=50,
        course=course.id,
    )
    record_activity(session, words, LATE)
    # Of heads the course knows nothing yet.
    assert figures(session) == {("training_sessions", WUHAN): 2, ("training_heads", WUHAN): 50}
    first, _ = sittings(session, course)
    mark_attendance(session, PROVINCE, (course.id or 0, first.id or 0), None, AFTER)
    assert figures(session) == {("training_sessions", WUHAN): 2, ("training_heads", WUHAN): 1}
    record_activity(session, replace(words, course=None, heads=7, sessions=1), LATE)
    assert figures(session) == {("training_sessions", WUHAN): 3, ("training_heads", WUHAN): 8}


def test_only_a_training_of_the_same_city_points_to_a_course(session: Session) -> None:
    course = announce(session)
    words = ActivityWords(ActivityKind.BRIEFING, "宣讲", WUHAN, date(2024, 5, 1), course=course.id)
    with pytest.raises(BadQuery, match="只有实务培训"):
        record_activity(session, words, LATE)
    with pytest.raises(BadQuery, match="不是这个市州"):
        record_activity(
            session, replace(words, kind=ActivityKind.TRAINING, city_code=YICHANG), LATE
        )


def test_a_city_keeps_its_own_courses(session: Session) -> None:
    course = announce(session, city_code=YICHANG)
    held = course.id or 0, course.revision or 0
    with pytest.raises(Forbidden):
        void_course(session, OF_WUHAN, held, "误", BY)
    with pytest.raises(Forbidden):
        seat_rows(session, OF_WUHAN, course)
    with pytest.raises(Forbidden):
        mark_attendance(session, OF_WUHAN, (course.id or 0, 1), None, AFTER)
    overseer = person(9, "审", Role.AUDITOR)
    assert seat_rows(session, overseer, course) == []
    with pytest.raises(Forbidden):
        seat_rows(session, overseer, course, whole=True)


def test_one_sees_what_one_has_registered_for(session: Session) -> None:
    first = announce(session)
    second = announce(session, sittings=parse_sittings("2024-06-01 09:00-10:00"))
    (one,) = people(session, 1)
    for course in (first, second):
        join_course(session, one, course.id or 0, BY)
    assert [row.course for _, row in own_courses(session, one)] == [second, first]
    leave_course(session, one, second.id or 0, BY)
    assert [row.course for _, row in own_courses(session, one)] == [first]
    assert own_courses(session, GUEST) == []


def test_of_many_who_join_at_once_as_many_get_places_as_there_are(
    engine: Engine, session: Session
) -> None:
    known = announce(session, capacity=2).id or 0
    crowd = people(session, 6)
    session.commit()
    start = Barrier(len(crowd))

    def join(viewer: Viewer) -> SeatState:
        with make_session(engine) as own:
            start.wait()
            state = join_course(own, viewer, known, BY).state
            own.commit()
        return state

    with ThreadPoolExecutor(len(crowd)) as pool:
        states = list(pool.map(join, crowd))
    assert Counter(states) == {SeatState.TAKEN: 2, SeatState.WAITING: 4}
