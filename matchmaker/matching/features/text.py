"""Text similarity and the shared terms it is made of."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix

from matchmaker.matching.facts import Context
from matchmaker.matching.features.result import FeatureResult
from matchmaker.matching.index import MatchIndex
from matchmaker.matching.types import Candidates, DemandQuery, FloatArray, PatentDoc
from matchmaker.text.phrases import common_phrases
from matchmaker.text.segment import get_segmenter

# Cosine at which the score reaches (1 + K) / 2: a good pair of free texts lies about there, so
# that differences among good pairs still show and chance overlap stays low.
SATURATION = 0.25
SHOWN_TERMS = 8
REST = "其余零散用字"


def text_similarity(
    index: MatchIndex, query: DemandQuery, candidates: Candidates, _context: Context
) -> FeatureResult:
    """Words and characters that demand and patent share, rare ones counting more."""
    scores = saturate(candidates.cosine)
    demand_text = f"{query.doc.title}\n{query.doc.body}"
    segment = get_segmenter(index.vectoriser.segmenter).plain

    def parts(position: int, patent: PatentDoc) -> list[tuple[str, float]]:
        row = int(candidates.rows[position])
        phrases = common_phrases(demand_text, f"{patent.title}\n{patent.body}", segment)
        return shared_terms(index, query.vector, index.vectors[row], phrases)

    def sentence(position: int) -> str:
        return f"文本相似度 {candidates.cosine[position]:.3f}"

    return FeatureResult(scores, sentence, parts=parts)


def saturate(cosine: FloatArray) -> FloatArray:
    """Return c · (1 + K) / (c + K): rising from 0 to 1, steep where real pairs lie."""
    return cosine * (1.0 + SATURATION) / (cosine + SATURATION)


def shared_terms(
    index: MatchIndex, demand: csr_matrix, patent: csr_matrix, phrases: Sequence[str]
) -> list[tuple[str, float]]:
    """Return what both texts say with its fraction of the similarity, largest first.

    phrases: the runs of characters that stand in both. A shared character, pair or word is
    credited to the phrases that hold it, in equal parts; what none holds is summed up last, so
    that the fractions add up to one.
    """
    product = demand.multiply(patent).tocsr()
    total = float(product.data.sum(dtype=np.float64))
    if total <= 0.0:
        return []
    terms = index.vectoriser.terms
    credit: dict[str, float] = defaultdict(float)
    rest = 0.0
    for column, share in zip(product.indices.tolist(), product.data.tolist(), strict=True):
        holders = [phrase for phrase in phrases if terms[column] in phrase]
        for holder in holders:
            credit[holder] += share / len(holders)
        if not holders:
            rest += share
    ranked = sorted(credit.items(), key=lambda item: (-item[1], item[0]))
    rest += sum(share for _, share in ranked[SHOWN_TERMS:])
    shown = [(term, share / total) for term, share in ranked[:SHOWN_TERMS]]
    return [*shown, (REST, rest / total)] if rest > 0.0 else shown
