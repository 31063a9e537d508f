"""A figure beside last year's: no division by nought, no growth where last year is not known."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.ledger.growth import GrowthState, grown, grown_together

values = st.integers(0, 10**12)


@pytest.mark.parametrize(
    ("now", "before", "state", "rate", "text"),
    [
        (120, 100, GrowthState.KNOWN, Fraction(1, 5), "+20.0%"),
        (50, 100, GrowthState.KNOWN, Fraction(-1, 2), "-50.0%"),
        (0, 100, GrowthState.KNOWN, Fraction(-1), "-100.0%"),
        (5, 0, GrowthState.FROM_NOUGHT, None, "上年同期为零，不计增幅"),
        (0, 0, GrowthState.BOTH_NOUGHT, None, "两年同期均为零"),
        (5, None, GrowthState.MISSING, None, "缺上年同期数"),
    ],
)
def test_growth_is_told_where_it_is_known(now, before, state, rate, text):
    found = grown(now, before)
    assert (found.state, found.rate, found.text) == (state, rate, text)


def test_a_sum_compares_only_the_cities_whose_last_year_is_known():
    found = grown_together({"a": 30, "b": 100}, {"a": 20, "b": None, "c": 5})
    assert (found.state, found.now, found.before) == (GrowthState.PARTIAL, 30, 25)
    assert found.text == "+20.0%（仅 2 个市州有上年同期数，另 1 个未计）"


def test_a_sum_of_which_no_last_year_is_known_has_no_growth():
    found = grown_together({"a": 30}, {"a": None, "b": None})
    assert (found.state, found.now, found.rate) == (GrowthState.MISSING, 30, None)


def test_known_noughts_of_some_cities_are_no_growth_either():
    found = grown_together({"a": 3}, {"a": 0, "b": None})
    assert found.text == "上年同期为零，不计增幅（仅 1 个市州有上年同期数，另 1 个未计）"


@given(values, values)
def test_growth_gives_the_figure_back(now, before):
    rate = grown(now, before).rate
    assert rate is None if before == 0 else before * (1 + rate) == now
