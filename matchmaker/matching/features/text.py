"""Text similarity and the shared terms it is made of."""

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from operator import add

import numpy as np
from scipy.sparse import csr_matrix

from matchmaker.matching.facts import Context
from matchmaker.matching.features.result import FeatureResult, Part
from matchmaker.matching.index import MatchIndex
from matchmaker.matching.rows import row_product
from matchmaker.matching.types import Candidates, DemandQuery, FloatArray, PatentDoc
from matchmaker.text.normalise import normalise
from matchmaker.text.phrases import common_phrases
from matchmaker.text.segment import get_segmenter
from matchmaker.text.spans import folded_text

# Cosine at which the score reaches (1 + K) / 2: a good pair of free texts lies about there, so
# that differences among good pairs still show and chance overlap stays low.
SATURATION = 0.25
SHOWN_TERMS = 8
REST = "其余零散用字"
# Stands between what the demand says and what the patent says for it.
CHANGED = "→"
# Most of what a demand shares with one patent it shares with the next.
KEPT_PHRASES = 4_096

# What the demand says and what the patent says for it.
Phrase = tuple[str, str]


def text_similarity(
    index: MatchIndex, query: DemandQuery, candidates: Candidates, _context: Context
) -> FeatureResult:
    """Words and characters that demand and patent share, or that say the same in both."""
    scores = saturate(candidates.cosine)
    demand_text = query.doc.whole
    segment = get_segmenter(index.vectoriser.segmenter).plain

    def parts(position: int, patent: PatentDoc) -> list[Part]:
        row = int(candidates.rows[position])
        patent_text = patent.whole
        phrases = [(p, p) for p in common_phrases(demand_text, patent_text, segment)]
        folded = folded_text(patent_text)
        others = [
            (wording.said, wording.other)
            for wording in query.doc.wording
            if index.vectoriser.scheme.others and folded.spans(wording.other)
        ]
        return shared_terms(index, query.vector, row, [*phrases, *others])

    def sentence(position: int) -> str:
        return f"文本相似度 {candidates.cosine[position]:.3f}"

    return FeatureResult(scores, sentence, parts=parts)


def saturate(cosine: FloatArray) -> FloatArray:
    """Return c · (1 + K) / (c + K): rising from 0 to 1, steep where real pairs lie."""
    return cosine * (1.0 + SATURATION) / (cosine + SATURATION)


def shared_terms(
    index: MatchIndex, demand: csr_matrix, row: int, phrases: Sequence[Phrase]
) -> list[Part]:
    """Return what both texts say with its fraction of the similarity, largest first.

    demand: its vector; row: of the patent; phrases: what the demand says and what the patent
    says for it, often the same. A shared character, pair or word is credited to the phrases of
    the patent that hold it, in equal parts; what none holds is summed up last, so that the
    fractions add up to one.
    """
    columns, products = row_product(demand, index.vectors, row)
    total = float(products.sum(dtype=np.float64))
    if total <= 0.0:
        return []
    terms = index.vectoriser.terms
    holders_of = _Holders(phrases)
    credit = [0.0] * len(holders_of.phrases)
    rest = 0.0
    for column, share in zip(columns.tolist(), products.tolist(), strict=True):
        holders = holders_of.find(terms[column])
        if not holders:
            rest += share
        else:
            part = share / len(holders)
            for holder in holders:
                credit[holder] += part
    credited = [item for item in zip(holders_of.phrases, credit, strict=True) if item[1]]
    ranked = sorted(credited, key=lambda item: (-item[1], item[0]))
    rest += sum(share for _, share in ranked[SHOWN_TERMS:])
    shown = [
        Part(said if said == other else f"{said}{CHANGED}{other}", share / total, said, other)
        for (said, other), share in ranked[:SHOWN_TERMS]
    ]
    return [*shown, Part(REST, rest / total)] if rest > 0.0 else shown


class _Holders:
    """Finds the phrases of a patent that hold a term."""

    def __init__(self, phrases: Sequence[Phrase]) -> None:
        self.phrases = list(dict.fromkeys(phrases))
        self._texts: list[str] = []
        self._by_piece: dict[str, list[int]] = defaultdict(list)
        for place, phrase in enumerate(self.phrases):
            text, pieces = _pieces(phrase[1])
            self._texts.append(text)
            for piece in pieces:
                self._by_piece[piece].append(place)

    def find(self, term: str) -> Sequence[int]:
        """Return the places of the phrases that hold a term of one character or more."""
        holders = self._by_piece.get(term[:2], ())
        if len(term) <= 2:
            return holders
        return [place for place in holders if term in self._texts[place]]


@lru_cache(maxsize=KEPT_PHRASES)
def _pieces(phrase: str) -> tuple[str, frozenset[str]]:
    """Return a phrase in one spelling, and its characters and pairs of neighbours."""
    text = normalise(phrase)
    return text, frozenset([*text, *map(add, text, text[1:])])
