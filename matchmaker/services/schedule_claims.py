"""One runner, and each run done once: the lease, claims, and how a claimed run ends.

Every write is conditional on what it rests on. Whoever has lost the lease finds that its update
touches no row, and must roll back what it did in the same transaction.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from matchmaker.events.run_plan import PlannedRun
from matchmaker.services.schedule import LATE_AFTER, give_up, planned_run
from models.enums import ScheduleState
from models.errors import MatchmakerError
from models.queries import schedule as schedule_queries
from models.queries.schedule import Lease
from models.schedule import ScheduledRun, ScheduleLease

LEASE_NAME = "scheduler"
# How long to wait after each failure: a lock or a restart is over in minutes; what lasts longer
# needs somebody, who is told after the last.
RETRY_AFTER = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
_UNCLAIMED = {"claimed_by": "", "claimed_until": None}


class LeaseLost(MatchmakerError):
    """Another runner has taken over; what this one has not committed does not count."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A run that is being done under a lease: its row, its try, and how late that began."""

    run_id: int
    run: PlannedRun
    lease: Lease
    attempts: int
    interruptions: int
    late: timedelta

    @property
    def failures(self) -> int:
        """How often it has failed if this try does, too."""
        return self.attempts - self.interruptions


def acquire(
    session: Session, name: str, holder: str, now: datetime, until: datetime
) -> Lease | None:
    """Take the lease of a name where nobody has it at the moment; None where somebody has.

    After None the transaction has to be rolled back.
    """
    found = schedule_queries.find_lease(session, name)
    if found is None:
        lease = Lease(name, holder, 1)
        row = {"name": name, "holder": holder, "token": 1, "expires_at": until}
        try:
            session.connection().execute(insert(ScheduleLease).values(row))
        except IntegrityError:
            return None
        return lease
    if found.expires_at > now:
        return None
    lease = Lease(name, holder, found.token + 1)
    return lease if schedule_queries.take_lease(session, found, lease, until) else None


def guard(session: Session, lease: Lease, now: datetime) -> None:
    """Keep the lease until the transaction ends; raise LeaseLost where it is no longer held."""
    if not schedule_queries.guard_lease(session, lease, now):
        raise LeaseLost("调度权已由另一进程接管")


def claim(
    session: Session, row: ScheduledRun, lease: Lease, now: datetime, until: datetime
) -> Claim:
    """Mark a planned run as being done by the holder of the lease; raise LeaseLost."""
    guard(session, lease, now)
    late = max(now - row.due, timedelta())
    found = Claim(row.id or 0, planned_run(row), lease, row.attempts + 1, row.interruptions, late)
    values = {
        "state": ScheduleState.RUNNING,
        "attempts": found.attempts,
        "claimed_by": lease.claimant,
        "claimed_until": until,
        "started_at": now,
        "late_seconds": int(late.total_seconds()),
    }
    if not schedule_queries.update_run(session, found.run_id, ScheduleState.PLANNED, "", values):
        raise LeaseLost(f"{found.run.key} 已由另一进程接手")
    return found


def finish(session: Session, found: Claim, message: str, now: datetime) -> str:
    """Mark a claimed run as done, in the transaction of its work; return what is said of it.

    Raises LeaseLost where lease or claim are gone: the work must then be rolled back.
    """
    if found.late >= LATE_AFTER:
        message = f"补做，晚 {say_span(found.late)}：{message}"
    values = {"state": ScheduleState.DONE, "finished_at": now, "message": message, **_UNCLAIMED}
    _end(session, found, values, now)
    return message


def fail(session: Session, found: Claim, why: str, now: datetime) -> str:
    """Have a run that failed tried again later, or given up after the last time; say which.

    Raises LeaseLost.
    """
    if found.failures <= len(RETRY_AFTER):
        wait = RETRY_AFTER[found.failures - 1]
        message = f"第 {found.failures} 次失败，{say_span(wait)}后重试：{why}"
        values = {"state": ScheduleState.PLANNED, "next_try_at": now + wait, "message": message}
        _end(session, found, {**values, **_UNCLAIMED}, now)
        return message
    message = f"失败 {found.failures} 次，不再重试：{why}"
    _end(session, found, {"state": ScheduleState.FAILED, **_UNCLAIMED}, now)
    row = session.get_one(ScheduledRun, found.run_id, populate_existing=True)
    give_up(session, row, message, now)
    session.flush()
    return message


def give_back(session: Session, found: Claim, now: datetime) -> None:
    """Let a run that was broken off be done by the next runner, at once; raise LeaseLost."""
    values = {
        "state": ScheduleState.PLANNED,
        "interruptions": found.interruptions + 1,
        "next_try_at": now,
        "message": "运行被中止，将重做",
    }
    _end(session, found, {**values, **_UNCLAIMED}, now)


def say_span(span: timedelta) -> str:
    """Return a span in the largest unit of which it is one or more, rounded down: 3 小时."""
    minutes = int(span.total_seconds()) // 60
    if minutes < 60:
        return f"{minutes} 分钟"
    hours = minutes // 60
    return f"{hours} 小时" if hours < 48 else f"{hours // 24} 天"


def _end(session: Session, found: Claim, values: Mapping[str, object], now: datetime) -> None:
    # What the work has done goes to the database before the lease is kept, so that it is kept
    # for no longer than it takes to commit.
    session.flush()
    guard(session, found.lease, now)
    claimant = found.lease.claimant
    if not schedule_queries.update_run(
        session, found.run_id, ScheduleState.RUNNING, claimant, values
    ):
        raise LeaseLost(f"{found.run.key} 已由另一进程接手")
