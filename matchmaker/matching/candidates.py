"""Retrieve wide: the nearest by text similarity, inside every industry and over all.

Both are exact, but for the pool of all industries of a large run, which bulk.py makes. Where the
index holds the vectors of a language model, those nearest by them join, so that a patent which
shares no word with a demand can be found.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sparse_dot_topn import sp_matmul_topn

from matchmaker.matching.dense import DenseStock
from matchmaker.matching.index import MatchIndex
from matchmaker.matching.types import Candidates, DemandDoc, DemandQuery, FloatArray, IntArray

# How many patents each industry of a demand offers, and how many all industries together: deep
# enough that scoring, which reorders, seldom wants one that was left out.
PER_INDUSTRY = 100
POOL = 200
# How many demands a patent is compared with in the other direction: as deep as the pool, for the
# same reason.
DEMANDS_PER_PATENT = 200
# How many patents tell whether another one may be among a demand's nearest: enough to rule out
# nearly every demand, few enough to cost next to nothing.
SAMPLE = 2000
# Every so many similarities are looked at to guess how high the best ones lie.
SAMPLED = 16
# How many a language model offers beside them.
DENSE_POOL = 100
# Demands are multiplied in chunks of this many rows to bound the product's memory.
CHUNK = 512
# From so many pairs on the preparations of a bulk search pay.
BULK_PAIRS = 100_000_000

Mask = NDArray[np.bool_]


def make_queries(index: MatchIndex, demands: Sequence[DemandDoc], mask: Mask) -> list[DemandQuery]:
    """Return the demands as vectors, each with its nearest patents among those of the mask."""
    vectors = index.vectoriser.demands([doc.text for doc in demands])
    return make_vector_queries(index, demands, vectors, mask)


def find_candidates(
    index: MatchIndex,
    demands: Sequence[DemandDoc],
    mask: Mask,
    on_found: Callable[[int], None] = lambda _: None,
) -> tuple[list[DemandQuery], list[Candidates]]:
    """Return the demands as vectors, and for each the patents worth scoring.

    These are the nearest in every industry of the demand and of all, and those that a language
    model adds. mask: which rows of the index may be offered, shape (patents,); on_found: told now
    and then how many demands are done.
    """
    vectors = index.vectoriser.demands([doc.text for doc in demands])
    wanted = [index.industry_vector(doc.industries) for doc in demands]
    if len(demands) * len(index) < BULK_PAIRS:
        pools, blocks = _search_each(index, vectors, wanted, mask, on_found)
    else:
        # Its compiled loops take a fifth of a second and 70 MB, which only large runs are worth.
        bulk = import_module("matchmaker.matching.bulk")
        search = bulk.BulkSearch(index.postings, mask, PER_INDUSTRY, POOL)
        pools, blocks = bulk.search_industries(
            search, vectors, np.array(wanted), np.asarray(index.industries), on_found
        )
    queries = _as_queries(index, demands, vectors, pools)
    dense = _dense_blocks(index, queries, mask)
    found = [
        _union([pool, *own, *near]) for pool, own, near in zip(pools, blocks, dense, strict=True)
    ]
    return queries, found


def _search_each(
    index: MatchIndex,
    vectors: csr_matrix,
    wanted: Sequence[FloatArray],
    mask: Mask,
    on_found: Callable[[int], None],
) -> tuple[list[Candidates], list[list[Candidates]]]:
    """Return, for every demand, its nearest patents of all, and those of each of its industries."""
    everywhere = np.flatnonzero(mask)
    rows_of: dict[int, IntArray] = {}
    pools, blocks = [], []
    for industries, scores in zip(wanted, _all_similarities(index, vectors), strict=True):
        columns = np.flatnonzero(industries > 0).tolist()
        for column in columns:
            if column not in rows_of:
                rows_of[column] = np.flatnonzero(mask & (index.industries[:, column] > 0))
        pools.append(_best(scores, everywhere, POOL))
        blocks.append([_best(scores, rows_of[column], PER_INDUSTRY) for column in columns])
        on_found(len(blocks))
    return pools, blocks


def make_vector_queries(
    index: MatchIndex, demands: Sequence[DemandDoc], vectors: csr_matrix, mask: Mask
) -> list[DemandQuery]:
    """Return the same of demands whose vectors are there already, a row a demand."""
    rows = np.flatnonzero(mask)
    pools = [_best(scores, rows, POOL) for scores in _all_similarities(index, vectors)]
    return _as_queries(index, demands, vectors, pools)


def _as_queries(
    index: MatchIndex,
    demands: Sequence[DemandDoc],
    vectors: csr_matrix,
    pools: Sequence[Candidates],
) -> list[DemandQuery]:
    dense = index.dense.encode(demands) if index.dense else [None] * len(demands)
    return [
        DemandQuery(doc, vectors[i], index.industry_vector(doc.industries), pools[i], dense[i])
        for i, doc in enumerate(demands)
    ]


def retrieve_demands(index: MatchIndex, vectors: csr_matrix, rows: IntArray) -> list[Candidates]:
    """Return, for every demand, those of the given patents that have it among their nearest.

    vectors: of the demands, a row each; rows: of the patents, ascending.
    """
    found = _top(index.vectors[rows], vectors, np.arange(vectors.shape[0]), DEMANDS_PER_PATENT)
    none = Candidates(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32))
    demands = np.concatenate([block.rows for block in (none, *found)])
    cosine = np.concatenate([block.cosine for block in (none, *found)])
    patents = np.repeat(rows, [len(block.rows) for block in found])
    order = np.lexsort((patents, demands))
    bounds = np.searchsorted(demands[order], np.arange(vectors.shape[0] + 1))
    return [
        Candidates(patents[order[start:end]], cosine[order[start:end]])
        for start, end in pairwise(bounds.tolist())
    ]


def may_be_nearest(
    index: MatchIndex, vectors: csr_matrix, rows: IntArray, mask: Mask, k: int
) -> Mask:
    """Return which demands may have one of the given patents among their k nearest of the mask.

    Of the others a sample of the mask alone holds k patents that are nearer than all those given.
    """
    offered = np.flatnonzero(mask)
    sample = offered[:: max(1, len(offered) // SAMPLE)]
    given = _top(vectors, index.vectors[rows], rows, 1)
    nearest = _top(vectors, index.vectors[sample], sample, k)
    return np.array(
        [
            len(own.rows) > 0 and (len(others.rows) < k or own.cosine[0] >= others.cosine.min())
            for own, others in zip(given, nearest, strict=True)
        ],
        dtype=np.bool_,
    )


def all_candidates(index: MatchIndex, query: DemandQuery, rows: IntArray) -> Candidates:
    """Return all of the given patents that share a term with the demand; rows: ascending."""
    return _top(query.vector, index.vectors[rows], rows, len(rows))[0]


def similarities(index: MatchIndex, vector: csr_matrix, rows: IntArray) -> FloatArray:
    """Return the text similarity of one demand to the given rows."""
    if index.is_most(rows):
        return _at_most_one(next(_all_similarities(index, vector))[rows])
    return _at_most_one((index.vectors[rows] @ vector.T).toarray().ravel())


def _dense_blocks(
    index: MatchIndex, queries: Sequence[DemandQuery], mask: Mask
) -> list[list[Candidates]]:
    """Return, for every demand, what the language model adds, nothing where there is none."""
    if index.dense is None:
        return [[] for _ in queries]
    return [[block] for block in _nearest_in_meaning(index, index.dense, queries, mask)]


def _nearest_in_meaning(
    index: MatchIndex, stock: DenseStock, queries: Sequence[DemandQuery], mask: Mask
) -> list[Candidates]:
    vectors = np.array([query.dense for query in queries], dtype=np.float32)
    nearest = stock.nearest(vectors, np.flatnonzero(mask), DENSE_POOL)
    return [
        Candidates(rows, similarities(index, query.vector, rows))
        for query, rows in zip(queries, nearest, strict=True)
    ]


def _all_similarities(index: MatchIndex, vectors: csr_matrix) -> Iterator[FloatArray]:
    """Yield for every demand its similarity to all patents, shape (patents,)."""
    for first, last in pairwise(vectors.indptr.tolist()):
        yield index.postings.product(vectors.indices[first:last], vectors.data[first:last])


def _best(scores: FloatArray, rows: IntArray, k: int) -> Candidates:
    """Return the k rows of the highest scores above nought, ties to the lower row, by row."""
    values = scores[rows]
    if len(rows) > k * SAMPLED:
        # A sample tells about where the best begin; only what lies above is looked at closely.
        sample = values[::SAMPLED]
        deep = 2 * k // SAMPLED + 1
        above = np.flatnonzero(values >= np.partition(sample, -deep)[-deep])
        if len(above) >= k:
            rows, values = rows[above], values[above]
    if len(rows) > k:
        border = np.partition(values, len(rows) - k)[len(rows) - k]
        above = np.flatnonzero(values > border)
        equal = np.flatnonzero(values == border)[: k - len(above)]
        best = np.sort(np.concatenate([above, equal]))
        rows, values = rows[best], values[best]
    some = values > 0.0
    return Candidates(rows[some], _at_most_one(values[some]))


def _top(vectors: csr_matrix, stock: csr_matrix, rows: IntArray, k: int) -> list[Candidates]:
    """Return, for every vector, the k nearest of a stock, whose rows have the given numbers."""
    if not len(rows):
        empty = Candidates(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32))
        return [empty] * vectors.shape[0]
    columns = stock.T.tocsr()
    found: list[Candidates] = []
    for start in range(0, vectors.shape[0], CHUNK):
        product = sp_matmul_topn(
            vectors[start : start + CHUNK],
            columns,
            top_n=min(k, len(rows)),
            threshold=0.0,
            sort=True,
            n_threads=os.cpu_count() or 1,
        )
        for i in range(product.shape[0]):
            part = slice(product.indptr[i], product.indptr[i + 1])
            best = rows[product.indices[part]]
            order = np.argsort(best, kind="stable")
            cosine = _at_most_one(product.data[part][order])
            found.append(Candidates(best[order].astype(np.int64), cosine))
    return found


def _at_most_one(cosine: FloatArray) -> FloatArray:
    """Cut what rounding adds to the similarity of equal texts."""
    return np.minimum(cosine, np.float32(1.0))


def _union(blocks: list[Candidates]) -> Candidates:
    rows, first = np.unique(np.concatenate([block.rows for block in blocks]), return_index=True)
    return Candidates(rows, np.concatenate([block.cosine for block in blocks])[first])
