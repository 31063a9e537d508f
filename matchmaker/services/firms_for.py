"""Firms for the stock of an organisation: whose demands its patents answer best."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy as np
from sqlmodel import Session

from matchmaker.matching.gates import Gate
from matchmaker.matching.index import MatchIndex
from matchmaker.matching.rank import Ranking
from matchmaker.matching.reverse import find_near_demands
from matchmaker.matching.types import ExplanationRow, PatentDoc
from matchmaker.services.ranking import RankOptions, invited, make_rank_occasion
from matchmaker.services.release import released_reason
from matchmaker.services.stock import StockDemand, StockPatent, make_offers
from models.queries import demands as demand_queries
from models.queries import organisations as organisation_queries
from models.queries import patents as patent_queries


@dataclass(frozen=True)
class RankedFirm:
    """A firm by its best demand, with the best patent for that demand, their score, and why.

    worthy: how many of the organisation's patents reach the least score of a list with that
    demand; reason: what may be told to the owner; rows: all that the score is made of.
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


@dataclass(frozen=True)
class FirmsFor:
    """The answer; owned: how many patents there are, offered: how many of them were ranked.

    stopped: gate → how many patents it holds back.
    """

    owned: int
    offered: int
    stopped: Counter[Gate]
    firms: tuple[RankedFirm, ...]


def firms_for(
    session: Session,
    index: MatchIndex,
    patents: Sequence[StockPatent],
    demands: Sequence[StockDemand],
    owner_ids: Collection[int],
    options: RankOptions,
) -> FirmsFor:
    """Return the firms whose demands the patents of the owners answer best, ties by the firm's id.

    A patent is an organisation's whoever else owns it. Demands that a gate stops are left out,
    and do not count for the others either.
    """
    owned = patent_queries.owned_by(session, owner_ids)
    occasion = make_rank_occasion(options)
    offers = make_offers(patents)
    mask, _ = offers.mask(index, occasion)
    own = [item for item in patents if item.doc.id in owned]
    own_mask, stopped = make_offers(own).mask(index, occasion)
    rows = np.flatnonzero(own_mask)
    guests, _ = invited(demands, occasion)
    algorithm = options.algorithm
    near = find_near_demands(
        index,
        [guest.doc for guest in guests],
        mask,
        rows,
        algorithm,
        offers.facts(index, options.as_of) if algorithm.reads_terms else None,
    )
    best = near.best(demand_queries.firm_ids(session), options.top)
    docs = {item.doc.id: item.doc for item in own}
    return FirmsFor(len(owned), len(rows), stopped, tuple(_firms(session, best, docs)))


def _firms(
    session: Session, best: Sequence[Ranking], docs: dict[int, PatentDoc]
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
        rows = ranking.explain(scored, docs[scored.patent_id])
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
                reason=released_reason(demand, rows),
                rows=tuple(rows),
            )
        )
    return firms
