"""The demand that a contract came of, as far as somebody may know of it."""

from collections.abc import Iterable
from dataclasses import replace

from sqlmodel import Session

from matchmaker.access.viewer import Viewer
from matchmaker.services.ledger.deal_words import DealWords
from matchmaker.services.visible_demands import get_visible, load_sights
from models.ledger import Deal
from models.queries import demands as demand_queries


def with_demand(
    session: Session, viewer: Viewer, words: DealWords, deal: Deal | None = None
) -> DealWords:
    """Return the words with their demand by its id; raise NotFound for one not to be known of.

    deal: the contract that is corrected; a demand that the viewer may not know of stays with it.
    """
    if words.demand.strip():
        return replace(words, demand=f"#{get_visible(session, viewer, words.demand.strip()).id}")
    kept = None if deal is None else deal.demand_id
    if kept is None or kept in load_sights(session, viewer, [kept]):
        return words
    return replace(words, demand=f"#{kept}")


def demand_numbers(session: Session, viewer: Viewer, deals: Iterable[Deal]) -> dict[int, str]:
    """Return demand id → its number, of those of contracts that the viewer may know of."""
    ids = sorted({deal.demand_id for deal in deals if deal.demand_id})
    if not ids:
        return {}
    seen = load_sights(session, viewer, ids)
    demands = demand_queries.by_ids(session, seen)
    return {known: demand.display_number for known, demand in demands.items()}
