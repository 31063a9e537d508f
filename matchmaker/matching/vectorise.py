"""Texts to sparse vectors: TF-IDF over characters and words, field by field.

A text's vector has a block for every token stream of its scheme. Within a block every field
(title, body) is weighted by (1 + ln tf) · idf with idf = ln((1 + n) / (1 + df)) + 1 (the smoothed
form of scikit-learn), brought to unit length, and the fields are added by their weights; the sum
is brought to unit length again. The blocks of a demand carry the blocks' weights, so that one dot
product of a demand and a patent is the weighted sum of the blocks' cosines, in 0..1. Other words
for what a demand says, weighted by idf and by how near they come, are a unit vector of their own
that is added with the scheme's weight: they can only add to that sum, which is cut at 1.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain

import numpy as np
from scipy.sparse import csr_matrix, diags, hstack
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.preprocessing import normalize

from matchmaker.matching.text_scheme import Shares, Text, TextScheme
from matchmaker.matching.types import FloatArray, IntArray
from matchmaker.text.need import needed
from matchmaker.text.segment import get_segmenter
from matchmaker.text.tokens import character_tokens, pair_tokens, single_tokens, word_tokens

Analyse = Callable[[str], list[str]]


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
    """Turns demands and patents into comparable vectors; columns: block after block."""

    def __init__(self, segmenter: str, scheme: TextScheme, blocks: Sequence[Block]) -> None:
        self.segmenter = segmenter
        self.scheme = scheme
        self.blocks = tuple(blocks)
        self._blocks = [
            (block.counter(_analyser(stream, segmenter)), block.idf, weight)
            for block, (stream, weight) in zip(self.blocks, scheme.blocks, strict=True)
        ]

    @cached_property
    def terms(self) -> tuple[str, ...]:
        """The term of every column."""
        return tuple(chain.from_iterable(block.terms for block in self.blocks))

    def column_weights(self) -> FloatArray:
        """Return the weight of every column in a demand's vector."""
        return np.concatenate(
            [np.full(len(idf), weight, dtype=np.float32) for _, idf, weight in self._blocks]
        )

    @cached_property
    def idf(self) -> FloatArray:
        """The inverse document frequency of every column."""
        return np.concatenate([block.idf for block in self.blocks])

    def term_columns(self, text: str) -> IntArray:
        """Return the columns of the words and pairs of characters of a text, ascending."""
        columns: set[int] = set()
        start = 0
        for counter, idf, _ in self._blocks:
            known = (counter.vocabulary.get(t) for t in counter.analyzer(text) if len(t) > 1)
            columns.update(start + column for column in known if column is not None)
            start += len(idf)
        return np.array(sorted(columns), dtype=np.int64)

    def demands(self, texts: Sequence[Text]) -> csr_matrix:
        """Return one row a demand, shape (len(texts), columns), blocks weighted."""
        if self.scheme.needs_only:
            texts = [replace(text, body=needed(text.body)) for text in texts]
        titles = self.scheme.demand_titles(texts)
        terms, weights = _others(texts) if self.scheme.others else ((), None)
        parts = []
        for counter, idf, weight in self._blocks:
            own = _mix(counter, idf, texts, titles)
            if weights is not None and counter.vocabulary:
                counts = counter.transform(terms)
                other = _unit_rows((weights @ counts @ diags(idf)).tocsr())
                # Not brought to unit length again: having other words must cost nothing.
                own = (own + self.scheme.others * other).tocsr()
            parts.append(own * weight)
        return _join(parts)

    def patents(self, texts: Sequence[Text]) -> csr_matrix:
        """Return one row a patent, shape (len(texts), columns), every block of unit length."""
        titles = self.scheme.patent_titles(texts)
        return _join([_mix(counter, idf, texts, titles) for counter, idf, _ in self._blocks])


def fit(
    patents: Sequence[Text], demands: Sequence[Text], segmenter: str, scheme: TextScheme
) -> tuple[TextVectoriser, csr_matrix]:
    """Return a vectoriser whose idf comes from all texts, and the patents' vectors.

    patents, demands: their fields; segmenter: its name, which queries will use too.
    """
    texts = [*patents, *demands]
    weights = scheme.patent_titles(patents)
    parts, blocks = [], []
    for stream, _ in scheme.blocks:
        block, titles, bodies = _fit_block(_analyser(stream, segmenter), texts)
        blocks.append(block)
        n = len(patents)
        parts.append(_combine(titles[:n], bodies[:n], block.idf, weights))
    return TextVectoriser(segmenter, scheme, blocks), _join(parts)


def _others(texts: Sequence[Text]) -> tuple[tuple[str, ...], csr_matrix | None]:
    """Return all other words, and how much each counts in each text; None where there are none."""
    terms = tuple(sorted({wording.other for text in texts for wording in text.others}))
    if not terms:
        return (), None
    column = {term: i for i, term in enumerate(terms)}
    weights: list[dict[int, float]] = []
    for text in texts:
        row: dict[int, float] = {}
        for wording in text.others:
            place = column[wording.other]
            row[place] = max(row.get(place, 0.0), wording.weight)
        weights.append(row)
    rows = [i for i, row in enumerate(weights) for _ in row]
    columns = [place for row in weights for place in row]
    values = [value for row in weights for value in row.values()]
    shape = (len(texts), len(terms))
    return terms, csr_matrix((values, (rows, columns)), shape=shape, dtype=np.float32)


def _analyser(stream: str, segmenter: str) -> Analyse:
    """Return the function that turns a text into the tokens of a stream."""
    if stream == "words":
        segment = get_segmenter(segmenter).search
        return lambda text: word_tokens(text, segment)
    return {"characters": character_tokens, "singles": single_tokens, "pairs": pair_tokens}[stream]


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
    counter: CountVectorizer, idf: FloatArray, texts: Sequence[Text], title_weights: Shares
) -> csr_matrix:
    if not counter.vocabulary:
        return csr_matrix((len(texts), 0), dtype=np.float32)
    titles = counter.transform(text.title for text in texts)
    bodies = counter.transform(text.body for text in texts)
    return _combine(titles, bodies, idf, title_weights)


def _combine(
    titles: csr_matrix, bodies: csr_matrix, idf: FloatArray, title_weights: Shares
) -> csr_matrix:
    of_titles = diags(title_weights.astype(np.float32))
    of_bodies = diags((1.0 - title_weights).astype(np.float32))
    mixed = of_titles @ _weigh(titles, idf) + of_bodies @ _weigh(bodies, idf)
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
