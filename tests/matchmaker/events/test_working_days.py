"""Working days counted forwards, over holidays and the days worked for them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.events.working_days import is_working_day, working_days_after, working_days_before


@pytest.mark.parametrize(
    ("day", "count", "due"),
    [
        # Saturday 11 May is worked on for Labour Day.
        ("2024-05-10", 1, "2024-05-11"),
        ("2024-05-06", 15, "2024-05-24"),
        # National Day is off from 1 to 7 October; Saturday 12 October is worked for it.
        ("2024-09-30", 15, "2024-10-25"),
        ("2024-05-10", 0, "2024-05-10"),
    ],
)
def test_days_are_counted_as_people_work(day: str, count: int, due: str) -> None:
    found = working_days_after(date.fromisoformat(day), count)
    assert (found.day, found.assumed) == (date.fromisoformat(due), False)


@given(st.dates(date(2010, 1, 1), date(2024, 6, 30)), st.integers(1, 40))
def test_counting_back_leads_to_the_first_working_day_after(day: date, count: int) -> None:
    due = working_days_after(day, count).day
    assert is_working_day(due)
    assert working_days_before(due, count - 1).day == working_days_after(day, 1).day


def test_a_year_that_is_not_announced_is_told_of() -> None:
    assert working_days_after(date(2098, 12, 31), 1).assumed
