"""The patents' vectors by rows and by columns: a large part that stays, and a later one beside it.

What is added or changed becomes rows of the later part, so that the large one need not be written
again. Rows are numbered through both; an index that was built in one go has the first part alone.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from threading import local
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack

from matchmaker.matching.types import FloatArray, IntArray

# Eight bytes each.
POSTINGS_AT_ONCE = 1 << 18
_NOUGHT = np.zeros(1, dtype=np.int32)


class PatentRows:
    """Vectors by rows; parts: one or two, (rows of the part, columns), of the same width."""

    def __init__(self, parts: Sequence[csr_matrix]) -> None:
        self.parts = tuple(parts)
        self.starts = first_rows(part.shape[0] for part in self.parts)
        self.shape = (sum(part.shape[0] for part in self.parts), self.parts[0].shape[1])

    def __getitem__(self, rows: IntArray | int) -> csr_matrix:
        """Return the given rows in their order, as one matrix."""
        chosen = np.atleast_1d(np.asarray(rows, dtype=np.int64))
        if len(self.parts) == 1:
            return self.parts[0][chosen]
        part_of = np.searchsorted(self.starts, chosen, side="right") - 1
        # Of each part its rows in their order, then all of them in the order asked for.
        grouped = np.argsort(part_of, kind="stable")
        found = [
            part[chosen[part_of == number] - start]
            for number, (part, start) in enumerate(zip(self.parts, self.starts, strict=True))
        ]
        places = np.empty_like(grouped)
        places[grouped] = np.arange(len(grouped))
        return vstack(found, format="csr")[places]

    def entries(self, row: int) -> tuple[IntArray, FloatArray]:
        """Return the columns of a row, ascending, and its values."""
        number = bisect_right(self.starts, row) - 1
        part = self.parts[number]
        start, end = part.indptr[row - self.starts[number] :][:2]
        return part.indices[start:end], part.data[start:end]


class Postings:
    """Vectors by columns; parts: one or two, (columns, rows of the part), of the same height."""

    def __init__(self, parts: Sequence[csr_matrix]) -> None:
        self.parts = tuple(parts)
        self.starts = first_rows(part.shape[1] for part in self.parts)

    def frequencies(self) -> IntArray:
        """Return how many rows have an entry in every column."""
        counts: IntArray = sum(np.diff(part.indptr).astype(np.int64) for part in self.parts)
        return counts

    def rows_of(self, column: int) -> IntArray:
        """Return the rows that have an entry in a column, ascending."""
        found = [
            part.indices[part.indptr[column] : part.indptr[column + 1]].astype(np.int64) + start
            for part, start in zip(self.parts, self.starts, strict=True)
        ]
        return np.concatenate(found)

    def product(self, columns: IntArray, values: FloatArray) -> FloatArray:
        """Return the product of every row and a vector that has values in some columns."""
        products = [_product(part, columns, values) for part in self.parts]
        return products[0] if len(products) == 1 else np.concatenate(products)


def first_rows(lengths: Any) -> tuple[int, ...]:
    """Return with which row every part begins."""
    return (0, *accumulate(lengths))[:-1]


class _Space(local):
    """Where a thread gathers postings: memory that is asked for anew each time is slow to touch."""

    def __init__(self) -> None:
        self._data: FloatArray = np.empty(0, dtype=np.float32)
        self._rows = np.empty(0, dtype=np.int32)

    def gather(
        self, part: csr_matrix, starts: Sequence[int], ends: Sequence[int]
    ) -> tuple[FloatArray, NDArray[np.int32]]:
        """Return values and rows of some columns, one after the other, until the next call."""
        size = sum(ends) - sum(starts)
        if size > len(self._data):
            self._data, self._rows = np.empty(size, np.float32), np.empty(size, np.int32)
        data, rows = self._data[:size], self._rows[:size]
        slices = [slice(start, end) for start, end in zip(starts, ends, strict=True)]
        np.concatenate([part.data[piece] for piece in slices], out=data)
        np.concatenate([part.indices[piece] for piece in slices], out=rows)
        return data, rows


_space = _Space()


def _product(part: csr_matrix, columns: IntArray, values: FloatArray) -> FloatArray:
    """Return the product, adding up the columns' postings a few at a time.

    The postings of the given columns alone are read: those of a long demand fill tens of megabytes.
    """
    total = np.zeros(part.shape[1], dtype=np.float32)
    starts, ends = part.indptr[columns], part.indptr[columns + 1]
    lengths = ends - starts
    for group in _groups(lengths.tolist()):
        data, rows = _space.gather(part, starts[group].tolist(), ends[group].tolist())
        offsets = np.concatenate([_NOUGHT, np.cumsum(lengths[group], dtype=np.int32)])
        shape = (len(offsets) - 1, part.shape[1])
        total += csr_matrix((data, rows, offsets), shape=shape, copy=False).T @ values[group]
    return total


def _groups(lengths: Sequence[int]) -> Iterator[slice]:
    """Yield slices of columns that together have about as many postings as fit the space."""
    start = held = 0
    for place, length in enumerate(lengths):
        if held and held + length > POSTINGS_AT_ONCE:
            yield slice(start, place)
            start, held = place, 0
        held += length
    if start < len(lengths):
        yield slice(start, len(lengths))
