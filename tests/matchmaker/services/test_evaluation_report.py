from dataclasses import replace

import numpy as np
import pytest

from matchmaker.errors import BadQuery
from matchmaker.matching.algorithms import get_algorithm
from matchmaker.services.comparison import hold, rate_scores
from matchmaker.services.evaluation_report import (
    RankedTitle,
    ReportSource,
    feature_gains,
    hardest_demands,
    make_report,
    reliability,
)
from matchmaker.services.judged_files import JudgedPair
from tests.conftest import NOW
from tests.matchmaker.services.judged_cases import PAIRS, TITLES, make_bench

ALGORITHM = get_algorithm("tfidf-v1")
SOURCE = ReportSource("demands.csv", "pairs.csv", 4, NOW)


@pytest.fixture(scope="module")
def case():
    return make_bench().case(ALGORITHM.scheme)


def test_bins_hold_as_many_pairs_each_by_rising_score(case):
    pairs = [JudgedPair("d", str(i), "", 3 if i >= 15 else 2) for i in range(20)]
    rating = replace(rate_scores("甲", np.zeros(15), case), scores=np.arange(20) / 20)
    bins = reliability(pairs, rating)
    assert [found.n for found in bins] == [2] * 10
    assert [found.relevant_share for found in bins] == [0.0] * 7 + [0.5, 1.0, 1.0]
    assert (bins[0].low, bins[0].high, bins[0].mean_score) == (0.0, 0.05, 0.025)
    assert bins[9].mean_score == pytest.approx(0.925)


def test_uneven_pairs_are_spread_over_the_bins(case):
    rating = rate_scores("甲", np.arange(15) / 15, case)
    assert [found.n for found in reliability(PAIRS, rating)] == [2] * 5 + [1] * 5


def test_few_pairs_make_few_bins(case):
    rating = replace(rate_scores("甲", np.zeros(15), case), scores=np.array([0.2, 0.1]))
    bins = reliability(PAIRS[:2], rating)
    assert [(found.low, found.relevant_share) for found in bins] == [(0.1, 0.0), (0.2, 1.0)]


def test_gain_of_a_feature_is_the_ranking_without_it_less_the_whole(case):
    whole = hold(make_bench(), ALGORITHM).rating
    gains = {gain.slug: gain for gain in feature_gains(case, ALGORITHM, whole)}
    assert list(gains) == [feature.slug for feature in ALGORITHM.features]
    rest = tuple(f for f in ALGORITHM.features if f.slug != "text")
    total = sum(feature.weight for feature in rest)
    poorer = replace(ALGORITHM, features=tuple(replace(f, weight=f.weight / total) for f in rest))
    without = hold(make_bench(), poorer).rating
    assert gains["text"].change.difference.mean == pytest.approx(
        without.ndcg10.mean - whole.ndcg10.mean
    )
    assert gains["text"].change.difference.mean < 0.0
    # The pairs carry no classification.
    assert gains["ipc"].change.equal == 3


def test_only_feature_left_out_leaves_chance(case):
    alone = replace(ALGORITHM, features=(replace(ALGORITHM.features[0], weight=1.0),))
    whole = hold(make_bench(), alone).rating
    (gain,) = feature_gains(case, alone, whole)
    # Five tied pairs share the gain of one: the sum of the five discounts over five.
    chance = sum(1 / np.log2(place + 1) for place in range(1, 6)) / 5
    assert gain.change.difference.mean == pytest.approx(chance - 1.0)


def test_hardest_demands_come_worst_first_with_what_was_ranked_and_what_was_best(case):
    scores = np.array([float(pair.relevance) for pair in PAIRS])
    scores[5:10] = [0.1, 0.0, 0.4, 0.3, 0.2]  # the mill's, the right one (s2) last
    found = hardest_demands(case, rate_scores("甲", scores, case))
    assert [demand.name for demand in found] == ["mill", "battery", "ship"]
    mill = found[0]
    assert (mill.title, mill.pairs, mill.best_count) == ("轧辊修复", 5, 1)
    assert mill.top == tuple(
        RankedTitle(rank, TITLES[supply], 1) for rank, supply in enumerate(["s3", "s4", "s5"], 1)
    )
    assert mill.best == (RankedTitle(5, TITLES["s2"], 4),)
    assert mill.ndcg10 == pytest.approx(1 / np.log2(6))


def test_tied_titles_are_ranked_to_the_disadvantage(case):
    found = hardest_demands(case, rate_scores("甲", np.zeros(len(PAIRS)), case))
    assert [demand.best[0].rank for demand in found] == [5, 5, 5]


def test_report_holds_its_source_and_every_part():
    contest = hold(make_bench(), ALGORITHM)
    report = make_report(SOURCE, contest, ALGORITHM)
    assert (report.demands_file, report.pairs_file) == ("demands.csv", "pairs.csv")
    assert (report.demand_total, report.made_at) == (4, NOW)
    assert (len(report.bins), len(report.gains), len(report.hardest)) == (10, 3, 3)


def test_report_of_nothing_to_measure_is_refused():
    with pytest.raises(BadQuery, match="没有一项需求可以衡量：每项至少要有 5 条评判"):
        make_report(SOURCE, hold(make_bench(PAIRS[:3]), ALGORITHM), ALGORITHM)
