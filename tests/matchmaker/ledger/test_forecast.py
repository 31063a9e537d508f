"""Where a figure will stand at the end of the year."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.ledger.forecast import Method, forecast

EVEN_YEAR = dict.fromkeys(range(1, 13), 10)
months = st.dictionaries(st.integers(1, 12), st.integers(0, 1000), max_size=12)
days = st.integers(0, 365).map(lambda days: date(2024, 1, 1) + timedelta(days=days))


def test_what_is_left_is_as_large_as_it_was_last_year():
    # Last year three quarters were done by the end of June.
    last = {**dict.fromkeys(range(1, 7), 25), **dict.fromkeys(range(7, 13), 8), 12: 10}
    found = forecast(dict.fromkeys(range(1, 7), 30), date(2024, 6, 30), last)
    assert found is not None
    assert (found.method, found.expected) == (Method.SEASONAL, pytest.approx(180 * 200 / 150))


def test_without_last_years_months_days_tell():
    found = forecast(dict.fromkeys(range(1, 7), 10), date(2024, 6, 30), None)
    assert found is not None
    assert (found.method, found.expected) == (Method.EVEN, pytest.approx(60 * 366 / 182))


def test_months_that_differ_more_leave_more_open():
    even = forecast(dict.fromkeys(range(1, 7), 10), date(2024, 6, 30), EVEN_YEAR)
    uneven = forecast({1: 0, 2: 30, 3: 0, 4: 0, 5: 30, 6: 0}, date(2024, 6, 30), EVEN_YEAR)
    assert even is not None
    assert uneven is not None
    assert even.expected == pytest.approx(uneven.expected)
    assert uneven.high - uneven.low > even.high - even.low


def test_the_last_day_leaves_nothing_open():
    found = forecast(EVEN_YEAR, date(2024, 12, 31), EVEN_YEAR)
    assert found is not None
    assert (found.low, found.expected, found.high) == pytest.approx((120, 120, 120))


@pytest.mark.parametrize("counted", [{}, {1: 0}, {9: 5}])
def test_nothing_so_far_foretells_nothing(counted):
    assert forecast(counted, date(2024, 6, 30), EVEN_YEAR) is None


@given(months, days, st.none() | months)
def test_forecast_lies_within_its_interval_and_not_below_what_there_is(counted, today, last):
    found = forecast(counted, today, last)
    if found is not None:
        so_far = sum(value for month, value in counted.items() if month <= today.month)
        assert so_far - 1e-6 <= found.low <= found.expected + 1e-6
        assert found.expected <= found.high
