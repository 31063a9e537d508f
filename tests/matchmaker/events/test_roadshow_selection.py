"""Whom the limits let through, and what a moved weight changes."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.events.roadshow_criteria import Criterion, Profile
from matchmaker.events.roadshow_marks import Mark
from matchmaker.events.roadshow_scoring import (
    REVIEWERS,
    Assessed,
    Scheme,
    normalise_weights,
    total,
)
from matchmaker.events.roadshow_selection import Limits, PassedOver, choose
from matchmaker.events.roadshow_sensitivity import (
    FIRST,
    find_shifts,
    move_weight,
)
from tests.matchmaker.events.roadshow_cases import EVEN, assess_all, marks, profiles, schemes

limits = st.builds(Limits, size=st.integers(1, 25), per_institution=st.integers(1, 4))


def ids(items: list[Assessed], scheme: Scheme, bounds: Limits) -> list[int]:
    """Choose once more, in another way: take the best that is allowed until none is."""
    left = {item.profile.patent_id: item for item in items}
    taken: list[Assessed] = []
    while len(taken) < bounds.size:
        groups = {item.profile.group_id for item in taken}
        institutions = Counter(item.profile.institution_id for item in taken)
        allowed = [
            item
            for item in left.values()
            if item.profile.group_id not in groups
            and institutions[item.profile.institution_id] < bounds.per_institution
        ]
        if not allowed:
            break
        best = min(allowed, key=lambda item: (-total(item, scheme), item.profile.patent_id))
        taken.append(left.pop(best.profile.patent_id))
    return [item.profile.patent_id for item in taken]


@given(profiles(), marks, schemes, limits)
def test_the_best_that_the_limits_allow_are_chosen(
    known: list[Profile], judged: list[Mark], scheme: Scheme, bounds: Limits
) -> None:
    items = assess_all(known, judged)
    found = choose(items, scheme, bounds)
    assert [item.profile.patent_id for item, _ in found.chosen] == ids(items, scheme, bounds)


def test_of_equal_patents_the_lower_id_comes_first() -> None:
    known = [Profile(patent_id=n, group_id=n, institution_id=n) for n in (9, 3, 5)]
    found = choose(assess_all(known, []), EVEN, Limits(2, 3))
    assert [item.profile.patent_id for item, _ in found.chosen] == [3, 5]


def test_who_is_passed_over_is_told_with_the_reason() -> None:
    known = [
        Profile(patent_id=1, group_id=1, institution_id=1, trl=9),
        Profile(patent_id=2, group_id=1, institution_id=2, trl=8),
        Profile(patent_id=3, group_id=3, institution_id=1, trl=7),
        Profile(patent_id=4, group_id=4, institution_id=3, trl=6),
        Profile(patent_id=5, group_id=5, institution_id=1, trl=5),
    ]
    found = choose(assess_all(known, []), EVEN, Limits(2, 1))
    assert [item.profile.patent_id for item, _ in found.chosen] == [1, 4]
    assert [(item.profile.patent_id, why) for item, why in found.passed_over] == [
        (2, PassedOver.DUPLICATE),
        (3, PassedOver.INSTITUTION),
    ]


@settings(max_examples=30)
@given(profiles(), marks, schemes, limits)
def test_sensitivity_is_what_choosing_anew_tells(
    known: list[Profile], judged: list[Mark], scheme: Scheme, bounds: Limits
) -> None:
    items = assess_all(known, judged)
    first = Limits(min(FIRST, bounds.size), bounds.per_institution)
    before = ids(items, scheme, first)
    for shift in find_shifts(items, scheme, bounds):
        if shift.criterion == REVIEWERS:
            moved = Scheme(scheme.weights, shift.moved)
        else:
            factor = 1.2 if shift.moved > shift.weight else 0.8
            moved = move_weight(scheme, Criterion(shift.criterion), factor)
        after = ids(items, moved, first)
        assert set(shift.leaves) == set(before) - set(after)
        assert set(shift.enters) == set(after) - set(before)


@given(schemes, st.sampled_from(Criterion), st.sampled_from([1.2, 0.8]))
def test_a_moved_weight_leaves_the_others_in_proportion(
    scheme: Scheme, criterion: Criterion, factor: float
) -> None:
    moved = move_weight(scheme, criterion, factor)
    assert sum(moved.weights.values()) == pytest.approx(1.0)
    rest = [c for c in Criterion if c is not criterion and scheme.weights[c]]
    ratios = [moved.weights[c] / scheme.weights[c] for c in rest]
    assert ratios == pytest.approx(ratios[:1] * len(ratios))
    if rest:
        expected = min(1.0, scheme.weights[criterion] * factor)
        assert moved.weights[criterion] == pytest.approx(expected)


def test_each_weight_above_nought_is_moved_up_and_down() -> None:
    scheme = Scheme(normalise_weights({Criterion.HEAT: 1.0, Criterion.LIFE: 1.0}), 0.5)
    items = assess_all([Profile(patent_id=1, group_id=1, institution_id=1)], [Mark("甲", 1, 80)])
    shifts = find_shifts(items, scheme, Limits(5, 3))
    assert [(s.criterion, s.weight, s.moved) for s in shifts] == [
        ("heat", 0.5, 0.6),
        ("life", 0.5, 0.6),
        ("reviewers", 0.5, 0.6),
        ("heat", 0.5, 0.4),
        ("life", 0.5, 0.4),
        ("reviewers", 0.5, 0.4),
    ]


def test_a_change_names_who_leaves_and_who_enters() -> None:
    known = [
        Profile(patent_id=1, group_id=1, institution_id=1, trl=9, years_left=1.0),
        Profile(patent_id=2, group_id=2, institution_id=2, trl=2, years_left=8.0),
    ]
    scheme = Scheme(normalise_weights({Criterion.MATURITY: 50, Criterion.LIFE: 50}), 0.0)
    shifts = find_shifts(assess_all(known, []), scheme, Limits(1, 1))
    changed = {(s.criterion, s.moved > s.weight): (s.leaves, s.enters) for s in shifts}
    # 0.5625 against 0.5625: of equals the lower id stands first.
    assert changed == {
        ("maturity", True): ((), ()),
        ("life", True): ((1,), (2,)),
        ("maturity", False): ((1,), (2,)),
        ("life", False): ((), ()),
    }
