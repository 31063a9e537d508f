"""Timetables that are bettered a few slots at a time."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from matchmaker.events import timetable_plan
from matchmaker.events.timetable_board import Board
from matchmaker.events.timetable_clashes import clashes
from matchmaker.events.timetable_fill import fill
from matchmaker.events.timetable_plan import plan, replan
from matchmaker.events.timetable_types import UNITS, Limits, Method
from tests.matchmaker.events.timetables import LIMITS, made, problems


@pytest.fixture(autouse=True)
def _always_in_windows(monkeypatch):
    monkeypatch.setattr(timetable_plan, "MOST_CHOICES_WITH_ZONES", 0)


def with_zones(drawn):
    tables = tuple("AB"[number % 2] for number in range(max(2, len(drawn.hall.tables))))
    return replace(drawn, hall=replace(drawn.hall, tables=tables, walk=True), fixed=())


def greedy_value(given_problem):
    board = Board(given_problem)
    fill(board)
    return board.value() / UNITS


@given(problems())
@settings(deadline=None)
def test_no_rule_is_broken_and_greedy_is_never_better(drawn):
    drawn = with_zones(drawn)
    timetable = plan(drawn, LIMITS)
    assert clashes(drawn, timetable.meetings) == []
    assert greedy_value(drawn) <= timetable.value <= timetable.bound


@given(problems())
@settings(deadline=None)
def test_meetings_that_can_stay_are_not_touched(drawn):
    drawn = with_zones(drawn)
    before = plan(drawn, LIMITS).meetings
    assert replan(drawn, before, LIMITS).timetable.meetings == before


def test_event_with_zones_comes_near_the_bound_and_is_the_same_each_time():
    drawn = made(7, 24, 8, "AAAABBBB", 140, walk=True)
    limits = Limits(seconds=60.0, gap=0.01, nodes=200)
    first = plan(drawn, limits)
    assert first.gap <= limits.gap
    assert first.method is not Method.GREEDY
    assert first.value > greedy_value(drawn)
    assert plan(drawn, limits) == first
