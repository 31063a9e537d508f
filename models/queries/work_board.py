"""The board: how far running work is, and which of it is wanted to stop."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, select

from models.queries.upsert import insert_or
from models.work import WorkProgress


@dataclass(frozen=True, slots=True)
class Noted:
    """What stands on the board of a piece of work; see WorkProgress."""

    changes: int
    stop_asked: bool


def write_progress(board: Session, work_id: int, values: Mapping[str, Any], now: datetime) -> Noted:
    """Write how far work is (step, done, total), and return what now stands there besides."""
    return _write(
        board,
        work_id,
        {**values, "changes": 1},
        {**values, "changes": WorkProgress.changes + 1},
        now,
    )


def ask_to_stop(board: Session, work_id: int, now: datetime) -> None:
    """Note that running work is wanted to stop."""
    _write(board, work_id, {"stop_asked": True}, {"stop_asked": True}, now)


def _write(
    board: Session,
    work_id: int,
    new: Mapping[str, Any],
    changed: Mapping[str, Any],
    now: datetime,
) -> Noted:
    statement = insert_or(board, WorkProgress).values(work_id=work_id, updated_at=now, **new)
    statement = statement.on_conflict_do_update(
        index_elements=[col(WorkProgress.work_id)], set_={**changed, "updated_at": now}
    )
    returned = statement.returning(col(WorkProgress.changes), col(WorkProgress.stop_asked))
    row = board.connection().execute(returned).one()
    return Noted(row.changes, row.stop_asked)


def read_progress(board: Session, ids: Collection[int]) -> dict[int, WorkProgress]:
    """Return what stands on the board of each of the wanted pieces of work, as of now."""
    statement = select(WorkProgress).where(col(WorkProgress.work_id).in_(ids))
    rows = board.exec(statement, execution_options={"populate_existing": True})
    return {row.work_id: row for row in rows}


def drop_progress(board: Session, work_id: int) -> None:
    """Take a piece of work off the board."""
    board.connection().execute(delete(WorkProgress).where(col(WorkProgress.work_id) == work_id))


def drop_untouched(board: Session, before: datetime) -> None:
    """Take off what nobody has written since a moment."""
    board.connection().execute(delete(WorkProgress).where(col(WorkProgress.updated_at) < before))
