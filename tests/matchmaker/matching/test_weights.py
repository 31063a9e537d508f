import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.preprocessing import normalize

from matchmaker.matching.term_counts import TermCounts
from matchmaker.matching.weights import inverse_frequency, unit_rows, weigh

small_counts = arrays(
    np.int64, st.tuples(st.integers(1, 5), st.integers(1, 6)), elements=st.integers(0, 400)
)


def of_dense(titles, bodies):
    rows, columns = np.nonzero(titles + bodies)
    offsets = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=len(titles)))])
    return TermCounts(
        offsets, columns.astype(np.int32), titles[rows, columns], bodies[rows, columns]
    )


@given(small_counts)
def test_inverse_frequencies_are_those_of_scikit_learn(counts):
    expected = TfidfTransformer(norm=None).fit(csr_matrix(counts, dtype=np.float32)).idf_
    found = inverse_frequency((counts > 0).sum(axis=0), len(counts))
    assert found.dtype == np.float32
    assert found.tolist() == expected.tolist()


def test_a_term_of_every_text_has_the_least_weight():
    assert inverse_frequency(np.array([9, 4]), 9).tolist() == pytest.approx([1.0, 1 + np.log(2)])


@given(small_counts, st.data())
def test_weights_are_the_mix_of_those_of_scikit_learn(titles, data):
    bodies = data.draw(arrays(np.int64, titles.shape, elements=st.integers(0, 400)))
    shares = data.draw(arrays(np.float64, len(titles), elements=st.floats(0.0625, 0.9375)))
    idf = data.draw(arrays(np.float32, titles.shape[1], elements=st.floats(1, 9, width=32)))
    transformer = TfidfTransformer(sublinear_tf=True)
    transformer.idf_ = idf
    of_titles, of_bodies = (
        transformer.transform(csr_matrix(field, dtype=np.float32)).toarray()
        for field in (titles, bodies)
    )
    mixed = shares[:, None] * of_titles + (1 - shares)[:, None] * of_bodies
    found = weigh(of_dense(titles, bodies), idf, shares)
    assert found.dtype == np.float32
    assert found.toarray() == pytest.approx(normalize(mixed), abs=1e-6)


@given(
    arrays(
        np.float32,
        st.tuples(st.integers(1, 5), st.integers(1, 6)),
        elements=st.floats(-9, 9, width=16),
    )
)
def test_rows_of_unit_length_are_those_of_scikit_learn(dense):
    matrix = csr_matrix(dense)
    found = unit_rows(matrix)
    assert found.dtype == np.float32
    assert found.toarray().tolist() == normalize(matrix).toarray().tolist()
    assert matrix.toarray().tolist() == dense.tolist()


@pytest.mark.parametrize("shape", [(0, 3), (3, 0), (0, 0)])
def test_a_matrix_without_entries_stays_as_it_is(shape):
    assert unit_rows(csr_matrix(shape, dtype=np.float32)).shape == shape
