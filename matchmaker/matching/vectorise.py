"""Texts to sparse vectors: TF-IDF over characters and words, field by field.

A text's vector has a block for every token stream of its scheme. Within a block every field
(title, body) is weighted by (1 + ln tf) · idf with idf = ln((1 + n) / (1 + df)) + 1 (the smoothed
form of scikit-learn), brought to unit length, and the fields are added by their weights; the sum
is brought to unit length again. The blocks of a demand carry the blocks' weights, so that one dot
product of a demand and a patent is the weighted sum of the blocks' cosines, in 0..1. Other words
for what a demand says, weighted by idf and by how near they come, are a unit vector of their own
that is added with the scheme's weight: they can only add to that sum, which is cut at 1.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain

import numpy as np
from scipy.sparse import csr_matrix, hstack, vstack

from matchmaker.matching.row_writer import RowWriter
from matchmaker.matching.term_counts import TermCounts, chunks, count_chunks, count_terms
from matchmaker.matching.text_scheme import Shares, Text, TextScheme
from matchmaker.matching.types import FloatArray, IntArray
from matchmaker.matching.vocabulary import VocabularyBuilder
from matchmaker.matching.weights import inverse_frequency, unit_rows, weigh
from matchmaker.text.need import needed
from matchmaker.text.segment import get_segmenter
from matchmaker.text.tokens import tokens_of


@dataclass(frozen=True)
class Block:
    """One token stream's vocabulary: terms in the order of their columns, and their idf."""

    terms: tuple[str, ...]
    idf: FloatArray

    @cached_property
    def _column_of(self) -> dict[str, int]:
        return {term: i for i, term in enumerate(self.terms)}

    def find_columns(self, terms: Sequence[str]) -> IntArray:
        """Return the columns of terms, -1 for a term that is not in the vocabulary."""
        found = (self._column_of.get(term, -1) for term in terms)
        return np.fromiter(found, dtype=np.int64, count=len(terms))


class TextVectoriser:
    """Turns demands and patents into comparable vectors; columns: block after block."""

    def __init__(self, segmenter: str, scheme: TextScheme, blocks: Sequence[Block]) -> None:
        self.segmenter = segmenter
        self.scheme = scheme
        self.blocks = tuple(blocks)
        self._segment = get_segmenter(segmenter).search

    @cached_property
    def terms(self) -> tuple[str, ...]:
        """The term of every column."""
        return tuple(chain.from_iterable(block.terms for block in self.blocks))

    @cached_property
    def idf(self) -> FloatArray:
        """The inverse document frequency of every column."""
        return np.concatenate([block.idf for block in self.blocks])

    @cached_property
    def _column_weights(self) -> FloatArray:
        weights = np.array([weight for _, weight in self.scheme.blocks], dtype=np.float32)
        return np.repeat(weights, [len(block.terms) for block in self.blocks])

    def column_weights(self) -> FloatArray:
        """Return the weight of every column in a demand's vector."""
        return self._column_weights

    def term_columns(self, text: str) -> IntArray:
        """Return the columns of the words and pairs of characters of a text, ascending."""
        columns: list[int] = []
        start = 0
        for block, stream in zip(self.blocks, self.scheme.streams, strict=True):
            terms = {term for term in tokens_of(text, stream, self._segment) if len(term) > 1}
            found = block.find_columns(sorted(terms))
            columns += (start + found[found >= 0]).tolist()
            start += len(block.terms)
        return np.array(columns, dtype=np.int64)

    def demands(self, texts: Sequence[Text]) -> csr_matrix:
        """Return one row a demand, shape (len(texts), columns), blocks weighted."""
        if self.scheme.needs_only:
            texts = [replace(text, body=needed(text.body)) for text in texts]
        vectors = self._weigh(texts, self.scheme.demand_titles(texts))
        if self.scheme.others and any(text.others for text in texts):
            # Not brought to unit length again: having other words must cost nothing.
            vectors = vectors + self.scheme.others * self._weigh_others(texts)
        vectors.data *= self._column_weights[vectors.indices]
        return vectors

    def patents(self, texts: Sequence[Text]) -> csr_matrix:
        """Return one row a patent, shape (len(texts), columns), every block of unit length."""
        return self._weigh(texts, self.scheme.patent_titles(texts))

    def _weigh(self, texts: Sequence[Text], title_shares: Shares) -> csr_matrix:
        """Return the texts' vectors, every block of unit length."""
        parts = []
        for chunk in chunks(texts):
            shares = title_shares[chunk]
            known = self._count_known(texts[chunk])
            parts.append(_join([weigh(counts, block.idf, shares) for block, counts in known]))
        return parts[0] if len(parts) == 1 else vstack(parts, format="csr")

    def _weigh_others(self, texts: Sequence[Text]) -> csr_matrix:
        """Return the vectors of the texts' other words, every block of unit length."""
        words, weights = _others(texts)
        parts = []
        for block, counts in self._count_known([Text(word, "") for word in words]):
            entries = (counts.titles.astype(np.float32), counts.columns, counts.offsets)
            vectors = weights @ csr_matrix(entries, shape=(len(words), len(block.terms)))
            vectors.data *= block.idf[vectors.indices]
            parts.append(unit_rows(vectors))
        return _join(parts)

    def _count_known(self, texts: Sequence[Text]) -> Iterator[tuple[Block, TermCounts]]:
        """Yield every block with the counts of its terms in the texts."""
        counted = count_terms(texts, self.scheme.streams, self._segment)
        for block, (terms, counts) in zip(self.blocks, counted, strict=True):
            yield block, counts.move(block.find_columns(terms))


