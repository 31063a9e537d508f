"""Retrieval for many demands at once, over a stock too large to compare all pairs in full.

A few hundred columns, mostly single characters, stand in so many patents that they make up four
fifths of all products. They are kept apart as dense columns. Of the rare columns every demand is
multiplied with the whole stock; the frequent ones are multiplied, as dense matrices, only inside
the industries of a demand, where the result is exact. Over all industries the patents that are
nearest by the rare columns alone are compared in full, and the nearest of them are the pool: of a
demand's twenty nearest patents it holds 97 to 99 in a hundred.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import get_num_threads
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from threadpoolctl import threadpool_limits

from matchmaker.matching import kernels
from matchmaker.matching.patent_rows import Postings
from matchmaker.matching.types import Candidates, FloatArray, IntArray

# How many columns are held to be frequent, and how many patents are compared in full for the pool:
# chosen on real patents and demands, where the pool then holds 0.99 of the twenty nearest.
FREQUENT = 256
DEPTH = 256
# Demands are multiplied in chunks of this many rows to bound the product's memory.
CHUNK = 128
# What a row that may not be found starts from: no product makes up for it.
NEVER = np.float32(-1e6)
ONE = np.float32(1.0)

_Sparse = tuple[NDArray[np.uint32], NDArray[np.uint32], FloatArray]


@dataclass(frozen=True)
class Found:
    """What a chunk of demands found in an industry and over all.

    demands: positions; block, pool: for each its nearest patents of the industry and of all.
    """

    demands: IntArray
    block: list[Candidates]
    pool: list[Candidates]


class BulkSearch:
    """A stock made ready for many demands.

    postings: the patents' vectors by columns; mask: which patents may be found; per_block, pool:
    how many nearest patents of an industry and of all.
    """

    def __init__(
        self, postings: Postings, mask: NDArray[np.bool_], per_block: int, pool: int
    ) -> None:
        self._mask = mask
        self._per_block, self._pool = per_block, pool
        frequencies = postings.frequencies()
        common_first = np.argsort(-frequencies, kind="stable")
        self._frequent = np.sort(common_first[:FREQUENT])
        self._is_rare = np.ones(len(frequencies), dtype=np.bool_)
        self._is_rare[self._frequent] = False
        dense = np.zeros((len(mask), len(self._frequent)), dtype=np.float32)
        for part, row in zip(postings.parts, postings.starts, strict=True):
            kernels.fill_columns(_arrays(part), self._frequent, dense[row:])
        self._dense = dense
        first, *later = postings.parts
        late = later[0] if later else csr_matrix((len(frequencies), 0), dtype=np.float32)
        start = np.where(mask, np.float32(0.0), NEVER)
        self._stock = (_arrays(first), _arrays(late), first.shape[1], dense, start)
        self._totals = np.zeros((get_num_threads(), len(mask)), dtype=np.float32)

    def search(self, demands: csr_matrix, rows: IntArray, block: IntArray) -> Iterator[Found]:
        """Yield what some demands find in a block, chunk after chunk.

        demands: vectors of all, a row each; rows: which of them; block: patents, ascending.
        """
        block = block[self._mask[block]]
        dense = np.ascontiguousarray(self._dense[block])
        # Waiting threads of the matrix library would take the cores from the loops that follow.
        with ThreadPoolExecutor(len(self._totals)) as pool, threadpool_limits(1, user_api="blas"):
            for first in range(0, len(rows), CHUNK):
                chosen = rows[first : first + CHUNK]
                yield self._search_chunk(pool, demands[chosen], chosen, block, dense)

    def _search_chunk(
        self,
        pool: ThreadPoolExecutor,
        demands: csr_matrix,
        chosen: IntArray,
        block: IntArray,
        dense: FloatArray,
    ) -> Found:
        count = len(chosen)
        depth = max(DEPTH, self._pool)
        block_found, pool_found = (_space(count, k) for k in (self._per_block, depth))
        fronts = np.ascontiguousarray(demands[:, self._frequent].toarray())
        shares = np.array_split(fronts, len(self._totals))
        heads = np.concatenate(list(pool.map(lambda share: share @ dense.T, shares)))
        kernels.search(
            self._stock,
            (_arrays(self._rare(demands)), fronts),
            block,
            heads,
            (*block_found, *pool_found),
            self._totals,
        )
        return Found(
            chosen, _nearest(*block_found, self._per_block), _nearest(*pool_found, self._pool)
        )

    def _rare(self, demands: csr_matrix) -> csr_matrix:
        keep = self._is_rare[demands.indices]
        kept = np.concatenate([[0], np.cumsum(keep)])
        return csr_matrix(
            (demands.data[keep], demands.indices[keep], kept[demands.indptr]), shape=demands.shape
        )


def _arrays(matrix: csr_matrix) -> _Sparse:
    """Return the arrays of a matrix; unsigned places spare the compiled loops a test for each."""
    indptr, indices = (np.asarray(a, dtype=np.int32) for a in (matrix.indptr, matrix.indices))
    return indptr.view(np.uint32), indices.view(np.uint32), np.asarray(matrix.data)


def _space(count: int, k: int) -> tuple[IntArray, FloatArray]:
    return np.empty((count, k), dtype=np.int64), np.empty((count, k), dtype=np.float32)


def _nearest(rows: IntArray, scores: FloatArray, k: int) -> list[Candidates]:
    """Return the k best of the rows that every demand found, by row."""
    if rows.shape[1] > k:
        # What is not found has a row below 0 and comes last.
        best = np.lexsort((rows, -np.where(rows < 0, -np.inf, scores)), axis=1)[:, :k]
        rows, scores = _placed(rows, best), _placed(scores, best)
    ascending = np.argsort(rows, axis=1)
    rows, scores = _placed(rows, ascending), np.minimum(_placed(scores, ascending), ONE)
    lacking = (rows < 0).sum(axis=1).tolist()
    return [
        Candidates(own[start:], values[start:])
        for own, values, start in zip(rows, scores, lacking, strict=True)
    ]


def _placed(values: NDArray[Any], places: IntArray) -> NDArray[Any]:
    return np.take_along_axis(values, places, axis=1)


def search_industries(
    search: BulkSearch,
    demands: csr_matrix,
    wanted: FloatArray,
    offered: FloatArray,
    on_found: Callable[[int], None],
) -> tuple[list[Candidates], list[list[Candidates]]]:
    """Return, for every demand, its pool, and what it found in each of its industries.

    wanted, offered: confidence of every industry for demands and patents, a row each; on_found:
    told after every chunk how many demands have their pool.
    """
    empty = Candidates(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32))
    pools = [empty] * demands.shape[0]
    blocks: list[list[Candidates]] = [[] for _ in range(demands.shape[0])]
    done = np.zeros(demands.shape[0], dtype=np.bool_)
    for rows, patents in _blocks(wanted, offered):
        for found in search.search(demands, rows, patents):
            for place, block, pool in zip(
                found.demands.tolist(), found.block, found.pool, strict=True
            ):
                pools[place] = pool
                if len(patents):
                    blocks[place].append(block)
            done[found.demands] = True
            on_found(int(done.sum()))
    return pools, blocks


def _blocks(wanted: FloatArray, offered: FloatArray) -> Iterator[tuple[IntArray, IntArray]]:
    """Yield demands and patents of every industry; demands of none come with no patents."""
    for column in range(wanted.shape[1]):
        rows = np.flatnonzero(wanted[:, column] > 0)
        if len(rows):
            yield rows, np.flatnonzero(np.asarray(offered[:, column]) > 0)
    rows = np.flatnonzero(~(wanted > 0).any(axis=1))
    if len(rows):
        yield rows, np.zeros(0, dtype=np.int64)
