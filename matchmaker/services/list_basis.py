"""What a list is made from beside the stock: hand work, earlier events, the version before."""

from collections import Counter
from dataclasses import dataclass

from sqlmodel import Session

from matchmaker.events.hand_work import Hand, PairKey
from matchmaker.matching.gates import Gate
from matchmaker.services.list_bounds import Bounds, in_stock, make_bounds, pair_gates
from matchmaker.services.list_candidates import Search
from matchmaker.services.list_hands import load_hands
from matchmaker.services.list_options import ListOptions
from matchmaker.services.list_refusals import load_refusals
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

    hands: what people did; refused: pair → why it is not offered again; wanted: pairs to be listed
    whatever their score; gates: what is against pairs that people want; settled: why those of them
    that a side has turned down, or signed for, would not be offered.
    """

    bounds: Bounds
    hands: dict[PairKey, Hand]
    refused: dict[PairKey, str]
    wanted: frozenset[PairKey]
    gates: dict[PairKey, Gate]
    settled: dict[PairKey, str]


def load_basis(
    session: Session,
    stocked: StockedIndex,
    event: Event,
    options: ListOptions,
    latest: CandidateList | None,
) -> Basis:
    """Return what the next version of an event's list is made from; latest: the one before."""
    hands = load_hands(session, event)
    bounds = make_bounds(session, event, options)
    wanted = {key for key, hand in hands.items() if hand.wanted and in_stock(stocked, key)}
    gates = pair_gates(stocked, wanted, bounds)
    wanted -= {key for key, gate in gates.items() if gate in UNPINNABLE}
    refusals = load_refusals(session, event)
    settled = {key: refusals.settled[key] for key in sorted(wanted) if key in refusals.settled}
    if options.hold and latest is not None:
        listed = {
            key for key in list_queries.listed_pairs(session, latest) if in_stock(stocked, key)
        }
        listed -= refusals.settled.keys()
        wanted |= listed - pair_gates(stocked, listed, bounds).keys()
    return Basis(bounds, hands, refusals.every, frozenset(wanted), gates, settled)


def make_search(event: Event, options: ListOptions, basis: Basis) -> Search:
    """Return what is looked for to make the list of an event."""
    removed = {key for key, hand in basis.hands.items() if hand.removed is not None}
    refused = frozenset({*removed, *basis.refused})
    # What was offered before or taken off must not crowd out what else there is.
    of_demand = Counter(demand_id for demand_id, _ in refused)
    return Search(
        basis.bounds,
        options.algorithm,
        event.per_demand * DEPTH_FACTOR + max(of_demand.values(), default=0),
        tuple(event.industries),
        basis.wanted,
        refused,
    )
