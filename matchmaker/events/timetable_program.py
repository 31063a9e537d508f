"""A linear program over yes-or-no choices, for SciPy's milp (HiGHS)."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

from matchmaker.events.timetable_types import Limits

# Columns above this are not given to the solver: beyond it even the linear program without whole
# numbers takes minutes and gigabytes.
MOST_COLUMNS = 400_000
# What is added before a bound is cut to a whole number, since the solver computes in floats.
SLACK = 1e-3

# What a row is about.
Row = tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The choices made, in order, and a bound on their worth; None: nothing was found in time."""

    chosen: tuple[int, ...] | None
    bound: int | None


class Program:
    """Columns to choose from so that their worth is the most that the rows allow."""

    def __init__(self) -> None:
        self._worth: list[int] = []
        self._most: list[int] = []
        self._rows: dict[Row, int] = {}
        self._limits: list[int] = []
        self._entries: list[tuple[int, int, int]] = []
        self._choices = 0

    def choice(self, worth: int, rows: Iterable[tuple[int, Row]]) -> int:
        """Add something to choose to rows, each with its limit, and return its number.

        worth: in units. Choices come before bonuses.
        """
        column = self._column(worth, 1)
        self._choices = column + 1
        for limit, row in rows:
            if row not in self._rows:
                self._rows[row] = self._row(limit)
            self._entries.append((self._rows[row], column, 1))
        return column

    def bonus(self, worth: int, choices: Sequence[int], most: int) -> None:
        """Let each of these choices be worth more, but no more than so many of them."""
        column, row = self._column(worth, most), self._row(0)
        self._entries += [(row, column, 1), *((row, choice, -1) for choice in choices)]

    def demand(self, choices: Sequence[int], least: int) -> None:
        """Have so many of these choices chosen at least."""
        row = self._row(-least)
        self._entries += [(row, choice, -1) for choice in choices]

    def solve(self, limits: Limits, *, whole: bool = True) -> Answer:
        """Return the best choice that was found; whole=False: only what bounds it, in no time.

        The same program has the same answer wherever the seconds do not cut it short.
        """
        if not self._worth:
            return Answer((), 0)
        rows, columns, values = np.array(self._entries, dtype=np.int64).T
        matrix = csr_matrix((values, (rows, columns)), (len(self._limits), len(self._worth)))
        result = milp(
            -np.array(self._worth, dtype=float),
            constraints=LinearConstraint(matrix, -np.inf, np.array(self._limits, dtype=float)),
            integrality=np.full(len(self._worth), int(whole)),
            bounds=Bounds(0, np.array(self._most, dtype=float)),
            options={
                "time_limit": limits.seconds,
                "mip_rel_gap": limits.gap,
                "node_limit": limits.nodes,
            },
        )
        bound = result.mip_dual_bound
        if not whole:
            bound = result.fun if result.status == 0 else None
        if bound is not None:
            bound = math.floor(SLACK - bound) if math.isfinite(bound) else None
        if result.x is None or not whole:
            return Answer(None, bound)
        return Answer(tuple(map(int, np.flatnonzero(result.x[: self._choices] > 0.5))), bound)

    def _column(self, worth: int, most: int) -> int:
        self._worth.append(worth)
        self._most.append(most)
        return len(self._worth) - 1

    def _row(self, limit: int) -> int:
        self._limits.append(limit)
        return len(self._limits) - 1
