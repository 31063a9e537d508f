"""The hall of an event, versions of its timetable, and what came of its meetings."""

from datetime import datetime, time
from typing import Any

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.base import JSON_TYPE, EnumText, UtcDateTime
from models.meeting_enums import DeclineReason, OutcomeResult, TimetableStatus


class EventHall(SQLModel, table=True):
    """Times and tables of an event's meetings.

    breaks: slots, from 0, in which nobody meets; tables: the zone of every table, in order;
    walk_minutes: what the way from one zone to another takes; allowed_groups: pairs of an
    enterprise's and an institution's group that may meet, empty for all; most_meetings: of a
    participant who says nothing else.
    """

    __tablename__ = "event_hall"

    event_id: int = Field(foreign_key="event.id", primary_key=True)
    starts_at: time
    minutes_per_slot: int
    pause_minutes: int
    slot_count: int
    breaks: list[int] = Field(default_factory=list, sa_type=JSON_TYPE)
    tables: list[str] = Field(default_factory=list, sa_type=JSON_TYPE)
    walk_minutes: int = 0
    allowed_groups: list[list[str]] = Field(default_factory=list, sa_type=JSON_TYPE)
    most_meetings: int


class TimetableVersion(SQLModel, table=True):
    """A version of an event's timetable.

    method: how it was found, or "by_hand"; value: what its meetings are worth together; bound:
    more than which no timetable is worth; gap: how far the two may be apart, in 0..1, both None
    where a person changed it; input_digest: of all that it was made from; hall: times and tables
    as they were then (see services.halls.snapshot).
    """

    __tablename__ = "timetable_version"
    __table_args__ = (UniqueConstraint("event_id", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(foreign_key="event.id")
    version: int
    status: TimetableStatus = Field(
        default=TimetableStatus.DRAFT, sa_type=EnumText(TimetableStatus)
    )
    made_at: datetime = Field(sa_type=UtcDateTime)
    published_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    method: str
    value: float
    bound: float | None = None
    gap: float | None = None
    input_digest: str
    hall: dict[str, Any] = Field(default_factory=dict, sa_type=JSON_TYPE)
    notices: list[str] = Field(default_factory=list, sa_type=JSON_TYPE)
    actor: str


class MeetingRow(SQLModel, table=True):
    """A meeting of a timetable; slot and table_number count from 0.

    fixed: set by a person, kept by later plans; demand_id, patent_id: the pair for whose sake the
    two should meet, None where they wished it without one.
    """

    __tablename__ = "meeting"
    __table_args__ = (
        UniqueConstraint("timetable_id", "enterprise_id", "institution_id"),
        UniqueConstraint("timetable_id", "slot", "table_number"),
    )

    id: int | None = Field(default=None, primary_key=True)
    timetable_id: int = Field(foreign_key="timetable_version.id", ondelete="CASCADE")
    slot: int
    table_number: int
    enterprise_id: int = Field(foreign_key="organisation.id", index=True)
    institution_id: int = Field(foreign_key="organisation.id", index=True)
    fixed: bool = False
    demand_id: int | None = Field(default=None, foreign_key="demand.id", ondelete="SET NULL")
    patent_id: int | None = Field(default=None, foreign_key="patent.id", ondelete="SET NULL")


class MeetingOutcome(SQLModel, table=True):
    """What came of a meeting, about one pair of demand and patent or about none.

    A correction is a row of the next number; the greatest number is what holds. subject names the
    pair as "demand:patent", empty for none, so that there is one row a number even without a pair.
    """

    __tablename__ = "meeting_outcome"
    __table_args__ = (
        UniqueConstraint("event_id", "enterprise_id", "institution_id", "subject", "number"),
    )

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(foreign_key="event.id")
    enterprise_id: int = Field(foreign_key="organisation.id", index=True)
    institution_id: int = Field(foreign_key="organisation.id", index=True)
    subject: str = ""
    number: int = 1
    demand_id: int | None = Field(
        default=None, foreign_key="demand.id", index=True, ondelete="SET NULL"
    )
    patent_id: int | None = Field(
        default=None, foreign_key="patent.id", index=True, ondelete="SET NULL"
    )
    held: bool
    result: OutcomeResult = Field(sa_type=EnumText(OutcomeResult))
    reason: DeclineReason | None = Field(default=None, sa_type=EnumText(DeclineReason))
    amount_cny: int | None = Field(default=None, sa_type=BigInteger)
    note: str = ""
    actor: str
    recorded_at: datetime = Field(sa_type=UtcDateTime)
