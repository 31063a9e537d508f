"""Runs of all demands against the whole stock: stored chunk by chunk, read by either side."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from models.enums import RunKind
from models.errors import Conflict, NotFound
from models.matching import Match, MatchChunk, MatchExplanation, MatchRun
from models.queries.bulk import insert_rows
from models.queries.keyset import Order, page_of


@dataclass(frozen=True)
class StoredDemand:
    """What a run found for one demand: rows of match without their run, and packed reasons."""

    demand_id: int
    matches: Sequence[dict[str, Any]]
    packed: bytes


def find_run(session: Session, digest: str) -> MatchRun | None:
    """Return the run over the whole stock with this input, finished or not."""
    statement = select(MatchRun).where(
        MatchRun.kind == RunKind.STOCK, MatchRun.input_digest == digest
    )
    return session.exec(statement.order_by(col(MatchRun.id).desc())).first()


def newest_run(session: Session) -> MatchRun | None:
    """Return the run over the whole stock that was finished last, None before the first."""
    statement = select(MatchRun).where(
        MatchRun.kind == RunKind.STOCK, col(MatchRun.finished_at).is_not(None)
    )
    return session.exec(statement.order_by(col(MatchRun.id).desc())).first()


def page_stock_runs(session: Session, before: int | None, limit: int) -> list[MatchRun]:
    """Return the next runs over the whole stock, the newest first, one more if there are more.

    before: the id of the last that was had, None for the start.
    """
    statement = select(MatchRun).where(MatchRun.kind == RunKind.STOCK)
    order = (Order(col(MatchRun.id), descending=True),)
    after = None if before is None else (before,)
    return list(session.exec(page_of(statement, order, after, limit)))


def get_stock_run(session: Session, run_id: int) -> MatchRun:
    """Return a run over the whole stock; raise NotFound."""
    found = session.get(MatchRun, run_id)
    if found is None or found.kind is not RunKind.STOCK:
        raise NotFound(f"没有编号为 {run_id} 的全库匹配。请核对编号")
    return found


def chunks_done(session: Session, run: MatchRun) -> set[int]:
    """Return the numbers of the chunks that are stored."""
    return set(session.exec(select(MatchChunk.number).where(MatchChunk.run_id == run.id)))


def store_chunk(
    session: Session, run: MatchRun, number: int, demands: Sequence[StoredDemand]
) -> None:
    """Store what a chunk found; raise Conflict where somebody else has stored it meanwhile."""
    session.add(MatchChunk(run_id=run.id or 0, number=number, demands=len(demands)))
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict(
            "另一个进程正在做同一次匹配，或已开始新的匹配。"
            "请等它完成后再运行全库匹配，已存的部分不会重做"
        ) from error
    insert_rows(
        session,
        Match,
        [{"run_id": run.id, **match} for demand in demands for match in demand.matches],
    )
    insert_rows(
        session,
        MatchExplanation,
        [{"run_id": run.id, "demand_id": d.demand_id, "packed": d.packed} for d in demands],
    )


def finish(session: Session, run: MatchRun, now: datetime) -> None:
    """Mark a run as finished, and drop the others over the whole stock: it stands for them."""
    run.finished_at = now
    session.add(run)
    session.flush()
    others = select(MatchRun.id).where(MatchRun.kind == RunKind.STOCK, MatchRun.id != run.id)
    numbers = list(session.exec(others))
    for table, column in (
        (MatchExplanation, MatchExplanation.run_id),
        (MatchChunk, MatchChunk.run_id),
        (Match, Match.run_id),
        (MatchRun, MatchRun.id),
    ):
        session.execute(delete(table).where(col(column).in_(numbers)))


def matches_of_demand(session: Session, run: MatchRun, demand_id: int) -> list[Match]:
    """Return the matches of a demand, by rank."""
    statement = select(Match).where(Match.run_id == run.id, Match.demand_id == demand_id)
    return list(session.exec(statement.order_by(col(Match.rank))))


def matches_of_patent(session: Session, run: MatchRun, patent_id: int) -> list[Match]:
    """Return the matches of a patent, the best first, ties by the demand's id."""
    statement = select(Match).where(Match.run_id == run.id, Match.patent_id == patent_id)
    return list(session.exec(statement.order_by(col(Match.score).desc(), col(Match.demand_id))))


def packed_reasons(session: Session, run: MatchRun, demand_id: int) -> bytes | None:
    """Return the packed reasons of a demand's matches, None where it was not in the run."""
    statement = select(MatchExplanation.packed).where(
        MatchExplanation.run_id == run.id, MatchExplanation.demand_id == demand_id
    )
    return session.exec(statement).first()


def count_matches(session: Session, run: MatchRun) -> int:
    """Return how many pairs a run has stored."""
    return session.exec(select(func.count()).where(Match.run_id == run.id)).one()
