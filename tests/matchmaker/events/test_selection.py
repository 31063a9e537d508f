from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.events.selection import Caps, Pair, Selection, select_pairs

LOOSE = Caps(per_demand=9, per_patent=9, institution_share=1.0, min_score=0.0)
EPSILON = 1e-9

# Few demands, patents and scores, so that caps bind and ties are the rule. A patent has one owner.
pairs = st.lists(
    st.tuples(st.integers(1, 5), st.integers(1, 9), st.integers(0, 20)),
    unique_by=lambda drawn: drawn[:2],
    max_size=30,
).flatmap(
    lambda drawn: st.lists(st.integers(1, 4), min_size=9, max_size=9).map(
        lambda owners: [Pair(d, p, owners[p - 1], score / 20) for d, p, score in drawn]
    )
)
caps = st.builds(
    Caps,
    per_demand=st.integers(1, 4),
    per_patent=st.integers(1, 4),
    institution_share=st.sampled_from([0.05, 0.2, 0.25, 0.3, 0.4, 0.5, 0.75, 1.0]),
    min_score=st.sampled_from([0.0, 0.25, 0.6]),
)


def ids(selection):
    return [(pair.demand_id, pair.patent_id) for pair in selection.pairs]


def broken(chosen, limits, share):
    """The caps that a list breaks."""
    found = set()
    if max(Counter(pair.demand_id for pair in chosen).values()) > limits.per_demand:
        found.add("demand")
    if max(Counter(pair.patent_id for pair in chosen).values()) > limits.per_patent:
        found.add("patent")
    most = max(Counter(pair.institution_id for pair in chosen).values())
    if most > share * len(chosen) + EPSILON:
        found.add("share")
    return found


def best_first(offered, limits, per_institution):
    """The pairs taken best first, with a fixed number for each institution."""
    demands, patents, institutions, chosen = Counter(), Counter(), Counter(), []
    for pair in sorted(offered, key=lambda p: (-p.score, p.demand_id, p.patent_id)):
        if (
            pair.score >= limits.min_score
            and demands[pair.demand_id] < limits.per_demand
            and patents[pair.patent_id] < limits.per_patent
            and institutions[pair.institution_id] < per_institution
        ):
            demands[pair.demand_id] += 1
            patents[pair.patent_id] += 1
            institutions[pair.institution_id] += 1
            chosen.append(pair)
    return chosen


# --- properties


@settings(max_examples=400, deadline=None)
@given(pairs, caps)
def test_no_cap_is_broken(offered, limits):
    selection = select_pairs(offered, limits)
    if selection.pairs:
        assert broken(selection.pairs, limits, selection.share_kept) == set()
    assert all(pair.score >= limits.min_score for pair in selection.pairs)
    assert len(set(selection.pairs)) == len(selection.pairs)
    assert set(selection.pairs) <= set(offered)


@settings(max_examples=400, deadline=None)
@given(pairs, caps)
def test_list_is_empty_only_where_no_pair_is_worthy(offered, limits):
    worthy = [pair for pair in offered if pair.score >= limits.min_score]
    assert bool(select_pairs(offered, limits).pairs) == bool(worthy)


@settings(max_examples=400, deadline=None)
@given(pairs, caps)
def test_no_worthy_pair_left_out_could_be_added_alone(offered, limits):
    selection = select_pairs(offered, limits)
    for pair in set(offered) - set(selection.pairs):
        if pair.score >= limits.min_score:
            assert broken([*selection.pairs, pair], limits, selection.share_kept) != set()


@settings(deadline=None)
@given(pairs, caps)
def test_without_a_share_limit_the_list_is_that_of_taking_the_best_first(offered, limits):
    free = replace(limits, institution_share=1.0)
    expected = best_first(offered, free, len(offered))
    assert select_pairs(offered, free) == Selection(tuple(expected), 1.0)


@settings(max_examples=400, deadline=None)
@given(pairs, caps)
def test_list_is_as_long_as_any_with_the_same_number_for_each_institution(offered, limits):
    selection = select_pairs(offered, limits)
    for per_institution in range(1, len(offered) + 1):
        other = best_first(offered, limits, per_institution)
        if other and broken(other, limits, selection.share_kept) == set():
            assert len(selection.pairs) >= len(other)


@settings(max_examples=400, deadline=None)
@given(pairs, caps)
def test_share_is_relaxed_only_where_one_pair_of_each_institution_is_too_short(offered, limits):
    kept = select_pairs(offered, limits).share_kept
    shortest = len(best_first(offered, limits, 1))
    if shortest and limits.institution_share * shortest < 1.0 - EPSILON:
        assert kept == pytest.approx(1.0 / shortest)
    else:
        assert kept == limits.institution_share


@settings(deadline=None)
@given(pairs, caps, st.randoms(use_true_random=False))
def test_selection_does_not_depend_on_the_order_of_the_pairs(offered, limits, random):
    shuffled = random.sample(offered, len(offered))
    assert select_pairs(shuffled, limits) == select_pairs(offered, limits)


@settings(deadline=None)
@given(pairs, caps)
def test_entries_stand_best_first_and_ties_go_by_the_ids(offered, limits):
    chosen = select_pairs(offered, limits).pairs
    keys = [(-pair.score, pair.demand_id, pair.patent_id) for pair in chosen]
    assert keys == sorted(keys)


