"""How well two bodies fit by the pairs between them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.events.pair_fit import ListedPair, combine, fits

scores = st.lists(st.floats(0.0, 1.0), max_size=8)


def test_the_second_pair_counts_half() -> None:
    assert combine([0.8, 0.4]) == pytest.approx(1 - 0.2 * (1 - 0.2))


@given(scores)
def test_a_fit_lies_between_the_best_score_and_one(found: list[float]) -> None:
    assert max(found, default=0.0) - 1e-12 <= combine(found) <= 1.0


@given(scores, st.floats(0.0, 1.0))
def test_one_more_pair_never_lowers_a_fit(found: list[float], more: float) -> None:
    assert combine([*found, more]) >= combine(found) - 1e-12


@given(scores)
def test_the_order_of_pairs_does_not_matter(found: list[float]) -> None:
    assert combine(found) == combine(found[::-1])


def test_of_equal_pairs_the_lowest_ids_stand_for_the_two() -> None:
    pairs = [ListedPair(1, 2, 9, 4, 0.5), ListedPair(1, 2, 3, 8, 0.5), ListedPair(1, 2, 3, 7, 0.5)]
    found = fits(pairs)[1, 2]
    assert (found.best.demand_id, found.best.patent_id, found.pairs) == (3, 7, 3)
