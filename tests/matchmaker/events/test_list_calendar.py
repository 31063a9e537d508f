"""Days before an event, over holidays and the days worked for them, written out by hand."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.events.list_calendar import DAYS_BEFORE, Step, list_calendar
from matchmaker.events.working_days import (
    is_announced,
    is_working_day,
    working_days_after,
    working_days_before,
)

DAYS = st.dates(date(2003, 3, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("held_on", "draft", "refresh", "recheck", "lock"),
    [
        # Labour Day is off from 1 to 5 May; Sunday 28 April is worked for it.
        ("2024-05-08", "2024-04-16", "2024-04-25", "2024-04-30", "2024-05-07"),
        # The Dragon Boat Festival is off from Saturday 8 to Monday 10 June.
        ("2024-06-13", "2024-05-23", "2024-06-03", "2024-06-07", "2024-06-12"),
        # Mid-Autumn is off from 15 to 17 September; Saturday 14 is worked for it.
        ("2024-09-20", "2024-08-30", "2024-09-10", "2024-09-14", "2024-09-19"),
        # National Day is off from 1 to 7 October; Sunday 29 September and Saturday 12 October are
        # worked for it.
        ("2024-10-15", "2024-09-20", "2024-09-30", "2024-10-11", "2024-10-14"),
        # No holiday, an event on a Saturday.
        ("2024-07-27", "2024-07-09", "2024-07-18", "2024-07-24", "2024-07-26"),
    ],
)
def test_steps_fall_on_the_days_written_out_by_hand(
    held_on: str, draft: str, refresh: str, recheck: str, lock: str
) -> None:
    calendar = list_calendar(date.fromisoformat(held_on))
    assert {step: str(due.day) for step, due in calendar.items()} == {
        Step.DRAFT: draft,
        Step.REFRESH: refresh,
        Step.RECHECK: recheck,
        Step.LOCK: lock,
    }
    assert not any(due.assumed for due in calendar.values())


@given(DAYS, st.integers(0, 30))
def test_so_many_working_days_lie_between(day: date, count: int) -> None:
    due = working_days_before(day, count)
    between = [due.day + timedelta(days=n) for n in range((day - due.day).days)]
    assert sum(map(is_working_day, between)) == count
    assert count == 0 or is_working_day(due.day)
    assert due.assumed == any(not is_announced(passed) for passed in between)


@given(DAYS, st.integers(1, 40))
def test_days_after_are_counted_like_days_before(day: date, count: int) -> None:
    due = working_days_after(day, count)
    between = [day + timedelta(days=n) for n in range(1, (due.day - day).days + 1)]
    assert sum(map(is_working_day, between)) == count
    assert is_working_day(due.day)
    assert due.assumed is not all(map(is_announced, between))


def test_an_answer_is_not_due_in_a_holiday() -> None:
    # Labour Day is off from 1 to 5 May; Saturday 11 May is worked for it.
    due = [working_days_after(date(2024, 4, 30), count).day for count in (1, 4, 5)]
    assert due == [date(2024, 5, 6), date(2024, 5, 9), date(2024, 5, 10)]
    assert working_days_after(date(2024, 5, 10), 1).day == date(2024, 5, 11)


def test_of_a_year_that_is_not_announced_only_the_weekends_are_known() -> None:
    new_year = date(2099, 1, 1)
    assert new_year.weekday() < 5
    assert is_working_day(new_year)
    assert not is_working_day(date(2099, 1, 3))
    assert working_days_before(date(2099, 1, 2), 1).assumed


def test_steps_come_in_their_order() -> None:
    days = [due.day for due in list_calendar(date(2026, 6, 10)).values()]
    assert days == sorted(days)
    assert list(DAYS_BEFORE) == list(Step)