# --- cases


def test_nothing_offered_gives_an_empty_list():
    assert select_pairs([], LOOSE) == Selection((), 1.0)
    assert select_pairs([], replace(LOOSE, institution_share=0.2)) == Selection((), 0.2)


def test_pair_at_the_least_score_is_worthy_and_one_below_is_not():
    offered = [Pair(1, 1, 1, 0.30), Pair(2, 2, 1, 0.29)]
    assert ids(select_pairs(offered, replace(LOOSE, min_score=0.30))) == [(1, 1)]


def test_demand_gets_its_best_patents():
    offered = [Pair(1, patent, 1, patent / 10) for patent in (1, 2, 3)]
    assert ids(select_pairs(offered, replace(LOOSE, per_demand=2))) == [(1, 3), (1, 2)]


def test_patent_goes_to_the_demands_that_it_suits_best():
    offered = [Pair(demand, 1, 1, demand / 10) for demand in (1, 2, 3)]
    assert ids(select_pairs(offered, replace(LOOSE, per_patent=2))) == [(3, 1), (2, 1)]


def test_equal_scores_go_by_demand_then_patent():
    offered = [Pair(2, 1, 1, 0.5), Pair(1, 2, 1, 0.5), Pair(1, 1, 1, 0.5)]
    assert ids(select_pairs(offered, replace(LOOSE, per_demand=1))) == [(1, 1), (2, 1)]


def test_institution_gives_up_its_weakest_pairs():
    offered = [Pair(i, i, 1, 0.9 - i / 100) for i in range(1, 7)]
    offered += [Pair(i, i, 2, 0.5 - i / 100) for i in range(7, 10)]
    chosen = select_pairs(offered, replace(LOOSE, institution_share=0.5)).pairs
    assert [pair.patent_id for pair in chosen] == [1, 2, 3, 7, 8, 9]


@pytest.mark.parametrize(("share", "each"), [(0.2, 5), (0.25, 4), (0.5, 2)])
def test_share_that_just_fits_is_kept_exactly(share, each):
    offered = [Pair(i, i, i % each, 0.9) for i in range(5 * each)]
    selection = select_pairs(offered, replace(LOOSE, institution_share=share))
    assert len(selection.pairs) == 5 * each
    assert selection.share_kept == share


def test_three_tenths_of_ten_entries_are_three():
    offered = [Pair(i, i, owner, 0.9) for i, owner in enumerate([1, 1, 1, 2, 2, 2, 3, 3, 3, 4])]
    selection = select_pairs(offered, replace(LOOSE, institution_share=0.3))
    assert len(selection.pairs) == 10


def test_sole_institution_has_the_whole_list():
    offered = [Pair(i, i, 1, 0.9) for i in range(6)]
    selection = select_pairs(offered, replace(LOOSE, institution_share=0.3))
    assert len(selection.pairs) == 6
    assert selection.share_kept == 1.0


def test_two_institutions_have_a_half_each_where_less_was_wanted():
    offered = [Pair(i, i, i % 2, 0.9) for i in range(6)]
    selection = select_pairs(offered, replace(LOOSE, institution_share=0.3))
    assert len(selection.pairs) == 6
    assert selection.share_kept == 0.5


def test_institutions_that_compete_for_one_seat_count_as_one():
    offered = [Pair(1, 1, 1, 0.9), Pair(1, 2, 2, 0.8), Pair(1, 3, 3, 0.7)]
    limits = replace(LOOSE, per_demand=1, institution_share=0.4)
    selection = select_pairs(offered, limits)
    assert ids(selection) == [(1, 1)]
    assert selection.share_kept == 1.0


def test_share_is_relaxed_no_further_than_needed():
    # Ten institutions, but only nine seats: a ninth of the list each, not two tenths.
    offered = [Pair(min(i, 9), i, i, 0.9 - i / 100) for i in range(1, 11)]
    limits = replace(LOOSE, per_demand=1, institution_share=0.1)
    selection = select_pairs(offered, limits)
    assert len(selection.pairs) == 9
    assert selection.share_kept == pytest.approx(1 / 9)


def test_every_entry_more_may_make_room_for_another():
    # Limited to one pair each the list has two entries; a third of institution 1 still fits.
    offered = [Pair(1, 1, 1, 0.9), Pair(2, 2, 1, 0.8), Pair(2, 3, 2, 0.7), Pair(3, 4, 1, 0.6)]
    limits = replace(LOOSE, per_demand=1, institution_share=0.75)
    selection = select_pairs(offered, limits)
    assert ids(selection) == [(1, 1), (2, 3), (3, 4)]
    assert selection.share_kept == 0.75


def test_large_stock_is_chosen_from_without_losing_a_seat():
    offered = [
        Pair(
            demand,
            1000 + (demand * 7 + rank * 13) % 900,
            (demand * 7 + rank * 13) % 900 % 30,
            0.9 - rank / 50,
        )
        for demand in range(300)
        for rank in range(20)
    ]
    limits = Caps(per_demand=5, per_patent=3, institution_share=0.1, min_score=0.2)
    selection = select_pairs(offered, limits)
    assert len(selection.pairs) == 1500
    assert selection.share_kept == 0.1
