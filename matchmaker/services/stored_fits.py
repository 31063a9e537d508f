"""Firms and demands for the patents of an institution, as the newest run over the stock left them.

To match ten thousand demands takes minutes and is done by night; a page has no more than a moment.
Directed demands, which no run reads, are few, and answered by themselves.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np
from sqlmodel import Session

from matchmaker.access.viewer import Viewer
from matchmaker.matching.algorithms import get_algorithm
from matchmaker.matching.explain import reason_text
from matchmaker.matching.types import IntArray
from matchmaker.services.declines import load_declines
from matchmaker.services.demands_for import DemandsFor, RankedDemand, demands_for
from matchmaker.services.desk import Desk
from matchmaker.services.edits import get_patent
from matchmaker.services.firms_for import FirmsFor, RankedFirm, firms_for
from matchmaker.services.kin import load_kin
from matchmaker.services.match_runs import stored_rows
from matchmaker.services.ranking import RankOptions, get_stock_demand, make_rank_occasion
from matchmaker.services.run_store import StoredPairs, StoredRun
from matchmaker.services.seen_guests import told_rows
from matchmaker.services.stock import StockDemand
from matchmaker.services.visible_demands import page_visible, seer_of
from models.matching import MatchRun
from models.queries import demands as demand_queries
from models.queries import organisations as organisation_queries
from models.queries import patents as patent_queries
from models.queries.run_pairs import RunPair
from models.queries.visible import DemandFilter, DemandHead, open_heads
from models.values.secrecy import Confidentiality

# Directed demands that are answered at the moment; nobody names an institution more often.
MOST_DIRECTED = 50


def stored_firms_for(
    session: Session,
    desk: Desk,
    stored: StoredRun,
    viewer: Viewer,
    owner_ids: Collection[int],
    options: RankOptions,
) -> FirmsFor:
    """Return the same as firms_for, of the pairs that a run has stored.

    What has lapsed, closed, been hidden or turned down since the run is left out; what is new since
    is not there yet.
    """
    owned = stored.owners.patents_of(owner_ids)
    free, stopped = desk.sort_out(owned, make_rank_occasion(options))
    heads = open_heads(session, seer_of(viewer, load_kin(session)), options.as_of)
    pairs = stored.pairs
    kept, left_out = _told(session, pairs, pairs.places_of(free), heads)
    worthy = pairs.demands[
        kept[pairs.scores[kept] >= get_algorithm(stored.run.algorithm).min_score]
    ]
    best = _best_of_firms(pairs, kept, heads, options.top)
    firms = _firms(session, stored.run, viewer, best, Counter(worthy.tolist()))
    directed = _directed(session, viewer)
    if directed:
        also = firms_for(session, desk, directed, owner_ids, replace(options, viewer=viewer))
        firms = _merged([*firms, *also.firms], options.top)
    return FirmsFor(len(owned), len(free), stopped, tuple(firms), left_out)


def stored_demands_for(
    session: Session,
    desk: Desk,
    stored: StoredRun,
    viewer: Viewer,
    number: str,
    options: RankOptions,
) -> DemandsFor:
    """Return the same as demands_for, of the demands that have a patent among their best.

    Raises InvalidValue or NotFound for a number that no patent has.
    """
    patent = get_patent(session, number)
    patent_id, named = patent.id or 0, (patent.display_number, patent.title)
    gate = desk.gate(patent_id, make_rank_occasion(options))
    if gate is not None:
        return DemandsFor(*named, gate)
    heads = open_heads(session, seer_of(viewer, load_kin(session)), options.as_of)
    kept, left_out = _told(session, stored.pairs, stored.pairs.places_of([patent_id]), heads)
    best: dict[int, RunPair] = {}
    for pair in map(stored.pairs.pair, kept.tolist()):
        best.setdefault(heads[pair.demand_id].group_id, pair)
    demands = _demands(session, stored.run, viewer, list(best.values())[: options.top])
    directed = _directed(session, viewer)
    if directed and desk.index.find_row(patent_id) is not None:
        also = demands_for(session, desk, directed, number, replace(options, viewer=viewer))
        ordered = sorted([*demands, *also.demands], key=lambda one: (-one.score, one.demand_id))
        demands = [replace(one, rank=rank) for rank, one in enumerate(ordered[: options.top], 1)]
    return DemandsFor(*named, demands=tuple(demands), left_out=left_out)


def _told(
    session: Session, pairs: StoredPairs, places: IntArray, heads: dict[int, DemandHead]
) -> tuple[IntArray, int]:
    """Return where the pairs stand that may be told, and how many more were turned down."""
    known = np.fromiter(heads, dtype=np.int64, count=len(heads))
    seen = places[np.isin(pairs.demands[places], known)]
    declined = load_declines(session).told
    refused = {demand_id for demand_id, _ in declined}
    # Few demands have had a pair turned down; only theirs are looked at one by one.
    doubtful = np.isin(pairs.demands[seen], sorted(refused))
    kept = [
        place
        for place in seen[doubtful].tolist()
        if (int(pairs.demands[place]), int(pairs.patents[place])) not in declined
    ]
    told = np.union1d(seen[~doubtful], np.array(kept, dtype=np.int64))
    return told, len(seen) - len(told)


def _best_of_firms(
    pairs: StoredPairs, kept: IntArray, heads: dict[int, DemandHead], top: int
) -> list[RunPair]:
    best: dict[int, RunPair] = {}
    for place, demand_id in zip(kept.tolist(), pairs.demands[kept].tolist(), strict=True):
        firm_id = heads[demand_id].firm_id
        if firm_id not in best:
            best[firm_id] = pairs.pair(place)
            if len(best) == top:
                break
    return list(best.values())


def _firms(
    session: Session,
    run: MatchRun,
    viewer: Viewer,
    pairs: Sequence[RunPair],
    worthy: Counter[int],
) -> list[RankedFirm]:
    demands = demand_queries.by_ids(session, [pair.demand_id for pair in pairs])
    patents = patent_queries.by_ids(session, [pair.patent_id for pair in pairs])
    names = organisation_queries.names_by_id(
        session, {demand.organisation_id for demand in demands.values()}
    )
    firms = []
    for place, pair in enumerate(pairs, start=1):
        demand, patent = demands[pair.demand_id], patents[pair.patent_id]
        rows = told_rows(demand, stored_rows(session, run, pair.demand_id, pair.rank), viewer)
        firms.append(
            RankedFirm(
                rank=place,
                enterprise=names[demand.organisation_id],
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
    names = organisation_queries.names_by_id(
        session, {demand.organisation_id for demand in demands.values()}
    )
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
                enterprise=names[demand.organisation_id],
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
