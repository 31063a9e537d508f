"""The patents' vectors by rows and by columns: a large part that stays, and a later one beside it.

What is added or changed becomes rows of the later part, so that the large one need not be written
again. Rows are numbered through both; an index that was built in one go has the first part alone.
"""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, vstack

from matchmaker.matching.types import FloatArray, IntArray


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

    def product(self, columns: IntArray, values: FloatArray) -> FloatArray:
        """Return the product of every row and a vector that has values in some columns."""
        products = [_product(part, columns, values) for part in self.parts]
        return products[0] if len(products) == 1 else np.concatenate(products)


def first_rows(lengths: Any) -> tuple[int, ...]:
    """Return with which row every part begins."""
    return (0, *accumulate(lengths))[:-1]


def _product(part: csr_matrix, columns: IntArray, values: FloatArray) -> FloatArray:
    starts, ends = part.indptr[columns], part.indptr[columns + 1]
    slices = [slice(*bounds) for bounds in zip(starts.tolist(), ends.tolist(), strict=True)]
    if not slices:
        return np.zeros(part.shape[1], dtype=np.float32)
    offsets = np.concatenate([[0], np.cumsum(ends - starts)])
    # The postings of the given columns alone: the whole stock is read for no demand.
    own = csr_matrix(
        (
            np.concatenate([part.data[piece] for piece in slices]),
            np.concatenate([part.indices[piece] for piece in slices]),
            offsets,
        ),
        shape=(len(slices), part.shape[1]),
    )
    product: FloatArray = own.T @ values
    return product
