"""Lists of firms for finance roadshows of a chain: versions, firms, and what people did."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.base import JSON_TYPE, EnumText, UtcDateTime
from models.enums import ListAct, ListStatus


class FirmList(SQLModel, table=True):
    """A version of the list of firms of an event, of the chain that it had then.

    most: how many firms it may have. notices: what an organiser must know; gone: who stood on the
    version before and does not on this, as [organisation id, why]; frozen: what is said of the
    event on a locked list, whatever becomes of the event.
    """

    __tablename__ = "firm_list"
    __table_args__ = (UniqueConstraint("event_id", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(foreign_key="event.id")
    version: int
    status: ListStatus = Field(default=ListStatus.DRAFT, sa_type=EnumText(ListStatus))
    chain: str
    most: int
    created_at: datetime = Field(sa_type=UtcDateTime)
    notices: list[str] = Field(default_factory=list, sa_type=JSON_TYPE)
    gone: list[list[Any]] = Field(default_factory=list, sa_type=JSON_TYPE)
    frozen: dict[str, Any] = Field(default_factory=dict, sa_type=JSON_TYPE)
    locked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class FirmEntry(SQLModel, table=True):
    """A firm on a list, at its place (from 1), as it was called then.

    parts: what its score is made of, as [ground, share, in words]; pinned: a person wants it there,
    added: and put it there.
    """

    __tablename__ = "firm_entry"
    __table_args__ = (UniqueConstraint("list_id", "organisation_id"),)

    id: int | None = Field(default=None, primary_key=True)
    list_id: int = Field(foreign_key="firm_list.id", ondelete="CASCADE")
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    position: int
    name: str
    city_code: str | None = None
    score: float
    parts: list[list[Any]] = Field(default_factory=list, sa_type=JSON_TYPE)
    note: str = ""
    pinned: bool = False
    added: bool = False


class FirmAction(SQLModel, table=True):
    """Who did what to an event's list of firms, when; of a firm holds what was done last.

    version: the one that was in hand, or that was made; organisation_id: None where the act is
    about the version; text: a reason or a note.
    """

    __tablename__ = "firm_action"

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(foreign_key="event.id", index=True)
    version: int
    act: ListAct = Field(sa_type=EnumText(ListAct))
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    text: str = ""
    actor: str
    made_at: datetime = Field(sa_type=UtcDateTime)
