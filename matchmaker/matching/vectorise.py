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
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate, chain

import numpy as np
from scipy.sparse import csr_matrix, hstack, vstack

from matchmaker.matching.row_writer import RowWriter
from matchmaker.matching.term_counts import TermCounts, chunks, count_chunks, count_terms
from matchmaker.matching.text_scheme import Shares, Text, TextScheme
from matchmaker.matching.types import FloatArray, IntArray
from matchmaker.matching.vocabulary import Vocabulary, VocabularyBuilder
from matchmaker.matching.weights import inverse_frequency, unit_rows, weigh
from matchmaker.text.need import needed
from matchmaker.text.segment import get_segmenter
from matchmaker.text.tokens import tokens_of

# Told how much is done, and of how much.
OnDone = Callable[[int, int], None]


@dataclass(frozen=True)
class Block:
    """One token stream's vocabulary: terms, their idf, and the columns of vectors they stand for.

    Terms ascend but for those that came later, which stand behind the others.
    """

    terms: tuple[str, ...]
    idf: FloatArray
    columns: IntArray

    @cached_property
    def _place_of(self) -> dict[str, int]:
        return {term: i for i, term in enumerate(self.terms)}

    def find(self, terms: Sequence[str]) -> IntArray:
        """Return the places of terms among those of the block, -1 for an unknown one."""
        found = (self._place_of.get(term, -1) for term in terms)
        return np.fromiter(found, dtype=np.int64, count=len(terms))


class TextVectoriser:
    """Turns demands and patents into comparable vectors.

    columns: block after block, those of terms that came later last; texts: of how many the idf
    tells.
    """

    def __init__(
        self, segmenter: str, scheme: TextScheme, blocks: Sequence[Block], texts: int
    ) -> None:
        self.segmenter = segmenter
        self.scheme = scheme
        self.blocks = tuple(blocks)
        self.texts = texts
        self._segment = get_segmenter(segmenter).search
        self._columns = np.concatenate([block.columns for block in self.blocks])
        self._in_order = bool((self._columns[:-1] < self._columns[1:]).all())

    @property
    def width(self) -> int:
        """How many columns a vector has."""
        return len(self._columns)

    @cached_property
    def terms(self) -> tuple[str, ...]:
        """The term of every column."""
        terms = list(chain.from_iterable(block.terms for block in self.blocks))
        return tuple(terms[place] for place in np.argsort(self._columns).tolist())

    @cached_property
    def idf(self) -> FloatArray:
        """The inverse document frequency of every column."""
        return self._by_column([block.idf for block in self.blocks])

    @cached_property
    def _column_weights(self) -> FloatArray:
        weights = [
            np.full(len(block.terms), weight, dtype=np.float32)
            for block, (_, weight) in zip(self.blocks, self.scheme.blocks, strict=True)
        ]
        return self._by_column(weights)

    def _by_column(self, values: Sequence[FloatArray]) -> FloatArray:
        ordered = np.empty(self.width, dtype=np.float32)
        ordered[self._columns] = np.concatenate(values)
        return ordered

    def column_weights(self) -> FloatArray:
        """Return the weight of every column in a demand's vector."""
        return self._column_weights

    def term_columns(self, text: str) -> IntArray:
        """Return the columns of the words and pairs of characters of a text, ascending."""
        columns = []
        for block, stream in zip(self.blocks, self.scheme.streams, strict=True):
            terms = {term for term in tokens_of(text, stream, self._segment) if len(term) > 1}
            found = block.find(sorted(terms))
            columns.append(block.columns[found[found >= 0]])
        return np.sort(np.concatenate(columns))

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

    def extend(self, patents: Sequence[Text]) -> tuple["TextVectoriser", csr_matrix]:
        """Return a vectoriser that knows the patents' terms too, and the patents' vectors.

        The idf of known terms stays as it is; that of new ones tells in how many of the patents
        they stand, and that all texts before lack them.
        """
        streams = self.scheme.streams
        counted = list(count_chunks(patents, streams, self._segment))
        width = self.width
        blocks = []
        for place, block in enumerate(self.blocks):
            builder = VocabularyBuilder()
            for part in counted:
                builder.add(*part[place])
            blocks.append(_add_terms(block, builder.build(), width, self.texts + len(patents)))
            width += len(blocks[-1].terms) - len(block.terms)
        extended = TextVectoriser(self.segmenter, self.scheme, blocks, self.texts)
        shares = self.scheme.patent_titles(patents)
        parts = [
            extended.weigh_counted(part, shares[chunk])
            for chunk, part in zip(chunks(patents), counted, strict=True)
        ]
        return extended, vstack(parts, format="csr")

    def _weigh(self, texts: Sequence[Text], title_shares: Shares) -> csr_matrix:
        """Return the texts' vectors, every block of unit length."""
        counted = count_chunks(texts, self.scheme.streams, self._segment)
        parts = [
            self.weigh_counted(part, title_shares[chunk])
            for chunk, part in zip(chunks(texts), counted, strict=True)
        ]
        return parts[0] if len(parts) == 1 else vstack(parts, format="csr")

    def weigh_counted(
        self, counted: Sequence[tuple[list[str], TermCounts]], shares: Shares
    ) -> csr_matrix:
        """Return the vectors of texts of which every block's terms are counted."""
        known = self._known(counted)
        return self._join([weigh(counts, block.idf, shares) for block, counts in known])

    def _join(self, parts: Sequence[csr_matrix]) -> csr_matrix:
        """Return the vectors of all blocks, whose columns are places among their terms, as one."""
        joined = _side_by_side(parts)
        if not self._in_order:
            joined.indices = self._columns[joined.indices].astype(np.int32)
            joined.has_sorted_indices = False
            joined.sort_indices()
        return joined

    def _weigh_others(self, texts: Sequence[Text]) -> csr_matrix:
        """Return the vectors of the texts' other words, every block of unit length."""
        words, weights = _others(texts)
        fields = [Text(word, "") for word in words]
        parts = []
        for block, counts in self._known(count_terms(fields, self.scheme.streams, self._segment)):
            entries = (counts.titles.astype(np.float32), counts.columns, counts.offsets)
            vectors = weights @ csr_matrix(entries, shape=(len(words), len(block.terms)))
            vectors.data *= block.idf[vectors.indices]
            parts.append(unit_rows(vectors))
        return self._join(parts)

    def _known(
        self, counted: Sequence[tuple[list[str], TermCounts]]
    ) -> Iterator[tuple[Block, TermCounts]]:
        """Yield every block with the counts of the terms that it knows."""
        for block, (terms, counts) in zip(self.blocks, counted, strict=True):
            yield block, counts.move(block.find(terms))


