"""Retrieval for many demands at once, against a full multiplication."""

from collections.abc import Sequence

import numpy as np
import pytest
from scipy.sparse import csr_matrix, random_array
from sklearn.preprocessing import normalize

from matchmaker.matching import bulk, candidates
from matchmaker.matching.bulk import BulkSearch, search_industries
from matchmaker.matching.candidates import find_candidates
from matchmaker.matching.patent_rows import Postings
from matchmaker.matching.types import DemandDoc
from tests.matchmaker.matching.corpus import DEMANDS, PATENTS, everything, make_index

COLUMNS, PER_BLOCK, POOL = 60, 7, 9


def random_rows(rng: np.random.Generator, count: int) -> csr_matrix:
    rows = random_array((count, COLUMNS), density=0.2, rng=rng, dtype=np.float32)
    return normalize(csr_matrix(rows))


def search_of(parts: Sequence[csr_matrix], mask: np.ndarray) -> BulkSearch:
    postings = Postings([part.T.tocsr() for part in parts])
    return BulkSearch(postings, mask, PER_BLOCK, POOL)


def unheard(_: int) -> None:
    """Nobody looks at the progress."""


def best(line: np.ndarray, rows: np.ndarray, k: int) -> np.ndarray:
    return np.sort(line[rows][line[rows] > 0])[::-1][:k]


@pytest.fixture
def few_frequent(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stock of sixty columns has few frequent ones, and few patents to compare in full."""
    monkeypatch.setattr(bulk, "FREQUENT", 8)
    monkeypatch.setattr(bulk, "DEPTH", 60)
    monkeypatch.setattr(bulk, "CHUNK", 5)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("border", [300, 180])
@pytest.mark.usefixtures("few_frequent")
def test_an_industry_is_searched_exactly_in_all_parts_of_a_stock(seed: int, border: int) -> None:
    rng = np.random.default_rng(seed)
    stock, demands = random_rows(rng, 300), random_rows(rng, 23)
    parts = [part for part in (stock[:border], stock[border:]) if part.shape[0]]
    mask = rng.random(300) < 0.8
    offered = (rng.random((300, 4)) * (rng.random((300, 4)) < 0.3)).astype(np.float32)
    wanted = (rng.random((23, 4)) * (rng.random((23, 4)) < 0.4)).astype(np.float32)
    search = search_of(parts, mask)
    told: list[int] = []
    pools, blocks = search_industries(search, demands, wanted, offered, told.append)
    assert told == sorted(told)
    assert told[-1] == 23
    full = (demands @ stock.T).toarray()
    for place, line in enumerate(full):
        columns = np.flatnonzero(wanted[place] > 0)
        assert len(blocks[place]) == len(columns)
        for column, found in zip(columns, blocks[place], strict=True):
            rows = np.flatnonzero(mask & (offered[:, column] > 0))
            assert set(found.rows) <= set(rows)
            assert np.all(np.diff(found.rows) > 0)
            assert np.sort(found.cosine)[::-1] == pytest.approx(
                best(line, rows, PER_BLOCK), abs=1e-6
            )
        assert mask[pools[place].rows].all()
        assert pools[place].cosine == pytest.approx(line[pools[place].rows], abs=1e-6)


@pytest.mark.usefixtures("few_frequent")
def test_a_pool_as_deep_as_what_shares_a_rare_column_is_exact_among_that() -> None:
    rng = np.random.default_rng(7)
    stock, demands = random_rows(rng, 50), random_rows(rng, 6)
    search = search_of([stock], np.ones(50, dtype=np.bool_))
    wanted = np.zeros((6, 1), dtype=np.float32)
    pools, blocks = search_industries(
        search, demands, wanted, np.zeros((50, 1), np.float32), unheard
    )
    assert blocks == [[]] * 6
    frequency = np.diff(stock.tocsc().indptr)
    rare = np.setdiff1d(np.arange(COLUMNS), np.argsort(-frequency, kind="stable")[:8])
    full = (demands @ stock.T).toarray()
    shares = (demands[:, rare] @ stock[:, rare].T).toarray() > 0
    for place, found in enumerate(pools):
        expected = best(full[place], np.flatnonzero(shares[place]), POOL)
        assert np.sort(found.cosine)[::-1] == pytest.approx(expected, abs=1e-6)


@pytest.mark.usefixtures("few_frequent")
def test_of_equal_patents_those_of_the_lower_rows_are_found() -> None:
    stock = csr_matrix(np.tile(normalize(np.ones((1, COLUMNS), np.float32)), (40, 1)))
    search = search_of([stock], np.ones(40, dtype=np.bool_))
    one = np.ones((1, 1), np.float32)
    pools, blocks = search_industries(search, stock[:1], one, np.ones((40, 1), np.float32), unheard)
    assert pools[0].rows.tolist() == list(range(POOL))
    assert blocks[0][0].rows.tolist() == list(range(PER_BLOCK))


def test_a_large_run_finds_what_a_small_one_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    index = make_index(PATENTS)
    many = [DemandDoc(i, DEMANDS[i % 3].title, DEMANDS[i % 3].body) for i in range(7)]
    queries, expected = find_candidates(index, many, everything(index))
    monkeypatch.setattr(bulk, "FREQUENT", 0)
    monkeypatch.setattr(candidates, "BULK_PAIRS", 1)
    found_queries, found = find_candidates(index, many, everything(index))
    for mine, theirs in zip(found, expected, strict=True):
        assert mine.rows.tolist() == theirs.rows.tolist()
        assert mine.cosine == pytest.approx(theirs.cosine, abs=1e-6)
    assert [q.neighbours.rows.tolist() for q in found_queries] == [
        q.neighbours.rows.tolist() for q in queries
    ]
