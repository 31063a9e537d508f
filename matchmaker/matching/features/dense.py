"""Likeness of meaning, as a language model on this machine sees it."""

import numpy as np

from matchmaker.matching.facts import Context
from matchmaker.matching.features.result import NEUTRAL, FeatureResult, unknown
from matchmaker.matching.index import MatchIndex
from matchmaker.matching.types import Candidates, DemandQuery

# From where on the reason calls two texts alike; the score rises evenly all the way.
ALIKE = 0.5


def dense_similarity(
    index: MatchIndex, query: DemandQuery, candidates: Candidates, _context: Context
) -> FeatureResult:
    """Cosine of the vectors that a language model on this machine makes of both whole texts."""
    stock, vector = index.dense, query.dense
    if stock is None or vector is None:
        raise AssertionError("an algorithm with an encoder is given an index with dense vectors")
    cosine = stock.cosines(vector, candidates.rows)
    scores = np.where(np.isnan(cosine), NEUTRAL, np.maximum(cosine, 0.0)).astype(np.float32)

    def sentence(position: int) -> str:
        found = float(cosine[position])
        if np.isnan(found):
            return unknown("本机语言模型读不懂其中一方的文字")
        verdict = "相近" if found >= ALIKE else "相差较大"
        return f"本机语言模型认为双方文字意思{verdict}（余弦 {found:.3f}），但指不出是哪些词"

    return FeatureResult(scores, sentence)
