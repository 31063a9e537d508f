"""Marks of strict and mild reviewers, made comparable."""

from statistics import fmean, pstdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.events.roadshow_marks import LEAST_MARKS, Mark, even_out, hear
from tests.matchmaker.events.roadshow_cases import marks

GIVEN = (60.0, 65.0, 70.0, 75.0, 80.0)


def panel_of(*reviewers: tuple[str, tuple[float, ...]]) -> list[Mark]:
    return [
        Mark(name, patent_id, mark)
        for name, given in reviewers
        for patent_id, mark in enumerate(given, start=1)
    ]


def test_a_strict_and_a_mild_reviewer_of_one_mind_agree_once_evened_out() -> None:
    mild = tuple(mark + 15.0 for mark in GIVEN)
    evened = even_out(panel_of(("严", GIVEN), ("宽", mild)))
    assert evened[:5] == pytest.approx(evened[5:])
    assert fmean(evened) == pytest.approx(77.5)


def test_who_marked_few_patents_is_taken_at_their_word() -> None:
    few = (10.0,) * (LEAST_MARKS - 1)
    assert even_out(panel_of(("少", few), ("多", GIVEN)))[: len(few)] == list(few)


def test_a_reviewer_who_tells_nothing_apart_counts_as_the_mean() -> None:
    evened = even_out(panel_of(("平", (90.0,) * 5), ("分", GIVEN)))
    assert evened[:5] == pytest.approx([80.0] * 5)


def test_marks_never_leave_their_scale() -> None:
    extreme = panel_of(("甲", (0.0, 0.0, 0.0, 0.0, 100.0)), ("乙", (0.0, 100.0, 0.0, 100.0, 0.0)))
    assert all(0.0 <= mark <= 100.0 for mark in even_out(extreme))


def test_mean_and_spread_are_those_of_the_marks_as_given() -> None:
    panel = hear([Mark("甲", 7, 80.0), Mark("乙", 7, 90.0), Mark("甲", 8, 60.0)])
    both, single = panel.opinions[7], panel.opinions[8]
    assert (both.mean, both.count, round(both.spread or 0.0, 6)) == (85.0, 2, 7.071068)
    assert (single.mean, single.count, single.spread) == (60.0, 1, None)
    assert panel.mean == 72.5


def test_without_marks_there_is_no_mean() -> None:
    assert hear([]).mean is None


@given(marks, st.randoms(use_true_random=False))
def test_the_order_of_the_marks_does_not_matter(given_marks: list[Mark], random: object) -> None:
    shuffled = list(given_marks)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert hear(shuffled) == hear(given_marks)


@given(st.lists(st.integers(0, 100), min_size=5, max_size=20, unique=True))
def test_a_lone_reviewer_keeps_order_and_spread(given_marks: list[int]) -> None:
    plain = [Mark("甲", n, float(mark)) for n, mark in enumerate(given_marks)]
    evened = even_out(plain)
    assert evened == pytest.approx([mark.mark for mark in plain])
    assert pstdev(evened) == pytest.approx(pstdev(given_marks))
