"""The index together with the stock that it is an index of."""

from dataclasses import dataclass
from functools import cached_property

from matchmaker.matching.index import MatchIndex
from matchmaker.matching.offers import Offers
from matchmaker.services.stock import Stock, make_offers


@dataclass(frozen=True)
class StockedIndex:
    """An index with its version, and the stock as it stands."""

    index: MatchIndex
    version: str
    stock: Stock

    @cached_property
    def offers(self) -> Offers:
        """What gates and features read of the patents."""
        return make_offers(self.stock.patents)
