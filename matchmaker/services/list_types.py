"""What a reader of a candidate list wants to see."""

from dataclasses import dataclass
from datetime import date, datetime

from matchmaker.events.hand_work import PairKey
from matchmaker.matching.types import ExplanationRow


@dataclass(frozen=True)
class EntryView:
    """One line of a list, in the words of the people who read it.

    note: what a person wrote beside it; hand: what a person did to it, in Chinese, empty for
    nothing.
    """

    demand_id: int
    patent_id: int
    place: int
    industry: str
    demand_number: str
    demand_title: str
    enterprise: str
    enterprise_city: str
    application_number: str
    patent_title: str
    owner: str
    legal_state: str
    expiry_date: date | None
    maturity: str
    transfer_modes: str
    price: str
    score: float
    reason: str
    note: str
    hand: str
    rows: tuple[ExplanationRow, ...]

    @property
    def key(self) -> PairKey:
        """The ids of demand and patent."""
        return (self.demand_id, self.patent_id)


@dataclass(frozen=True)
class EventFacts:
    """What a list says of its event."""

    name: str
    kind: str
    held_on: date
    place: str
    scope: str
    campaign: str


@dataclass(frozen=True)
class ListView:
    """A version of an event's list; gates: reason → how many it held back.

    locked_at: None for a draft, whose facts are those of the moment.
    """

    slug: str
    event_name: str
    kind: str
    held_on: date
    place: str
    scope: str
    campaign: str
    version: int
    status: str
    as_of: date
    created_at: datetime
    locked_at: datetime | None
    algorithm: str
    method: str
    index_version: str
    caps: str
    demand_count: int
    patent_count: int
    gates: dict[str, int]
    notices: tuple[str, ...]
    entries: tuple[EntryView, ...]
