"""What cities hand in to the province each year: plans and reports, and by when."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.base import JSON_TYPE, EnumText, UtcDateTime, revision_kwargs
from models.submission_enums import SubmissionKind, SubmissionState


class CitySubmission(SQLModel, table=True):
    """A plan (活动方案) or a report (活动总结) of a city.

    figures: what it plans or states, slug → number in the smallest unit (models.values.indicator);
    activities: of a plan, in their order, each with kind, when (2024-06 or 2024-06-18), title,
    place and responsible; texts: its parts by their slugs; counted_until: of a report, up to which
    day its figures are counted. first_sent_at: by which it is told whether it came late;
    return_reason: why the province gave it back the last time.
    """

    __tablename__ = "city_submission"
    __table_args__ = (UniqueConstraint("kind", "year", "city_code"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: SubmissionKind = Field(sa_type=EnumText(SubmissionKind))
    year: int
    city_code: str
    state: SubmissionState = Field(sa_type=EnumText(SubmissionState))
    figures: dict[str, int] = Field(default_factory=dict, sa_type=JSON_TYPE)
    activities: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON_TYPE)
    texts: dict[str, str] = Field(default_factory=dict, sa_type=JSON_TYPE)
    counted_until: date | None = None
    first_sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    return_reason: str = ""
    actor: str
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    revision: int | None = Field(
        default=None, sa_type=BigInteger, nullable=False, sa_column_kwargs=revision_kwargs()
    )


class DueDay(SQLModel, table=True):
    """By when something is due in a year; the newest row of kind and year holds."""

    __tablename__ = "due_day"

    id: int | None = Field(default=None, primary_key=True)
    kind: SubmissionKind = Field(sa_type=EnumText(SubmissionKind))
    year: int = Field(index=True)
    due_on: date
    note: str = ""
    actor: str
    made_at: datetime = Field(sa_type=UtcDateTime)
