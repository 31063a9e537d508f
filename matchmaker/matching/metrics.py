"""How good a ranking of judged pairs is: nDCG@10, MAP, P@5.

nDCG: Järvelin & Kekäläinen 2002, gain 2^(relevance − 1) − 1, discount log2(rank + 1), tied scores
sharing the mean gain of their group (McSherry & Najork 2008). MAP and P@5 take relevance ≥ 3 as
relevant and order ties by rising relevance, so that a tie never helps.
"""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

CUTOFF = 10
MIN_PAIRS = 5
RELEVANT = 3
PRECISION_AT = 5

Judged = tuple[float, int]


@dataclass(frozen=True)
class Quality:
    """Means over demands; ndcg10, map and p5 in 0..1."""

    ndcg10: float
    map: float
    p5: float
    demands: int
    pairs: int


def evaluate(judged: Mapping[str, Sequence[Judged]]) -> Quality:
    """Return the quality of scores; judged: demand → (score, relevance 1..4) of its pairs.

    Demands with fewer than five pairs, or with none above relevance 1, do not count.
    """
    gains, averages, precisions = [], [], []
    for pairs in judged.values():
        if len(pairs) < MIN_PAIRS or max(relevance for _, relevance in pairs) <= 1:
            continue
        gains.append(ndcg(pairs, CUTOFF))
        order = [rel >= RELEVANT for _, rel in sorted(pairs, key=lambda p: (-p[0], p[1]))]
        if any(order):
            averages.append(average_precision(order))
            precisions.append(sum(order[:PRECISION_AT]) / PRECISION_AT)
    return Quality(
        ndcg10=_mean(gains),
        map=_mean(averages),
        p5=_mean(precisions),
        demands=len(gains),
        pairs=sum(len(pairs) for pairs in judged.values()),
    )


def ndcg(pairs: Sequence[Judged], cutoff: int) -> float:
    """Return the discounted gain of the order by score over that of the ideal order."""
    ideal = _dcg([(float(relevance), relevance) for _, relevance in pairs], cutoff)
    return _dcg(pairs, cutoff) / ideal


def average_precision(order: Sequence[bool]) -> float:
    """Return the mean of the precisions at every relevant place; order holds at least one."""
    places = [place for place, relevant in enumerate(order, start=1) if relevant]
    return sum(hits / place for hits, place in enumerate(places, start=1)) / len(places)


def _dcg(pairs: Sequence[Judged], cutoff: int) -> float:
    total, place = 0.0, 0
    for _, group in groupby(sorted(pairs, key=lambda pair: -pair[0]), key=lambda pair: pair[0]):
        gains = [2.0 ** (relevance - 1) - 1.0 for _, relevance in group]
        for _ in gains[: cutoff - place]:
            total += math.fsum(gains) / len(gains) / math.log2(place + 2)
            place += 1
    return total


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values) if values else 0.0


def group_by_demand(
    pairs: Sequence[tuple[str, str, int]], scores: Mapping[tuple[str, str], float]
) -> dict[str, list[Judged]]:
    """Return demand → (score, relevance) of its judged pairs."""
    judged: dict[str, list[Judged]] = defaultdict(list)
    for demand_id, supply_id, relevance in pairs:
        judged[demand_id].append((scores[demand_id, supply_id], relevance))
    return dict(judged)
