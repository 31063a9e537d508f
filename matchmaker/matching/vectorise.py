"""Texts to sparse vectors: TF-IDF over words and over characters, field by field.

A text's vector has two blocks, characters and words. Within a block every field (title, body)
is weighted by (1 + ln tf) · idf with idf = ln((1 + n) / (1 + df)) + 1 (the smoothed form of
scikit-learn), brought to unit length, and the fields are added by their weights; the sum is
brought to unit length again. The blocks of a demand carry the blocks' weights, so that one dot
product of a demand and a patent is the weighted sum of two cosines, in 0..1.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from scipy.sparse import csr_matrix, diags, hstack
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.preprocessing import normalize

from matchmaker.matching.types import FloatArray
from matchmaker.text.segment import get_segmenter
from matchmaker.text.tokens import character_tokens, word_tokens

Analyse = Callable[[str], list[str]]

# Measured on judged pairs: characters carry most of the ranking, words sharpen it.
CHARACTER_WEIGHT = 0.75
WORD_WEIGHT = 0.25
# A demand's title states the need, its body the circumstances; a patent's abstract says more
# than its title, which is formal.
DEMAND_TITLE_WEIGHT = 0.55
PATENT_TITLE_WEIGHT = 0.40


@dataclass(frozen=True)
class Text:
    """The two fields of a document."""

    title: str
    body: str


@dataclass(frozen=True)
class Block:
    """One token stream's vocabulary: terms in the order of their columns, and their idf."""

    terms: tuple[str, ...]
    idf: FloatArray

    def counter(self, analyse: Analyse) -> CountVectorizer:
        """Return a counter for the vocabulary."""
        return CountVectorizer(
            analyzer=analyse,
            vocabulary={term: i for i, term in enumerate(self.terms)},
            dtype=np.float32,
        )


class TextVectoriser:
    """Turns demands and patents into comparable vectors; columns: characters, then words."""

    def __init__(self, segmenter: str, characters: Block, words: Block) -> None:
        self.segmenter = segmenter
        self.characters = characters
        self.words = words
        segment = get_segmenter(segmenter).search
        self._blocks = (
            (characters.counter(character_tokens), characters.idf, CHARACTER_WEIGHT),
            (words.counter(lambda text: word_tokens(text, segment)), words.idf, WORD_WEIGHT),
        )

    @property
    def terms(self) -> tuple[str, ...]:
        """The term of every column."""
        return self.characters.terms + self.words.terms

    def demands(self, texts: Sequence[Text]) -> csr_matrix:
        """Return one row a demand, shape (len(texts), columns), blocks weighted."""
        parts = [
            _mix(counter, idf, texts, DEMAND_TITLE_WEIGHT) * weight
            for counter, idf, weight in self._blocks
        ]
        return _join(parts)

    def patents(self, texts: Sequence[Text]) -> csr_matrix:
        """Return one row a patent, shape (len(texts), columns), every block of unit length."""
        return _join(
            [_mix(counter, idf, texts, PATENT_TITLE_WEIGHT) for counter, idf, _ in self._blocks]
        )


def fit(
    patents: Sequence[Text], demands: Sequence[Text], segmenter: str
) -> tuple[TextVectoriser, csr_matrix]:
    """Return a vectoriser whose idf comes from all texts, and the patents' vectors.

    patents, demands: their fields; segmenter: its name, which queries will use too.
    """
    segment = get_segmenter(segmenter).search
    texts = [*patents, *demands]
    parts, blocks = [], []
    for analyse in (character_tokens, lambda text: word_tokens(text, segment)):
        block, titles, bodies = _fit_block(analyse, texts)
        blocks.append(block)
        n = len(patents)
        parts.append(_combine(titles[:n], bodies[:n], block.idf, PATENT_TITLE_WEIGHT))
    return TextVectoriser(segmenter, *blocks), _join(parts)


def _fit_block(analyse: Analyse, texts: Sequence[Text]) -> tuple[Block, csr_matrix, csr_matrix]:
    """Return the vocabulary and the counts of titles and bodies, a row a text."""
    counter = CountVectorizer(analyzer=analyse, dtype=np.float32)
    try:
        counts = counter.fit_transform(_fields(texts))
    except ValueError:  # scikit-learn's way to say that no text holds a single token
        empty = csr_matrix((len(texts), 0), dtype=np.float32)
        return Block((), np.zeros(0, dtype=np.float32)), empty, empty
    titles, bodies = counts[: len(texts)], counts[len(texts) :]
    idf = TfidfTransformer(norm=None).fit(titles + bodies).idf_.astype(np.float32)
    return Block(tuple(counter.get_feature_names_out()), idf), titles, bodies


def _fields(texts: Sequence[Text]) -> Iterable[str]:
    return chain((text.title for text in texts), (text.body for text in texts))


def _mix(
    counter: CountVectorizer, idf: FloatArray, texts: Sequence[Text], title_weight: float
) -> csr_matrix:
    if not counter.vocabulary:
        return csr_matrix((len(texts), 0), dtype=np.float32)
    titles = counter.transform(text.title for text in texts)
    bodies = counter.transform(text.body for text in texts)
    return _combine(titles, bodies, idf, title_weight)


def _combine(
    titles: csr_matrix, bodies: csr_matrix, idf: FloatArray, title_weight: float
) -> csr_matrix:
    mixed = _weigh(titles, idf) * title_weight + _weigh(bodies, idf) * (1.0 - title_weight)
    return _unit_rows(mixed.tocsr())


def _weigh(counts: csr_matrix, idf: FloatArray) -> csr_matrix:
    weighted = counts.copy()
    np.log(weighted.data, out=weighted.data)
    weighted.data += 1.0
    return _unit_rows(weighted @ diags(idf, dtype=np.float32))


def _unit_rows(matrix: csr_matrix) -> csr_matrix:
    """Bring every row to unit length; scikit-learn refuses a matrix without rows or columns."""
    return normalize(matrix, copy=False) if all(matrix.shape) else matrix


def _join(parts: list[csr_matrix]) -> csr_matrix:
    joined = hstack(parts, format="csr", dtype=np.float32)
    joined.sort_indices()
    return joined
