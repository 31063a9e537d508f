"""What an algorithm is: features and their weights under a name that never changes meaning."""

from collections.abc import Callable
from dataclasses import dataclass

from matchmaker.matching.features.result import FeatureResult
from matchmaker.matching.index import MatchIndex
from matchmaker.matching.types import Candidates, DemandQuery

Feature = Callable[[MatchIndex, DemandQuery, Candidates], FeatureResult]


@dataclass(frozen=True)
class WeightedFeature:
    """A feature, its slug and Chinese name, and its weight in 0..1."""

    slug: str
    label: str
    weight: float
    score: Feature


@dataclass(frozen=True)
class Algorithm:
    """A frozen slug and the features whose weights add up to one, so that scores lie in 0..1."""

    slug: str
    features: tuple[WeightedFeature, ...]
