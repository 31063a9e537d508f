"""A stock that is asked many times: what does not depend on the demand is worked out once."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Self

import numpy as np

from matchmaker.matching.candidates import Mask
from matchmaker.matching.facts import StockFacts, day_of
from matchmaker.matching.gates import Occasion, PatentFacts
from matchmaker.matching.index import MatchIndex
from matchmaker.matching.types import PatentDoc
from matchmaker.services.ranking import pass_gates
from matchmaker.services.stock import Offer, StockPatent, facts_in_order

# Of questions that differ in day, place or industry; a mask is a byte a patent.
KEPT_MASKS = 32


class Desk:
    """An index with what gates and features read of the patents; texts are those of the index.

    offers: of all patents of the database, by id.
    """

    def __init__(self, index: MatchIndex, offers: Iterable[Offer]) -> None:
        self.index = index
        known = list(offers)
        self._gated = {offer.id: offer.facts for offer in known}
        self._facts = facts_in_order(index, {offer.id: offer.terms for offer in known})
        self._masks: dict[tuple[Occasion, str | None], Mask] = {}

    @classmethod
    def of(cls, index: MatchIndex, patents: Sequence[StockPatent]) -> Self:
        """Return the desk of patents that are loaded anyway."""
        return cls(index, [Offer(p.doc.id, p.facts, p.terms) for p in patents])

    def text(self, row: int) -> PatentDoc:
        """Return the texts of a row of the index."""
        return self.index.texts.get(row, int(self.index.ids[row]))

    def gated(self, patent_id: int) -> PatentFacts:
        """Return what the gates read of a patent."""
        return self._gated[patent_id]

    def mask(self, occasion: Occasion, industry: str | None) -> Mask:
        """Return which rows of the index may be offered; industry: a slug, None for any."""
        key = (occasion, industry)
        if key not in self._masks:
            if len(self._masks) >= KEPT_MASKS:
                del self._masks[next(iter(self._masks))]
            mask, _ = pass_gates(self.index, self._gated.items(), occasion)
            if industry is not None:
                column = self.index.industry_slugs.index(industry)
                mask &= np.asarray(self.index.industries[:, column]) > 0
            self._masks[key] = mask
        return self._masks[key]

    def facts(self, as_of: date) -> StockFacts:
        """Return the terms of the patents as features read them on a day."""
        return replace(self._facts, as_of_day=day_of(as_of))
