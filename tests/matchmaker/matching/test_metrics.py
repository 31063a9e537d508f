import math
from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.matching.metrics import (
    CUTOFF,
    Quality,
    average_precision,
    evaluate,
    group_by_demand,
    measure,
    ndcg,
    ndcg_by_demand,
    worst_first,
)

# Few distinct scores, so that ties are the rule.
judged = st.lists(
    st.tuples(st.sampled_from([0.0, 0.1, 0.25, 0.5, 1.0]), st.integers(1, 4)),
    min_size=1,
    max_size=16,
)
judgements = st.dictionaries(st.sampled_from("abcdefgh"), judged, max_size=8)


def plain_dcg(scores, gains, cutoff):
    """Mean gain of each place's tie group, discounted place by place."""
    groups = defaultdict(list)
    for score, gain in zip(scores, gains, strict=True):
        groups[score].append(gain)
    places = [
        sum(groups[score]) / len(groups[score])
        for score in sorted(groups, reverse=True)
        for _ in groups[score]
    ]
    return sum(gain / math.log2(place + 1) for place, gain in enumerate(places[:cutoff], start=1))


def plain_ndcg(pairs, cutoff):
    gains = [2 ** (relevance - 1) - 1 for _, relevance in pairs]
    ideal = sum(
        gain / math.log2(place + 1)
        for place, gain in enumerate(sorted(gains, reverse=True)[:cutoff], start=1)
    )
    return plain_dcg([score for score, _ in pairs], gains, cutoff) / ideal


def plain_quality(judged):
    gains, averages, precisions, recalls = [], [], [], []
    for pairs in judged.values():
        if len(pairs) < 5 or all(relevance == 1 for _, relevance in pairs):
            continue
        gains.append(plain_ndcg(pairs, 10))
        worst_first = sorted(pairs, key=lambda pair: pair[1])
        order = sorted(worst_first, key=lambda pair: pair[0], reverse=True)
        hits = [relevance >= 3 for _, relevance in order]
        if True in hits:
            at = [sum(hits[: i + 1]) / (i + 1) for i, hit in enumerate(hits) if hit]
            averages.append(sum(at) / len(at))
            precisions.append(sum(hits[:5]) / 5)
            recalls.append(sum(hits[:100]) / sum(hits))
    means = [
        sum(values) / len(values) if values else 0.0
        for values in (gains, averages, precisions, recalls)
    ]
    return (*means, len(gains))


def test_ndcg_by_hand():
    # Gains 7, 0, 3 in the order given; ideal 7, 3, 0.
    pairs = [(0.9, 4), (0.8, 1), (0.7, 3)]
    expected = (7 + 3 / math.log2(4)) / (7 + 3 / math.log2(3))
    assert ndcg(pairs, 10) == pytest.approx(expected)


def test_ndcg_of_the_ideal_order_is_one_and_less_of_any_other():
    assert ndcg([(0.9, 4), (0.8, 3), (0.7, 2), (0.6, 1)], 10) == pytest.approx(1.0)
    assert ndcg([(0.9, 3), (0.8, 4), (0.7, 2), (0.6, 1)], 10) < 1.0


def test_ndcg_shares_the_gain_of_a_tie():
    # Two tied at the top: gains (7 + 0) / 2 each.
    expected = (3.5 + 3.5 / math.log2(3)) / 7
    assert ndcg([(0.5, 4), (0.5, 1)], 10) == pytest.approx(expected)


def test_ndcg_of_a_tie_lies_between_its_best_and_worst_order():
    best, worst = ndcg([(0.6, 4), (0.5, 2)], 10), ndcg([(0.5, 4), (0.6, 2)], 10)
    assert worst < ndcg([(0.5, 4), (0.5, 2)], 10) < best


def test_ndcg_reads_no_further_than_the_cutoff():
    head = [(1.0 - i / 100, 1) for i in range(CUTOFF)]
    assert ndcg([*head, (0.0, 4)], CUTOFF) == 0.0
    assert ndcg([*head[1:], (0.0, 4)], CUTOFF) == pytest.approx(1 / math.log2(CUTOFF + 1))


def test_tie_across_the_cutoff_counts_in_part():
    pairs = [(1.0, 1), (0.5, 4), (0.5, 1)]
    assert ndcg(pairs, 2) == pytest.approx(3.5 / math.log2(3) / 7)


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ([True], 1.0),
        ([False, True], 0.5),
        ([True, False, True], (1 + 2 / 3) / 2),
        ([False, False, True, True], (1 / 3 + 2 / 4) / 2),
    ],
)
def test_average_precision_by_hand(order, expected):
    assert average_precision(order) == pytest.approx(expected)


