"""Choose among very many things under few rules: linear programming by sifting, then exactly.

Most columns of such a programme are never chosen. Sifting (Bixby, Gregory, Lustig, Marsten and
Shanno, "Very large-scale linear programming", Operations Research 40(5), 1992) solves it over some
columns, asks the dual prices which of the others could improve it, takes those in, and ends when
none could: the answer is that of the whole programme. Its value bounds every choice from above,
and the price of a column tells how much a choice that uses it loses at least, so that a search for
whole numbers needs but the few columns whose price is below what is still open.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from matchmaker.events.selection_types import Effort

Vector = np.ndarray[Any, np.dtype[np.float64]]
Mask = np.ndarray[Any, np.dtype[np.bool_]]

# Scores are compared to six places; HiGHS keeps rules and prices to seven.
WHOLE = 1e-6
PRICE = 1e-9


@dataclass(frozen=True)
class Programme:
    """Maximise gain·x where matrix·x ≤ limit and low ≤ x ≤ high; whole: which x are integers.

    start: the columns to begin with, with which some whole x must keep the rules.
    """

    gain: Vector
    matrix: sparse.csc_matrix
    limit: Vector
    low: Vector
    high: Vector
    whole: Mask
    start: Mask


@dataclass(frozen=True)
class Solution:
    """x; bound: no x that keeps the rules gains more; gain: what this one does.

    x is None where the search ended without any.
    """

    x: Vector | None
    gain: float
    bound: float


class Impossible(Exception):
    """No x over the columns to begin with keeps the rules."""


def solve(programme: Programme, effort: Effort) -> Solution:
    """Return the best x in whole numbers, or the best that the effort found.

    Raises Impossible where the columns to begin with cannot keep the rules.
    """
    x, bound, prices, active = _sift(programme)
    if _is_whole(x[programme.whole]):
        return Solution(_rounded(x, programme.whole), bound, bound)
    best, known = None, -np.inf
    while True:
        found, upper = _search(programme, active, effort)
        gain = -np.inf if found is None else float(programme.gain @ found)
        if gain > known:
            best, known = found, gain
        # What an excluded column could still bring.
        hopeful = ~active & (prices < bound - known - WHOLE)
        if found is None or not hopeful.any():
            break
        active |= hopeful
    rest = bound - float(prices[~active].min(initial=np.inf))
    return Solution(best, known, min(bound, max(upper, rest)))


def relaxed_gain(programme: Programme) -> float:
    """Return what the best x gains that need not be whole; raise Impossible."""
    return _sift(programme)[1]


def _sift(programme: Programme) -> tuple[Vector, float, Vector, Mask]:
    """Return x, its gain, what using each column loses at least, and the columns in use."""
    active = programme.start.copy()
    while True:
        columns = np.flatnonzero(active)
        found = linprog(
            -programme.gain[columns],
            A_ub=programme.matrix[:, columns],
            b_ub=programme.limit,
            bounds=np.column_stack([programme.low[columns], programme.high[columns]]),
            method="highs-ds",
        )
        if found.x is None:
            raise Impossible(found.message)
        prices = -programme.gain - programme.matrix.T @ found.ineqlin.marginals
        wanted = ~active & (prices < -PRICE)
        if not wanted.any():
            x = np.zeros(len(programme.gain))
            x[columns] = found.x
            return x, -float(found.fun), np.maximum(prices, 0.0), active
        active |= wanted


def _search(programme: Programme, active: Mask, effort: Effort) -> tuple[Vector | None, float]:
    """Return the best x over some columns, None where none was found, and the bound over these."""
    columns = np.flatnonzero(active)
    found = milp(
        -programme.gain[columns],
        constraints=LinearConstraint(programme.matrix[:, columns], ub=programme.limit),
        bounds=Bounds(programme.low[columns], programme.high[columns]),
        integrality=programme.whole[columns].astype(np.int64),
        options={
            "mip_rel_gap": 0.0,
            "node_limit": effort.nodes,
            "time_limit": effort.seconds,
        },
    )
    upper = np.inf if found.mip_dual_bound is None else -float(found.mip_dual_bound)
    if found.x is None:
        return None, upper
    x = np.zeros(len(programme.gain))
    x[columns] = found.x
    return _rounded(x, programme.whole), upper


def _is_whole(x: Vector) -> bool:
    return bool(np.all(np.abs(x - np.round(x)) <= WHOLE))


def _rounded(x: Vector, whole: Mask) -> Vector:
    return np.where(whole, np.round(x), x)
