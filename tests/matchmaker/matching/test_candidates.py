import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix, random_array
from sklearn.preprocessing import normalize

from matchmaker.matching import candidates
from matchmaker.matching.candidates import (
    PER_INDUSTRY,
    POOL,
    all_candidates,
    find_candidates,
    make_queries,
    may_be_nearest,
    retrieve_demands,
    similarities,
)
from matchmaker.matching.types import DemandDoc, PatentDoc
from tests.matchmaker.matching.corpus import DEMANDS, PATENTS, everything, make_index, vectors_of
from tests.matchmaker.matching.strategies import INDUSTRIES, corpora

SOME_ENERGY = (("energy", 0.9),)
SOME_MEDICINE = (("medicine", 0.9),)


def found(index, demands, mask=None):
    mask = everything(index) if mask is None else mask
    return find_candidates(index, demands, mask)


def brute(index, query, rows, k):
    """The k highest similarities of a demand to the rows, those of zero left out."""
    cosine = (query.vector @ vectors_of(index).T).toarray().ravel()[rows]
    return np.sort(cosine[cosine > 0])[::-1][:k]


def assert_top(got, index, query, rows, k):
    """Assert that of the rows exactly the k nearest were found, ties at the border aside."""
    inside = np.isin(got.rows, rows)
    best = np.sort(got.cosine[inside])[::-1][:k]
    wanted = brute(index, query, rows, k)
    assert best == pytest.approx(wanted, abs=1e-6)


def random_rows(rng, count):
    rows = random_array((count, 40), density=0.25, rng=rng, dtype=np.float32)
    return normalize(csr_matrix(rows))


@pytest.mark.parametrize("seed", range(6))
def test_top_equals_full_multiplication_of_random_vectors(seed):
    rng = np.random.default_rng(seed)
    stock = random_rows(rng, 70)
    queries = random_rows(rng, 9)
    rows = np.flatnonzero(rng.random(70) < 0.7)
    full = (queries @ stock.T).toarray()[:, rows]
    for got, line in zip(candidates._top(queries, stock[rows], rows, 10), full, strict=True):
        assert set(got.rows) <= set(rows)
        assert np.all(np.diff(got.rows) > 0)
        assert np.sort(got.cosine)[::-1] == pytest.approx(np.sort(line)[::-1][:10], rel=1e-5)
        assert got.cosine == pytest.approx(line[np.searchsorted(rows, got.rows)], rel=1e-5)


def test_demands_beyond_one_chunk_are_all_answered():
    index = make_index(PATENTS)
    many = [DemandDoc(i, DEMANDS[i % 3].title, DEMANDS[i % 3].body) for i in range(1030)]
    queries, answers = found(index, many)
    assert len(queries) == len(answers) == 1030
    for i in (0, 511, 512, 1029):
        assert answers[i].rows.tolist() == answers[i % 3].rows.tolist()
        assert answers[i].cosine.tolist() == answers[i % 3].cosine.tolist()


@settings(max_examples=60, deadline=None)
@given(corpora(), st.randoms(use_true_random=False))
def test_candidates_are_the_nearest_rows_of_the_mask(corpus, random):
    patents, demands = corpus
    index = make_index(patents, demands, INDUSTRIES)
    mask = np.array([random.random() < 0.7 for _ in patents], dtype=np.bool_)
    queries, answers = found(index, demands, mask)
    for query, got in zip(queries, answers, strict=True):
        assert np.all(np.diff(got.rows) > 0)
        assert np.all(mask[got.rows])
        assert_top(got, index, query, np.flatnonzero(mask), POOL)
        exact = (query.vector @ vectors_of(index).T).toarray().ravel()
        assert got.cosine == pytest.approx(exact[got.rows], abs=1e-6)


def test_a_small_run_tells_how_far_it_is():
    index, told = make_index(PATENTS), []
    find_candidates(index, DEMANDS, everything(index), told.append)
    assert told == list(range(1, len(DEMANDS) + 1))


def big_index():
    """300 patents of one word and one of another industry, nearer or farther from 锂电池."""
    fillers = ("锂电池", "锂电池壳体", "电池", "隔膜", "正极")
    docs = [
        PatentDoc(i, fillers[i % 5] + "阀泵杆轴盖"[i % 7 % 5], "", (), SOME_MEDICINE)
        for i in range(300)
    ]
    docs += [PatentDoc(1000 + i, "电池回收池水", "", (), SOME_ENERGY) for i in range(130)]
    return make_index(docs, names=INDUSTRIES)


def test_candidates_unite_the_industry_block_with_the_pool():
    index = big_index()
    ask = DemandDoc(1, "锂电池隔膜", "", SOME_ENERGY)
    (query,), (got,) = found(index, [ask])
    every = np.arange(len(index))
    energy = np.flatnonzero(index.industries[:, 0] > 0)
    assert len(query.neighbours.rows) == POOL
    assert_top(query.neighbours, index, query, every, POOL)
    block = np.isin(got.rows, energy)
    assert int(block.sum()) >= PER_INDUSTRY
    assert set(query.neighbours.rows) <= set(got.rows)
    assert len(got.rows) == len(set(got.rows))
    assert POOL < len(got.rows) <= POOL + PER_INDUSTRY


def test_demand_without_industry_has_only_the_pool():
    index = big_index()
    (query,), (got,) = found(index, [DemandDoc(1, "锂电池隔膜", "")])
    assert got.rows.tolist() == query.neighbours.rows.tolist()


