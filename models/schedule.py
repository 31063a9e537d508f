"""What is done by itself: the runs that are planned, who may run them, and what people are told."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.base import EnumText, UtcDateTime
from models.enums import ScheduleKind, ScheduleState


class ScheduledRun(SQLModel, table=True):
    """A step that is done once at its time; event_slug is empty where it belongs to no event.

    next_try_at: when it may begin, due itself before the first failure; attempts: how often it has
    begun; interruptions: how often it had not ended when its runner was lost or told to stop, which
    is no failure; claimed_by, claimed_until: who is at it, and until when unless that is renewed;
    late_seconds: how long after due it began.
    """

    __tablename__ = "scheduled_run"
    __table_args__ = (UniqueConstraint("event_slug", "kind", "due"),)

    id: int | None = Field(default=None, primary_key=True)
    event_slug: str = ""
    kind: ScheduleKind = Field(sa_type=EnumText(ScheduleKind))
    due: datetime = Field(sa_type=UtcDateTime, index=True)
    state: ScheduleState = Field(
        default=ScheduleState.PLANNED, sa_type=EnumText(ScheduleState), index=True
    )
    attempts: int = 0
    interruptions: int = 0
    next_try_at: datetime = Field(sa_type=UtcDateTime)
    claimed_by: str = ""
    claimed_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    started_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    late_seconds: int = 0
    message: str = ""


class ScheduleLease(SQLModel, table=True):
    """Who alone may run what is planned.

    token: higher with every change of hands, so that an earlier holder is told from a later one;
    expires_at: from when on another one may take it over.
    """

    __tablename__ = "schedule_lease"

    name: str = Field(primary_key=True)
    holder: str
    token: int
    expires_at: datetime = Field(sa_type=UtcDateTime)


class Reminder(SQLModel, table=True):
    """What somebody has to do; due: the moment it is for; seen_at: None until somebody saw it."""

    __tablename__ = "reminder"
    __table_args__ = (UniqueConstraint("key"),)

    id: int | None = Field(default=None, primary_key=True)
    key: str
    event_slug: str = ""
    kind: ScheduleKind = Field(sa_type=EnumText(ScheduleKind))
    text: str
    due: datetime = Field(sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)
    seen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class TimerJob(SQLModel, table=True):
    """The store of APScheduler, whose columns it prescribes: when to look which run is due.

    Nothing but the timer reads or writes it; what has to be done stands in ScheduledRun.
    """

    __tablename__ = "apscheduler_jobs"

    id: str = Field(primary_key=True, sa_type=sa.Unicode(191))
    next_run_time: float | None = Field(default=None, sa_type=sa.Float(25), index=True)
    job_state: bytes
