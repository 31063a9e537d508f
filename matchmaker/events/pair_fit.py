"""How well an enterprise and an institution fit, from the pairs of demand and patent between them.

fit = 1 − Π (1 − sᵢ / 2ⁱ) over the scores s₀ ≥ s₁ ≥ … of their pairs: the best pair counts whole,
the next one half, the one after a quarter. It is the chance that at least one of independent pairs
comes to something (noisy-or), with a discount for further pairs, which mostly repeat the first: a
convention of this project. It is never below the best score and never above 1.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

DISCOUNT = 0.5


@dataclass(frozen=True, slots=True)
class ListedPair:
    """A demand and a patent on a candidate list, with the bodies behind them; score in 0..1."""

    enterprise_id: int
    institution_id: int
    demand_id: int
    patent_id: int
    score: float


@dataclass(frozen=True, slots=True)
class Fit:
    """How well two bodies fit, 0..1, from how many pairs, and the best of these."""

    value: float
    pairs: int
    best: ListedPair


def combine(scores: Sequence[float]) -> float:
    """Return the fit of scores in 0..1, in whatever order they come; 0 for none."""
    missed = 1.0
    for place, score in enumerate(sorted(scores, reverse=True)):
        missed *= 1.0 - score * DISCOUNT**place
    return 1.0 - missed


def fits(pairs: Iterable[ListedPair]) -> dict[tuple[int, int], Fit]:
    """Return (enterprise, institution) → fit; of equal pairs that of the lowest ids is the best."""
    between: dict[tuple[int, int], list[ListedPair]] = defaultdict(list)
    for pair in pairs:
        between[pair.enterprise_id, pair.institution_id].append(pair)
    return {
        bodies: Fit(
            combine([pair.score for pair in found]),
            len(found),
            min(found, key=lambda pair: (-pair.score, pair.demand_id, pair.patent_id)),
        )
        for bodies, found in sorted(between.items())
    }
