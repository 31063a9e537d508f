"""Demands for a patent: the ranking of patents for demands, read from the patent's side."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from sqlmodel import Session

from matchmaker.matching.gates import Gate
from matchmaker.matching.reverse import find_near_demands
from matchmaker.matching.types import ExplanationRow
from matchmaker.services.desk import Desk
from matchmaker.services.edits import get_patent
from matchmaker.services.ranking import (
    RankOptions,
    get_row,
    invited,
    make_rank_occasion,
)
from matchmaker.services.release import released_reason
from matchmaker.services.stock import StockDemand
from models.queries import demands as demand_queries
from models.queries import organisations as organisation_queries


@dataclass(frozen=True)
class RankedDemand:
    """A demand with its firm, its score with the patent, and why.

    reason: what may be told to the owner of the patent; rows: all that the score is made of.
    """

    rank: int
    demand_id: int
    demand_number: str
    title: str
    enterprise: str
    score: float
    reason: str
    rows: tuple[ExplanationRow, ...] = field(repr=False)


@dataclass(frozen=True)
class DemandsFor:
    """The answer; gate: what stops the patent, of which nothing else is told then."""

    application_number: str
    title: str
    gate: Gate | None = None
    demands: tuple[RankedDemand, ...] = ()


def demands_for(
    session: Session,
    desk: Desk,
    demands: Sequence[StockDemand],
    number: str,
    options: RankOptions,
) -> DemandsFor:
    """Return the demands that the patent of a number answers best, ties by id.

    Demands that a gate stops are left out, and do not count for the others either; one that a
    firm sent twice is shown once. Raises InvalidValue or NotFound for a number that no patent
    has, and NotFound for a patent that came after the index.
    """
    patent = get_patent(session, number)
    named = (patent.display_number, patent.title)
    occasion = make_rank_occasion(options)
    gate = desk.gate(patent.id or 0, occasion)
    if gate is not None:
        return DemandsFor(*named, gate)
    row = get_row(desk.index, patent)
    guests, _ = invited(demands, occasion)
    algorithm = options.algorithm
    near = find_near_demands(
        desk.index,
        [guest.doc for guest in guests],
        desk.mask(occasion, None),
        np.array([row], dtype=np.int64),
        algorithm,
        desk.facts(options.as_of) if algorithm.reads_terms else None,
    )
    best = near.best({guest.doc.id: guest.group_id for guest in guests}, options.top)
    stored = demand_queries.by_ids(session, [ranking.query.doc.id for ranking in best])
    firms = organisation_queries.names_by_id(
        session, {demand.organisation_id for demand in stored.values()}
    )
    answers = []
    for place, ranking in enumerate(best, start=1):
        demand, (scored,) = stored[ranking.query.doc.id], ranking.ordered
        rows = ranking.explain(scored, desk.text(row))
        answers.append(
            RankedDemand(
                place,
                ranking.query.doc.id,
                demand.display_number,
                demand.title,
                firms[demand.organisation_id],
                scored.score,
                released_reason(demand, rows),
                tuple(rows),
            )
        )
    return DemandsFor(*named, demands=tuple(answers))
