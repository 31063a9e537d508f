"""Roadshows: how an event weighs patents, what reviewers say, and what was selected."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.base import JSON_TYPE, UtcDateTime


class RoadshowSettings(SQLModel, table=True):
    """How patents are selected for an event that does so in its own way.

    weights: criterion → weight, together one; size: how many patents are shown; per_institution:
    how many of one owner at most; blend: the part of reviewers' marks in the score, 0..1.
    """

    __tablename__ = "roadshow_settings"

    event_id: int = Field(foreign_key="event.id", primary_key=True, ondelete="CASCADE")
    weights: dict[str, float] = Field(default_factory=dict, sa_type=JSON_TYPE)
    size: int
    per_institution: int
    blend: float


class ReviewerMark(SQLModel, table=True):
    """What a reviewer gives a patent for an event, 0..100, with a remark."""

    __tablename__ = "reviewer_mark"
    __table_args__ = (UniqueConstraint("event_id", "patent_id", "reviewer"),)

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(foreign_key="event.id", ondelete="CASCADE")
    patent_id: int = Field(foreign_key="patent.id", index=True)
    reviewer: str
    mark: float
    remark: str = ""
    marked_at: datetime = Field(sa_type=UtcDateTime)


class RoadshowSelection(SQLModel, table=True):
    """A version of an event's selection.

    input_digest covers everything it was made from: the same input makes no new version.
    sensitivity: what a moved weight would change among the first ten; notices: what an organiser
    must know.
    """

    __tablename__ = "roadshow_selection"
    __table_args__ = (UniqueConstraint("event_id", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(foreign_key="event.id", ondelete="CASCADE")
    version: int
    as_of: date
    made_at: datetime = Field(sa_type=UtcDateTime)
    input_digest: str
    settings: dict[str, Any] = Field(default_factory=dict, sa_type=JSON_TYPE)
    notices: list[str] = Field(default_factory=list, sa_type=JSON_TYPE)
    sensitivity: list[Any] = Field(default_factory=list, sa_type=JSON_TYPE)


class RoadshowEntry(SQLModel, table=True):
    """A selected patent at its place, from 1, with its score.

    rows: the parts that add up to the score; demands: ids of those that it fits with their scores,
    the best first, confidential ones among them; mark_mean, mark_spread, mark_count: of the marks
    as reviewers gave them.
    """

    __tablename__ = "roadshow_entry"
    __table_args__ = (
        UniqueConstraint("selection_id", "position"),
        UniqueConstraint("selection_id", "patent_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    selection_id: int = Field(foreign_key="roadshow_selection.id", ondelete="CASCADE")
    patent_id: int = Field(foreign_key="patent.id", index=True)
    position: int
    score: float
    rows: list[Any] = Field(default_factory=list, sa_type=JSON_TYPE)
    demands: list[Any] = Field(default_factory=list, sa_type=JSON_TYPE)
    mark_mean: float | None = None
    mark_spread: float | None = None
    mark_count: int = 0
