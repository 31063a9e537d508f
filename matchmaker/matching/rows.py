"""Rows of sparse vectors as plain arrays: a sparse matrix of one costs more than the work on it."""

import numpy as np
from scipy.sparse import csr_matrix

from matchmaker.matching.types import FloatArray, IntArray


def row_columns(patents: csr_matrix, row: int) -> IntArray:
    """Return the columns of a row, in the order in which they stand."""
    columns: IntArray = patents.indices[patents.indptr[row] : patents.indptr[row + 1]]
    return columns


def row_product(demand: csr_matrix, patents: csr_matrix, row: int) -> tuple[IntArray, FloatArray]:
    """Return the columns that a demand and a patent share, ascending, and their products.

    demand: one row; row: of the patent. The columns of every row ascend.
    """
    columns = row_columns(patents, row)
    mine, theirs = common(demand.indices, columns)
    values = patents.data[patents.indptr[row] : patents.indptr[row + 1]]
    return columns[theirs], demand.data[mine] * values[theirs]


def common(values: IntArray, wanted: IntArray) -> tuple[IntArray, IntArray]:
    """Return the positions of what two arrays share, in the first and in the second.

    values: ascending; wanted: distinct, in any order, which is that of the positions.
    """
    if not len(values):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    place = np.minimum(np.searchsorted(values, wanted), len(values) - 1)
    found = np.flatnonzero(values[place] == wanted)
    return place[found], found
