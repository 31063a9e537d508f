"""Measure an algorithm on judged pairs, from the two files alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matchmaker.matching.algorithms.base import Algorithm
from matchmaker.matching.metrics import Judged, Quality, evaluate, group_by_demand
from matchmaker.matching.types import DemandDoc
from matchmaker.services.judged import Scores, prepare, score_pairs
from matchmaker.services.judged_files import JudgedPair


@dataclass(frozen=True)
class Evaluation:
    """The quality and every pair's score, in the order of the pairs."""

    quality: Quality
    scores: list[tuple[str, str, float]]


def evaluate_algorithm(
    demands: Mapping[str, DemandDoc],
    pairs: Sequence[JudgedPair],
    algorithm: Algorithm,
    segmenter: str,
) -> Evaluation:
    """Return how well the algorithm orders the judged pairs.

    The index is fitted on the texts of the two files. Raises BadQuery where a pair names a demand
    that the demands' file lacks.
    """
    case = prepare(demands, pairs, segmenter, algorithm.scheme, algorithm.encoder)
    found = score_pairs(case, algorithm)
    return Evaluation(evaluate(group_judged(pairs, found)), name_scores(pairs, found))


def group_judged(pairs: Sequence[JudgedPair], scores: Scores) -> dict[str, list[Judged]]:
    """Return demand → (score, relevance) of its pairs; scores: in the order of the pairs."""
    return group_by_demand(
        [(pair.demand_id, pair.supply_id, pair.relevance) for pair in pairs],
        {(demand, supply): score for demand, supply, score in name_scores(pairs, scores)},
    )


def name_scores(pairs: Sequence[JudgedPair], scores: Scores) -> list[tuple[str, str, float]]:
    """Return demand, supply and score of every pair; scores: in the order of the pairs."""
    return [
        (pair.demand_id, pair.supply_id, score)
        for pair, score in zip(pairs, scores.tolist(), strict=True)
    ]
