from pathlib import Path

import numpy as np
import pytest

from matchmaker.errors import BadQuery
from matchmaker.matching.algorithms import get_algorithm
from matchmaker.matching.significance import Interval, paired_test
from matchmaker.matching.types import DemandDoc
from matchmaker.services.comparison import (
    LENGTH_LABELS,
    ClassQuality,
    by_industry,
    by_length,
    compare,
    get_contestant,
    hold,
    length_label,
    list_peers,
    rate_scores,
)
from tests.matchmaker.services.judged_cases import DEMANDS, PAIRS, make_bench

ALGORITHM = get_algorithm("tfidf-v1")
NOWHERE = Path("nowhere")
# The right supply first for all demands; for the mill the right one last.
RIGHT = np.array([float(pair.relevance) for pair in PAIRS])
MILL_LAST = np.where([pair.demand_id == "mill" for pair in PAIRS], -RIGHT, RIGHT)
# With four unrelated ones before it only the fifth place counts.
LAST = 1.0 / np.log2(6)


@pytest.fixture(scope="module")
def case():
    return make_bench().case(ALGORITHM.scheme)


def test_rating_has_every_metric_with_its_interval(case):
    rating = rate_scores("甲", MILL_LAST, case)
    assert rating.ndcg == pytest.approx({"battery": 1.0, "mill": LAST, "ship": 1.0})
    assert rating.ndcg10.mean == pytest.approx((2.0 + LAST) / 3)
    assert rating.map.mean == pytest.approx((1.0 + 0.2 + 1.0) / 3)
    assert (rating.p5.mean, rating.p5.n) == (pytest.approx(0.2), 3)
    assert rating.recall100 == Interval(1.0, 1.0, 1.0, 3)
    assert (rating.ndcg10.low, rating.ndcg10.high) == (pytest.approx(LAST, abs=0.3), 1.0)


def test_comparison_counts_the_demands_on_which_the_first_is_better(case):
    found = compare(rate_scores("甲", RIGHT, case), rate_scores("乙", MILL_LAST, case))
    assert (found.first.name, found.second.name) == ("甲", "乙")
    assert (found.test.better, found.test.equal, found.test.worse) == (1, 2, 0)
    assert found.test == paired_test([1.0, 1.0, 1.0], list(found.second.ndcg.values()))


def test_classes_by_industry_part_the_demands_by_their_surest_one(case):
    rating = rate_scores("甲", MILL_LAST, case)
    found = by_industry(case, rating)
    surest = {
        name: case.index.industry_names[case.index.industry_slugs.index(query.doc.industries[0][0])]
        for name, query in zip(case.names, case.queries, strict=True)
    }
    assert surest["ship"] == "北斗"
    assert ClassQuality("北斗", Interval(1.0, 1.0, 1.0, 1)) in found
    assert {quality.label for quality in found} == set(surest.values())
    assert sum(quality.ndcg10.n for quality in found) == 3


def test_classes_by_length_stand_from_short_to_long(case):
    found = by_length(case, rate_scores("甲", MILL_LAST, case))
    assert [(quality.label, quality.ndcg10.n) for quality in found] == [
        (label, 1) for label in LENGTH_LABELS
    ]
    assert [quality.ndcg10.mean for quality in found] == pytest.approx([1.0, LAST, 1.0])


@pytest.mark.parametrize(("length", "place"), [(0, 0), (59, 0), (60, 1), (300, 1), (301, 2)])
def test_length_counts_title_and_body_without_blanks(length, place):
    title, body = "题" * (length // 2), "文 \n" * (length - length // 2)
    assert length_label(DemandDoc(0, title, body)) == LENGTH_LABELS[place]


def test_contest_of_an_algorithm_alone_has_no_rivals():
    contest = hold(make_bench(), ALGORITHM)
    assert (contest.rating.name, contest.rivals, contest.comparison) == ("tfidf-v1", (), None)
    assert contest.rating.ndcg == {"battery": 1.0, "mill": 1.0, "ship": 1.0}


def test_contest_measures_a_rival_once_and_compares_with_it():
    against = get_contestant("characters", NOWHERE)
    contest = hold(make_bench(), ALGORITHM, list_peers(), against)
    assert [rival.name for rival in contest.rivals] == ["jieba-tfidf", "characters"]
    assert contest.comparison is not None
    assert contest.comparison.second is contest.rivals[1]


def test_contest_of_algorithms_with_other_schemes_measures_each_on_its_own_index():
    bench = make_bench()
    contest = hold(bench, ALGORITHM, against=get_contestant("blend-v1", NOWHERE))
    alone = hold(make_bench(), get_algorithm("blend-v1"))
    assert [rival.name for rival in contest.rivals] == ["blend-v1"]
    assert contest.rivals[0].scores.tolist() == alone.rating.scores.tolist()
    assert bench.case(ALGORITHM.scheme) is contest.case


def test_algorithm_is_not_compared_with_itself():
    with pytest.raises(BadQuery, match="--against 与 --algorithm 都是“tfidf-v1”"):
        hold(make_bench(), ALGORITHM, against=get_contestant("tfidf-v1", NOWHERE))


def test_unknown_rival_is_refused_with_the_known_ones():
    known = r"没有算法“bm25”，可选：tfidf-v1、.*、jieba-tfidf、characters$"
    with pytest.raises(BadQuery, match=known):
        get_contestant("bm25", NOWHERE)


def test_nothing_judged_gives_noughts():
    contest = hold(make_bench([]), ALGORITHM, list_peers())
    assert (contest.industries, contest.lengths) == ((), ())
    nought = Interval(0.0, 0.0, 0.0, 0)
    assert [rating.ndcg10 for rating in (contest.rating, *contest.rivals)] == [nought] * 3


def test_demand_without_judgements_takes_no_part(case):
    assert set(case.names) == set(DEMANDS) - {"unjudged"}
