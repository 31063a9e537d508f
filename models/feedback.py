"""What enterprises and institutions say of recommended pairs, and what they ask to be improved."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from models.base import JSON_TYPE, EnumText, UtcDateTime
from models.feedback_enums import ImprovementState, Opinion
from models.meeting_enums import Side


class Feedback(SQLModel, table=True):
    """A word of one body on a pair; its newest word counts, the earlier ones are kept.

    reasons: values of DeclineReason, in the order of that vocabulary. algorithm, score and rank: as
    the pair was shown, where it was; event_id: at which event. account_id: of who said it.
    """

    __tablename__ = "feedback"

    id: int | None = Field(default=None, primary_key=True)
    demand_id: int = Field(foreign_key="demand.id", index=True)
    patent_id: int = Field(foreign_key="patent.id", index=True)
    side: Side = Field(sa_type=EnumText(Side))
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    opinion: Opinion = Field(sa_type=EnumText(Opinion))
    reasons: list[str] = Field(default_factory=list, sa_type=JSON_TYPE)
    note: str = ""
    event_id: int | None = Field(default=None, foreign_key="event.id", index=True)
    algorithm: str = ""
    score: float | None = None
    rank: int | None = None
    account_id: int | None = None
    actor: str
    said_at: datetime = Field(sa_type=UtcDateTime)


class ImprovementRequest(SQLModel, table=True):
    """A firm asks the owner of a patent to say more of it, or to make it better.

    demand_id: for the sake of which demand, None for the patent as such; points: members of
    IMPROVABLE by value; due_on: the last day for an answer; answering_id: the owner that answered
    or declined; changed_fields: columns of the patent that were set with the answer.
    """

    __tablename__ = "improvement_request"

    id: int | None = Field(default=None, primary_key=True)
    patent_id: int = Field(foreign_key="patent.id", index=True)
    demand_id: int | None = Field(default=None, foreign_key="demand.id", index=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    points: list[str] = Field(default_factory=list, sa_type=JSON_TYPE)
    text: str = ""
    due_on: date
    state: ImprovementState = Field(
        default=ImprovementState.OPEN, sa_type=EnumText(ImprovementState), index=True
    )
    asked_account_id: int | None = None
    asked_by: str
    asked_at: datetime = Field(sa_type=UtcDateTime)
    answering_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    answer: str = ""
    changed_fields: list[str] = Field(default_factory=list, sa_type=JSON_TYPE)
    closed_account_id: int | None = None
    closed_by: str = ""
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
