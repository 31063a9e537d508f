"""How long the rights still last."""

import numpy as np

from matchmaker.matching.facts import Context
from matchmaker.matching.features.result import NEUTRAL, FeatureResult, unknown
from matchmaker.matching.index import MatchIndex
from matchmaker.matching.types import Candidates, DemandQuery

# Years beyond which more protection makes no difference: about three to bring a product to market
# and five to earn the outlay back. A convention of this project.
FULL_YEARS = 8.0
DAYS_PER_YEAR = 365.25


def remaining_life(
    _index: MatchIndex,
    _query: DemandQuery,
    candidates: Candidates,
    context: Context,
) -> FeatureResult:
    """The years of protection that are left, up to eight."""
    expiry = context.stock.expiry_day[candidates.rows]
    known = (expiry > 0) & (context.stock.as_of_day > 0)
    years = (expiry - context.stock.as_of_day) / DAYS_PER_YEAR
    scores = np.full(len(expiry), NEUTRAL, dtype=np.float32)
    scores[known] = np.clip(years[known] / FULL_YEARS, 0.0, 1.0)

    def sentence(position: int) -> str:
        if not known[position]:
            return unknown("保护期未知")
        left = float(years[position])
        return f"保护期还有 {left:.1f} 年" if left >= 0.0 else "保护期已满"

    return FeatureResult(scores, sentence)
