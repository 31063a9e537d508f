"""Rows of sparse vectors as plain arrays, against the sparse matrices themselves."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.sparse import csr_matrix

from matchmaker.matching.patent_rows import PatentRows
from matchmaker.matching.rows import common, row_product


@given(
    arrays(np.float32, (1, 9), elements=st.sampled_from([0.0, 0.25, 0.5, 0.75])),
    arrays(np.float32, (3, 9), elements=st.sampled_from([0.0, 0.125, 0.5, 1.0])),
    st.integers(0, 2),
)
def test_product_of_rows_is_that_of_the_matrices(demand, patents, row):
    asked, offered = csr_matrix(demand), csr_matrix(patents)
    expected = asked.multiply(offered[row]).tocsr()
    columns, products = row_product(asked, PatentRows([offered]), row)
    assert columns.tolist() == expected.indices.tolist()
    assert products.dtype == expected.dtype
    assert products.tolist() == expected.data.tolist()


@given(st.sets(st.integers(0, 20)), st.lists(st.integers(0, 20), unique=True))
def test_common_positions_are_of_equal_values(values, wanted):
    ascending = sorted(values)
    mine, theirs = common(np.array(ascending, dtype=np.int64), np.array(wanted, dtype=np.int64))
    assert [ascending[i] for i in mine.tolist()] == [w for w in wanted if w in values]
    assert [wanted[i] for i in theirs.tolist()] == [w for w in wanted if w in values]
