"""What each criterion makes of what is known, and of what is not."""

import pytest
from hypothesis import given

from matchmaker.events.roadshow_criteria import (
    CRITERIA,
    NEUTRAL,
    Criterion,
    FittingDemand,
    Profile,
)
from tests.matchmaker.events.roadshow_cases import profiles

BARE = Profile(patent_id=1, group_id=1, institution_id=1)


def demand(score: float, budget_cny: int | None = None, *, is_public: bool = True) -> FittingDemand:
    return FittingDemand(7, score, is_public, budget_cny)


def with_facts(**facts: object) -> Profile:
    return Profile(patent_id=1, group_id=1, institution_id=1, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("criterion", "facts", "value"),
    [
        ("maturity", {"trl": 1}, 0.0),
        ("maturity", {"trl": 7}, 0.75),
        ("maturity", {"trl": 9}, 1.0),
        ("prospects", {"industry_demand": 0.5, "subclasses": 2}, 0.5),
        ("prospects", {"industry_demand": 1.0}, 0.75),
        ("prospects", {"subclasses": 8}, 0.75),
        ("benefit", {"price_cny": 1_000_000}, 0.5),
        ("benefit", {"price_cny": 90_000}, 0.0),
        ("benefit", {"price_cny": 20_000_000}, 1.0),
        ("benefit", {"demands": (demand(0.6, 1_000_000),), "price_cny": 10_000_000}, 0.5),
        ("benefit", {"demands": (demand(0.6, 10**7), demand(0.9, 10**5))}, 0.0),
        ("heat", {"demands": ()}, 0.0),
        ("heat", {"demands": (demand(0.5), demand(0.75))}, 0.25),
        ("heat", {"demands": (demand(0.9),) * 9}, 1.0),
        ("life", {"years_left": 4.0}, 0.5),
        ("life", {"years_left": 15.0}, 1.0),
        ("life", {"years_left": -1.0}, 0.0),
        ("claims", {"claim_count": 4}, 0.4),
        ("claims", {"claim_count": 30}, 1.0),
        ("family", {"family_size": 1}, 0.25),
        ("shown", {}, 1.0),
        ("shown", {"shown": 3}, 0.25),
        ("shown", {"shown": 1, "declined": 2}, 0.25),
    ],
)
def test_criterion_has_the_value_worked_out_by_hand(
    criterion: str, facts: dict[str, object], value: float
) -> None:
    found = CRITERIA[Criterion(criterion)](with_facts(**facts))
    assert (round(found.value, 9), found.known) == (value, True)


def test_what_is_unknown_is_neutral_and_said_to_be_unknown() -> None:
    found = {criterion: find(BARE) for criterion, find in CRITERIA.items()}
    unknown = {criterion for criterion, finding in found.items() if not finding.known}
    assert unknown == set(Criterion) - {Criterion.SHOWN}
    for criterion in unknown:
        assert found[criterion].value == NEUTRAL
        assert "未知" in found[criterion].sentence


def test_demands_that_are_not_public_count_and_are_told_by_number_only() -> None:
    said = CRITERIA[Criterion.HEAT](with_facts(demands=(demand(0.6), demand(0.8, is_public=False))))
    assert said.sentence == "2 项需求与之相合（其中 1 项未公开），平均相合度 0.70"


@given(profiles())
def test_every_value_lies_between_nought_and_one(known: list[Profile]) -> None:
    for profile in known:
        for find in CRITERIA.values():
            assert 0.0 <= find(profile).value <= 1.0


def test_every_criterion_explains_itself_in_a_sentence_of_its_own() -> None:
    texts = [find.__doc__ for find in CRITERIA.values()]
    assert len(set(texts)) == len(Criterion)
    assert all(text and text.count("\n") == 0 and text.endswith(".") for text in texts)
