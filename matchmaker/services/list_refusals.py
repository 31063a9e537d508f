"""Pairs that are not offered again: at an earlier event, or because somebody turned them down."""

from dataclasses import dataclass

from sqlmodel import Session

from matchmaker.events.hand_work import PairKey
from matchmaker.services.declines import Declines, load_declines
from models.event import Event
from models.meeting_enums import OutcomeResult
from models.queries import candidate_lists as list_queries
from models.queries import outcomes as outcome_queries
from models.queries.candidate_lists import Offer


@dataclass(frozen=True)
class Refusals:
    """Pair → why it is not offered, in Chinese.

    offered: at another event; settled: turned down or signed for, which takes it off a list, too.
    """

    offered: dict[PairKey, str]
    settled: dict[PairKey, str]

    @property
    def every(self) -> dict[PairKey, str]:
        """Both together."""
        return self.offered | self.settled


def load_refusals(session: Session, event: Event) -> Refusals:
    """Return what is not offered at an event.

    What was merely offered before may be offered again where the event allows repeats; what a firm
    or an owner has turned down, or a firm has signed for, may not. What a firm turned down and the
    owner has improved since is offered once more, whatever was offered before.
    """
    declines = load_declines(session)
    offered: dict[PairKey, str] = {}
    for offer in list_queries.offers_elsewhere(session, event):
        why = _why_not_again(event, offer, declines)
        if why is not None:
            offered[offer.key] = why
    settled = {key: decline.label for key, decline in declines.told.items()}
    for outcome in outcome_queries.pair_outcomes(session):
        if outcome.result is OutcomeResult.CONTRACT:
            settled[outcome.demand_id, outcome.patent_id] = "双方已签约"
    return Refusals(offered, settled)


def _why_not_again(event: Event, offer: Offer, declines: Declines) -> str | None:
    since = declines.asked_again.get(offer.key)
    if since is not None:
        again = offer.locked_at > since
        return f"改进后已在“{offer.event_name}”再次推介" if again else None
    before = offer.earlier and not event.repeats
    return f"已在“{offer.event_name}”推介" if before else None