def test_quality_by_hand():
    pairs = [(0.9, 1), (0.8, 4), (0.7, 1), (0.6, 3), (0.5, 1), (0.4, 3)]
    quality = evaluate({"d": pairs})
    dcg = 7 / math.log2(3) + 3 / math.log2(5) + 3 / math.log2(7)
    assert quality.ndcg10 == pytest.approx(dcg / (7 + 3 / math.log2(3) + 3 / math.log2(4)))
    assert quality.map == pytest.approx((1 / 2 + 2 / 4 + 3 / 6) / 3)
    assert quality.p5 == pytest.approx(2 / 5)
    assert (quality.demands, quality.pairs) == (1, 6)


def test_recall_counts_the_relevant_among_the_first_hundred():
    pairs = [(1.0 - i / 1000, 4 if i in {0, 99, 100, 149} else 1) for i in range(150)]
    assert evaluate({"d": pairs}).recall100 == 2 / 4


def test_tie_over_the_hundredth_place_never_helps_recall():
    pairs = [(1.0, 1)] * 100 + [(1.0, 4), (1.0, 3)]
    assert evaluate({"d": pairs}).recall100 == 0.0


def test_measures_hold_every_demand_that_counts():
    strong = [(1 - i / 10, 4 if i == 1 else 1) for i in range(6)]
    weak = [(1 - i / 10, 2 if i == 0 else 1) for i in range(6)]
    few = [(0.9, 4)] * 4
    measures = measure({"strong": strong, "weak": weak, "few": few})
    assert measures.ndcg10 == {"strong": 1 / math.log2(3), "weak": 1.0}
    assert measures.ndcg10 == ndcg_by_demand({"strong": strong, "weak": weak, "few": few})
    assert (measures.map, measures.p5) == ({"strong": 0.5}, {"strong": 0.2})
    assert measures.recall100 == {"strong": 1.0}


def test_order_takes_the_worst_of_a_tie_first():
    assert worst_first([(0.5, 4), (0.9, 2), (0.5, 1)]) == [(0.9, 2), (0.5, 1), (0.5, 4)]


def test_ties_never_help_map_and_p5():
    pairs = [(0.5, 4), (0.5, 3), *[(0.5, 1)] * 4]
    quality = evaluate({"d": pairs})
    assert quality.map == pytest.approx((1 / 5 + 2 / 6) / 2)
    assert quality.p5 == pytest.approx(1 / 5)


def test_demand_of_few_pairs_or_without_a_relevant_one_does_not_count():
    few = [(0.9, 4)] * 4
    barren = [(i / 10, 1) for i in range(6)]
    assert evaluate({"few": few, "barren": barren}) == Quality(0.0, 0.0, 0.0, 0.0, 0, 10)


def test_demand_without_a_strong_pair_counts_for_ndcg_only():
    weak = [(i / 10, 2 if i == 0 else 1) for i in range(6)]
    strong = [(1 - i / 10, 4 if i == 0 else 1) for i in range(6)]
    quality = evaluate({"weak": weak, "strong": strong})
    assert quality.demands == 2
    assert quality.map == pytest.approx(1.0)
    assert quality.ndcg10 == pytest.approx((1 / math.log2(7) + 1) / 2)


def test_nothing_judged_gives_zeros():
    assert evaluate({}) == Quality(0.0, 0.0, 0.0, 0.0, 0, 0)


@settings(max_examples=300, deadline=None)
@given(judgements)
def test_quality_equals_a_straightforward_count(judged):
    quality = evaluate(judged)
    ndcg10, mean_average, p5, recall100, demands = plain_quality(judged)
    assert quality.ndcg10 == pytest.approx(ndcg10, abs=1e-12)
    assert quality.map == pytest.approx(mean_average, abs=1e-12)
    assert quality.p5 == pytest.approx(p5, abs=1e-12)
    assert quality.recall100 == pytest.approx(recall100, abs=1e-12)
    assert quality.demands == demands
    assert quality.pairs == sum(map(len, judged.values()))


@settings(deadline=None)
@given(judgements, st.randoms(use_true_random=False))
def test_quality_does_not_depend_on_the_order_of_the_pairs(judged, random):
    shuffled = {name: random.sample(pairs, len(pairs)) for name, pairs in judged.items()}
    there, back = evaluate(judged), evaluate(shuffled)
    assert (there.ndcg10, there.map, there.p5) == pytest.approx((back.ndcg10, back.map, back.p5))


def test_pairs_are_grouped_by_demand_in_their_order():
    pairs = [("a", "x", 3), ("b", "x", 1), ("a", "y", 2)]
    scores = {("a", "x"): 0.1, ("a", "y"): 0.2, ("b", "x"): 0.3}
    assert group_by_demand(pairs, scores) == {"a": [(0.1, 3), (0.2, 2)], "b": [(0.3, 1)]}
