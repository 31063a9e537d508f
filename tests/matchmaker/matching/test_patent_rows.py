"""Vectors in two parts are as good as in one."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.sparse import csr_matrix

from matchmaker.matching.patent_rows import PatentRows, Postings

MATRICES = arrays(np.float32, (7, 5), elements=st.sampled_from([0.0, 0.25, 0.5, 0.75]))
VECTORS = arrays(np.float32, (5,), elements=st.sampled_from([0.0, 0.5, 1.0]))
BORDERS = st.integers(0, 7)


def parts_of(matrix: np.ndarray, border: int) -> list[csr_matrix]:
    return [csr_matrix(matrix[:border]), csr_matrix(matrix[border:])]


@given(MATRICES, BORDERS, st.lists(st.integers(0, 6), max_size=9))
def test_rows_come_in_the_order_asked_for(matrix: np.ndarray, border: int, rows: list[int]) -> None:
    whole = PatentRows(parts_of(matrix, border))
    assert whole.shape == (7, 5)
    chosen = np.array(rows, dtype=np.int64)
    assert whole[chosen].toarray().tolist() == matrix[chosen].tolist()


@given(MATRICES, BORDERS)
def test_entries_are_those_of_the_row(matrix: np.ndarray, border: int) -> None:
    whole = PatentRows(parts_of(matrix, border))
    for row, line in enumerate(matrix):
        columns, values = whole.entries(row)
        assert columns.tolist() == np.flatnonzero(line).tolist()
        assert values.tolist() == line[line != 0].tolist()


@given(MATRICES, BORDERS, VECTORS)
def test_product_and_frequencies_are_those_of_all_rows(
    matrix: np.ndarray, border: int, vector: np.ndarray
) -> None:
    postings = Postings([part.T.tocsr() for part in parts_of(matrix, border)])
    assert postings.frequencies().tolist() == (matrix != 0).sum(axis=0).tolist()
    columns = np.flatnonzero(vector)
    product = postings.product(columns, vector[columns])
    assert product.dtype == np.float32
    # All are multiples of an eighth, so that no order of adding up makes a difference.
    assert product.tolist() == (matrix * vector).sum(axis=1).tolist()
