"""The terms of a whole stock, gathered from parts of it that do not hold the same ones."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from matchmaker.matching.term_counts import TermCounts
from matchmaker.matching.types import IntArray


@dataclass(frozen=True)
class Vocabulary:
    """terms: ascending; frequencies: in how many texts each stands; columns: of every number."""

    terms: tuple[str, ...]
    frequencies: IntArray
    columns: IntArray


class VocabularyBuilder:
    """Numbers terms as they come; their columns are known once all have come.

    The vocabulary does not depend on how the stock is cut into parts.
    """

    def __init__(self) -> None:
        self._number_of: defaultdict[str, int] = defaultdict()
        self._number_of.default_factory = self._number_of.__len__
        self._numbers: list[IntArray] = []
        self._frequencies: list[IntArray] = []

    def add(self, terms: list[str], counts: TermCounts) -> IntArray:
        """Return the numbers of a part's distinct terms, which are the columns of its counts."""
        found = map(self._number_of.__getitem__, terms)
        numbers = np.fromiter(found, dtype=np.int64, count=len(terms))
        self._numbers.append(numbers)
        self._frequencies.append(np.bincount(counts.columns, minlength=len(terms)))
        return numbers

    def build(self) -> Vocabulary:
        """Return the vocabulary of all parts that were added."""
        terms = tuple(sorted(self._number_of))
        order = np.array([self._number_of[term] for term in terms], dtype=np.int64)
        columns = np.empty_like(order)
        columns[order] = np.arange(len(terms))
        frequencies = np.zeros(len(terms), dtype=np.int64)
        for numbers, added in zip(self._numbers, self._frequencies, strict=True):
            frequencies[columns[numbers]] += added
        return Vocabulary(terms, frequencies, columns)
