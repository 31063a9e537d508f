"""Candidate lists of events: versions, their entries, and what people did to them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.base import JSON_TYPE, EnumText, UtcDateTime
from models.enums import ListAct, ListStatus


class CandidateList(SQLModel, table=True):
    """A version of an event's list.

    input_digest covers everything the list was made from: the same input makes no new version; it
    is empty once a person has taken a pair off or put one on.
    notices are what an organiser must know: rules that could not be met, what was held back.
    gone: who stood on the version before and does not on this, as [demand id, patent id, why].
    frozen: what is said of the event on a locked list, whatever becomes of the event.
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
    gone: list[list[Any]] = Field(default_factory=list, sa_type=JSON_TYPE)
    frozen: dict[str, Any] = Field(default_factory=dict, sa_type=JSON_TYPE)
    locked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class CandidateEntry(SQLModel, table=True):
    """A pair on a list, at its place (from 1) within its industry's sheet.

    pinned: a person wants it there, added: and put it there, placed: at this place. frozen: what is
    said of demand and patent on a locked list.
    """

    __tablename__ = "candidate_entry"
    __table_args__ = (UniqueConstraint("list_id", "match_id"),)

    id: int | None = Field(default=None, primary_key=True)
    list_id: int = Field(foreign_key="candidate_list.id", ondelete="CASCADE")
    match_id: int = Field(foreign_key="match.id", index=True)
    industry_slug: str = Field(foreign_key="industry.slug")
    position: int
    note: str = ""
    pinned: bool = False
    added: bool = False
    placed: bool = False
    frozen: dict[str, Any] = Field(default_factory=dict, sa_type=JSON_TYPE)


class ListAction(SQLModel, table=True):
    """Who did what to an event's list, when; what holds of a pair is what was done last.

    version: the one that was in hand, or that was made; demand_id, patent_id: None where the act
    is about the version; text: a reason or a note; place: within the industry's sheet, from 1.
    """

    __tablename__ = "list_action"

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(foreign_key="event.id", index=True)
    version: int
    act: ListAct = Field(sa_type=EnumText(ListAct))
    demand_id: int | None = Field(default=None, foreign_key="demand.id")
    patent_id: int | None = Field(default=None, foreign_key="patent.id")
    text: str = ""
    place: int | None = None
    actor: str
    made_at: datetime = Field(sa_type=UtcDateTime)
