"""What a missing field can cost is what the ranking gives for it."""

import pytest

from matchmaker.matching.algorithms import DEFAULT_ALGORITHM, get_algorithm
from matchmaker.services.gap_costs import most_lost
from models.queries.own_stock import Gap


@pytest.mark.parametrize(
    ("gap", "lost"),
    [
        (Gap.ABSTRACT, 0.65),
        (Gap.CLASSIFICATION, 0.015),
        (Gap.MODES, 0.005),
        (Gap.PRICE, 0.005),
        (Gap.MATURITY, 0.005),
    ],
)
def test_a_field_costs_what_its_feature_weighs(gap: Gap, lost: float) -> None:
    assert most_lost(gap) == pytest.approx(lost)


def test_no_field_costs_more_than_a_whole_score() -> None:
    assert sum(one.weight for one in get_algorithm(DEFAULT_ALGORITHM).features) == pytest.approx(1)
    assert sum(map(most_lost, Gap)) < 1
