"""Rows of sparse vectors as plain arrays: a sparse matrix of one costs more than the work on it."""

import numpy as np
from scipy.sparse import csr_matrix

from matchmaker.matching.patent_rows import PatentRows
from matchmaker.matching.types import FloatArray, IntArray


def row_product(demand: csr_matrix, patents: PatentRows, row: int) -> tuple[IntArray, FloatArray]:
    """Return the columns that a demand and a patent share, ascending, and their products.

    demand: one row; row: of the patent. The columns of every row ascend.
    """
    columns, values = patents.entries(row)
    mine, theirs = common(demand.indices, columns)
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
