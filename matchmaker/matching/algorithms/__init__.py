"""Algorithms by their frozen slugs; a change of ranking is a new slug."""

from matchmaker.errors import BadQuery
from matchmaker.matching.algorithms.base import Algorithm
from matchmaker.matching.algorithms.blend_v1 import BLEND_V1
from matchmaker.matching.algorithms.tfidf_v1 import TFIDF_V1

ALGORITHMS: dict[str, Algorithm] = {algorithm.slug: algorithm for algorithm in (TFIDF_V1, BLEND_V1)}
DEFAULT_ALGORITHM = BLEND_V1.slug


def get_algorithm(slug: str) -> Algorithm:
    """Return the algorithm; raise BadQuery, naming the known ones, for any other slug."""
    if slug not in ALGORITHMS:
        raise BadQuery(f"没有算法“{slug}”，可选：{'、'.join(ALGORITHMS)}")
    return ALGORITHMS[slug]
