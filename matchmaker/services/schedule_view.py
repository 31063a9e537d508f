"""What is planned, late, failed or done, as people see it, and how a failed run is begun anew."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sqlmodel import Session

from matchmaker.access.permissions import Permission, Reach
from matchmaker.access.viewer import Viewer
from matchmaker.china_time import CHINA
from matchmaker.errors import BadQuery
from matchmaker.services.ownership import owned_event
from matchmaker.services.schedule import LATE_AFTER, planned_run, reopen
from matchmaker.services.schedule_claims import LEASE_NAME
from models.enums import ScheduleKind, ScheduleState
from models.errors import Conflict, NotFound
from models.queries import events as event_queries
from models.queries import schedule as schedule_queries
from models.schedule import Reminder, ScheduledRun


class Standing(StrEnum):
    """Where a run stands to the eye: its state, but late where it should have begun or ended.

    A run should have ended whose runner has not renewed its claim in time: it is lost.
    """

    NEXT = "next"
    LATE = "late"
    RUNNING = "running"
    FAILED = "failed"
    DONE = "done"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The Chinese name."""
        labels = {"next": "待运行", "late": "已逾时"}
        return labels.get(self.value) or ScheduleState(self.value).label


# What somebody may have to look after, besides what comes next.
OPEN_STANDINGS = (Standing.LATE, Standing.RUNNING, Standing.FAILED)


@dataclass(frozen=True)
class RunView:
    """A run as a row; next_try_at: when it begins, None once it has ended; moments in China."""

    key: str
    event_slug: str
    kind: str
    due: datetime
    standing: Standing
    attempts: int
    late_seconds: int
    next_try_at: datetime | None
    finished_at: datetime | None
    message: str


@dataclass(frozen=True)
class RunFilter:
    """Which runs are wanted; standing: None for all that is open; limit: how many that come next.

    Of what is done or withdrawn the limit counts from the last. slugs: of these events only, None
    for any, and for what belongs to none.
    """

    event_slug: str | None = None
    standing: Standing | None = None
    limit: int = 20
    slugs: frozenset[str] | None = None


def view_runs(session: Session, wanted: RunFilter, now: datetime) -> list[RunView]:
    """Return the wanted runs, by moment."""
    rows = schedule_queries.list_runs(session, wanted.event_slug, wanted.slugs)
    views = [_view(row, now) for row in rows]
    if wanted.standing in {Standing.DONE, Standing.WITHDRAWN}:
        return [view for view in views if view.standing is wanted.standing][-wanted.limit :]
    following = [view for view in views if view.standing is Standing.NEXT][: wanted.limit]
    shown = [view for view in views if view.standing in OPEN_STANDINGS] + following
    return [view for view in shown if wanted.standing in {None, view.standing}]


def retry_run(session: Session, key: str, now: datetime) -> None:
    """Have a failed run begin anew; raise NotFound, or Conflict where it has not failed."""
    row = get_run(session, key)
    if row.state is not ScheduleState.FAILED:
        raise Conflict(f"{key} 的状态是“{row.state.label}”，只有失败的运行可以重做")
    reopen(row, now)
    session.add(row)
    session.flush()


def get_run(session: Session, key: str) -> ScheduledRun:
    """Return the run of a key; raise BadQuery for what is no key, NotFound for an unknown one."""
    head, _, moment = key.rpartition("/")
    slug, _, name = head.rpartition("/")
    try:
        due = datetime.strptime(moment, "%Y-%m-%dT%H:%M").replace(tzinfo=CHINA)
        kind = ScheduleKind(name)
        due.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadQuery(
            f"“{key}”不是运行的编号。编号见自动运行的记录，例如 p1-wuhan/draft/2024-05-28T05:00"
        ) from error
    row = schedule_queries.find_run(session, slug, kind, due)
    if row is None:
        raise NotFound(f"没有运行 {key}。编号见自动运行的记录")
    return row


def seen_slugs(session: Session, viewer: Viewer) -> frozenset[str] | None:
    """Return the events whose runs and reminders the viewer sees, None for all and everything."""
    if viewer.reach(Permission.SCHEDULE_READ) is Reach.ALL:
        return None
    return frozenset(
        event.slug
        for event in event_queries.list_events(session)
        if viewer.may(Permission.SCHEDULE_READ, owned_event(event))
    )


def find_runner(session: Session, now: datetime) -> str | None:
    """Return who runs what is planned, None where nobody does at the moment."""
    lease = schedule_queries.find_lease(session, LEASE_NAME)
    return lease.holder if lease is not None and lease.expires_at > now else None


def _view(row: ScheduledRun, now: datetime) -> RunView:
    is_waiting = row.state is ScheduleState.PLANNED
    late = max(now - row.due, timedelta()) if is_waiting else timedelta(seconds=row.late_seconds)
    return RunView(
        key=planned_run(row).key,
        event_slug=row.event_slug,
        kind=row.kind.label,
        due=row.due.astimezone(CHINA),
        standing=_standing(row, late, now),
        attempts=row.attempts,
        late_seconds=int(late.total_seconds()),
        next_try_at=row.next_try_at.astimezone(CHINA) if is_waiting else None,
        finished_at=row.finished_at.astimezone(CHINA) if row.finished_at else None,
        message=row.message,
    )


def _standing(row: ScheduledRun, late: timedelta, now: datetime) -> Standing:
    if row.state is ScheduleState.PLANNED:
        return Standing.LATE if late >= LATE_AFTER else Standing.NEXT
    if row.claimed_until is not None and row.claimed_until <= now:
        return Standing.LATE
    return Standing(row.state.value)


@dataclass(frozen=True)
class ReminderView:
    """What somebody has to do; due: the moment it is for, in China."""

    id: int
    due: datetime
    kind: str
    event_slug: str
    text: str
    seen_at: datetime | None


def view_reminders(session: Session, *, unseen: bool = True) -> list[ReminderView]:
    """Return the reminders that nobody has seen, or all, by the moment they are for."""
    found = schedule_queries.list_reminders(session, unseen=unseen)
    return [view_reminder(reminder) for reminder in found]


def view_reminder(found: Reminder) -> ReminderView:
    """Return a reminder as people see it."""
    return ReminderView(
        id=found.id or 0,
        due=found.due.astimezone(CHINA),
        kind=found.kind.label,
        event_slug=found.event_slug,
        text=found.text,
        seen_at=found.seen_at.astimezone(CHINA) if found.seen_at else None,
    )


def mark_seen(session: Session, reminder_id: int, now: datetime) -> None:
    """Write that somebody has seen a reminder, unless that is written; raise NotFound."""
    found = schedule_queries.get_reminder(session, reminder_id)
    if found.seen_at is None:
        found.seen_at = now
        session.add(found)
        session.flush()