def fit(
    patents: Sequence[Text],
    demands: Sequence[Text],
    segmenter: str,
    scheme: TextScheme,
    on_done: OnDone = lambda *_: None,
) -> tuple[TextVectoriser, csr_matrix]:
    """Return a vectoriser whose idf comes from all texts, and the patents' vectors.

    patents, demands: their fields; segmenter: its name, which queries will use too; on_done: told
    how many texts are done, of how many: those of patents are counted first and weighed later.
    """
    parts = [*chunks(patents), *chunks(demands), *chunks(patents)]
    steps = _Steps([part.stop - part.start for part in parts], on_done)
    segment = get_segmenter(segmenter).search
    builders = [VocabularyBuilder() for _ in scheme.streams]
    counted: deque[list[tuple[IntArray, TermCounts]]] = deque()
    for part in count_chunks(patents, scheme.streams, segment):
        numbers = [builder.add(*found) for builder, found in zip(builders, part, strict=True)]
        counted.append([(n, counts) for n, (_, counts) in zip(numbers, part, strict=True)])
        steps.next()
    for part in count_chunks(demands, scheme.streams, segment):
        for builder, found in zip(builders, part, strict=True):
            builder.add(*found)
        steps.next()
    vocabularies = [builder.build() for builder in builders]
    n = len(patents) + len(demands)
    blocks, columns = [], 0
    for v in vocabularies:
        places = np.arange(columns, columns + len(v.terms))
        blocks.append(Block(v.terms, inverse_frequency(v.frequencies, n), places))
        columns += len(v.terms)
    entries = sum(len(counts.columns) for part in counted for _, counts in part)
    writer = RowWriter((len(patents), columns), entries)
    shares = scheme.patent_titles(patents)
    for chunk in chunks(patents):
        # Each part is let go as soon as it is written: counts and vectors are of like size.
        weighed = [
            weigh(counts.move(v.columns[numbers]), block.idf, shares[chunk])
            for v, block, (numbers, counts) in zip(
                vocabularies, blocks, counted.popleft(), strict=True
            )
        ]
        writer.write(_side_by_side(weighed))
        steps.next()
    return TextVectoriser(segmenter, scheme, blocks, n), writer.finish()


class _Steps:
    """Tells how much is done of work that goes in steps of known sizes."""

    def __init__(self, sizes: Sequence[int], on_done: OnDone) -> None:
        self._done = accumulate(sizes)
        self._total = sum(sizes)
        self._on_done = on_done

    def next(self) -> None:
        """Tell that another step is done."""
        self._on_done(next(self._done), self._total)


def _add_terms(block: Block, found: Vocabulary, width: int, texts: int) -> Block:
    """Return the block with the terms that it lacks in the columns from width on.

    texts: among how many the new terms were looked for.
    """
    new = np.flatnonzero(block.find(found.terms) < 0)
    idf = inverse_frequency(found.frequencies[new], texts)
    return Block(
        (*block.terms, *(found.terms[place] for place in new.tolist())),
        np.concatenate([block.idf, idf]),
        np.concatenate([block.columns, np.arange(width, width + len(new))]),
    )


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


def _side_by_side(parts: Sequence[csr_matrix]) -> csr_matrix:
    joined = hstack(parts, format="csr", dtype=np.float32)
    joined.sort_indices()
    return joined
