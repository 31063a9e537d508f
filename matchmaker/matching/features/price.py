"""Whether the firm can pay what the owner asks."""

from decimal import Decimal
from functools import lru_cache
from math import isnan

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.facts import Context, DemandTerms
from matchmaker.matching.features.result import NEUTRAL, FeatureResult, unknown
from matchmaker.matching.index import MatchIndex
from matchmaker.matching.types import Candidates, DemandQuery
from models.values.money import Money

# A price to be agreed on is better than none at all: there is room, though nothing is known.
NEGOTIABLE = 0.6
# Prices and budgets are round; a stock has few different ones.
KEPT_PRICES = 4096


def price_fit(
    _index: MatchIndex,
    query: DemandQuery,
    candidates: Candidates,
    context: Context,
) -> FeatureResult:
    """The part of the range of prices that lies within the demand's budget.

    A price below the budget fits in full, and so does one that is free. Where one end is open
    the other stands for both. Room to negotiate, on either side, leaves no price worse than
    unknown.
    """
    rows = candidates.rows
    low, high = _closed(context.stock.price_low_cny[rows], context.stock.price_high_cny[rows])
    negotiable = context.stock.negotiable[rows]
    budget = _budget(query.doc.terms)
    priced, free = ~np.isnan(high), high == 0.0
    scores = np.full(len(rows), NEUTRAL, dtype=np.float32)
    scores[~priced & negotiable] = NEGOTIABLE
    if budget is not None:
        scores[priced] = _within(low[priced], high[priced], budget)
        open_ended = priced & (negotiable | query.doc.terms.negotiable)
        scores[open_ended] = np.maximum(scores[open_ended], np.float32(NEUTRAL))
    scores[free] = 1.0

    def sentence(position: int) -> str:
        if free[position]:
            return "免费许可"
        if not priced[position]:
            return "价格面议" if negotiable[position] else unknown("价格未知")
        if budget is None:
            return unknown("预算未知")
        if high[position] <= budget:
            return "报价在预算之内"
        inside = "报价部分在预算之内" if low[position] <= budget else "报价超出预算"
        open_ended = negotiable[position] or query.doc.terms.negotiable
        return f"{inside}，可商议" if open_ended else inside

    def quotes(position: int) -> tuple[str, str]:
        terms, row = query.doc.terms, rows[position]
        asked = _shown(terms.budget_low_cny, terms.budget_high_cny)
        lowest, highest = context.stock.price_low_cny[row], context.stock.price_high_cny[row]
        return asked, _shown(_known(lowest), _known(highest))

    return FeatureResult(scores, sentence, quotes)


def _within(
    low: NDArray[np.float64], high: NDArray[np.float64], budget: int
) -> NDArray[np.float64]:
    """Return the part of every range at or below the budget; a single price is in or out."""
    width = np.where(high > low, high - low, 1.0)
    part = np.clip((budget - low) / width, 0.0, 1.0)
    return np.where(high <= budget, 1.0, np.where(high > low, part, 0.0))


def _closed(
    low: NDArray[np.float64], high: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return np.where(np.isnan(low), high, low), np.where(np.isnan(high), low, high)


def _budget(terms: DemandTerms) -> int | None:
    """Return what the firm would spend at most; of a budget “from … on” its lower end."""
    return terms.budget_low_cny if terms.budget_high_cny is None else terms.budget_high_cny


def _known(price: float) -> int | None:
    return None if isnan(price) else int(price)


@lru_cache(maxsize=KEPT_PRICES)
def _shown(low: int | None, high: int | None) -> str:
    if low is None and high is None:
        return ""
    return Money(
        None if low is None else Decimal(low), None if high is None else Decimal(high)
    ).display
