from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.events.selection import select_pairs
from matchmaker.events.selection_greedy import greedy, one_each
from matchmaker.events.selection_problem import needs_of
from matchmaker.events.selection_types import (
    Cap,
    Effort,
    Floor,
    Method,
    Quota,
    Remedy,
    Rules,
    Selection,
    Unmet,
)
from tests.matchmaker.events.selection_cases import (
    best_of_all,
    broken,
    lacks,
    longest_of_one_each,
    make_pair,
    random_pairs,
    random_rules,
)

LOOSE = Rules(per_demand=9, per_patent=9, institution_share=1.0, min_score=0.0)
QUICK = Effort(remedies=False)


def ids(selection):
    return [(pair.demand_id, pair.patent_id) for pair in selection.pairs]


def worthy_of(offered, rules):
    return [pair for pair in offered if pair.score >= rules.min_score]


# --- properties


@settings(max_examples=300)
@given(random_pairs(20), random_rules)
def test_no_cap_is_broken_and_what_floors_lack_is_reported(offered, rules):
    selection = select_pairs(offered, rules, QUICK)
    worthy = worthy_of(offered, rules)
    assert broken(selection.pairs, rules, selection.share_kept) == set()
    assert len(set(selection.pairs)) == len(selection.pairs)
    assert set(selection.pairs) <= set(worthy)
    assert selection.over == {}
    reported = {
        (miss.floor, miss.key): min(miss.wanted, miss.available) - miss.reached
        for miss in selection.unmet
        if miss.available > miss.reached
    }
    assert reported == lacks(selection.pairs, worthy, rules)


@settings(max_examples=150)
@given(random_pairs(9), random_rules)
def test_choice_is_the_best_of_all(offered, rules):
    selection = select_pairs(offered, rules, QUICK)
    worthy = worthy_of(offered, rules)
    lack, loss = best_of_all(worthy, rules, selection.share_kept)
    assert sum(lacks(selection.pairs, worthy, rules).values()) == lack
    assert selection.value == pytest.approx(-loss)
    assert selection.method is Method.EXACT
    assert selection.gap == pytest.approx(0.0)


@settings(max_examples=150)
@given(random_pairs(9), random_rules)
def test_share_is_relaxed_only_where_one_pair_of_each_institution_is_too_short(offered, rules):
    worthy = worthy_of(offered, rules)
    kept = select_pairs(offered, rules, QUICK).share_kept
    longest = longest_of_one_each(worthy, rules)
    if longest and rules.institution_share * longest < 1.0:
        assert kept == pytest.approx(1.0 / longest)
    else:
        assert kept == rules.institution_share


@settings(max_examples=200)
@given(random_pairs(12, pins=True), random_rules)
def test_pinned_pairs_are_listed_and_break_caps_only_by_themselves(offered, rules):
    selection = select_pairs(offered, rules, QUICK)
    pinned = {pair for pair in offered if pair.pinned}
    assert pinned <= set(selection.pairs)
    for count_of, most in (
        (lambda p: p.demand_id, rules.per_demand),
        (lambda p: p.patent_group, rules.per_patent),
        (lambda p: p.institution_id, selection.share_kept * len(selection.pairs) + 1e-6),
    ):
        pins = Counter(map(count_of, pinned))
        for key, count in Counter(map(count_of, selection.pairs)).items():
            assert count <= max(most, pins[key])


@given(random_pairs(15, pins=True), random_rules, st.randoms(use_true_random=False))
def test_selection_does_not_depend_on_the_order_of_the_pairs(offered, rules, random):
    shuffled = random.sample(offered, len(offered))
    assert select_pairs(shuffled, rules, QUICK) == select_pairs(offered, rules, QUICK)


@given(random_pairs(15), random_rules)
def test_entries_stand_best_first_and_ties_go_by_the_ids(offered, rules):
    chosen = select_pairs(offered, rules, QUICK).pairs
    assert list(chosen) == sorted(chosen, key=lambda p: (-p.score, p.demand_id, p.patent_id))


@settings(max_examples=150)
@given(random_pairs(12), random_rules)
def test_greedy_keeps_the_same_caps_and_is_never_better(offered, rules):
    best = select_pairs(offered, rules, QUICK)
    worthy = sorted(worthy_of(offered, rules), key=lambda pair: pair.place)
    share = max(rules.institution_share, 1.0 / one_each(worthy, rules)) if worthy else 1.0
    positions = greedy(worthy, rules, share, needs_of(worthy, rules))
    chosen = [worthy[position] for position in positions]
    assert broken(chosen, rules, share) == set()
    if share > best.share_kept:
        return
    lack = sum(lacks(chosen, worthy, rules).values())
    least = sum(lacks(best.pairs, worthy, rules).values())
    assert (lack, -sum(pair.score for pair in chosen)) >= (least, -best.value - 1e-6)


