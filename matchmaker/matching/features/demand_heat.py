"""How many firms ask for something like it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.facts import Context
from matchmaker.matching.features.result import NEUTRAL, FeatureResult, unknown
from matchmaker.matching.index import MatchIndex
from matchmaker.matching.rows import common
from matchmaker.matching.types import Candidates, DemandQuery, IntArray

# As many as vote for a classification: what a person would look through.
NEAREST = 20
# From five other firms on a patent is as wanted as can be; more only shows that its words are
# common. A convention of this project.
FULL_DEMANDS = 5


def demand_heat(
    _index: MatchIndex,
    query: DemandQuery,
    candidates: Candidates,
    context: Context,
) -> FeatureResult:
    """How many other demands of the same run have the patent among their nearest twenty."""
    scores = np.full(len(candidates.rows), NEUTRAL, dtype=np.float32)
    others: NDArray[np.int64] | None = None
    if context.demand_heat is not None:
        own = np.zeros(len(candidates.rows), dtype=np.int64)
        own[common(candidates.rows, _nearest(query))[0]] = 1
        others = context.demand_heat[candidates.rows] - own
        scores = np.minimum(1.0, others / FULL_DEMANDS).astype(np.float32)

    def sentence(position: int) -> str:
        if others is None:
            return unknown("只排一项需求，无从比较热度")
        count = int(others[position])
        return f"另有 {count} 项需求与之相近" if count else "没有其他需求与之相近"

    return FeatureResult(scores, sentence)


def count_demand_heat(
    queries: Sequence[DemandQuery], patents: int, together: int | None = None
) -> IntArray | None:
    """Return of every patent how many queries have it among their nearest, None for one demand.

    patents: the length of the index; together: how many demands are ranked together, where some
    of them have no query because the patents in question are not among their nearest.
    """
    if (len(queries) if together is None else together) < 2:
        return None
    nearest = [_nearest(query) for query in queries]
    return np.bincount(np.concatenate([np.zeros(0, dtype=np.int64), *nearest]), minlength=patents)


def _nearest(query: DemandQuery) -> IntArray:
    """Return the rows of the nearest patents, ties by row."""
    order = np.lexsort((query.neighbours.rows, -query.neighbours.cosine))[:NEAREST]
    return query.neighbours.rows[order]
