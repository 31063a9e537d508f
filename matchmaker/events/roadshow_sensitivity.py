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
from matchmaker.events.roadshow_selection import Choice, Limits, choose

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


@dataclass(frozen=True)
class Move:
    """One weight moved, the others with it; criterion: its slug; weight, moved: before, after."""

    criterion: str
    label: str
    weight: float
    moved: float
    scheme: Scheme


def list_moves(scheme: Scheme, *, with_reviewers: bool) -> list[Move]:
    """Return the moves up, then down, of every weight that is not nought.

    with_reviewers: whether there are marks, so that their part is moved like a weight.
    """
    moves = []
    for factor in (1.0 + STEP, 1.0 - STEP):
        for criterion in Criterion:
            weight = scheme.weights[criterion]
            if weight:
                moved = move_weight(scheme, criterion, factor)
                after = moved.weights[criterion]
                moves.append(Move(criterion.value, criterion.label, weight, after, moved))
        if scheme.blend and with_reviewers:
            moved = replace(scheme, blend=min(1.0, scheme.blend * factor))
            moves.append(Move(REVIEWERS, REVIEWERS_LABEL, scheme.blend, moved.blend, moved))
    return moves


def find_shifts(items: Sequence[Assessed], scheme: Scheme, limits: Limits) -> tuple[Shift, ...]:
    """Return what every move of list_moves changes among the first ten."""
    first = _first(limits)
    base = _ids(choose(items, scheme, first))
    shifts = []
    for move in list_moves(scheme, with_reviewers=_are_marked(items)):
        found = _ids(choose(items, move.scheme, first))
        shifts.append(
            Shift(
                criterion=move.criterion,
                label=move.label,
                weight=move.weight,
                moved=move.moved,
                leaves=tuple(patent_id for patent_id in base if patent_id not in found),
                enters=tuple(patent_id for patent_id in found if patent_id not in base),
            )
        )
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


def _first(limits: Limits) -> Limits:
    return replace(limits, size=min(limits.size, FIRST))


def _are_marked(items: Sequence[Assessed]) -> bool:
    return any(item.mark is not None for item in items)


def _ids(choice: Choice) -> list[int]:
    return [item.profile.patent_id for item, _ in choice.chosen]
