"""Which patents of the stock are looked at, as the form above the table says it."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated
from urllib.parse import urlencode

from pydantic import BaseModel, Field

from matchmaker.web.api.fields import Line
from matchmaker.web.filters import WAN
from models.queries.own_stock import FIRST_ORDER, ORDERS, Gap, OwnFilter
from models.queries.patent_search import PatentFilter
from models.values.legal_status import LegalState
from models.values.transfer_mode import TransferMode

ROWS = 50
MOST_WAN = 10**8
_LEVELS = frozenset("123456789")
OFFERED = {"yes": True, "no": False}
OFFERED_LABELS = (("yes", "挂牌推介中"), ("no", "未在推介"))
# Every page of a table that has fewer rows than this can be asked for.
MOST_PAGE = 100_000


class StockQuery(BaseModel):
    """What is typed or chosen; what is empty, or no value of its field, bounds nothing.

    most_wan: price in 万元 that the lower bound must not exceed.
    """

    words: Line = ""
    state: Line = ""
    mode: Line = ""
    most_wan: Line = ""
    least_trl: Line = ""
    gap: Line = ""
    offered: Line = ""
    sort: Line = FIRST_ORDER
    page: Annotated[int, Field(ge=1, le=MOST_PAGE)] = 1

    def as_filter(self, organisations: frozenset[int], day: date) -> OwnFilter:
        """Return the filter for the patents of some organisations."""
        states, modes = LegalState.__members__.values(), TransferMode.__members__.values()
        patents = PatentFilter(
            words=tuple(self.words.split()),
            legal_state=LegalState(self.state) if self.state in states else None,
            mode=self.mode if self.mode in modes else None,
            most_price_cny=self._most_cny(),
            least_trl=self._least_trl(),
        )
        return OwnFilter(
            organisations=organisations,
            day=day,
            patents=patents,
            gap=Gap(self.gap) if self.gap in Gap.__members__.values() else None,
            is_offered=OFFERED.get(self.offered),
        )

    @property
    def order(self) -> str:
        """The order of the table."""
        return self.sort if self.sort in ORDERS else FIRST_ORDER

    @property
    def wrong_price(self) -> str:
        """What is wrong with the price, empty for nothing."""
        if self.most_wan.strip() and self._most_cny() is None:
            return "请填写数字，单位万元，例如 50"
        return ""

    def bounds(self) -> dict[str, str]:
        """Return what bounds the table, as the fields of a form."""
        given = self.model_dump(exclude={"page"})
        return {name: value for name, value in given.items() if value and value != FIRST_ORDER}

    def at(self, page: int = 1) -> str:
        """Return the address of a page of the table."""
        asked = {**self.bounds(), **({"page": str(page)} if page > 1 else {})}
        return f"/institution/patents?{urlencode(asked)}" if asked else "/institution/patents"

    def _most_cny(self) -> int | None:
        try:
            amount = Decimal(self.most_wan.strip())
        except InvalidOperation:
            return None
        return int(amount * WAN) if amount.is_finite() and 0 <= amount <= MOST_WAN else None

    def _least_trl(self) -> int | None:
        text = self.least_trl.strip()
        return int(text) if text in _LEVELS else None
