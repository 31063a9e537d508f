"""dense-v1: blend-v1 with a part of the weight of text given to a language model's vectors."""

from dataclasses import replace

from matchmaker.matching.algorithms.base import Algorithm, WeightedFeature
from matchmaker.matching.algorithms.blend_v1 import BLEND_V1
from matchmaker.matching.dense import DenseEncoder
from matchmaker.matching.features.dense import dense_similarity

DENSE_V1 = "dense-v1"
# Which words agree stays the greater part: those the reasons can name, a model's cosine they can
# not, and how good the model is nobody has measured here.
TEXT_WEIGHT, DENSE_WEIGHT = 0.45, 0.20


def make_dense_v1(encoder: DenseEncoder) -> Algorithm:
    """Return the algorithm for a language model, whose fingerprint becomes its version."""
    dense = WeightedFeature("dense", "语义相近", DENSE_WEIGHT, dense_similarity)
    text, *others = BLEND_V1.features
    return replace(
        BLEND_V1,
        slug=DENSE_V1,
        features=(replace(text, weight=TEXT_WEIGHT), dense, *others),
        version=encoder.fingerprint,
        encoder=encoder,
    )
