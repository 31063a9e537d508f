"""How new a listing is."""

import numpy as np

from matchmaker.matching.facts import Context
from matchmaker.matching.features.result import NEUTRAL, FeatureResult, unknown
from matchmaker.matching.index import MatchIndex
from matchmaker.matching.types import Candidates, DemandQuery

# Half a year, about the time between two rounds of a yearly campaign: what was shown in the last
# one counts half as new. A convention of this project.
HALF_LIFE_DAYS = 182.5


def freshness(
    _index: MatchIndex,
    _query: DemandQuery,
    candidates: Candidates,
    context: Context,
) -> FeatureResult:
    """How lately the patent was listed, half as much for every half-year gone by."""
    listed = context.stock.listed_day[candidates.rows]
    known = (listed > 0) & (context.stock.as_of_day > 0)
    days = np.maximum(0, context.stock.as_of_day - listed)
    scores = np.full(len(listed), NEUTRAL, dtype=np.float32)
    scores[known] = 0.5 ** (days[known] / HALF_LIFE_DAYS)

    def sentence(position: int) -> str:
        if not known[position]:
            return unknown("入库时间未知")
        return f"入库 {int(days[position])} 天"

    return FeatureResult(scores, sentence)
