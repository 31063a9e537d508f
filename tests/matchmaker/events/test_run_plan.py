"""What is planned when, over holidays and the days worked for them, written out by hand."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.china_time import CHINA
from matchmaker.events.run_plan import (
    LIST_STEPS,
    NIGHTLY,
    EventDay,
    PlannedRun,
    campaign_runs,
    event_runs,
    first_working_day,
    plan_runs,
    still_stands,
)
from matchmaker.events.working_days import is_working_day
from models.enums import ScheduleKind

DAYS = st.dates(date(2005, 1, 1), date(2030, 12, 31))


def keys(runs: list[PlannedRun] | tuple[PlannedRun, ...]) -> list[str]:
    return [run.key for run in runs]


def test_steps_of_an_event_after_national_day_are_those_written_out_by_hand() -> None:
    # 1 to 7 October are off; Sunday 29 September and Saturday 12 October are worked for them, and
    # Mid-Autumn took 15 to 17 September, for which Saturday 14 was worked.
    assert keys(event_runs(EventDay("p4", date(2024, 10, 15)))) == [
        "p4/draft/2024-09-20T05:00",
        "p4/draft_reminder/2024-09-20T08:30",
        "p4/refresh/2024-09-30T05:00",
        "p4/refresh_reminder/2024-09-30T08:30",
        "p4/recheck/2024-10-11T06:00",
        "p4/recheck_reminder/2024-10-11T08:30",
        "p4/lock/2024-10-14T20:00",
        "p4/lock_reminder/2024-10-14T08:30",
    ]


def test_steps_of_an_event_on_the_first_day_after_national_day_lie_before_it() -> None:
    found = event_runs(EventDay("x", date(2024, 10, 8)))
    assert keys(found)[-2:] == ["x/lock/2024-09-30T20:00", "x/lock_reminder/2024-09-30T08:30"]
    assert keys(found)[4] == "x/recheck/2024-09-27T06:00"


def test_deadlines_and_roadshows_of_a_year_are_those_written_out_by_hand() -> None:
    # 20 October 2024 is a Sunday: the last working day before it is a Friday. May and October
    # begin with holidays, June and September with a weekend.
    assert keys(campaign_runs(2024)) == [
        "city_plans/2024-05-17T08:30",
        "city_plans/2024-05-28T08:30",
        "city_plans/2024-05-30T08:30",
        "city_plans/2024-05-31T08:30",
        "reports/2024-10-08T08:30",
        "reports/2024-10-16T08:30",
        "reports/2024-10-18T08:30",
        "reports/2024-10-20T08:30",
        "finance_roadshow/2024-05-06T08:30",
        "finance_roadshow/2024-06-03T08:30",
        "finance_roadshow/2024-07-01T08:30",
        "finance_roadshow/2024-08-01T08:30",
        "finance_roadshow/2024-09-02T08:30",
        "finance_roadshow/2024-10-08T08:30",
    ]


@pytest.mark.parametrize(
    ("month", "day"),
    [("2024-02", "2024-02-01"), ("2024-10", "2024-10-08"), ("2023-01", "2023-01-03")],
)
def test_first_working_day_is_after_the_holiday(month: str, day: str) -> None:
    year, number = map(int, month.split("-"))
    assert first_working_day(year, number) == date.fromisoformat(day)


def test_on_a_day_last_night_and_the_next_are_planned() -> None:
    nights = [run for run in plan_runs([], date(2024, 10, 1)) if run.kind in NIGHTLY]
    assert keys(nights) == [
        "index/2024-10-01T01:00",
        "matching/2024-10-01T02:00",
        "retention/2024-10-01T03:00",
        "index/2024-10-02T01:00",
        "matching/2024-10-02T02:00",
        "retention/2024-10-02T03:00",
    ]


def test_of_a_past_event_nothing_is_planned_and_of_todays_everything() -> None:
    today = date(2024, 6, 18)
    events = [EventDay("today", today), EventDay("past", today - timedelta(days=1))]
    planned = [run for run in plan_runs(events, today) if run.event_slug]
    assert planned == sorted(event_runs(events[0]), key=lambda run: run.place)


def test_deadlines_that_are_past_are_not_planned_anew() -> None:
    planned = plan_runs([], date(2024, 10, 18))
    assert [run.key for run in planned if run.kind not in NIGHTLY] == [
        "reports/2024-10-18T08:30",
        "reports/2024-10-20T08:30",
    ]


def test_steps_of_a_moved_event_no_longer_stand() -> None:
    before = event_runs(EventDay("p1", date(2024, 6, 18)))
    days = {"p1": date(2024, 6, 19), "other": date(2024, 6, 18)}
    assert [still_stands(run, days) for run in before] == [False] * 8
    assert all(still_stands(run, {"p1": date(2024, 6, 18)}) for run in before)
    assert not any(still_stands(run, {}) for run in before)


def test_deadlines_and_nights_stand_whatever_the_events() -> None:
    assert all(still_stands(run, {}) for run in plan_runs([], date(2024, 5, 1)))


@given(DAYS)
def test_steps_of_lists_fall_on_working_days_before_the_event(held_on: date) -> None:
    for run in event_runs(EventDay("x", held_on)):
        day = run.due.astimezone(CHINA).date()
        assert is_working_day(day)
        assert day < held_on


@given(DAYS)
def test_of_one_event_steps_come_in_order_and_a_lock_after_its_reminder(held_on: date) -> None:
    dues = {run.kind: run.due for run in event_runs(EventDay("x", held_on))}
    steps = [dues[kind] for kind in LIST_STEPS]
    assert steps == sorted(steps)
    assert dues[ScheduleKind.LOCK_REMINDER] < dues[ScheduleKind.LOCK]


@given(st.lists(DAYS, max_size=4), DAYS)
def test_a_plan_is_in_order_without_doubles(days: list[date], today: date) -> None:
    planned = plan_runs([EventDay(f"e{n}", day) for n, day in enumerate(days)], today)
    assert planned == sorted(set(planned), key=lambda run: run.place)
