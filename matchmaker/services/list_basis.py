"""What a list is made from beside the stock: hand work, earlier events, the version before."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session

from matchmaker.events.hand_work import Hand, PairKey
from matchmaker.matching.gates import Gate, Occasion, demand_gate
from matchmaker.services.list_candidates import Search
from matchmaker.services.list_hands import load_hands
from matchmaker.services.list_options import ListOptions, make_occasion
from matchmaker.services.stocked_index import StockedIndex
from models.candidate_list import CandidateList
from models.event import Event
from models.queries import candidate_lists as list_queries

# Candidates kept of every demand before the rules choose: enough that a patent at its cap, or an
# institution at its share, leaves others to take its place.
DEPTH_FACTOR = 6
# What even a person's wish does not put on a list: a secret, or a patent whose owner says no.
UNPINNABLE = frozenset({Gate.CONFIDENTIAL, Gate.NO_CONSENT})


@dataclass(frozen=True)
class Basis:
    """What a list is made from beside index and stock.

    hands: what people did; before: pair → the earlier event that offered it; wanted: pairs to be
    listed whatever their score; gates: what is against pairs that people want.
    """

    hands: dict[PairKey, Hand]
    before: dict[PairKey, str]
    wanted: frozenset[PairKey]
    gates: dict[PairKey, Gate]


def load_basis(
    session: Session,
    stocked: StockedIndex,
    event: Event,
    options: ListOptions,
    latest: CandidateList | None,
) -> Basis:
    """Return what the next version of an event's list is made from; latest: the one before."""
    hands = load_hands(session, event)
    occasion = make_occasion(event, options)
    wanted = {key for key, hand in hands.items() if hand.wanted and in_stock(stocked, key)}
    gates = pair_gates(stocked, wanted, occasion)
    wanted -= {key for key, gate in gates.items() if gate in UNPINNABLE}
    if options.hold and latest is not None:
        listed = {
            key for key in list_queries.listed_pairs(session, latest) if in_stock(stocked, key)
        }
        wanted |= listed - pair_gates(stocked, listed, occasion).keys()
    before = {} if event.repeats else list_queries.offered_before(session, event)
    return Basis(hands, before, frozenset(wanted), gates)


def in_stock(stocked: StockedIndex, key: PairKey) -> bool:
    """Whether demand and patent of a pair are in the database."""
    stock = stocked.stock
    return key[0] in stock.demands_by_id and key[1] in stock.patents_by_id


def pair_gates(
    stocked: StockedIndex, keys: Iterable[PairKey], occasion: Occasion
) -> dict[PairKey, Gate]:
    """Return what stops each of the pairs that something stops."""
    found = {key: pair_gate(stocked, key, occasion) for key in keys}
    return {key: gate for key, gate in found.items() if gate is not None}


def make_search(event: Event, options: ListOptions, basis: Basis) -> Search:
    """Return what is looked for to make the list of an event."""
    removed = {key for key, hand in basis.hands.items() if hand.removed is not None}
    refused = frozenset({*removed, *basis.before})
    # What was offered before or taken off must not crowd out what else there is.
    of_demand = Counter(demand_id for demand_id, _ in refused)
    return Search(
        make_occasion(event, options),
        options.algorithm,
        event.per_demand * DEPTH_FACTOR + max(of_demand.values(), default=0),
        tuple(event.industries),
        basis.wanted,
        refused,
    )


def pair_gate(stocked: StockedIndex, key: PairKey, occasion: Occasion) -> Gate | None:
    """Return the first gate that stops the demand or the patent of a pair, None where none does.

    Raises KeyError where either is not in the stock.
    """
    gate = demand_gate(stocked.stock.demands_by_id[key[0]].facts, occasion)
    return gate or stocked.offers.gate(key[1], occasion)
