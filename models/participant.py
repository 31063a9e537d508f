"""Who is asked to an event, who comes, and whom they wish to meet."""

import secrets
from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.base import JSON_TYPE, EnumText, UtcDateTime
from models.meeting_enums import ParticipantStatus, Side, Wanting

# The address of a check-in page is all that guards it: 144 bits are not guessed.
TOKEN_BYTES = 18


def make_token() -> str:
    """Return a new secret part of the address of a check-in page."""
    return secrets.token_urlsafe(TOKEN_BYTES)


class Participant(SQLModel, table=True):
    """A body at an event, on one side of its meetings.

    meeting_group: for rules on which groups may meet; absent_slots: slots, from 0, in which it is
    not there; most_meetings: how many it can have, None for the event's own cap; least_meetings:
    how many it would like to have: one, unless it says else, since nobody comes to meet nobody.
    invited_at: when it came among the participants; registered_at: when it asked to come itself,
    None for who was invited; reply: why it was not accepted.
    """

    __tablename__ = "participant"
    __table_args__ = (
        UniqueConstraint("event_id", "organisation_id", "side"),
        UniqueConstraint("token"),
    )

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(foreign_key="event.id")
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    side: Side = Field(sa_type=EnumText(Side))
    status: ParticipantStatus = Field(
        default=ParticipantStatus.INVITED, sa_type=EnumText(ParticipantStatus)
    )
    meeting_group: str = ""
    absent_slots: list[int] = Field(default_factory=list, sa_type=JSON_TYPE)
    most_meetings: int | None = None
    least_meetings: int = 1
    contact_name: str = ""
    contact_phone: str = ""
    token: str = Field(default_factory=make_token)
    invited_at: datetime = Field(sa_type=UtcDateTime)
    registered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reply: str = ""
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    checked_in_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Wish(SQLModel, table=True):
    """What one side says of a meeting between two bodies; side: whose word it is."""

    __tablename__ = "wish"
    __table_args__ = (UniqueConstraint("event_id", "side", "enterprise_id", "institution_id"),)

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(foreign_key="event.id")
    side: Side = Field(sa_type=EnumText(Side))
    enterprise_id: int = Field(foreign_key="organisation.id", index=True)
    institution_id: int = Field(foreign_key="organisation.id", index=True)
    wants: Wanting = Field(sa_type=EnumText(Wanting))
    note: str = ""
    made_at: datetime = Field(sa_type=UtcDateTime)