def test_list_that_could_not_be_worked_out_is_greedy_and_says_so():
    # Without whole numbers half of the better pair is taken, and no time is left to do better.
    offered = [make_pair(1, 3, 0.15, 3), make_pair(1, 5, 0.5, 1), make_pair(2, 4, 0.15, 1)]
    rules = replace(LOOSE, per_demand=1, institution_share=0.5)
    assert ids(select_pairs(offered, rules)) == [(1, 3), (2, 4)]
    given_up = select_pairs(offered, rules, Effort(nodes=0, seconds=0.0))
    assert given_up.method is Method.GREEDY
    assert ids(given_up) == [(1, 5), (2, 4)]
    assert given_up.share_kept == 1.0


# --- floors, and what would help


def test_enterprise_without_a_seat_gets_one_though_others_score_higher():
    offered = [make_pair(1, 1, 0.9), make_pair(2, 1, 0.8), make_pair(3, 1, 0.3)]
    rules = replace(LOOSE, total=2, per_enterprise=0)
    assert ids(select_pairs(offered, rules)) == [(1, 1), (2, 1)]
    offered += [make_pair(1, 2, 0.85)]
    assert ids(select_pairs(offered, replace(rules, per_enterprise=1, total=3))) == [
        (1, 1),
        (2, 1),
        (3, 1),
    ]


def test_floor_that_the_pairs_do_not_allow_is_reported_and_nothing_helps():
    selection = select_pairs([make_pair(1, 1, 0.9)], replace(LOOSE, per_enterprise=2))
    assert selection.unmet == (Unmet(Floor.ENTERPRISE, "1", wanted=2, reached=1, available=1),)
    assert selection.remedies == ()


def test_smallest_raise_of_each_cap_that_would_reach_the_floors_is_told():
    offered = [make_pair(demand, 1, 0.9 - demand / 10) for demand in (1, 2, 3, 4)]
    rules = replace(LOOSE, per_patent=2, per_enterprise=1, total=4)
    selection = select_pairs(offered, rules)
    assert [(miss.key, miss.reached) for miss in selection.unmet] == [("3", 0), ("4", 0)]
    assert selection.remedies == (Remedy(Cap.PER_PATENT, 4.0),)


def test_share_that_keeps_a_floor_from_being_reached_is_told_in_whole_per_cent():
    offered = [make_pair(i, i, 0.9, owner=1) for i in (1, 2, 3)]
    offered += [make_pair(i, i, 0.9, owner=2) for i in (4, 5)]
    selection = select_pairs(offered, replace(LOOSE, institution_share=0.5, per_enterprise=1))
    assert len(selection.pairs) == 4
    assert Remedy(Cap.INSTITUTION_SHARE, 0.6) in selection.remedies


@settings(max_examples=60)
@given(random_pairs(9), random_rules)
def test_remedy_reaches_the_floors_and_one_step_less_does_not(offered, rules):
    selection = select_pairs(offered, rules)
    worthy = worthy_of(offered, rules)
    for remedy in selection.remedies:
        if remedy.setting is None or remedy.cap is Cap.INSTITUTION_SHARE:
            continue
        for less, reached in ((0, True), (1, False)):
            raised = _raised(rules, remedy, less)
            again = select_pairs(
                offered, replace(raised, institution_share=selection.share_kept), QUICK
            )
            assert (lacks(again.pairs, worthy, rules) == {}) is reached


def _raised(rules, remedy, less):
    setting = int(remedy.setting) - less
    if remedy.cap is Cap.INDUSTRY_MOST:
        quotas = {
            slug: Quota(q.least, None if q.most is None else q.most + setting)
            for slug, q in rules.quotas.items()
        }
        return replace(rules, quotas=quotas)
    name = {Cap.PER_DEMAND: "per_demand", Cap.PER_PATENT: "per_patent", Cap.TOTAL: "total"}
    return replace(rules, **{name[remedy.cap]: setting})


def test_pins_over_a_cap_are_counted():
    offered = [make_pair(1, patent, 0.9, pinned=True) for patent in (1, 2, 3)]
    selection = select_pairs(offered, replace(LOOSE, per_demand=2, total=2))
    assert len(selection.pairs) == 3
    assert selection.over == {Cap.PER_DEMAND: 1, Cap.TOTAL: 1}


