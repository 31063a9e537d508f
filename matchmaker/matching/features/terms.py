"""How much of the demand's title the patent says too."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.facts import Context
from matchmaker.matching.features.result import NEUTRAL, FeatureResult, unknown
from matchmaker.matching.index import MatchIndex
from matchmaker.matching.rows import common
from matchmaker.matching.types import Candidates, DemandQuery, IntArray
from matchmaker.text.phrases import outermost
from matchmaker.text.segment import get_segmenter
from matchmaker.text.tokens import word_tokens

SHOWN_TERMS = 4
SHOWN_CHARACTERS = 30


def title_terms(
    index: MatchIndex, query: DemandQuery, candidates: Candidates, _context: Context
) -> FeatureResult:
    """The part of the title's words and pairs of characters, by rarity, that the patent holds."""
    columns = index.vectoriser.term_columns(query.doc.title)
    weights = np.zeros(index.vectors.shape[1], dtype=np.float64)
    weights[columns] = index.vectoriser.idf[columns]
    total = float(weights.sum())
    scores = np.full(len(candidates.rows), NEUTRAL, dtype=np.float32)
    if total > 0.0:
        held = _held_weight(index, candidates.rows, weights)
        scores = np.minimum(1.0, held / total).astype(np.float32)

    @cache
    def words() -> frozenset[str]:
        segment = get_segmenter(index.vectoriser.segmenter).search
        return frozenset(word_tokens(query.doc.title, segment))

    @cache
    def rarest_first() -> tuple[IntArray, list[str]]:
        ordered = columns[np.argsort(-weights[columns], kind="stable")]
        return ordered, [index.vectoriser.terms[column] for column in ordered.tolist()]

    @cache
    def shared(position: int) -> list[str]:
        ordered, terms = rarest_first()
        theirs, _ = index.vectors.entries(int(candidates.rows[position]))
        _, held = common(theirs, ordered)
        found = outermost(terms[place] for place in held.tolist())
        # Pairs across two words count, but are nothing to show beside words.
        return [term for term in found if term in words()] or found

    def sentence(position: int) -> str:
        if total <= 0.0:
            return unknown("需求名称没有可比的词")
        if not scores[position]:
            return "需求名称的用词在专利中都没有出现"
        said = "".join(f"“{term}”" for term in shared(position)[:SHOWN_TERMS])
        return f"需求名称的用词有 {scores[position]:.0%} 在专利中出现，如{said}"

    def quotes(position: int) -> tuple[str, str]:
        title = query.doc.title
        asked = title if len(title) <= SHOWN_CHARACTERS else f"{title[:SHOWN_CHARACTERS]}…"
        return asked, "、".join(shared(position)[:SHOWN_TERMS])

    return FeatureResult(scores, sentence, quotes)


def _held_weight(
    index: MatchIndex, rows: IntArray, weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return how much of the terms' weight every patent holds; that it does counts, not how often.

    Added up term after term either way, to the same last bit.
    """
    if index.is_most(rows):
        held = np.zeros(len(index), dtype=np.float64)
        for column in np.flatnonzero(weights).tolist():
            held[index.postings.rows_of(column)] += weights[column]
        return held[rows]
    patents = index.vectors[rows]
    patents.data = np.ones(patents.nnz)
    found: NDArray[np.float64] = patents @ weights
    return found
