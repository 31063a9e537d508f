"""What a run over the whole stock has found for patents: pairs in plain values, the best first."""

from typing import NamedTuple

from sqlalchemy import select as sa_select
from sqlmodel import Session, col

from models.matching import Match, MatchRun
from models.patent import PatentOwner


class RunPair(NamedTuple):
    """A stored pair; rank: of the patent for the demand."""

    demand_id: int
    patent_id: int
    rank: int
    score: float


def load_pairs(session: Session, run: MatchRun) -> list[RunPair]:
    """Return all pairs of a run, the highest score first, ties by the demand's and patent's id."""
    own = Match
    statement = sa_select(
        col(own.demand_id), col(own.patent_id), col(own.rank), col(own.score)
    ).where(col(own.run_id) == run.id)
    found = [RunPair(*row) for row in session.execute(statement)]
    return sorted(found, key=lambda pair: (-pair.score, pair.demand_id, pair.patent_id))


def load_owners(session: Session) -> list[tuple[int, int]]:
    """Return every patent with each of its owners, as ids."""
    own = PatentOwner
    statement = sa_select(col(own.patent_id), col(own.organisation_id))
    return [
        (patent_id, organisation_id) for patent_id, organisation_id in session.execute(statement)
    ]
