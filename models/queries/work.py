"""Pieces of work, and the conditional updates by which one runner alone ends each."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, update
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from models.errors import NotFound
from models.queries.upsert import insert_or
from models.work import Work, WorkKind, WorkState


@dataclass(frozen=True)
class WorkFilter:
    """Which work is wanted, the newest first: the first limit pieces older than before_id.

    account_id, token_id: of the person or program whose it is, None for everybody's.
    """

    state: WorkState | None = None
    kind: WorkKind | None = None
    account_id: int | None = None
    token_id: int | None = None
    before_id: int | None = None
    limit: int = 50


def add_work(session: Session, values: Mapping[str, Any]) -> int | None:
    """Add a piece of work; return its id, None where one of the same request key is there."""
    statement = insert_or(session, Work).values(dict(values))
    statement = statement.on_conflict_do_nothing(index_elements=[col(Work.request_key)])
    return session.connection().execute(statement.returning(col(Work.id))).scalar()


def find_by_key(session: Session, request_key: str) -> Work | None:
    """Return the work that was asked for under a key."""
    return session.exec(select(Work).where(Work.request_key == request_key)).first()


def get_work(session: Session, work_id: int) -> Work:
    """Return a piece of work as it stands in the database now; raise NotFound."""
    found = session.get(Work, work_id, populate_existing=True)
    if found is None:
        raise NotFound(f"没有编号为 {work_id} 的后台任务。请核对编号")
    return found


def newest_of_upload(session: Session, upload_id: int, account_id: int | None) -> Work | None:
    """Return the last work on an uploaded file; account_id: whose, None for anybody's."""
    statement = (
        select(Work)
        .where(
            col(Work.kind).in_((WorkKind.TRIAL, WorkKind.UPLOAD)),
            col(Work.parameters)["upload"].as_integer() == upload_id,
        )
        .order_by(col(Work.id).desc())
    )
    if account_id is not None:
        statement = statement.where(Work.account_id == account_id)
    return session.exec(statement).first()


def find_works(session: Session, ids: Collection[int]) -> list[Work]:
    """Return those of the wanted pieces that there are, as they stand now."""
    statement = select(Work).where(col(Work.id).in_(ids)).order_by(col(Work.id))
    return list(session.exec(statement, execution_options={"populate_existing": True}))


def list_works(session: Session, wanted: WorkFilter) -> list[Work]:
    """Return the wanted work, the newest first."""
    statement = select(Work).order_by(col(Work.id).desc()).limit(wanted.limit)
    conditions = {
        col(Work.state): wanted.state,
        col(Work.kind): wanted.kind,
        col(Work.account_id): wanted.account_id,
        col(Work.token_id): wanted.token_id,
    }
    for column, value in conditions.items():
        if value is not None:
            statement = statement.where(column == value)
    if wanted.before_id is not None:
        statement = statement.where(col(Work.id) < wanted.before_id)
    return list(session.exec(statement))


def count_failed(session: Session, since: datetime, account_id: int | None = None) -> int:
    """Return how much work has failed since a moment; account_id: whose, None for everybody's."""
    statement = (
        select(func.count())
        .select_from(Work)
        .where(Work.state == WorkState.FAILED, col(Work.finished_at) >= since)
    )
    if account_id is not None:
        statement = statement.where(Work.account_id == account_id)
    return session.exec(statement).one()


def find_waiting(session: Session, kinds: Collection[WorkKind]) -> Work | None:
    """Return the first piece of some kinds that waits, None where none does."""
    return session.exec(_in_state(WorkState.WAITING, kinds).limit(1)).first()


def list_running(session: Session, kinds: Collection[WorkKind]) -> list[Work]:
    """Return the work of some kinds that is marked as running, by id."""
    return list(session.exec(_in_state(WorkState.RUNNING, kinds)))


def _in_state(state: WorkState, kinds: Collection[WorkKind]) -> SelectOfScalar[Work]:
    statement = select(Work).where(Work.state == state, col(Work.kind).in_(kinds))
    return statement.order_by(col(Work.id)).execution_options(populate_existing=True)


def has_open(session: Session, kinds: Collection[WorkKind]) -> bool:
    """Say whether any work of some kinds waits or runs."""
    states = (WorkState.WAITING, WorkState.RUNNING)
    statement = select(Work.id).where(col(Work.state).in_(states), col(Work.kind).in_(kinds))
    return session.exec(statement.limit(1)).first() is not None


def update_work(
    session: Session, work_id: int, state: WorkState, claimant: str, values: Mapping[str, Any]
) -> bool:
    """Write work that stands in a state under a claim (empty for none); say whether it did."""
    statement = update(Work).where(
        col(Work.id) == work_id,
        col(Work.state) == state,
        col(Work.claimed_by) == claimant,
    )
    return session.connection().execute(statement.values(values)).rowcount == 1


def delete_ended(session: Session, before: datetime) -> int:
    """Delete the work that ended before a moment; return how much that was."""
    ended: ColumnElement[bool] = col(Work.state).in_([s for s in WorkState if s.ended])
    statement = delete(Work).where(ended, col(Work.finished_at) < before)
    return session.connection().execute(statement).rowcount
