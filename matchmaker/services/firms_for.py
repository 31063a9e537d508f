"""Firms for the stock of an organisation: whose demands its patents answer best."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from sqlmodel import Session

from matchmaker.access.viewer import Viewer
from matchmaker.matching.explain import reason_text
from matchmaker.matching.gates import Gate
from matchmaker.matching.rank import Ranking
from matchmaker.matching.reverse import find_near_demands
from matchmaker.matching.types import ExplanationRow, PatentDoc
from matchmaker.services.declines import Declines, load_declines
from matchmaker.services.desk import Desk
from matchmaker.services.ranking import RankOptions, make_rank_occasion
from matchmaker.services.seen_guests import seen_guests, told_rows
from matchmaker.services.stock import StockDemand
from models.queries import demands as demand_queries
from models.queries import organisations as organisation_queries
from models.queries import patents as patent_queries


@dataclass(frozen=True)
class RankedFirm:
    """A firm by its best demand, with the best patent for that demand, their score, and why.

    worthy: how many of the organisation's patents reach the least score of a list with that
    demand; reason, rows: what may be told to whoever asks, else to the owner; declined: who turned
    the pair down and why, in Chinese, empty for nobody.
    """

    rank: int
    enterprise: str
    demand_id: int
    demand_number: str
    demand_title: str
    application_number: str
    patent_title: str
    score: float
    worthy: int
    reason: str
    rows: tuple[ExplanationRow, ...] = field(repr=False)
    declined: str = ""


@dataclass(frozen=True)
class FirmsFor:
    """The answer; owned: how many patents there are, offered: how many of them were ranked.

    stopped: gate → how many patents it holds back; left_out: how many of the pairs that may be
    shown were turned down.
    """

    owned: int
    offered: int
    stopped: Counter[Gate]
    firms: tuple[RankedFirm, ...]
    left_out: int = 0


def firms_for(
    session: Session,
    desk: Desk,
    demands: Sequence[StockDemand],
    owner_ids: Collection[int],
    options: RankOptions,
) -> FirmsFor:
    """Return the firms whose demands the patents of the owners answer best, ties by the firm's id.

    A patent is an organisation's whoever else owns it. Demands that a gate stops, or that the
    viewer of the options does not see in full, are left out, and do not count for the others
    either. Pairs that were turned down are left out unless they are wanted: the next best patent
    or demand of the firm stands for them.
    """
    owned = patent_queries.owned_by(session, owner_ids)
    occasion = make_rank_occasion(options)
    index, mask = desk.index, desk.mask(occasion, None)
    free, stopped = desk.sort_out(np.array(sorted(owned), dtype=np.int64), occasion)
    rows = np.flatnonzero(np.isin(index.ids, free))
    guests = seen_guests(session, demands, occasion, options.viewer)
    algorithm = options.algorithm
    near = find_near_demands(
        index,
        [guest.doc for guest in guests],
        mask,
        rows,
        algorithm,
        desk.facts(options.as_of) if algorithm.reads_terms else None,
    )
    declines = load_declines(session)
    if not options.with_declined:
        near = replace(near, refused=declines.patents_by_demand())
    best = near.best(demand_queries.firm_ids(session), options.top)
    docs = {int(index.ids[row]): desk.text(row) for row in rows.tolist()}
    firms = tuple(_firms(session, best, docs, Telling(declines, options.viewer)))
    shown = {guest.doc.id for guest in guests}
    offered = set(index.ids[rows].tolist())
    left_out = sum(demand in shown and patent in offered for demand, patent in declines.told)
    return FirmsFor(len(owned), len(rows), stopped, firms, 0 if options.with_declined else left_out)


@dataclass(frozen=True)
class Telling:
    """What is told of pairs, and to whom: None for their owners."""

    declines: Declines
    viewer: Viewer | None


def _firms(
    session: Session, best: Sequence[Ranking], docs: dict[int, PatentDoc], telling: Telling
) -> list[RankedFirm]:
    stored = demand_queries.by_ids(session, [ranking.query.doc.id for ranking in best])
    names = organisation_queries.names_by_id(
        session, {demand.organisation_id for demand in stored.values()}
    )
    found = patent_queries.by_ids(session, [ranking.ordered[0].patent_id for ranking in best])
    firms = []
    for place, ranking in enumerate(best, start=1):
        demand, scored = stored[ranking.query.doc.id], ranking.ordered[0]
        patent = found[scored.patent_id]
        rows = told_rows(demand, ranking.explain(scored, docs[scored.patent_id]), telling.viewer)
        least = ranking.algorithm.min_score
        firms.append(
            RankedFirm(
                rank=place,
                enterprise=names[demand.organisation_id],
                demand_id=ranking.query.doc.id,
                demand_number=demand.display_number,
                demand_title=demand.title,
                application_number=patent.display_number,
                patent_title=patent.title,
                score=scored.score,
                worthy=sum(other.score >= least for other in ranking.ordered),
                reason=reason_text(rows),
                rows=rows,
                declined=telling.declines.label((ranking.query.doc.id, scored.patent_id)),
            )
        )
    return firms
