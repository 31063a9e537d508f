"""What a run over the whole stock has found for patents: pairs in plain values, the best first."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, or_
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from models.demand import Demand
from models.matching import Match, MatchRun
from models.patent import PatentOwner


class RunPair(NamedTuple):
    """A stored pair; rank: of the patent for the demand; group_id: of demands that are one."""

    demand_id: int
    patent_id: int
    rank: int
    score: float
    firm_id: int
    group_id: int


def pairs_of_patent(session: Session, run: MatchRun, patent_id: int, day: date) -> list[RunPair]:
    """Return the pairs of a patent with demands whose time has not passed on a day.

    The highest score first, ties by the demand's and the patent's id.
    """
    return _pairs(session, run, day, col(Match.patent_id) == patent_id)


def pairs_of_owners(
    session: Session, run: MatchRun, organisation_ids: Collection[int], day: date
) -> list[RunPair]:
    """Return the same of all patents that one of some organisations owns."""
    owned = select(PatentOwner.patent_id).where(
        col(PatentOwner.organisation_id).in_(sorted(organisation_ids))
    )
    return _pairs(session, run, day, col(Match.patent_id).in_(owned))


def _pairs(
    session: Session, run: MatchRun, day: date, wanted: ColumnElement[bool]
) -> list[RunPair]:
    statement = (
        sa_select(
            col(Match.demand_id),
            col(Match.patent_id),
            col(Match.rank),
            col(Match.score),
            col(Demand.organisation_id),
            func.coalesce(Demand.duplicate_of_id, Demand.id),
        )
        .join(Demand, col(Demand.id) == col(Match.demand_id))
        .where(
            col(Match.run_id) == run.id,
            wanted,
            or_(col(Demand.deadline).is_(None), col(Demand.deadline) >= day),
        )
    )
    found = [RunPair(*row) for row in session.execute(statement)]
    return sorted(found, key=lambda pair: (-pair.score, pair.demand_id, pair.patent_id))
