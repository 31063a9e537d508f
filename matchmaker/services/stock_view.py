"""The stock of an institution as a table for its own people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from matchmaker.services.wording import tell_value, tell_values
from models.licence_enums import OpenLicenceState
from models.listing_enums import ListingState
from models.patent import Patent
from models.queries import open_licences as licence_queries
from models.queries import own_stock
from models.queries.own_stock import Gap
from models.values.legal_status import LegalState

NO_CONSENT, ENDED, DEAD, OFFERED = "未同意推介", "挂牌已到期", "已失效", "挂牌中"


@dataclass(frozen=True)
class StockRow:
    """A patent in the table; modes, price, maturity: in words, empty where nothing is said.

    standing: whether it is on offer, and if not, why; open_state: of a proposal that waits;
    licence_state: of the declaration of an open licence that stands.
    """

    number: str
    title: str
    department: str
    legal_state: LegalState
    modes: str
    price: str
    maturity: str
    listed_until: date | None
    standing: str
    gaps: tuple[Gap, ...]
    open_state: ListingState | None
    licence_state: OpenLicenceState | None

    @property
    def is_offered(self) -> bool:
        """Whether firms are shown it."""
        return self.standing == OFFERED


def view_stock(session: Session, patents: Sequence[Patent], day: date) -> list[StockRow]:
    """Return the rows of patents, in their order."""
    ids = [patent.id or 0 for patent in patents]
    waiting = own_stock.open_states(session, ids)
    licences = licence_queries.standing_states(session, ids)
    return [
        StockRow(
            number=patent.display_number,
            title=patent.title,
            department=patent.department,
            legal_state=patent.legal_state,
            modes=tell_value("transfer_modes", patent.transfer_modes),
            price=_price(patent),
            maturity=_maturity(patent),
            listed_until=patent.listed_until,
            standing=standing(patent, day),
            gaps=tuple(own_stock.gaps_of(patent)),
            open_state=waiting.get(patent.id or 0),
            licence_state=licences.get(patent.id or 0),
        )
        for patent in patents
    ]


def standing(patent: Patent, day: date) -> str:
    """Return in Chinese whether a patent is on offer, and if not, why."""
    if patent.legal_state is LegalState.DEAD:
        return DEAD
    if not patent.owner_consents:
        return NO_CONSENT
    if patent.listed_until is not None and patent.listed_until < day:
        return ENDED
    return OFFERED


def _maturity(patent: Patent) -> str:
    level = patent.maturity_trl
    return patent.maturity_text or (f"TRL {level}" if level else "")


def _price(patent: Patent) -> str:
    columns = ("price_low_cny", "price_high_cny", "price_negotiable")
    return dict(tell_values({name: getattr(patent, name) for name in columns})).get(columns[0], "")