def test_patent_with_the_wrong_industry_is_found_through_the_pool():
    docs = [
        PatentDoc(1, "锂电池陶瓷隔膜", "", (), SOME_MEDICINE),
        PatentDoc(2, "锂电池外壳", "", (), SOME_ENERGY),
    ]
    index = make_index(docs, names=INDUSTRIES)
    _, (got,) = found(index, [DemandDoc(1, "锂电池陶瓷隔膜", "", SOME_ENERGY)])
    assert index.ids[got.rows].tolist() == [1, 2]
    assert got.cosine[0] > got.cosine[1]


def test_mask_keeps_the_best_patent_out():
    index = make_index(PATENTS)
    mask = everything(index)
    mask[0] = False
    for answer in found(index, DEMANDS, mask)[1]:
        assert 0 not in answer.rows


def test_empty_mask_gives_no_candidates():
    index = make_index(PATENTS)
    _, answers = found(index, DEMANDS, np.zeros(len(index), dtype=np.bool_))
    assert [len(answer.rows) for answer in answers] == [0, 0, 0]


def test_no_demands_give_no_answers():
    assert found(make_index(PATENTS), []) == ([], [])


def test_demand_that_shares_nothing_has_no_candidates():
    _, (got,) = found(make_index(PATENTS), [DemandDoc(1, "鳗鲡", "")])
    assert len(got.rows) == 0


def test_similarities_are_those_of_the_candidates():
    index = make_index(PATENTS)
    for query, got in zip(*found(index, DEMANDS), strict=True):
        assert similarities(index, query.vector, got.rows) == pytest.approx(got.cosine, abs=1e-6)
    assert similarities(index, query.vector, np.arange(len(index))).shape == (len(index),)


def test_similarity_of_equal_texts_is_never_above_one():
    # Of so many texts some would come out at 1.0000001 by rounding.
    texts = [f"{a.title}{b.body}" for a in PATENTS for b in PATENTS]
    docs = [PatentDoc(i, text, text) for i, text in enumerate(texts)]
    index = make_index(docs)
    asks = [DemandDoc(i, text, text) for i, text in enumerate(texts)]
    queries, answers = found(index, asks)
    assert max(float(answer.cosine.max()) for answer in answers) == 1.0
    rows = np.arange(len(index))
    assert max(float(similarities(index, query.vector, rows).max()) for query in queries) == 1.0


# --- the other direction


@pytest.mark.parametrize("wanted", [2, 200])
@settings(max_examples=40, deadline=None)
@given(corpus=corpora(min_patents=1, max_demands=6), random=st.randoms(use_true_random=False))
def test_demands_of_a_patent_are_the_nearest(wanted, corpus, random):
    patents, demands = corpus
    index = make_index(patents, demands, INDUSTRIES)
    vectors = index.vectoriser.demands([doc.text for doc in demands])
    rows = np.array([row for row in range(len(index)) if random.random() < 0.6], dtype=np.int64)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(candidates, "DEMANDS_PER_PATENT", wanted)
        near = retrieve_demands(index, vectors, rows)
    assert len(near) == len(demands)
    queries = make_queries(index, demands, everything(index))
    for query, got in zip(queries, near, strict=True):
        every = all_candidates(index, query, rows)
        assert np.all(np.diff(got.rows) > 0)
        assert np.all(np.isin(got.rows, every.rows))
        # To the last bit, whichever of the two is multiplied with the other.
        assert got.cosine.tolist() == every.cosine[np.isin(every.rows, got.rows)].tolist()
    full = (vectors @ vectors_of(index).T).toarray()
    for row in rows.tolist():
        got = [cosine for found in near for cosine in found.cosine[found.rows == row].tolist()]
        best = np.sort(full[:, row][full[:, row] > 0])[::-1][:wanted]
        assert sorted(got, reverse=True) == pytest.approx(best.tolist(), abs=1e-6)


def test_all_candidates_are_those_that_share_a_term():
    index = make_index(PATENTS)
    queries, answers = found(index, DEMANDS)
    rows = np.arange(0, len(index), 2)
    for query, answer in zip(queries, answers, strict=True):
        every = all_candidates(index, query, rows)
        inside = np.isin(answer.rows, rows)
        assert every.rows.tolist() == answer.rows[inside].tolist()
        assert every.cosine.tolist() == answer.cosine[inside].tolist()
    assert len(all_candidates(index, queries[0], rows[:0]).rows) == 0


@settings(max_examples=60, deadline=None)
@given(
    corpus=corpora(min_patents=1, max_demands=6),
    random=st.randoms(use_true_random=False),
    k=st.integers(1, 4),
    sample=st.sampled_from([4, 2000]),
)
def test_demand_that_has_a_patent_among_its_nearest_is_never_ruled_out(corpus, random, k, sample):
    patents, demands = corpus
    index = make_index(patents, demands, INDUSTRIES)
    vectors = index.vectoriser.demands([doc.text for doc in demands])
    mask = np.array([random.random() < 0.8 for _ in patents], dtype=np.bool_)
    rows = np.array([r for r in np.flatnonzero(mask) if random.random() < 0.4], dtype=np.int64)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(candidates, "SAMPLE", sample)
        possible = may_be_nearest(index, vectors, rows, mask, k)
    for query, may in zip(make_queries(index, demands, mask), possible, strict=True):
        order = np.lexsort((query.neighbours.rows, -query.neighbours.cosine))[:k]
        assert may or not np.isin(query.neighbours.rows[order], rows).any()


def test_demand_far_from_a_patent_is_ruled_out():
    index = make_index(PATENTS)
    vectors = index.vectoriser.demands([doc.text for doc in DEMANDS])
    roll = np.array([10])
    assert may_be_nearest(index, vectors, roll, everything(index), 1).tolist() == [
        False,
        False,
        True,
    ]
