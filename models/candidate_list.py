"""Candidate lists of events: versions and their entries."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.base import JSON_TYPE, EnumText, UtcDateTime
from models.enums import ListStatus


class CandidateList(SQLModel, table=True):
    """A version of an event's list.

    input_digest covers everything the list was made from: the same input makes no new version.
    notices are what an organiser must know: rules that could not be met, what was held back.
    """

    __tablename__ = "candidate_list"
    __table_args__ = (UniqueConstraint("event_id", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(foreign_key="event.id")
    version: int
    status: ListStatus = Field(default=ListStatus.DRAFT, sa_type=EnumText(ListStatus))
    run_id: int = Field(foreign_key="match_run.id")
    as_of: date
    created_at: datetime = Field(sa_type=UtcDateTime)
    input_digest: str
    settings: dict[str, Any] = Field(default_factory=dict, sa_type=JSON_TYPE)
    notices: list[str] = Field(default_factory=list, sa_type=JSON_TYPE)


class CandidateEntry(SQLModel, table=True):
    """A pair on a list, at its place (from 1) within its industry's sheet."""

    __tablename__ = "candidate_entry"
    __table_args__ = (UniqueConstraint("list_id", "match_id"),)

    id: int | None = Field(default=None, primary_key=True)
    list_id: int = Field(foreign_key="candidate_list.id", ondelete="CASCADE")
    match_id: int = Field(foreign_key="match.id", index=True)
    industry_slug: str = Field(foreign_key="industry.slug")
    position: int
    note: str = ""
