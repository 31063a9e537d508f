"""Firms and demands for the patents of an institution, as the newest run over the stock left them.

To match ten thousand demands takes minutes and is done by night; a page has no more than a moment.
Directed demands, which no run reads, are few, and answered by themselves.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace

from sqlmodel import Session

from matchmaker.access.secrecy import Sight
from matchmaker.access.viewer import Viewer
from matchmaker.matching.algorithms import get_algorithm
from matchmaker.matching.explain import reason_text
from matchmaker.services.declines import load_declines
from matchmaker.services.demands_for import DemandsFor, RankedDemand, demands_for
from matchmaker.services.desk import Desk
from matchmaker.services.edits import get_patent
from matchmaker.services.firms_for import FirmsFor, RankedFirm, firms_for
from matchmaker.services.match_runs import stored_rows
from matchmaker.services.ranking import RankOptions, get_stock_demand, make_rank_occasion
from matchmaker.services.seen_guests import told_rows
from matchmaker.services.stock import StockDemand
from matchmaker.services.visible_demands import load_sights, page_visible
from models.matching import MatchRun
from models.queries import demands as demand_queries
from models.queries import organisations as organisation_queries
from models.queries import patents as patent_queries
from models.queries.run_pairs import RunPair, pairs_of_owners, pairs_of_patent
from models.queries.visible import DemandFilter
from models.values.secrecy import Confidentiality

# Directed demands that are answered at the moment; nobody names an institution more often.
MOST_DIRECTED = 50


def stored_firms_for(
    session: Session,
    desk: Desk,
    run: MatchRun,
    viewer: Viewer,
    owner_ids: Collection[int],
    options: RankOptions,
) -> FirmsFor:
    """Return the same as firms_for, of the pairs that a run has stored.

    What has lapsed, closed, been hidden or turned down since the run is left out; what is new since
    is not there yet.
    """
    owned = patent_queries.owned_by(session, owner_ids)
    gates = desk.gates_of(owned, make_rank_occasion(options))
    free = {patent_id for patent_id, gate in gates.items() if gate is None}
    pairs = pairs_of_owners(session, run, owner_ids, options.as_of)
    offered = [pair for pair in pairs if pair.patent_id in free]
    kept, left_out = _told_pairs(session, viewer, offered)
    least = get_algorithm(run.algorithm).min_score
    worthy = Counter(pair.demand_id for pair in kept if pair.score >= least)
    best: dict[int, RunPair] = {}
    for pair in kept:
        best.setdefault(pair.firm_id, pair)
    firms = _firms(session, run, viewer, list(best.values())[: options.top], worthy)
    directed = _directed(session, viewer)
    if directed:
        also = firms_for(session, desk, directed, owner_ids, replace(options, viewer=viewer))
        firms = _merged([*firms, *also.firms], options.top)
    stopped = Counter(gate for gate in gates.values() if gate is not None)
    return FirmsFor(len(owned), len(free), stopped, tuple(firms), left_out)


def stored_demands_for(
    session: Session, desk: Desk, run: MatchRun, viewer: Viewer, number: str, options: RankOptions
) -> DemandsFor:
    """Return the same as demands_for, of the demands that have a patent among their best.

    Raises InvalidValue or NotFound for a number that no patent has.
    """
    patent = get_patent(session, number)
    patent_id, named = patent.id or 0, (patent.display_number, patent.title)
    gate = desk.gate(patent_id, make_rank_occasion(options))
    if gate is not None:
        return DemandsFor(*named, gate)
    pairs = pairs_of_patent(session, run, patent_id, options.as_of)
    kept, left_out = _told_pairs(session, viewer, pairs)
    best: dict[int, RunPair] = {}
    for pair in kept:
        best.setdefault(pair.group_id, pair)
    demands = _demands(session, run, viewer, list(best.values())[: options.top])
    directed = _directed(session, viewer)
    if directed and desk.index.find_row(patent_id) is not None:
        also = demands_for(session, desk, directed, number, replace(options, viewer=viewer))
        ordered = sorted([*demands, *also.demands], key=lambda one: (-one.score, one.demand_id))
        demands = [replace(one, rank=rank) for rank, one in enumerate(ordered[: options.top], 1)]
    return DemandsFor(*named, demands=tuple(demands), left_out=left_out)


def _told_pairs(
    session: Session, viewer: Viewer, pairs: Sequence[RunPair]
) -> tuple[list[RunPair], int]:
    """Return the pairs that may be told, and how many were turned down."""
    sights = load_sights(session, viewer, sorted({pair.demand_id for pair in pairs}))
    seen = [pair for pair in pairs if sights.get(pair.demand_id) is Sight.FULL]
    declined = load_declines(session).told
    kept = [pair for pair in seen if (pair.demand_id, pair.patent_id) not in declined]
    return kept, len(seen) - len(kept)


def _firms(
    session: Session,
    run: MatchRun,
    viewer: Viewer,
    pairs: Sequence[RunPair],
    worthy: Counter[int],
) -> list[RankedFirm]:
    demands = demand_queries.by_ids(session, [pair.demand_id for pair in pairs])
    patents = patent_queries.by_ids(session, [pair.patent_id for pair in pairs])
    names = organisation_queries.names_by_id(session, {pair.firm_id for pair in pairs})
    firms = []
    for place, pair in enumerate(pairs, start=1):
        demand, patent = demands[pair.demand_id], patents[pair.patent_id]
        rows = told_rows(demand, stored_rows(session, run, pair.demand_id, pair.rank), viewer)
        firms.append(
            RankedFirm(
                rank=place,
                enterprise=names[pair.firm_id],
                demand_id=pair.demand_id,
                demand_number=demand.display_number,
                demand_title=demand.title,
                application_number=patent.display_number,
                patent_title=patent.title,
                score=pair.score,
                worthy=worthy[pair.demand_id],
                reason=reason_text(rows),
                rows=rows,
            )
        )
    return firms


def _merged(firms: Sequence[RankedFirm], top: int) -> list[RankedFirm]:
    """Return every firm by its better demand, ranked anew."""
    best: dict[str, RankedFirm] = {}
    for firm in sorted(firms, key=lambda one: (-one.score, one.demand_id)):
        best.setdefault(firm.enterprise, firm)
    return [replace(firm, rank=rank) for rank, firm in enumerate([*best.values()][:top], start=1)]


def _demands(
    session: Session, run: MatchRun, viewer: Viewer, pairs: Sequence[RunPair]
) -> list[RankedDemand]:
    demands = demand_queries.by_ids(session, [pair.demand_id for pair in pairs])
    names = organisation_queries.names_by_id(session, {pair.firm_id for pair in pairs})
    told = []
    for place, pair in enumerate(pairs, start=1):
        demand = demands[pair.demand_id]
        rows = told_rows(demand, stored_rows(session, run, pair.demand_id, pair.rank), viewer)
        told.append(
            RankedDemand(
                rank=place,
                demand_id=pair.demand_id,
                demand_number=demand.display_number,
                title=demand.title,
                enterprise=names[pair.firm_id],
                score=pair.score,
                reason=reason_text(rows),
                rows=rows,
            )
        )
    return told


def _directed(session: Session, viewer: Viewer) -> list[StockDemand]:
    """Return the directed demands that are meant for the viewer."""
    wanted = DemandFilter(level=Confidentiality.NAMED)
    found = page_visible(session, viewer, wanted, 0, MOST_DIRECTED)
    return [get_stock_demand(session, one.id) for one in found[:MOST_DIRECTED]]