def fit(
    patents: Sequence[Text], demands: Sequence[Text], segmenter: str, scheme: TextScheme
) -> tuple[TextVectoriser, csr_matrix]:
    """Return a vectoriser whose idf comes from all texts, and the patents' vectors.

    patents, demands: their fields; segmenter: its name, which queries will use too.
    """
    segment = get_segmenter(segmenter).search
    builders = [VocabularyBuilder() for _ in scheme.streams]
    counted: deque[list[tuple[IntArray, TermCounts]]] = deque()
    for part in count_chunks(patents, scheme.streams, segment):
        numbers = [builder.add(*found) for builder, found in zip(builders, part, strict=True)]
        counted.append([(n, counts) for n, (_, counts) in zip(numbers, part, strict=True)])
    for part in count_chunks(demands, scheme.streams, segment):
        for builder, found in zip(builders, part, strict=True):
            builder.add(*found)
    vocabularies = [builder.build() for builder in builders]
    n = len(patents) + len(demands)
    blocks = [Block(v.terms, inverse_frequency(v.frequencies, n)) for v in vocabularies]
    entries = sum(len(counts.columns) for part in counted for _, counts in part)
    columns = sum(len(block.terms) for block in blocks)
    writer = RowWriter((len(patents), columns), entries)
    shares = scheme.patent_titles(patents)
    for chunk in chunks(patents):
        # Each part is let go as soon as it is written: counts and vectors are of like size.
        parts = [
            weigh(counts.move(v.columns[numbers]), block.idf, shares[chunk])
            for v, block, (numbers, counts) in zip(
                vocabularies, blocks, counted.popleft(), strict=True
            )
        ]
        writer.write(_join(parts))
    return TextVectoriser(segmenter, scheme, blocks), writer.finish()


def _others(texts: Sequence[Text]) -> tuple[tuple[str, ...], csr_matrix]:
    """Return all other words, and how much each counts in each text."""
    terms = tuple(sorted({wording.other for text in texts for wording in text.others}))
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


def _join(parts: Sequence[csr_matrix]) -> csr_matrix:
    joined = hstack(parts, format="csr", dtype=np.float32)
    joined.sort_indices()
    return joined
