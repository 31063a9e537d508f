from dataclasses import replace

import pytest

from matchmaker.events.timetable_clashes import clashes
from matchmaker.events.timetable_plan import plan
from matchmaker.events.timetable_tables import seat_all
from matchmaker.events.timetable_types import UNITS
from scripts.benchmarks.timetable import (
    LIMITS,
    QUICK,
    cancellations,
    greedy,
    make_problem,
    slot_by_slot,
)


@pytest.mark.parametrize("zones", [1, 2])
def test_made_up_event_is_the_same_each_time(zones):
    size = replace(QUICK[0], zones=zones)

    made = make_problem(size)

    assert made == make_problem(size)
    assert (len(made.enterprises), len(made.institutions), len(made.wishes)) == (20, 10, 80)
    assert (len(set(made.hall.tables)), made.hall.walk) == (zones, zones > 1)


@pytest.mark.parametrize("peer", [greedy, slot_by_slot])
def test_peer_keeps_the_rules_and_is_worth_no_more(peer):
    problem = make_problem(QUICK[0])

    board = peer(problem)

    meetings = seat_all(board, {})
    assert meetings
    assert clashes(problem, meetings) == []
    assert board.value() / UNITS <= plan(problem, LIMITS).bound


def test_cancellations_are_of_those_with_most_meetings():
    problem = make_problem(QUICK[0])
    timetable = plan(problem, LIMITS)

    changed = cancellations(problem, timetable, 2)

    ids = [meeting.enterprise_id for meeting in timetable.meetings]
    expected = sorted(set(ids), key=lambda enterprise: (-ids.count(enterprise), enterprise))[:2]
    assert [[p.id for p in one.enterprises if not p.slots] for one in changed] == [
        [enterprise] for enterprise in expected
    ]
