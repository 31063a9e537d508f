"""Whether the first ten depend on a single weight: each is moved by a fifth, up and down."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from matchmaker.events.roadshow_criteria import Criterion
from matchmaker.events.roadshow_scoring import (
    REVIEWERS,
    REVIEWERS_LABEL,
    Assessed,
    Scheme,
)
from matchmaker.events.roadshow_selection import Limits, choose

FIRST = 10
# By which part of itself a weight is moved.
STEP = 0.2


@dataclass(frozen=True)
class Shift:
    """What changes among the first ten when one weight moves.

    criterion: its slug; weight, moved: before and after; leaves, enters: patents, by their ids.
    """

    criterion: str
    label: str
    weight: float
    moved: float
    leaves: tuple[int, ...]
    enters: tuple[int, ...]


def find_shifts(items: Sequence[Assessed], scheme: Scheme, limits: Limits) -> tuple[Shift, ...]:
    """Return, for every weight that is not nought, what its moves up and down change.

    The other weights keep their proportions and fill what is left. The part of the reviewers is
    moved like a weight, where there are marks.
    """
    first = replace(limits, size=min(limits.size, FIRST))
    base = _ids(items, scheme, first)
    shifts = []
    for factor in (1.0 + STEP, 1.0 - STEP):
        for criterion in Criterion:
            weight = scheme.weights[criterion]
            if weight:
                moved = move_weight(scheme, criterion, factor)
                after = moved.weights[criterion]
                found = _ids(items, moved, first)
                shifts.append(_shift((criterion, criterion.label), (weight, after), base, found))
        if scheme.blend and any(item.mark is not None for item in items):
            moved = replace(scheme, blend=min(1.0, scheme.blend * factor))
            found = _ids(items, moved, first)
            named, parts = (REVIEWERS, REVIEWERS_LABEL), (scheme.blend, moved.blend)
            shifts.append(_shift(named, parts, base, found))
    return tuple(shifts)


def move_weight(scheme: Scheme, criterion: Criterion, factor: float) -> Scheme:
    """Return the scheme with one weight times a factor and the others scaled so that all make one.

    A weight that is the only one stays: there is nothing to fill what it would leave.
    """
    weight = scheme.weights[criterion]
    rest = sum(other for name, other in scheme.weights.items() if name != criterion)
    if not rest:
        return scheme
    moved = min(1.0, weight * factor)
    scale = (1.0 - moved) / rest
    weights = {
        name: moved if name == criterion else other * scale
        for name, other in scheme.weights.items()
    }
    return replace(scheme, weights=weights)


def _ids(items: Sequence[Assessed], scheme: Scheme, limits: Limits) -> list[int]:
    return [item.profile.patent_id for item, _ in choose(items, scheme, limits).chosen]


def _shift(
    named: tuple[str, str],
    weights: tuple[float, float],
    base: Sequence[int],
    found: Sequence[int],
) -> Shift:
    (criterion, label), (before, after) = named, weights
    return Shift(
        criterion=str(criterion),
        label=label,
        weight=before,
        moved=after,
        leaves=tuple(patent_id for patent_id in base if patent_id not in found),
        enters=tuple(patent_id for patent_id in found if patent_id not in base),
    )
