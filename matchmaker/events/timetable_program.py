"""A linear program over yes-or-no choices, for SciPy's HiGHS."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_matrix

from matchmaker.events.timetable_types import Limits

# What is added before a bound is cut to a whole number, since the solver computes in floats.
SLACK = 1e-3
# How SciPy says that a program has been solved, and that it has no solution.
SOLVED, INFEASIBLE = 0, 2

# What a row is about.
Row = tuple[int | str, ...]
Columns = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Relaxation:
    """The program without whole numbers: what it is worth, and each column of it.

    amounts: how much of a column is taken; costs: by how much the worth falls at least for each of
    a column that is taken though the relaxation does not (reduced costs).
    """

    worth: int
    amounts: NDArray[np.float64]
    costs: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Answer:
    """The choices made, in order, what they are worth, and what no others can exceed.

    chosen: None where nothing was found; bound: None where nothing is known.
    """

    chosen: tuple[int, ...] | None
    worth: int
    bound: int | None


class Program:
    """Columns to choose from so that their worth, in whole units, is the most the rows allow."""

    def __init__(self) -> None:
        self._worth: list[int] = []
        self._most: list[int] = []
        self._rows: dict[Row, int] = {}
        self._limits: list[int] = []
        self._entries: list[tuple[int, int, int]] = []
        self._choices = 0

    def choice(self, worth: int, rows: Iterable[tuple[int, Row]]) -> None:
        """Add the next choice to rows, each with its limit; choices come before bonuses."""
        column = self._column(worth, 1)
        self._choices = column + 1
        for limit, row in rows:
            if row not in self._rows:
                self._rows[row] = self._row(limit)
            self._entries.append((self._rows[row], column, 1))

    def bonus(self, worth: int, choices: Sequence[int], most: int) -> None:
        """Let each of these choices be worth more, but no more than so many of them."""
        column, row = self._column(worth, most), self._row(0)
        self._entries += [(row, column, 1), *((row, choice, -1) for choice in choices)]

    def demand(self, choices: Sequence[int], least: int) -> None:
        """Have so many of these choices made at least."""
        row = self._row(-least)
        self._entries += [(row, choice, -1) for choice in choices]

    def relax(self, seconds: float) -> Relaxation | None:
        """Return the program without whole numbers; None: not solved in time."""
        if not self._worth:
            return Relaxation(0, np.zeros(0), np.zeros(0))
        result = linprog(
            -np.array(self._worth, dtype=float),
            A_ub=self._matrix(),
            b_ub=np.array(self._limits, dtype=float),
            bounds=np.array([(0, most) for most in self._most], dtype=float),
            method="highs",
            options={"time_limit": seconds},
        )
        if result.status != SOLVED:
            return None
        return Relaxation(math.floor(SLACK - result.fun), result.x, result.lower.marginals)

    def solve(self, limits: Limits, columns: Columns) -> Answer:
        """Return the best of these choices that was found; bonuses are always among them.

        The same program has the same answer wherever the seconds do not cut it short.
        """
        columns = columns.copy()
        columns[self._choices :] = True
        numbers = np.flatnonzero(columns)
        if not len(numbers):
            return Answer((), 0, 0)
        worth = np.array(self._worth)[numbers]
        result = milp(
            -worth.astype(float),
            constraints=LinearConstraint(
                self._matrix()[:, numbers], -np.inf, np.array(self._limits, dtype=float)
            ),
            integrality=np.ones(len(numbers)),
            bounds=Bounds(0, np.array(self._most, dtype=float)[numbers]),
            options={
                "time_limit": limits.seconds,
                "mip_rel_gap": limits.gap,
                "node_limit": limits.nodes,
            },
        )
        if result.status == INFEASIBLE:
            return Answer(None, 0, 0)
        bound = result.mip_dual_bound
        known = None if bound is None or math.isinf(bound) else math.floor(SLACK - bound)
        if result.x is None:
            return Answer(None, 0, known)
        amounts = np.rint(result.x).astype(int)
        chosen = numbers[(amounts > 0) & (numbers < self._choices)]
        return Answer(tuple(map(int, chosen)), int(worth @ amounts), known)

    def _matrix(self) -> csr_matrix:
        rows, columns, values = np.array(self._entries, dtype=np.int64).T
        return csr_matrix((values, (rows, columns)), (len(self._limits), len(self._worth)))

    def _column(self, worth: int, most: int) -> int:
        self._worth.append(worth)
        self._most.append(most)
        return len(self._worth) - 1

    def _row(self, limit: int) -> int:
        self._limits.append(limit)
        return len(self._limits) - 1
