"""What a run over the whole stock has found for patents: pairs in plain values, the best first."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from models.demand import Demand
from models.matching import Match, MatchRun
from models.queries.bulk import KEYS_PER_QUERY


class RunPair(NamedTuple):
    """A stored pair; rank: of the patent for the demand; group_id: of demands that are one."""

    demand_id: int
    patent_id: int
    rank: int
    score: float
    firm_id: int
    group_id: int


def pairs_of_patents(
    session: Session, run: MatchRun, patent_ids: Collection[int], day: date
) -> list[RunPair]:
    """Return the pairs of some patents with demands whose time has not passed on a day.

    The highest score first, ties by the demand's and the patent's id.
    """
    ids, found = sorted(patent_ids), []
    for start in range(0, len(ids), KEYS_PER_QUERY):
        statement = (
            select(  # type: ignore[call-overload]
                Match.demand_id,
                Match.patent_id,
                Match.rank,
                Match.score,
                Demand.organisation_id,
                func.coalesce(Demand.duplicate_of_id, Demand.id),
            )
            .join(Demand, col(Demand.id) == col(Match.demand_id))
            .where(
                col(Match.run_id) == run.id,
                col(Match.patent_id).in_(ids[start : start + KEYS_PER_QUERY]),
                or_(col(Demand.deadline).is_(None), col(Demand.deadline) >= day),
            )
        )
        found += [RunPair(*row) for row in session.exec(statement)]
    return sorted(found, key=lambda pair: (-pair.score, pair.demand_id, pair.patent_id))
