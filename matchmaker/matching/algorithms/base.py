"""What an algorithm is: features and their weights under a name that never changes meaning."""

from collections.abc import Callable
from dataclasses import dataclass, field

from matchmaker.matching.dense import DenseEncoder
from matchmaker.matching.facts import Context
from matchmaker.matching.features.result import FeatureResult
from matchmaker.matching.index import MatchIndex
from matchmaker.matching.text_scheme import TextScheme
from matchmaker.matching.types import Candidates, DemandQuery

Feature = Callable[[MatchIndex, DemandQuery, Candidates, Context], FeatureResult]


@dataclass(frozen=True)
class WeightedFeature:
    """A feature, its slug and Chinese name, and its weight in 0..1.

    reads_terms: whether it reads what is known of patents and demands beside their texts.
    """

    slug: str
    label: str
    weight: float
    score: Feature
    reads_terms: bool = False


@dataclass(frozen=True)
class Algorithm:
    """A frozen slug and the features whose weights add up to one, so that scores lie in 0..1.

    scheme: how the index that it reads has made vectors of texts; min_score: below it a pair is
    not worth an official's time; min_score_across: the same for a pair of two industries, which
    must agree well in words, because words alone carry double meanings; version: tells apart what
    was learnt at different times, or reads another language model, under one slug; encoder: the
    language model whose vectors the index must hold, None where it reads no such vectors.
    """

    slug: str
    features: tuple[WeightedFeature, ...]
    scheme: TextScheme
    min_score: float = 0.42
    min_score_across: float = 0.55
    version: str = ""
    encoder: DenseEncoder | None = field(default=None, repr=False)

    @property
    def reads_terms(self) -> bool:
        """Whether a score changes with a price or another of the terms."""
        return any(feature.reads_terms for feature in self.features)