def test_pinned_pair_is_listed_below_the_least_score():
    offered = [make_pair(1, 1, 0.1, pinned=True), make_pair(1, 2, 0.2)]
    assert ids(select_pairs(offered, replace(LOOSE, min_score=0.3))) == [(1, 1)]


# --- cases


def test_nothing_offered_gives_an_empty_list():
    assert select_pairs([], LOOSE) == Selection((), Method.EXACT, 0.0, 1.0)


def test_pair_at_the_least_score_is_worthy_and_one_below_is_not():
    offered = [make_pair(1, 1, 0.30), make_pair(2, 2, 0.29)]
    assert ids(select_pairs(offered, replace(LOOSE, min_score=0.30))) == [(1, 1)]


def test_better_list_is_found_where_taking_the_best_first_ends_with_less():
    # Best first gives patent 1 to demand 1 and leaves demand 2 with nothing.
    offered = [make_pair(1, 1, 0.9), make_pair(1, 2, 0.8), make_pair(2, 1, 0.7)]
    rules = replace(LOOSE, per_demand=1, per_patent=1)
    assert ids(select_pairs(offered, rules)) == [(1, 2), (2, 1)]
    assert greedy(offered, rules, 1.0, ()) == [0]


def test_institution_gives_up_its_weakest_pairs():
    offered = [make_pair(i, i, 0.9 - i / 100, 1) for i in range(1, 7)]
    offered += [make_pair(i, i, 0.5 - i / 100, 2) for i in range(7, 10)]
    chosen = select_pairs(offered, replace(LOOSE, institution_share=0.5)).pairs
    assert [pair.patent_id for pair in chosen] == [1, 2, 3, 7, 8, 9]


@pytest.mark.parametrize(("share", "each"), [(0.2, 5), (0.25, 4), (0.5, 2)])
def test_share_that_just_fits_is_kept_exactly(share, each):
    offered = [make_pair(i, i, 0.9, i % each) for i in range(5 * each)]
    selection = select_pairs(offered, replace(LOOSE, institution_share=share))
    assert len(selection.pairs) == 5 * each
    assert selection.share_kept == share


def test_sole_institution_has_the_whole_list():
    offered = [make_pair(i, i, 0.9) for i in range(6)]
    selection = select_pairs(offered, replace(LOOSE, institution_share=0.3))
    assert len(selection.pairs) == 6
    assert selection.share_kept == 1.0


def test_two_institutions_have_a_half_each_where_less_was_wanted():
    offered = [make_pair(i, i, 0.9, i % 2) for i in range(6)]
    selection = select_pairs(offered, replace(LOOSE, institution_share=0.3))
    assert len(selection.pairs) == 6
    assert selection.share_kept == 0.5


def test_institutions_that_compete_for_one_seat_count_as_one():
    offered = [make_pair(1, owner, 1.0 - owner / 10, owner) for owner in (1, 2, 3)]
    selection = select_pairs(offered, replace(LOOSE, per_demand=1, institution_share=0.4))
    assert ids(selection) == [(1, 1)]
    assert selection.share_kept == 1.0


def test_share_is_relaxed_no_further_than_needed():
    # Ten institutions, but only nine seats: a ninth of the list each, not two tenths.
    offered = [make_pair(min(i, 9), i, 0.9 - i / 100, i) for i in range(1, 11)]
    selection = select_pairs(offered, replace(LOOSE, per_demand=1, institution_share=0.1))
    assert len(selection.pairs) == 9
    assert selection.share_kept == pytest.approx(1 / 9)


def test_invention_and_its_utility_model_count_as_one_patent():
    offered = [replace(make_pair(i, i, 0.9 - i / 10), patent_group=7) for i in (1, 2)]
    assert ids(select_pairs(offered, replace(LOOSE, per_patent=1))) == [(1, 1)]


def test_large_stock_is_chosen_from_to_the_optimum():
    offered = [
        make_pair(
            demand,
            1000 + (demand * 7 + rank * 13) % 900,
            0.9 - rank / 50,
            (demand * 7 + rank * 13) % 900 % 30,
        )
        for demand in range(300)
        for rank in range(20)
    ]
    rules = Rules(5, 3, institution_share=0.1, min_score=0.2, per_enterprise=2, total=1400)
    selection = select_pairs(offered, rules)
    assert len(selection.pairs) == 1400
    assert selection.method is Method.EXACT
    assert selection.unmet == ()
