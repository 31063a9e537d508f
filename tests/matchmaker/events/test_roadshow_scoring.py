"""The sum of the criteria, its rows, and what may never change it."""

from dataclasses import replace
from math import fsum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.events.roadshow_criteria import Criterion, Finding, Profile
from matchmaker.events.roadshow_marks import Mark
from matchmaker.events.roadshow_scoring import (
    DEFAULT_WEIGHTS,
    Scheme,
    explain,
    normalise_weights,
    total,
)
from matchmaker.events.roadshow_selection import Limits, choose
from models.errors import InvalidValue
from tests.matchmaker.events.roadshow_cases import assess_all, marks, profiles, schemes, weights

ALL = Limits(size=99, per_institution=99)


def test_default_weights_add_up_to_one() -> None:
    assert fsum(DEFAULT_WEIGHTS.values()) == 1.0
    assert set(DEFAULT_WEIGHTS) == set(Criterion)


@given(weights, st.integers(1, 1000), st.floats(0.0, 1.0), profiles(), marks)
def test_weights_times_a_number_change_nothing(
    given_weights: dict[Criterion, int],
    factor: int,
    blend: float,
    known: list[Profile],
    judged: list[Mark],
) -> None:
    scaled = {criterion: weight * factor for criterion, weight in given_weights.items()}
    items = assess_all(known, judged)
    schemes = [Scheme(normalise_weights(w), blend) for w in (given_weights, scaled)]
    assert choose(items, schemes[0], ALL) == choose(items, schemes[1], ALL)


@given(profiles(), marks, schemes)
def test_rows_add_up_to_the_score(known: list[Profile], judged: list[Mark], scheme: Scheme) -> None:
    for item in assess_all(known, judged):
        rows = explain(item, scheme)
        assert fsum(row.share for row in rows) == pytest.approx(total(item, scheme), abs=1e-8)
        assert fsum(row.weight for row in rows) == pytest.approx(1.0)


@given(profiles(), marks, schemes, st.sampled_from(Criterion), st.data())
def test_a_better_criterion_never_lowers_the_rank(
    known: list[Profile],
    judged: list[Mark],
    scheme: Scheme,
    criterion: Criterion,
    data: st.DataObject,
) -> None:
    items = [
        replace(item, profile=replace(item.profile, group_id=item.profile.patent_id))
        for item in assess_all(known, judged)
    ]
    if not items:
        return
    place = data.draw(st.integers(0, len(items) - 1))
    chosen = items[place]
    least = chosen.findings[criterion].value
    better = Finding(data.draw(st.floats(least, 1.0)), "")
    improved = replace(chosen, findings={**chosen.findings, criterion: better})
    after = [*items[:place], improved, *items[place + 1 :]]

    def rank(among: list[object]) -> int:
        ids = [item.profile.patent_id for item, _ in choose(among, scheme, ALL).chosen]  # type: ignore[arg-type]
        return ids.index(chosen.profile.patent_id)

    assert rank(list(after)) <= rank(list(items))


@pytest.mark.parametrize("wrong", [-0.1, float("nan"), float("inf")])
def test_a_weight_that_is_none_is_refused(wrong: float) -> None:
    with pytest.raises(InvalidValue, match="权重不能为负"):
        normalise_weights({Criterion.HEAT: 1.0, Criterion.LIFE: wrong})


def test_weights_that_are_all_nought_are_refused() -> None:
    with pytest.raises(InvalidValue, match="权重之和为零"):
        normalise_weights({Criterion.HEAT: 0.0})


def test_a_criterion_left_out_has_no_weight() -> None:
    found = normalise_weights({Criterion.HEAT: 1.0, Criterion.LIFE: 3.0})
    assert (found[Criterion.HEAT], found[Criterion.LIFE]) == (0.25, 0.75)
    assert sum(found.values()) == 1.0


def test_reviewers_move_the_score_by_their_part() -> None:
    known = [Profile(patent_id=n, group_id=n, institution_id=n, trl=5) for n in (1, 2, 3)]
    judged = [Mark("甲", 1, 90.0), Mark("甲", 2, 50.0)]
    scheme = Scheme(normalise_weights({Criterion.MATURITY: 1.0}), blend=0.5)
    scores = [total(item, scheme) for item in assess_all(known, judged)]
    # The third has no mark and counts as the mean of the others.
    assert scores == [0.7, 0.5, 0.6]


def test_without_any_marks_the_criteria_stand_alone() -> None:
    (item,) = assess_all([Profile(patent_id=1, group_id=1, institution_id=1, trl=9)], [])
    scheme = Scheme(normalise_weights({Criterion.MATURITY: 1.0}), blend=0.5)
    assert total(item, scheme) == 1.0
    assert [row.criterion for row in explain(item, scheme)] == list(Criterion)
