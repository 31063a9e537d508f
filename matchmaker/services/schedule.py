"""The table of planned runs kept to the calendar of the events, and which run is next."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlmodel import Session

from matchmaker.china_time import CHINA
from matchmaker.events.run_plan import (
    LIST_STEPS,
    NIGHTLY,
    EventDay,
    PlannedRun,
    plan_runs,
    still_stands,
)
from models.enums import ScheduleState
from models.queries import events as event_queries
from models.queries import schedule as schedule_queries
from models.schedule import Reminder, ScheduledRun

# How often a run may be broken off before it is held to be what breaks its runner.
MAX_INTERRUPTIONS = 10
# From when on a run is called late: sooner than that nobody has waited for it.
LATE_AFTER = timedelta(minutes=5)
ATTENTION = "attention/"
_FRESH = {"attempts": 0, "interruptions": 0, "claimed_by": "", "claimed_until": None}


def planned_run(row: ScheduledRun) -> PlannedRun:
    """Return what a row plans."""
    return PlannedRun(row.event_slug, row.kind, row.due)


def replan(session: Session, now: datetime) -> None:
    """Bring the table of runs to what events and calendar say now.

    Only for whoever holds the lease and runs nothing at the moment: what is marked as running was
    left by a runner that is gone. New runs are added; open ones whose event has moved are
    withdrawn, and planned again where it moves back; what has been done stays. Of missed nights
    only the last is made up. What has not been done to a list before its event is over has failed,
    and a reminder of it is withdrawn.
    """
    days = {event.slug: event.held_on for event in event_queries.list_events(session)}
    today = now.astimezone(CHINA).date()
    planned = plan_runs([EventDay(*item) for item in days.items()], today)
    rows = schedule_queries.list_runs_since(session, planned[0].due)
    stored = {planned_run(row): row for row in rows}
    for run in planned:
        row = stored.get(run)
        if row is None:
            rows.append(_add(session, run))
        elif row.state is ScheduleState.WITHDRAWN:
            reopen(row, run.due)
    for row in rows:
        if row.state is ScheduleState.RUNNING:
            _resume(session, row, now)
    for row in _open(rows):
        held_on = days.get(row.event_slug)
        if not still_stands(planned_run(row), days):
            _withdraw(row, "活动已改期或取消，不再进行", now)
        elif held_on is not None and today > held_on:
            _miss(session, row, held_on, now)
    _drop_missed_nights(rows, now)
    session.flush()


def next_due(session: Session, now: datetime) -> ScheduledRun | None:
    """Return the run that has to be begun now, None where there is none.

    By moment, kind and event; a step of a list waits while an earlier one of its event does.
    """
    held_up: set[str] = set()
    rows = schedule_queries.list_planned_runs(session, due_by=now)
    for row in sorted(rows, key=lambda row: planned_run(row).place):
        is_step = row.kind in LIST_STEPS
        if row.next_try_at <= now and not (is_step and row.event_slug in held_up):
            return row
        if is_step:
            held_up.add(row.event_slug)
    return None


def waiting_runs(session: Session) -> list[ScheduledRun]:
    """Return the runs that wait for their moment, in the order in which they are done."""
    rows = schedule_queries.list_planned_runs(session)
    return sorted(rows, key=lambda row: planned_run(row).place)


def reopen(row: ScheduledRun, next_try_at: datetime) -> None:
    """Have a run that was given up begin anew, as if for the first time."""
    row.state, row.next_try_at, row.message, row.finished_at = (
        ScheduleState.PLANNED,
        next_try_at,
        "",
        None,
    )
    row.sqlmodel_update(_FRESH)


def give_up(session: Session, row: ScheduledRun, why: str, now: datetime) -> None:
    """Mark a run as failed for good, and have somebody look after it."""
    row.state, row.message, row.finished_at = ScheduleState.FAILED, why, now
    row.claimed_by, row.claimed_until = "", None
    session.add(row)
    key = planned_run(row).key
    event = f"活动 {row.event_slug} 的" if row.event_slug else ""
    reminder = Reminder(
        key=ATTENTION + key,
        event_slug=row.event_slug,
        kind=row.kind,
        text=f"系统管理员：{event}“{row.kind.label}”未能完成：{why}。请处理后重做 {key}",
        due=now,
        created_at=now,
    )
    schedule_queries.save_reminder(session, reminder)


def _add(session: Session, run: PlannedRun) -> ScheduledRun:
    row = ScheduledRun(event_slug=run.event_slug, kind=run.kind, due=run.due, next_try_at=run.due)
    session.add(row)
    return row


def _open(rows: Sequence[ScheduledRun]) -> list[ScheduledRun]:
    return [row for row in rows if row.state is ScheduleState.PLANNED]


def _resume(session: Session, row: ScheduledRun, now: datetime) -> None:
    row.interruptions += 1
    if row.interruptions > MAX_INTERRUPTIONS:
        give_up(session, row, f"运行中断了 {row.interruptions} 次", now)
        return
    row.state, row.claimed_by, row.claimed_until = ScheduleState.PLANNED, "", None
    row.next_try_at, row.message = now, "上次运行中断，将重做"


def _withdraw(row: ScheduledRun, why: str, now: datetime) -> None:
    row.state, row.message, row.finished_at = ScheduleState.WITHDRAWN, why, now


def _miss(session: Session, row: ScheduledRun, held_on: date, now: datetime) -> None:
    why = f"活动已于 {held_on} 举办，错过了时间"
    if row.kind in LIST_STEPS:
        give_up(session, row, why, now)
    else:
        _withdraw(row, why, now)


def _drop_missed_nights(rows: Sequence[ScheduledRun], now: datetime) -> None:
    for kind in NIGHTLY:
        missed = [row for row in _open(rows) if row.kind is kind and row.due <= now]
        for row in sorted(missed, key=lambda row: row.due)[:-1]:
            _withdraw(row, "错过了时间，由后一次代替", now)
