"""The order of model cases by reviewers' marks, exact: no sum is rounded before it is compared.

A reviewer's mark of a case is the mean of their marks weighted by criterion. The mean over
reviewers is taken without the highest and the lowest from five reviewers on, as juries do. Only
sheets that are complete count. Both steps rise with every mark, so that a better mark never lowers
a case. Ties: the higher mean of the first criterion, then the smaller id.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import sqrt

from matchmaker.cases.criteria import WHOLE, CaseCriterion

# From as many reviewers of a case on, the highest and the lowest do not count.
TRIMMED_FROM = 5


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a reviewer gives a case: criterion → mark 0..100."""

    case_id: int
    reviewer: int
    marks: Mapping[str, int]


@dataclass(frozen=True)
class Ranked:
    """A case in the order.

    place: from 1; score: 0..100, None while no sheet is complete; spread: the standard deviation
    of the reviewers' marks, None for fewer than two; by_reviewer: reviewer → weighted mark;
    by_criterion: criterion → mean; dropped: reviewers whose marks do not count, lowest and highest.
    """

    case_id: int
    place: int
    score: Fraction | None
    spread: float | None
    by_reviewer: Mapping[int, Fraction]
    by_criterion: Mapping[str, Fraction]
    dropped: tuple[int, ...] = ()


def is_complete(sheet: Sheet, criteria: Sequence[CaseCriterion]) -> bool:
    """Whether a sheet has a mark for every criterion."""
    return all(one.slug in sheet.marks for one in criteria)


def rank_cases(
    case_ids: Iterable[int],
    sheets: Iterable[Sheet],
    criteria: Sequence[CaseCriterion],
    weights: Mapping[str, Fraction] | None = None,
) -> list[Ranked]:
    """Return all cases in their order; weights: criterion → points of 100, those set if None."""
    counted = weights or {one.slug: Fraction(one.weight) for one in criteria}
    of_case: dict[int, list[Sheet]] = {known: [] for known in case_ids}
    for sheet in sorted(sheets, key=lambda one: (one.case_id, one.reviewer)):
        if sheet.case_id in of_case and is_complete(sheet, criteria):
            of_case[sheet.case_id].append(sheet)
    found = [_rank(known, own, criteria, counted) for known, own in of_case.items()]
    first = criteria[0].slug
    found.sort(key=lambda one: _order(one, first))
    return [replace(one, place=place) for place, one in enumerate(found, start=1)]


def _rank(
    case_id: int,
    sheets: Sequence[Sheet],
    criteria: Sequence[CaseCriterion],
    weights: Mapping[str, Fraction],
) -> Ranked:
    if not sheets:
        return Ranked(case_id, 0, None, None, {}, {})
    marks = {
        sheet.reviewer: sum(
            (weights[one.slug] * sheet.marks[one.slug] for one in criteria), Fraction(0)
        )
        / WHOLE
        for sheet in sheets
    }
    # Of equal marks the smaller reviewer first, so that the same ones are dropped each time.
    ordered = sorted(marks, key=lambda reviewer: (marks[reviewer], reviewer))
    dropped = (ordered[0], ordered[-1]) if len(ordered) >= TRIMMED_FROM else ()
    kept = [marks[reviewer] for reviewer in ordered if reviewer not in dropped]
    by_criterion = {
        one.slug: Fraction(sum(sheet.marks[one.slug] for sheet in sheets), len(sheets))
        for one in criteria
    }
    spread = _spread(list(marks.values()))
    return Ranked(case_id, 0, _mean(kept), spread, marks, by_criterion, dropped)


def _order(one: Ranked, first: str) -> tuple[bool, Fraction, Fraction, int]:
    if one.score is None:
        return True, Fraction(0), Fraction(0), one.case_id
    return False, -one.score, -one.by_criterion[first], one.case_id


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


def _spread(values: Sequence[Fraction]) -> float | None:
    if len(values) < 2:
        return None
    mean = _mean(values)
    return sqrt(sum(((value - mean) ** 2 for value in values), Fraction(0)) / (len(values) - 1))
