"""A large sparse matrix written row by row, without a second copy of it."""

import numpy as np
from scipy.sparse import csr_matrix

from matchmaker.matching.types import FloatArray


class RowWriter:
    """Takes the rows of a matrix from top to bottom; shape and entries are those of the whole."""

    def __init__(self, shape: tuple[int, int], entries: int) -> None:
        self._shape = shape
        self._data: FloatArray = np.empty(entries, dtype=np.float32)
        self._columns = np.empty(entries, dtype=np.int32)
        self._offsets = np.zeros(shape[0] + 1, dtype=np.int64)
        self._rows = 0

    def write(self, rows: csr_matrix) -> None:
        """Add the next rows."""
        start = int(self._offsets[self._rows])
        end = start + rows.nnz
        self._data[start:end] = rows.data
        self._columns[start:end] = rows.indices
        last = self._rows + rows.shape[0]
        self._offsets[self._rows + 1 : last + 1] = start + rows.indptr[1:]
        self._rows = last

    def finish(self) -> csr_matrix:
        """Return the matrix once all rows are written."""
        return csr_matrix((self._data, self._columns, self._offsets), shape=self._shape)
