"""A stock that is asked many times: what does not depend on the demand is worked out once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property

import numpy as np

from matchmaker.matching.candidates import Mask
from matchmaker.matching.facts import StockFacts, day_of
from matchmaker.matching.gates import Occasion
from matchmaker.matching.index import MatchIndex
from matchmaker.services.ranking import offered
from matchmaker.services.stock import StockPatent, make_stock_facts

# Of questions that differ in day, place or industry; a mask is a byte a patent.
KEPT_MASKS = 32


class Desk:
    """An index with the patents that it was made of; both stay as they are.

    patents: all of the database, by id.
    """

    def __init__(self, index: MatchIndex, patents: Sequence[StockPatent]) -> None:
        self.index = index
        self._patents = patents
        self._masks: dict[tuple[Occasion, str | None], Mask] = {}

    @cached_property
    def patents(self) -> Mapping[int, StockPatent]:
        """Every patent by its id."""
        return {patent.doc.id: patent for patent in self._patents}

    def mask(self, occasion: Occasion, industry: str | None) -> Mask:
        """Return which rows of the index may be offered; industry: a slug, None for any."""
        key = (occasion, industry)
        if key not in self._masks:
            if len(self._masks) >= KEPT_MASKS:
                del self._masks[next(iter(self._masks))]
            mask, _ = offered(self.index, self._patents, occasion)
            if industry is not None:
                column = self.index.industry_slugs.index(industry)
                mask &= np.asarray(self.index.industries[:, column]) > 0
            self._masks[key] = mask
        return self._masks[key]

    def facts(self, as_of: date) -> StockFacts:
        """Return the terms of the patents as features read them on a day."""
        return replace(self._facts, as_of_day=day_of(as_of))

    @cached_property
    def _facts(self) -> StockFacts:
        return make_stock_facts(self.index, self._patents)
