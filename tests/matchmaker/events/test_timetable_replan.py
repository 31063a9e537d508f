from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.events.timetable_clashes import clashes
from matchmaker.events.timetable_plan import plan, replan
from matchmaker.events.timetable_types import Hall, Limits, Meeting, Method, Moved, Wish
from models.errors import InvalidValue
from tests.matchmaker.events.timetables import (
    LIMITS,
    TINY,
    all_timetables,
    party,
    problem,
    problems,
    value_of,
)


def without(drawn, number):
    """The problem after one of the enterprises has called off."""
    gone = sorted(p.id for p in drawn.enterprises)[number % len(drawn.enterprises)]
    absent = frozenset()
    enterprises = [replace(p, slots=absent) if p.id == gone else p for p in drawn.enterprises]
    return replace(drawn, enterprises=tuple(enterprises))


def tightened(drawn, change):
    """The problem after a change for which meetings that were possible together are no longer."""
    if change == "caps":
        parties = [replace(p, most=p.most // 2, least=0) for p in drawn.institutions]
        return replace(drawn, institutions=tuple(parties))
    hall = drawn.hall
    if change == "tables":
        return replace(drawn, hall=replace(hall, tables=hall.tables[:1]))
    return replace(drawn, hall=replace(hall, walk=True))


@given(problems())
@settings(deadline=None)
def test_replan_of_an_unchanged_problem_moves_nothing(drawn):
    timetable = plan(drawn, LIMITS)

    again = replan(drawn, timetable.meetings, LIMITS)

    assert again.timetable == timetable
    assert again.kept == timetable.meetings
    assert (again.moved, again.dropped, again.added) == ((), (), ())


@given(problems(), st.integers(0, 3))
@settings(deadline=None)
def test_replan_after_a_cancellation_moves_nobody_else(drawn, number):
    before = plan(drawn, LIMITS).meetings
    after = without(drawn, number)

    again = replan(after, before, LIMITS)

    gone = {p.id for p in after.enterprises if not p.slots}
    assert clashes(after, again.timetable.meetings) == []
    assert again.moved == ()
    assert {meeting.enterprise_id for meeting in again.dropped} <= gone
    assert again.kept == tuple(m for m in before if m.enterprise_id not in gone)


@given(TINY, st.sampled_from(["caps", "tables", "walk"]), st.integers(0, 2))
@settings(deadline=None)
def test_replan_keeps_as_many_as_can_be_and_then_is_worth_most(drawn, change, number):
    before = plan(drawn, LIMITS).meetings
    after = without(tightened(drawn, change), number)

    again = replan(after, before, LIMITS)

    best = max(
        (len(set(before).intersection(meetings)), value_of(after, meetings))
        for meetings in all_timetables(after)
    )
    found = again.timetable.meetings
    assert (len(again.kept), value_of(after, found)) == best
    assert again.timetable.method is Method.EXACT


@given(problems(), st.sampled_from(["caps", "tables", "walk"]), st.integers(0, 3))
@settings(deadline=None)
def test_replan_tells_of_every_meeting_what_became_of_it(drawn, change, number):
    before = plan(drawn, LIMITS).meetings
    after = without(tightened(drawn, change), number)

    again = replan(after, before[::-1], LIMITS)

    now = again.timetable.meetings
    assert clashes(after, now) == []
    assert sorted((*again.kept, *(m.before for m in again.moved), *again.dropped)) == list(before)
    assert sorted((*again.kept, *(m.after for m in again.moved), *again.added)) == list(now)
    pairs = {meeting.pair for meeting in now}
    assert not any(meeting.pair in pairs for meeting in again.dropped)
    assert all(m.before.pair == m.after.pair and m.before != m.after for m in again.moved)
    assert again == replan(after, before, LIMITS)


def test_replan_moves_what_a_fixed_meeting_pushes_away():
    before = (Meeting(0, 0, 1, 10), Meeting(0, 1, 2, 11))
    pairs = [(1, 10, 1.0), (2, 11, 1.0), (3, 12, 1.0)]
    fixed = Meeting(0, 0, 3, 12)

    again = replan(problem(pairs, 2, fixed=(fixed,)), before, LIMITS)

    assert again.kept == (Meeting(0, 1, 2, 11),)
    assert again.moved == (Moved(Meeting(0, 0, 1, 10), Meeting(1, 0, 1, 10)),)
    assert (again.dropped, again.added) == ((), (fixed,))


def test_replan_drops_what_is_not_wished_or_not_there_any_more():
    before = (
        Meeting(0, 0, 1, 10),
        Meeting(0, 1, 2, 11),
        Meeting(1, 7, 2, 12),
        Meeting(9, 0, 2, 10),
    )

    again = replan(problem([(1, 10, 1.0), (2, 12, 1.0), (2, 10, 1.0)]), before, LIMITS)

    assert again.kept == (Meeting(0, 0, 1, 10),)
    assert [moved.before for moved in again.moved] == [before[2], before[3]]
    assert again.dropped == (Meeting(0, 1, 2, 11),)


def test_replan_of_a_pair_that_met_twice_keeps_one_meeting():
    before = (Meeting(0, 0, 1, 10), Meeting(1, 0, 1, 10))

    again = replan(problem([(1, 10, 1.0)]), before, LIMITS)

    assert len(again.kept) == len(again.dropped) == 1
    assert (again.moved, again.added) == ((), ())


def test_replan_keeps_most_where_meetings_no_longer_go_together():
    # Best first in the order of slots, 1 would stay and both others go.
    before = (Meeting(0, 0, 1, 10), Meeting(1, 0, 1, 11), Meeting(2, 0, 2, 10))
    pairs = [(1, 10, 3.0), (1, 11, 1.0), (2, 10, 1.0)]
    enterprises = [party(1, most=1), party(2)]
    institutions = [party(10, most=1), party(11)]

    again = replan(
        problem(pairs, enterprises=enterprises, institutions=institutions), before, LIMITS
    )

    assert again.kept == before[1:]
    assert again.dropped == before[:1]
    assert again.timetable.value == again.timetable.bound == 2.0


def test_replan_stays_honest_where_the_solver_has_no_time():
    before = (Meeting(0, 0, 1, 10), Meeting(0, 1, 2, 11))
    pairs = [(1, 10, 1.0), (2, 11, 1.0), (1, 11, 0.9)]
    drawn = replace(problem(pairs), hall=Hall(1, ("A",)))
    drawn = replace(
        drawn,
        enterprises=tuple(replace(p, slots=frozenset({0})) for p in drawn.enterprises),
        institutions=tuple(replace(p, slots=frozenset({0})) for p in drawn.institutions),
        wishes=(Wish(1, 10, 1.0), Wish(2, 11, 1.0), Wish(1, 11, 0.9)),
    )

    again = replan(drawn, before, Limits(seconds=1e-9, gap=0.0, nodes=1))

    assert again.kept == before[:1]
    assert again.dropped == before[1:]


def test_replan_refuses_limits_that_leave_no_room():
    with pytest.raises(InvalidValue, match="求解时限"):
        replan(problem([(1, 10, 1.0)]), (), Limits(-1.0, 0.0, 1))
