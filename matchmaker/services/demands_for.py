"""Demands for a patent: the ranking of patents for demands, read from the patent's side."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from sqlmodel import Session

from matchmaker.matching.explain import reason_text
from matchmaker.matching.gates import Gate
from matchmaker.matching.reverse import find_near_demands
from matchmaker.matching.types import ExplanationRow
from matchmaker.services.declines import load_declines
from matchmaker.services.desk import Desk
from matchmaker.services.edits import get_patent
from matchmaker.services.ranking import (
    RankOptions,
    get_row,
    make_rank_occasion,
)
from matchmaker.services.seen_guests import seen_guests, told_rows
from matchmaker.services.stock import StockDemand
from models.queries import demands as demand_queries
from models.queries import organisations as organisation_queries


@dataclass(frozen=True)
class RankedDemand:
    """A demand with its firm, its score with the patent, and why.

    reason, rows: what may be told to whoever asks, else to the owner of the patent; declined: who
    turned the pair down and why, in Chinese, empty for nobody.
    """

    rank: int
    demand_id: int
    demand_number: str
    title: str
    enterprise: str
    score: float
    reason: str
    rows: tuple[ExplanationRow, ...] = field(repr=False)
    declined: str = ""


@dataclass(frozen=True)
class DemandsFor:
    """The answer; gate: what stops the patent, of which nothing else is told then.

    left_out: for how many of the demands that may be shown it was turned down.
    """

    application_number: str
    title: str
    gate: Gate | None = None
    demands: tuple[RankedDemand, ...] = ()
    left_out: int = 0


def demands_for(
    session: Session,
    desk: Desk,
    demands: Sequence[StockDemand],
    number: str,
    options: RankOptions,
) -> DemandsFor:
    """Return the demands that the patent of a number answers best, ties by id.

    Demands that a gate stops, or that the viewer of the options does not see in full, are left
    out, and do not count for the others either; one that a firm sent twice is shown once. Demands
    for which the patent was turned down are left out unless they are wanted, and count for the
    others all the same. Raises InvalidValue or NotFound for a number that no patent has, and
    NotFound for a patent that came after the index.
    """
    patent = get_patent(session, number)
    named = (patent.display_number, patent.title)
    occasion = make_rank_occasion(options)
    gate = desk.gate(patent.id or 0, occasion)
    if gate is not None:
        return DemandsFor(*named, gate)
    row = get_row(desk.index, patent)
    guests = seen_guests(session, demands, occasion, options.viewer)
    algorithm = options.algorithm
    near = find_near_demands(
        desk.index,
        [guest.doc for guest in guests],
        desk.mask(occasion, None),
        np.array([row], dtype=np.int64),
        algorithm,
        desk.facts(options.as_of) if algorithm.reads_terms else None,
    )
    patent_id, declines = patent.id or 0, load_declines(session)
    if not options.with_declined:
        near = replace(near, refused=declines.patents_by_demand())
    best = near.best({guest.doc.id: guest.group_id for guest in guests}, options.top)
    stored = demand_queries.by_ids(session, [ranking.query.doc.id for ranking in best])
    firms = organisation_queries.names_by_id(
        session, {demand.organisation_id for demand in stored.values()}
    )
    answers = []
    for place, ranking in enumerate(best, start=1):
        demand, (scored,) = stored[ranking.query.doc.id], ranking.ordered
        rows = told_rows(demand, ranking.explain(scored, desk.text(row)), options.viewer)
        answers.append(
            RankedDemand(
                place,
                ranking.query.doc.id,
                demand.display_number,
                demand.title,
                firms[demand.organisation_id],
                scored.score,
                reason_text(rows),
                rows,
                declines.label((ranking.query.doc.id, patent_id)),
            )
        )
    left_out = sum((guest.doc.id, patent_id) in declines.told for guest in guests)
    return DemandsFor(
        *named, demands=tuple(answers), left_out=0 if options.with_declined else left_out
    )
