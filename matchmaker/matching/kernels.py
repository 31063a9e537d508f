"""Compiled inner loops of retrieval for many demands at once; bulk.py says what they are for.

Numba compiles them at their first call and keeps the result beside this file, or in the user's
cache folder where that cannot be written. Rows that are not found are -1.
"""

from typing import Any

import numpy as np
from numba import njit, prange
from numba.np.ufunc.parallel import get_thread_id as untyped_thread_id

thread_id: Any = untyped_thread_id
_OPTIONS: dict[str, Any] = {"cache": True, "nogil": True}
# Scores are looked at in runs of this many, most of which hold nothing of interest.
STRIDE = 64
# Every so many rows are looked at first, to guess how high the best ones lie.
SAMPLED = 16
ZERO = np.float32(0.0)


# The functions are compiled by a call, not a decorator, so that their types can be checked.
def _sift_down(scores: Any, rows: Any, size: int) -> None:
    """Restore a heap below its root, the worst kept: least score, and of equals the last row."""
    place = 0
    while True:
        child = 2 * place + 1
        if child >= size:
            return
        other = child + 1
        if other < size and (
            scores[other] < scores[child]
            or (scores[other] == scores[child] and rows[other] > rows[child])
        ):
            child = other
        if scores[child] > scores[place] or (
            scores[child] == scores[place] and rows[child] < rows[place]
        ):
            return
        scores[child], scores[place] = scores[place], scores[child]
        rows[child], rows[place] = rows[place], rows[child]
        place = child


def _sift_up(scores: Any, rows: Any, place: int) -> None:
    while place > 0:
        parent = (place - 1) // 2
        if scores[place] > scores[parent] or (
            scores[place] == scores[parent] and rows[place] < rows[parent]
        ):
            return
        scores[parent], scores[place] = scores[place], scores[parent]
        rows[parent], rows[place] = rows[place], rows[parent]
        place = parent


sift_down = njit(**_OPTIONS)(_sift_down)
sift_up = njit(**_OPTIONS)(_sift_up)


def _push(scores: Any, rows: Any, size: int, score: float, row: int) -> int:
    """Offer a row to a heap of the best; rows come in ascending order, so that ties stay out."""
    if size < len(scores):
        scores[size] = score
        rows[size] = row
        sift_up(scores, rows, size)
        return size + 1
    if score > scores[0]:
        scores[0] = score
        rows[0] = row
        sift_down(scores, rows, size)
    return size


push = njit(**_OPTIONS)(_push)


def _any_above(total: Any, first: int, last: int, least: float) -> bool:
    above = False
    for row in range(first, last):
        above |= total[row] > least
    return above


any_above = njit(**_OPTIONS)(_any_above)


def _add_tail(postings: Any, tails: Any, demand: int, total: Any) -> None:
    """Add what the rare columns of a demand give to the rows that have them."""
    indptr, indices, data = postings
    t_indptr, t_indices, t_data = tails
    for position in range(t_indptr[demand], t_indptr[demand + 1]):
        column, weight = t_indices[position], t_data[position]
        for posting in range(indptr[column], indptr[column + 1]):
            total[indices[posting]] += weight * data[posting]


add_tail = njit(**_OPTIONS)(_add_tail)


def _best_of_block(total: Any, block: Any, heads: Any, rows: Any, scores: Any) -> None:
    """Find the best rows of a block, whose frequent columns are multiplied already."""
    size, least = 0, ZERO
    for place in range(len(block)):
        row = block[place]
        score = total[row] + heads[place]
        if score > least:
            size = push(scores, rows, size, score, row)
            if size == len(scores):
                least = scores[0]
    rows[size:] = -1


best_of_block = njit(**_OPTIONS)(_best_of_block)


def _guess(total: Any, wanted: int, rows: Any, scores: Any) -> float:
    """Return a score that about a third more rows than wanted exceed, by a sample."""
    size, some, least = 0, wanted * 4 // (3 * SAMPLED) + 1, ZERO
    for row in range(0, len(total), SAMPLED):
        if total[row] > least:
            size = push(scores[:some], rows[:some], size, total[row], row)
            if size == some:
                least = scores[0]
    return float(least)


guess = njit(**_OPTIONS)(_guess)


def _best_of_all(total: Any, rows: Any, scores: Any, least: float) -> int:
    """Find the best rows of all that score above the least; return how many there are."""
    size = 0
    for first in range(0, len(total), STRIDE):
        last = min(first + STRIDE, len(total))
        if any_above(total, first, last, least):
            for row in range(first, last):
                if total[row] > least:
                    size = push(scores, rows, size, total[row], row)
                    if size == len(scores):
                        least = float(scores[0])
    rows[size:] = -1
    return size


best_of_all = njit(**_OPTIONS)(_best_of_all)


def _dot(left: Any, right: Any) -> Any:
    total = ZERO
    for place in range(len(left)):
        total += left[place] * right[place]
    return total


# Of several lanes at once, which adds in another order.
dot = njit(fastmath={"reassoc", "nsz"}, **_OPTIONS)(_dot)


def _complete(total: Any, dense: Any, wanted: Any, rows: Any, scores: Any) -> None:
    """Write the whole products of a demand and some rows.

    total: what the rare columns give every row; dense: the frequent columns of all rows; wanted:
    those of the demand.
    """
    for place in range(len(rows)):
        if rows[place] < 0:
            return
        scores[place] = total[rows[place]] + dot(dense[rows[place]], wanted)


complete = njit(**_OPTIONS)(_complete)


def _search(stock: Any, demands: Any, block: Any, heads: Any, found: Any, totals: Any) -> None:
    """Find the best rows of a chunk of demands, in a block and over all.

    stock: postings by columns, those of the later part, the frequent columns of all rows, and what
    every row starts from: 0 where it may be found, far below 0 elsewhere; demands: their rare
    columns by rows, and their frequent ones; sparse matrices as indptr, indices, data. block: rows
    of the industry, ascending; heads: products of the demands' and the block's frequent columns,
    (demands, block); found: rows and scores of the block and of the pool, (demands, k) and
    (demands, depth); totals: scratch, (threads, patents).
    """
    postings, late, first_late, dense, start = stock
    tails, fronts = demands
    block_rows, block_scores, pool_rows, pool_scores = found
    for i in prange(len(fronts)):
        total = totals[thread_id()]
        total[:] = start
        add_tail(postings, tails, i, total)
        add_tail(late, tails, i, total[first_late:])
        best_of_block(total, block, heads[i], block_rows[i], block_scores[i])
        depth = pool_rows.shape[1]
        least = guess(total, depth, pool_rows[i], pool_scores[i])
        if best_of_all(total, pool_rows[i], pool_scores[i], least) < depth and least > ZERO:
            best_of_all(total, pool_rows[i], pool_scores[i], float(ZERO))
        complete(total, dense, fronts[i], block_rows[i], block_scores[i])
        complete(total, dense, fronts[i], pool_rows[i], pool_scores[i])


search = njit(parallel=True, **_OPTIONS)(_search)


def _fill_columns(postings: Any, columns: Any, dense: Any) -> None:
    """Write the postings of some columns as columns of zeros, (patents, columns)."""
    indptr, indices, data = postings
    for place in prange(len(columns)):
        column = columns[place]
        for position in range(indptr[column], indptr[column + 1]):
            dense[indices[position], place] = data[position]


fill_columns = njit(parallel=True, **_OPTIONS)(_fill_columns)
