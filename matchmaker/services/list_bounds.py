"""Who may stand on an event's list at all: the gates, and who has said that it does not come."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session

from matchmaker.events.hand_work import PairKey
from matchmaker.matching.gates import Gate, Occasion, demand_gate
from matchmaker.services.list_options import ListOptions, make_occasion
from matchmaker.services.stocked_index import StockedIndex
from models.event import Event
from models.meeting_enums import Side
from models.queries import participants as participant_queries


@dataclass(frozen=True)
class Bounds:
    """The bounds of an event, and the ids of those who do not come to it."""

    occasion: Occasion
    absent_enterprises: frozenset[int] = frozenset()
    absent_institutions: frozenset[int] = frozenset()


def make_bounds(session: Session, event: Event, options: ListOptions) -> Bounds:
    """Return who may stand on the list of an event."""
    absent = [
        participant
        for participant in participant_queries.list_participants(session, event)
        if not participant.status.is_coming
    ]
    return Bounds(
        make_occasion(event, options),
        frozenset(p.organisation_id for p in absent if p.side is Side.ENTERPRISE),
        frozenset(p.organisation_id for p in absent if p.side is Side.INSTITUTION),
    )


def pair_gate(stocked: StockedIndex, key: PairKey, bounds: Bounds) -> Gate | None:
    """Return the first gate that stops the demand or the patent of a pair, None where none does.

    Raises KeyError where either is not in the stock.
    """
    demand, patent = stocked.stock.demands_by_id[key[0]], stocked.stock.patents_by_id[key[1]]
    gate = demand_gate(demand.facts, bounds.occasion) or stocked.offers.gate(
        key[1], bounds.occasion
    )
    if gate is None and (
        demand.enterprise_id in bounds.absent_enterprises
        or patent.owner_id in bounds.absent_institutions
    ):
        return Gate.NOT_COMING
    return gate


def pair_gates(
    stocked: StockedIndex, keys: Iterable[PairKey], bounds: Bounds
) -> dict[PairKey, Gate]:
    """Return what stops each of the pairs that something stops."""
    found = {key: pair_gate(stocked, key, bounds) for key in keys}
    return {key: gate for key, gate in found.items() if gate is not None}


def in_stock(stocked: StockedIndex, key: PairKey) -> bool:
    """Whether demand and patent of a pair are in the database."""
    stock = stocked.stock
    return key[0] in stock.demands_by_id and key[1] in stock.patents_by_id
