import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.matching import significance
from matchmaker.matching.significance import FLIPS, Interval, bootstrap_interval, paired_test

shares = st.floats(0.0, 1.0, allow_nan=False, width=32)
samples = st.lists(shares, min_size=1, max_size=30)


def test_interval_of_equal_values_is_a_point():
    assert bootstrap_interval([0.25] * 12) == Interval(0.25, 0.25, 0.25, 12)


def test_interval_of_one_value_is_a_point():
    assert bootstrap_interval([0.7]) == Interval(0.7, 0.7, 0.7, 1)


def test_interval_of_nothing_is_nought():
    assert bootstrap_interval([]) == Interval(0.0, 0.0, 0.0, 0)


def test_interval_of_two_values_reaches_both():
    # A quarter of all resamples takes the lower one twice, a quarter the upper one.
    assert bootstrap_interval([0.0, 1.0]) == Interval(0.5, 0.0, 1.0, 2)


def test_interval_of_many_values_is_that_of_the_normal_distribution():
    values = [0.0, 1.0] * 200
    half = 1.96 * 0.5 / math.sqrt(400)
    found = bootstrap_interval(values)
    assert found.mean == 0.5
    assert (found.low, found.high) == pytest.approx((0.5 - half, 0.5 + half), abs=0.006)


def test_interval_comes_out_the_same_again_and_in_any_blocks(monkeypatch):
    values = [i / 50 for i in range(50)]
    whole = bootstrap_interval(values)
    assert bootstrap_interval(values) == whole
    monkeypatch.setattr(significance, "BLOCK", 50)
    assert bootstrap_interval(values).mean == whole.mean


@given(samples)
def test_bounds_lie_within_the_values(values):
    found = bootstrap_interval(values)
    assert min(values) - 1e-9 <= found.low <= found.high <= max(values) + 1e-9
    assert found.n == len(values)


def test_equal_rankings_do_not_differ():
    test = paired_test([0.1, 0.5, 0.9], [0.1, 0.5, 0.9])
    assert test.difference == Interval(0.0, 0.0, 0.0, 3)
    assert (test.p, test.better, test.equal, test.worse) == (1.0, 0, 3, 0)


def test_one_demand_proves_nothing():
    assert paired_test([0.9], [0.1]).p == 1.0


def test_p_is_the_share_of_flips_that_reach_as_far():
    # Of eight ways to flip 1, 1, 1 two reach a mean of one: all plus, all minus.
    test = paired_test([1.0, 1.0, 1.0], [0.0, 0.0, 0.0])
    assert test.p == pytest.approx(2 / 8, abs=0.015)
    assert (test.better, test.equal, test.worse) == (3, 0, 0)
    assert test.difference == Interval(1.0, 1.0, 1.0, 3)


def test_p_by_hand_of_unequal_differences():
    # ±3 ±2 ±1 gives 6, 4, 2, 0 and their negatives; the observed 3 + 2 − 1 is 4.
    assert paired_test([0.3, 0.2, 0.0], [0.0, 0.0, 0.1]).p == pytest.approx(4 / 8, abs=0.015)


def test_p_is_never_nought():
    assert paired_test([1.0] * 60, [0.0] * 60).p == 1 / (FLIPS + 1)


@given(st.lists(st.tuples(shares, shares), min_size=1, max_size=30))
def test_test_is_symmetric(pairs):
    first, second = [a for a, _ in pairs], [b for _, b in pairs]
    there, back = paired_test(first, second), paired_test(second, first)
    assert there.p == back.p
    assert there.difference.mean == -back.difference.mean
    assert (there.better, there.equal, there.worse) == (back.worse, back.equal, back.better)


def test_lists_of_other_length_are_refused():
    with pytest.raises(ValueError, match="shorter"):
        paired_test([0.1, 0.2], [0.1])


def test_nothing_compared_gives_nought_and_one():
    test = paired_test([], [])
    assert (test.difference.n, test.p, test.better, test.equal, test.worse) == (0, 1.0, 0, 0, 0)
