"""Each piece of work done once: claimed by the holder of a lane, ended in the transaction it makes.

Every write is conditional on the claim. Whoever has lost it finds that its update touches no row,
and must roll back what it did in the same transaction.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session

from models.errors import MatchmakerError
from models.queries import work as work_queries
from models.work import Work, WorkKind, WorkState

# Work that has taken its process with it so often is held to be what does so.
MAX_ATTEMPTS = 3


class ClaimLost(MatchmakerError):
    """Another process has taken the work over; what this one has not committed does not count."""


@dataclass(frozen=True, slots=True)
class WorkClaim:
    """Work that is being done; changes: as the work counts them, with this claim."""

    work_id: int
    kind: WorkKind
    parameters: Mapping[str, Any] = field(repr=False)
    requested_by: str
    account_id: int | None
    token_id: int | None
    asked_at: datetime
    claimant: str
    attempts: int
    changes: int


@dataclass(frozen=True, slots=True)
class Step:
    """How far work is; total: None where it is not known; changes: as the board counts them."""

    text: str = ""
    done: int = 0
    total: int | None = None
    changes: int = 0


def take_back(session: Session, kinds: Collection[WorkKind], now: datetime) -> list[Work]:
    """Let what a lost process was at wait again, or give it up; return what was given up.

    Only for whoever holds the lane of these kinds and does nothing at the moment: what is marked as
    running was left by a process that is gone.
    """
    given_up = []
    for work in work_queries.list_running(session, kinds):
        values = _waiting(work.changes)
        if work.attempts >= MAX_ATTEMPTS:
            text = f"运行中断了 {work.attempts} 次，不再重试。请查看日志，处理后重新提交"
            values = _failed("Interrupted", text, work.changes, now)
            given_up.append(work)
        work_queries.update_work(session, work.id or 0, WorkState.RUNNING, work.claimed_by, values)
    return given_up


def claim_next(
    session: Session, kinds: Collection[WorkKind], claimant: str, now: datetime
) -> WorkClaim | None:
    """Claim the first piece of these kinds that waits; None where none does, or it was cancelled.

    claimant: of the lease of their lane.
    """
    work = work_queries.find_waiting(session, kinds)
    if work is None:
        return None
    found = WorkClaim(
        work_id=work.id or 0,
        kind=work.kind,
        parameters=work.parameters,
        requested_by=work.requested_by,
        account_id=work.account_id,
        token_id=work.token_id,
        asked_at=work.created_at,
        claimant=claimant,
        attempts=work.attempts + 1,
        changes=work.changes + 1,
    )
    values = {
        "state": WorkState.RUNNING,
        "claimed_by": claimant,
        "attempts": found.attempts,
        "changes": found.changes,
        "started_at": now,
    }
    claimed = work_queries.update_work(session, found.work_id, WorkState.WAITING, "", values)
    return found if claimed else None


def finish(
    session: Session, found: WorkClaim, result: Mapping[str, Any], last: Step, now: datetime
) -> None:
    """Mark work as done, in the transaction of what it made; raise ClaimLost."""
    values = {"state": WorkState.DONE, "finished_at": now, "result": dict(result)}
    _end(session, found, {**values, **_came_to(found, last)})


def fail(
    session: Session, found: WorkClaim, error: tuple[str, str], last: Step, now: datetime
) -> None:
    """Mark work as failed; error: its name and text; raise ClaimLost."""
    _end(session, found, {**_failed(*error, found.changes, now), **_came_to(found, last)})


def cancelled(session: Session, found: WorkClaim, last: Step, now: datetime) -> None:
    """Mark work as cancelled that has stopped since that was wanted; raise ClaimLost."""
    values = {"state": WorkState.CANCELLED, "finished_at": now}
    _end(session, found, {**values, **_came_to(found, last)})


def give_back(session: Session, found: WorkClaim) -> None:
    """Let work that was told to stop wait again, as if not tried; raise ClaimLost."""
    _end(session, found, {**_waiting(found.changes), "attempts": found.attempts - 1})


def try_again(
    session: Session, found: WorkClaim, error: tuple[str, str], last: Step, now: datetime
) -> bool:
    """Let work wait that failed for what may pass, or give it up after the last try; say which.

    error: its name and text; raises ClaimLost. Returns whether it will be tried again.
    """
    if found.attempts < MAX_ATTEMPTS:
        _end(session, found, _waiting(found.changes))
        return True
    name, text = error
    fail(session, found, (name, f"试了 {found.attempts} 次都没有成功：{text}"), last, now)
    return False


def _waiting(changes: int) -> dict[str, Any]:
    return {"state": WorkState.WAITING, "claimed_by": "", "changes": changes + 1}


def _failed(name: str, text: str, changes: int, now: datetime) -> dict[str, Any]:
    return {
        "state": WorkState.FAILED,
        "claimed_by": "",
        "finished_at": now,
        "error_name": name,
        "error_text": text,
        "changes": changes + 1,
    }


def _came_to(found: WorkClaim, last: Step) -> dict[str, Any]:
    """Return how far the work came, with which it leaves the board."""
    return {
        "step": last.text,
        "done": last.done,
        "total": last.total,
        "claimed_by": "",
        "changes": found.changes + last.changes + 1,
    }


def _end(session: Session, found: WorkClaim, values: Mapping[str, Any]) -> None:
    # What the work has made goes to the database first, so that its row is held for no longer than
    # it takes to commit.
    session.flush()
    if not work_queries.update_work(
        session, found.work_id, WorkState.RUNNING, found.claimant, values
    ):
        raise ClaimLost(f"第 {found.work_id} 号任务已由另一进程接手")
