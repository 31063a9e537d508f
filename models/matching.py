"""Runs of the matcher, the pairs they found, and the rows that explain each score."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.base import JSON_TYPE, EnumText, UtcDateTime
from models.enums import RunKind


class MatchRun(SQLModel, table=True):
    """One run: which algorithm and index answered, as of which day, with which settings.

    kind: of a list of an event, or of all demands against the whole stock; input_digest: of all
    that the answer depends on; finished_at: None while chunks of a large run are missing.
    """

    __tablename__ = "match_run"

    id: int | None = Field(default=None, primary_key=True)
    kind: RunKind = Field(default=RunKind.EVENT, sa_type=EnumText(RunKind))
    algorithm: str
    index_version: str
    as_of: date
    settings: dict[str, Any] = Field(default_factory=dict, sa_type=JSON_TYPE)
    created_at: datetime = Field(sa_type=UtcDateTime)
    demand_count: int
    patent_count: int
    gate_counts: dict[str, int] = Field(default_factory=dict, sa_type=JSON_TYPE)
    input_digest: str = Field(default="", index=True)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Match(SQLModel, table=True):
    """A scored pair; rank counts from 1 within the demand."""

    __tablename__ = "match"
    __table_args__ = (UniqueConstraint("run_id", "demand_id", "patent_id"),)

    id: int | None = Field(default=None, primary_key=True)
    run_id: int = Field(foreign_key="match_run.id", ondelete="CASCADE")
    demand_id: int = Field(foreign_key="demand.id", index=True)
    patent_id: int = Field(foreign_key="patent.id", index=True)
    rank: int
    score: float
    industry_slug: str = Field(foreign_key="industry.slug")


class MatchReason(SQLModel, table=True):
    """A row of the sum: share = weight × value, and the shares of a match add up to its score.

    in_demand, in_patent: the words of both; demand_spans, patent_spans: where a shared term stood
    in title, line break and body when the list was made, as [start, end].
    """

    __tablename__ = "match_reason"

    match_id: int = Field(foreign_key="match.id", primary_key=True, ondelete="CASCADE")
    position: int = Field(primary_key=True)
    feature: str
    label: str
    share: float
    sentence: str
    in_demand: str = ""
    in_patent: str = ""
    demand_spans: list[Any] = Field(default_factory=list, sa_type=JSON_TYPE)
    patent_spans: list[Any] = Field(default_factory=list, sa_type=JSON_TYPE)


class MatchChunk(SQLModel, table=True):
    """A part of a large run whose matches are stored; numbers count from 0."""

    __tablename__ = "match_chunk"

    run_id: int = Field(foreign_key="match_run.id", primary_key=True, ondelete="CASCADE")
    number: int = Field(primary_key=True)
    demands: int


class MatchExplanation(SQLModel, table=True):
    """The reasons of all matches of a demand in a large run, packed in the order of their ranks."""

    __tablename__ = "match_explanation"

    run_id: int = Field(foreign_key="match_run.id", primary_key=True, ondelete="CASCADE")
    demand_id: int = Field(foreign_key="demand.id", primary_key=True, ondelete="CASCADE")
    packed: bytes
