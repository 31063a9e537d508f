"""Planned runs and reminders, and the conditional updates by which one runner alone acts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, update
from sqlmodel import Session, col, func, select

from models.enums import ScheduleKind, ScheduleState
from models.errors import NotFound
from models.queries.keyset import Order, page_of
from models.schedule import Reminder, ScheduledRun, ScheduleLease


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to run what is planned, as one holder has it until it expires."""

    name: str
    holder: str
    token: int

    @property
    def claimant(self) -> str:
        """What stands in the runs that are claimed under this lease."""
        return f"{self.holder}#{self.token}"


def find_lease(session: Session, name: str) -> ScheduleLease | None:
    """Return the lease as it stands, None where nobody has ever held it."""
    return session.get(ScheduleLease, name, populate_existing=True)


def take_lease(session: Session, before: ScheduleLease, lease: Lease, until: datetime) -> bool:
    """Take over the lease if it stands as it was seen; say whether that was so."""
    seen = (
        col(ScheduleLease.token) == before.token,
        col(ScheduleLease.expires_at) == before.expires_at,
    )
    values = {"holder": lease.holder, "token": lease.token, "expires_at": until}
    return _update_lease(session, lease.name, seen, values)


def renew_lease(session: Session, lease: Lease, until: datetime) -> bool:
    """Hold the lease for longer; say whether it was still held."""
    return _update_lease(session, lease.name, _held(lease), {"expires_at": until})


def extend_claims(session: Session, lease: Lease, until: datetime) -> None:
    """Let the runs that are claimed under a lease be claimed for as long as it is held."""
    claimed = (
        col(ScheduledRun.claimed_by) == lease.claimant,
        col(ScheduledRun.state) == ScheduleState.RUNNING,
    )
    session.connection().execute(update(ScheduledRun).where(*claimed).values(claimed_until=until))


def guard_lease(session: Session, lease: Lease, now: datetime) -> bool:
    """Say whether the lease is held; whoever wants it waits until this transaction has ended.

    The row is written, since reading it would not keep anybody from taking it meanwhile.
    """
    valid = (*_held(lease), col(ScheduleLease.expires_at) > now)
    return _update_lease(session, lease.name, valid, {"holder": lease.holder})


def _held(lease: Lease) -> tuple[ColumnElement[bool], ...]:
    return (
        col(ScheduleLease.holder) == lease.holder,
        col(ScheduleLease.token) == lease.token,
    )


def _update_lease(
    session: Session, name: str, where: Sequence[ColumnElement[bool]], values: dict[str, Any]
) -> bool:
    statement = update(ScheduleLease).where(col(ScheduleLease.name) == name, *where).values(values)
    return session.connection().execute(statement).rowcount == 1


def update_run(
    session: Session, run_id: int, state: ScheduleState, claimant: str, values: Mapping[str, Any]
) -> bool:
    """Write a run that stands in a state under a claim (empty for none); say whether it did."""
    statement = update(ScheduledRun).where(
        col(ScheduledRun.id) == run_id,
        col(ScheduledRun.state) == state,
        col(ScheduledRun.claimed_by) == claimant,
    )
    return session.connection().execute(statement.values(values)).rowcount == 1


def list_planned_runs(session: Session, due_by: datetime | None = None) -> list[ScheduledRun]:
    """Return the runs that wait, all or those that are due by a moment, by moment."""
    waiting = col(ScheduledRun.state) == ScheduleState.PLANNED
    if due_by is None:
        return _runs(session, waiting)
    return _runs(session, waiting, col(ScheduledRun.due) <= due_by)


def list_runs_since(session: Session, moment: datetime) -> list[ScheduledRun]:
    """Return the runs that are open, or were due at a moment or later, by moment."""
    states = (ScheduleState.PLANNED, ScheduleState.RUNNING)
    return _runs(session, or_(col(ScheduledRun.state).in_(states), col(ScheduledRun.due) >= moment))


def list_runs(
    session: Session, event_slug: str | None, slugs: Collection[str] | None = None
) -> list[ScheduledRun]:
    """Return all runs, or those of an event, by moment; slugs: of these events only, if given."""
    where = [] if event_slug is None else [col(ScheduledRun.event_slug) == event_slug]
    if slugs is not None:
        where.append(col(ScheduledRun.event_slug).in_(slugs))
    return _runs(session, *where)


def page_reminders(
    session: Session,
    slugs: Collection[str] | None,
    after: Sequence[Any] | None,
    limit: int,
    *,
    unseen: bool,
) -> list[Reminder]:
    """Return reminders by the moment they are for, then id; slugs: as of list_runs.

    after: both of the one that was had last. Returns one more than the limit if there are more.
    """
    statement = select(Reminder)
    if unseen:
        statement = statement.where(col(Reminder.seen_at).is_(None))
    if slugs is not None:
        statement = statement.where(col(Reminder.event_slug).in_(slugs))
    order = (Order(col(Reminder.due)), Order(col(Reminder.id)))
    return list(session.exec(page_of(statement, order, after, limit)))


def _runs(session: Session, *where: ColumnElement[bool]) -> list[ScheduledRun]:
    """Return runs as they stand in the database now, whatever the session has seen of them."""
    statement = select(ScheduledRun).where(*where)
    statement = statement.order_by(col(ScheduledRun.due), col(ScheduledRun.id))
    return list(session.exec(statement, execution_options={"populate_existing": True}))


def count_runs(session: Session) -> dict[ScheduleState, int]:
    """Return how many runs stand at each state; a state of none is left out."""
    state = col(ScheduledRun.state)
    return dict(session.exec(select(state, func.count()).group_by(state)).all())


def count_failed(session: Session, slugs: Collection[str] | None) -> int:
    """Return how many runs have failed; slugs: as of list_runs."""
    statement = (
        select(func.count())
        .select_from(ScheduledRun)
        .where(ScheduledRun.state == ScheduleState.FAILED)
    )
    if slugs is not None:
        statement = statement.where(col(ScheduledRun.event_slug).in_(slugs))
    return session.exec(statement).one()


def find_run(
    session: Session, event_slug: str, kind: ScheduleKind, due: datetime
) -> ScheduledRun | None:
    """Return the run of an event's step at a moment, None where none was ever planned."""
    statement = select(ScheduledRun).where(
        ScheduledRun.event_slug == event_slug,
        ScheduledRun.kind == kind,
        ScheduledRun.due == due,
    )
    return session.exec(statement).first()


def save_reminder(session: Session, reminder: Reminder) -> None:
    """Add a reminder; one of its key is told anew, as unseen."""
    stored = session.exec(select(Reminder).where(Reminder.key == reminder.key)).first()
    if stored is None:
        session.add(reminder)
    else:
        stored.text, stored.created_at, stored.seen_at = reminder.text, reminder.created_at, None
        session.add(stored)
    session.flush()


def list_reminders(session: Session, *, unseen: bool = False) -> list[Reminder]:
    """Return all reminders, or those that nobody has seen, by the moment they are for."""
    statement = select(Reminder).order_by(col(Reminder.due), col(Reminder.id))
    if unseen:
        statement = statement.where(col(Reminder.seen_at).is_(None))
    return list(session.exec(statement))


def get_reminder(session: Session, reminder_id: int) -> Reminder:
    """Return a reminder; raise NotFound."""
    found = session.get(Reminder, reminder_id)
    if found is None:
        raise NotFound(f"没有编号为 {reminder_id} 的提醒。请核对编号")
    return found
