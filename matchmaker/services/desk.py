"""A stock that is asked many times: what does not depend on the demand is worked out once."""

from collections import Counter
from dataclasses import replace
from datetime import date

import numpy as np

from matchmaker.matching.candidates import Mask
from matchmaker.matching.facts import StockFacts, day_of
from matchmaker.matching.gates import Gate, Occasion
from matchmaker.matching.index import MatchIndex
from matchmaker.matching.offers import Offers
from matchmaker.matching.types import IntArray, PatentDoc
from models.errors import NotFound

# Of questions that differ in day, place or industry; a mask is a byte a patent.
KEPT_MASKS = 32


class Desk:
    """An index with what gates and features read of the patents; texts are those of the index.

    offers: of all patents of the database.
    """

    def __init__(self, index: MatchIndex, offers: Offers) -> None:
        self.index = index
        self._offers = offers
        self._facts = offers.facts(index)
        self._masks: dict[tuple[Occasion, str | None], Mask] = {}

    def text(self, row: int) -> PatentDoc:
        """Return the texts of a row of the index."""
        return self.index.texts.get(row, int(self.index.ids[row]))

    def gate(self, patent_id: int, occasion: Occasion) -> Gate | None:
        """Return the gate that stops a patent, in the index or not; None where none does."""
        return self._offers.gate(patent_id, occasion)

    def sort_out(self, patent_ids: IntArray, occasion: Occasion) -> tuple[IntArray, Counter[Gate]]:
        """Return which of some patents pass the gates, by id, and how many each gate stops."""
        return self._offers.sort_out(patent_ids, occasion)

    def mask(self, occasion: Occasion, industry: str | None) -> Mask:
        """Return which rows of the index may be offered; industry: a slug, None for any.

        Raises NotFound for an industry that came after the index.
        """
        key = (occasion, industry)
        if key not in self._masks:
            if len(self._masks) >= KEPT_MASKS:
                del self._masks[next(iter(self._masks))]
            mask, _ = self._offers.mask(self.index, occasion)
            if industry is not None:
                if industry not in self.index.industry_slugs:
                    raise NotFound(f"索引中还没有产业 {industry}。请更新索引后再试")
                column = self.index.industry_slugs.index(industry)
                mask &= np.asarray(self.index.industries[:, column]) > 0
            self._masks[key] = mask
        return self._masks[key]

    def facts(self, as_of: date) -> StockFacts:
        """Return the terms of the patents as features read them on a day."""
        return replace(self._facts, as_of_day=day_of(as_of))
