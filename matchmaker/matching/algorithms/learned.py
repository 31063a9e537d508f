"""learned-v1: the features of another algorithm, weighed by judgements, with precedents beside."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from matchmaker.matching.algorithms.base import Algorithm, WeightedFeature
from matchmaker.matching.features.precedent import PrecedentFeature
from matchmaker.matching.precedents import Precedents

LEARNED_V1 = "learned-v1"


@dataclass(frozen=True)
class Learnt:
    """What judgements taught: weights by the slug of the feature, and the precedents' own.

    All weights together add up to one; min_score, min_score_across: see Algorithm.
    """

    weights: Mapping[str, float]
    precedent_weight: float
    precedents: Precedents
    min_score: float
    min_score_across: float

    def as_algorithm(self, base: Algorithm, version: str) -> Algorithm:
        """Return the algorithm; base: whose features are weighed, each of them once."""
        weighed = [replace(feature, weight=self.weights[feature.slug]) for feature in base.features]
        precedent = WeightedFeature(
            "precedent", "以往评判", self.precedent_weight, PrecedentFeature(self.precedents)
        )
        return Algorithm(
            LEARNED_V1,
            (*weighed, precedent),
            base.scheme,
            self.min_score,
            self.min_score_across,
            version,
        )
