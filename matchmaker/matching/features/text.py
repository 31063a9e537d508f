"""Text similarity and the shared terms it is made of."""

from collections import defaultdict

import numpy as np
from scipy.sparse import csr_matrix

from matchmaker.matching.features.result import FeatureResult
from matchmaker.matching.index import MatchIndex
from matchmaker.matching.types import Candidates, DemandQuery, FloatArray

# Cosine at which the score reaches (1 + K) / 2: a good pair of free texts lies about there, so
# that differences among good pairs still show and chance overlap stays low.
SATURATION = 0.25
SHOWN_TERMS = 8
REST = "其余零散用字"


def text_similarity(index: MatchIndex, query: DemandQuery, candidates: Candidates) -> FeatureResult:
    """Words and characters that demand and patent share, rare ones counting more."""
    scores = saturate(candidates.cosine)

    def parts(position: int) -> list[tuple[str, float]]:
        return shared_terms(index, query.vector, index.vectors[int(candidates.rows[position])])

    def sentence(position: int) -> str:
        return f"文本相似度 {candidates.cosine[position]:.3f}"

    return FeatureResult(scores, sentence, parts)


def saturate(cosine: FloatArray) -> FloatArray:
    """Return c · (1 + K) / (c + K): rising from 0 to 1, steep where real pairs lie."""
    return cosine * (1.0 + SATURATION) / (cosine + SATURATION)


def shared_terms(
    index: MatchIndex, demand: csr_matrix, patent: csr_matrix
) -> list[tuple[str, float]]:
    """Return the terms both texts hold with their fractions of the similarity, largest first.

    A character or pair that stands inside a shared word is credited to that word (in equal parts
    where several hold it), so that people read words; what belongs to none is summed up last.
    """
    product = demand.multiply(patent).tocsr()
    total = float(product.data.sum(dtype=np.float64))
    if total <= 0.0:
        return []
    terms = index.vectoriser.terms
    boundary = len(index.vectoriser.characters.terms)
    shares = dict(zip(product.indices.tolist(), product.data.tolist(), strict=True))
    words = {terms[column]: share for column, share in shares.items() if column >= boundary}
    credit: dict[str, float] = defaultdict(float, words)
    grams = [(terms[c], share) for c, share in shares.items() if c < boundary]
    pairs = {gram for gram, _ in grams if len(gram) > 1}
    rest = 0.0
    for gram, share in grams:
        holders = _holders(gram, words, pairs)
        for holder in holders:
            credit[holder] += share / len(holders)
        if not holders:
            rest += share
    ranked = sorted(credit.items(), key=lambda item: (-item[1], item[0]))
    rest += sum(share for _, share in ranked[SHOWN_TERMS:])
    shown = [(term, share / total) for term, share in ranked[:SHOWN_TERMS]]
    return [*shown, (REST, rest / total)] if rest > 0.0 else shown


def _holders(gram: str, words: dict[str, float], pairs: set[str]) -> list[str]:
    """Return whom a shared character gram is credited to: words, else the pair itself."""
    holders = [word for word in words if gram in word]
    if holders or len(gram) > 1:
        return holders or [gram]
    return [pair for pair in sorted(pairs) if gram in pair and not any(pair in w for w in words)]
