from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.sparse import csr_matrix

from matchmaker.matching.row_writer import RowWriter


@given(
    arrays(np.float32, st.tuples(st.integers(1, 7), st.integers(1, 4)), elements=st.integers(0, 2)),
    st.lists(st.integers(0, 7), max_size=3),
)
def test_rows_written_in_parts_are_the_matrix(dense, cuts):
    borders = [0, *sorted(min(cut, len(dense)) for cut in cuts), len(dense)]
    matrix = csr_matrix(dense)
    writer = RowWriter(dense.shape, matrix.nnz)
    for start, end in pairwise(borders):
        writer.write(matrix[start:end])
    written = writer.finish()
    assert written.toarray().tolist() == dense.tolist()
    assert (written.indices.dtype, written.indptr.dtype) == (np.int32, np.int32)
