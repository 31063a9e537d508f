"""What terms weigh: by how often they stand in a text, and by how few texts they stand in."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from matchmaker.matching.term_counts import SmallInts, TermCounts
from matchmaker.matching.text_scheme import Shares
from matchmaker.matching.types import FloatArray, IntArray


def inverse_frequency(frequencies: NDArray[Any], texts: int) -> FloatArray:
    """Return ln((1 + n) / (1 + df)) + 1; frequencies: of every term the texts that hold it."""
    known = frequencies.astype(np.float32) + np.float32(1.0)
    idf: FloatArray = np.log(np.float32(texts + 1) / known) + np.float32(1.0)
    return idf


def weigh(counts: TermCounts, idf: FloatArray, title_shares: Shares) -> csr_matrix:
    """Return the mix of weighted titles and bodies, rows of unit length or of zeros.

    counts: its columns are those of idf; title_shares: of the title in each text, shape (texts,).
    """
    rows, texts = counts.rows(), len(title_shares)
    idf_of = idf[counts.columns]
    titles = _unit(_frequencies(counts.titles) * idf_of, rows, texts)
    bodies = _unit(_frequencies(counts.bodies) * idf_of, rows, texts)
    titles *= title_shares.astype(np.float32)[rows]
    bodies *= (1.0 - title_shares).astype(np.float32)[rows]
    titles += bodies
    return csr_matrix(
        (_unit(titles, rows, texts), counts.columns, counts.offsets), shape=(texts, len(idf))
    )


def unit_rows(matrix: csr_matrix) -> csr_matrix:
    """Return the matrix with every row brought to unit length; rows of zeros stay."""
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    data = _unit(matrix.data, rows, matrix.shape[0])
    return csr_matrix((data, matrix.indices, matrix.indptr), shape=matrix.shape)


def _frequencies(counts: SmallInts) -> FloatArray:
    """Return 1 + ln tf, and 0 for a term that does not stand there."""
    table = np.zeros(int(counts.max(initial=0)) + 1, dtype=np.float32)
    table[1:] = np.log(np.arange(1, len(table), dtype=np.float32)) + np.float32(1.0)
    return table[counts]


def _unit(data: Any, rows: IntArray, texts: int) -> Any:
    """Return the entries of rows divided by the rows' lengths, which are summed at double width."""
    lengths = np.sqrt(np.bincount(rows, weights=data * data, minlength=texts))
    lengths[lengths == 0.0] = 1.0
    return (data / lengths[rows]).astype(data.dtype)
