"""How good a ranking of judged pairs is: nDCG@10, MAP, P@5, recall@100.

nDCG: Järvelin & Kekäläinen 2002, gain 2^(relevance − 1) − 1, discount log2(rank + 1), tied scores
sharing the mean gain of their group (McSherry & Najork 2008). The others take relevance ≥ 3 as
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
RECALL_AT = 100

Judged = tuple[float, int]


@dataclass(frozen=True)
class Quality:
    """Means over demands; ndcg10, map, p5 and recall100 in 0..1."""

    ndcg10: float
    map: float
    p5: float
    recall100: float
    demands: int
    pairs: int


@dataclass(frozen=True)
class Measures:
    """Every metric as demand → value, in the order of the demands, without those that do not count.

    Demands with fewer than five pairs, or with none above relevance 1, count nowhere; demands
    without a relevant pair count for nDCG only.
    """

    ndcg10: dict[str, float]
    map: dict[str, float]
    p5: dict[str, float]
    recall100: dict[str, float]


def evaluate(judged: Mapping[str, Sequence[Judged]]) -> Quality:
    """Return the quality of scores; judged: demand → (score, relevance 1..4) of its pairs."""
    measures = measure(judged)
    return Quality(
        ndcg10=_mean(measures.ndcg10),
        map=_mean(measures.map),
        p5=_mean(measures.p5),
        recall100=_mean(measures.recall100),
        demands=len(measures.ndcg10),
        pairs=sum(len(pairs) for pairs in judged.values()),
    )


def measure(judged: Mapping[str, Sequence[Judged]]) -> Measures:
    """Return the metrics of every demand; judged: demand → (score, relevance 1..4) of its pairs."""
    measures = Measures(ndcg_by_demand(judged), {}, {}, {})
    for name in measures.ndcg10:
        order = [relevance >= RELEVANT for _, relevance in worst_first(judged[name])]
        if any(order):
            measures.map[name] = average_precision(order)
            measures.p5[name] = sum(order[:PRECISION_AT]) / PRECISION_AT
            measures.recall100[name] = sum(order[:RECALL_AT]) / sum(order)
    return measures


def ndcg_by_demand(judged: Mapping[str, Sequence[Judged]]) -> dict[str, float]:
    """Return demand → nDCG@10 of the demands that count; judged: as of measure."""
    return {
        name: ndcg(pairs, CUTOFF)
        for name, pairs in judged.items()
        if len(pairs) >= MIN_PAIRS and max(relevance for _, relevance in pairs) > 1
    }


def worst_first(pairs: Sequence[Judged]) -> list[Judged]:
    """Return the pairs by falling score, ties by rising relevance."""
    return sorted(pairs, key=lambda pair: (-pair[0], pair[1]))


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


def _mean(values: Mapping[str, float]) -> float:
    return math.fsum(values.values()) / len(values) if values else 0.0


def group_by_demand(
    pairs: Sequence[tuple[str, str, int]], scores: Mapping[tuple[str, str], float]
) -> dict[str, list[Judged]]:
    """Return demand → (score, relevance) of its judged pairs."""
    judged: dict[str, list[Judged]] = defaultdict(list)
    for demand_id, supply_id, relevance in pairs:
        judged[demand_id].append((scores[demand_id, supply_id], relevance))
    return dict(judged)
