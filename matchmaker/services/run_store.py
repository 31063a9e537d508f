"""What the newest run over the whole stock has stored, and who owns what, in plain arrays.

Neither changes from one question to the next: a run is never altered, and owners only with the
stock. Whoever answers many questions keeps both.
"""

from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from matchmaker.matching.types import IntArray
from models.matching import MatchRun
from models.queries import run_pairs
from models.queries.run_pairs import RunPair


@dataclass(frozen=True)
class Owners:
    """patents: ids; bodies: of the organisation that owns each, a patent as often as it has owners.

    Both of shape (owners of all patents,).
    """

    patents: IntArray = field(repr=False)
    bodies: IntArray = field(repr=False)

    def patents_of(self, bodies: Collection[int]) -> IntArray:
        """Return the ids of the patents that one of some organisations owns, each once, by id."""
        return np.unique(self.patents[np.isin(self.bodies, sorted(bodies))])


def load_owners(session: Session) -> Owners:
    """Return the owners of all patents."""
    rows = np.array(run_pairs.load_owners(session), dtype=np.int64).reshape(-1, 2)
    return Owners(rows[:, 0].copy(), rows[:, 1].copy())


@dataclass(frozen=True)
class StoredPairs:
    """The pairs of a run, the best first, arrays of shape (pairs,)."""

    run_id: int
    demands: IntArray = field(repr=False)
    patents: IntArray = field(repr=False)
    ranks: IntArray = field(repr=False)
    scores: NDArray[np.float64] = field(repr=False)

    def places_of(self, patents: Collection[int] | IntArray) -> IntArray:
        """Return where the pairs of some patents stand, the best first."""
        return np.flatnonzero(np.isin(self.patents, np.asarray(patents, dtype=np.int64)))

    def pair(self, place: int) -> RunPair:
        """Return the pair that stands at a place."""
        return RunPair(
            int(self.demands[place]),
            int(self.patents[place]),
            int(self.ranks[place]),
            float(self.scores[place]),
        )


def load_stored_pairs(session: Session, run: MatchRun) -> StoredPairs:
    """Return all pairs of a run."""
    found = run_pairs.load_pairs(session, run)
    return StoredPairs(
        run.id or 0,
        np.array([pair.demand_id for pair in found], dtype=np.int64),
        np.array([pair.patent_id for pair in found], dtype=np.int64),
        np.array([pair.rank for pair in found], dtype=np.int64),
        np.array([pair.score for pair in found], dtype=np.float64),
    )


@dataclass(frozen=True)
class StoredRun:
    """A run with what it has stored, and the owners of the patents."""

    run: MatchRun
    pairs: StoredPairs
    owners: Owners
