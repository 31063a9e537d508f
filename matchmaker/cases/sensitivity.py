"""How the chosen cases change when a weight moves, or one reviewer is left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from matchmaker.cases.criteria import WHOLE, CaseCriterion
from matchmaker.cases.ranking import Ranked, Sheet, is_complete, rank_cases

STEP = 10


@dataclass(frozen=True)
class Shift:
    """A change, and what it does: the cases that come in, and those that go out.

    criterion, points: the weight that moves, and how far it goes; reviewer: who is left out.
    """

    entering: tuple[int, ...]
    leaving: tuple[int, ...]
    criterion: str | None = None
    points: int = 0
    reviewer: int | None = None


def first_of(ranked: Sequence[Ranked], size: int) -> tuple[int, ...]:
    """Return the cases that the order alone would choose: marked ones, at most size."""
    return tuple(one.case_id for one in ranked[:size] if one.score is not None)


def moved_weights(
    criteria: Sequence[CaseCriterion], moved: str, points: int
) -> dict[str, Fraction]:
    """Return the weights with one moved by some points within 0..100, the others in proportion.

    Where no other has any weight, all stay as they are.
    """
    own = next(one.weight for one in criteria if one.slug == moved)
    rest = WHOLE - own
    weights = {one.slug: Fraction(one.weight) for one in criteria}
    if rest == 0:
        return weights
    target = min(WHOLE, max(0, own + points))
    scale = Fraction(WHOLE - target, rest)
    return {
        slug: Fraction(target) if slug == moved else weight * scale
        for slug, weight in weights.items()
    }


def find_shifts(
    case_ids: Sequence[int],
    sheets: Sequence[Sheet],
    criteria: Sequence[CaseCriterion],
    size: int,
) -> list[Shift]:
    """Return every change with what it does: each weight down and up, then each reviewer out."""
    held = first_of(rank_cases(case_ids, sheets, criteria), size)
    shifts = []
    for one in criteria:
        for points in (-STEP, STEP):
            ranked = rank_cases(
                case_ids, sheets, criteria, moved_weights(criteria, one.slug, points)
            )
            came, went = _difference(held, first_of(ranked, size))
            shifts.append(Shift(came, went, criterion=one.slug, points=points))
    counted = sorted({one.reviewer for one in sheets if is_complete(one, criteria)})
    for reviewer in counted if len(counted) > 1 else ():
        rest = [one for one in sheets if one.reviewer != reviewer]
        came, went = _difference(held, first_of(rank_cases(case_ids, rest, criteria), size))
        shifts.append(Shift(came, went, reviewer=reviewer))
    return shifts


def crowded(chosen: Mapping[int, str], cap: int | None) -> list[tuple[str, int]]:
    """Return the groups of which more than the cap are chosen; chosen: case → its group."""
    if cap is None:
        return []
    counts: dict[str, int] = {}
    for group in chosen.values():
        counts[group] = counts.get(group, 0) + 1
    return sorted((group, count) for group, count in counts.items() if count > cap)


def _difference(
    held: Sequence[int], other: Sequence[int]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    came = tuple(one for one in other if one not in held)
    return came, tuple(one for one in held if one not in other)
