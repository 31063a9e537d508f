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
from scipy.sparse import csr_matrix, diags, hstack, vstack

from matchmaker.matching.row_writer import RowWriter
from matchmaker.matching.term_counts import TermCounts, chunks, count_terms
from matchmaker.matching.text_scheme import Shares, Text, TextScheme
from matchmaker.matching.types import FloatArray, IntArray
from matchmaker.matching.vocabulary import VocabularyBuilder
from matchmaker.matching.weights import inverse_frequency, unit_rows, weigh
from matchmaker.text.need import needed

Counted = list[tuple[IntArray, TermCounts]]


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

    @cached_property
    def terms(self) -> tuple[str, ...]:
        """The term of every column."""
        return tuple(chain.from_iterable(block.terms for block in self.blocks))

    def column_weights(self) -> FloatArray:
        """Return the weight of every column in a demand's vector."""
        weights = np.array([weight for _, weight in self.scheme.blocks], dtype=np.float32)
        return np.repeat(weights, [len(block.terms) for block in self.blocks])

    @cached_property
    def idf(self) -> FloatArray:
        """The inverse document frequency of every column."""
        return np.concatenate([block.idf for block in self.blocks])

    def term_columns(self, text: str) -> IntArray:
        """Return the columns of the words and pairs of characters of a text, ascending."""
        columns: list[IntArray] = []
        start = 0
        for block, (terms, _) in self._counted([Text(text, "")]):
            found = block.find_columns([term for term in terms if len(term) > 1])
            columns.append(start + found[found >= 0])
            start += len(block.terms)
        return np.concatenate(columns)

    def demands(self, texts: Sequence[Text]) -> csr_matrix:
        """Return one row a demand, shape (len(texts), columns), blocks weighted."""
        if self.scheme.needs_only:
            texts = [replace(text, body=needed(text.body)) for text in texts]
        parts = self._weigh(texts, self.scheme.demand_titles(texts))
        if self.scheme.others and any(text.others for text in texts):
            # Not brought to unit length again: having other words must cost nothing.
            others = self._weigh_others(texts)
            parts = [
                own + self.scheme.others * other for own, other in zip(parts, others, strict=True)
            ]
        weights = (weight for _, weight in self.scheme.blocks)
        return _join([part * weight for part, weight in zip(parts, weights, strict=True)])

    def patents(self, texts: Sequence[Text]) -> csr_matrix:
        """Return one row a patent, shape (len(texts), columns), every block of unit length."""
        return _join(self._weigh(texts, self.scheme.patent_titles(texts)))

    def _weigh(self, texts: Sequence[Text], title_shares: Shares) -> list[csr_matrix]:
        """Return the texts' vectors in every block."""
        parts: list[list[csr_matrix]] = [[] for _ in self.blocks]
        for chunk in chunks(texts):
            for rows, (block, (terms, counts)) in zip(
                parts, self._counted(texts[chunk]), strict=True
            ):
                known = counts.move(block.find_columns(terms))
                rows.append(weigh(known, block.idf, title_shares[chunk]))
        return [vstack(rows, format="csr") for rows in parts]

    def _weigh_others(self, texts: Sequence[Text]) -> Iterator[csr_matrix]:
        """Yield the vectors of the texts' other words in every block."""
        words, weights = _others(texts)
        for block, (terms, counts) in self._counted([Text(word, "") for word in words]):
            known = counts.move(block.find_columns(terms))
            matrix = csr_matrix(
                (known.titles.astype(np.float32), known.columns, known.offsets),
                shape=(len(words), len(block.terms)),
            )
            yield unit_rows((weights @ matrix @ diags(block.idf)).tocsr())

    def _counted(
        self, texts: Sequence[Text]
    ) -> Iterator[tuple[Block, tuple[list[str], TermCounts]]]:
        """Yield every block with the terms of its stream in the texts, and their counts."""
        counted = count_terms(texts, self.scheme.streams, self.segmenter)
        return zip(self.blocks, counted, strict=True)


def fit(
    patents: Sequence[Text], demands: Sequence[Text], segmenter: str, scheme: TextScheme
) -> tuple[TextVectoriser, csr_matrix]:
    """Return a vectoriser whose idf comes from all texts, and the patents' vectors.

    patents, demands: their fields; segmenter: its name, which queries will use too.
    """
    builders = [VocabularyBuilder() for _ in scheme.streams]
    counted: deque[Counted] = deque()
    for chunk in chunks(patents):
        counted.append(_count(patents[chunk], segmenter, scheme, builders))
    for chunk in chunks(demands):
        _count(demands[chunk], segmenter, scheme, builders)
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


def _count(
    texts: Sequence[Text],
    segmenter: str,
    scheme: TextScheme,
    builders: Sequence[VocabularyBuilder],
) -> Counted:
    """Return the counts of some texts in every stream, and the numbers of their columns' terms."""
    found = count_terms(texts, scheme.streams, segmenter)
    return [
        (builder.add(terms, counts), counts)
        for builder, (terms, counts) in zip(builders, found, strict=True)
    ]


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


def _join(parts: Sequence[csr_matrix]) -> csr_matrix:
    joined = hstack(parts, format="csr", dtype=np.float32)
    joined.sort_indices()
    return joined
