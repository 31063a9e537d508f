"""What cities ask of the province (市州诉求): requests for help, and what became of them."""

from datetime import date, datetime

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from models.base import EnumText, UtcDateTime, revision_kwargs
from models.request_enums import RequestOutcome, RequestState


class CityRequest(SQLModel, table=True):
    """A request of a city for help of the province.

    wanted_by: until when help is wanted, None in a draft alone; service_id, event_id: the service
    of the catalogue and the event that it is about; responsible: who of the province sees to it;
    return_reason: why it came back the last time; answer_seen_at: when somebody of the city first
    read the answer; outcome, outcome_note: whether that helped, as the city says; solved_on: since
    when it says so; activity_id: the visit of the ledger that counts the problem already.
    """

    __tablename__ = "city_request"

    id: int | None = Field(default=None, primary_key=True)
    city_code: str = Field(index=True)
    state: RequestState = Field(
        default=RequestState.DRAFT, sa_type=EnumText(RequestState), index=True
    )
    subject: str
    text: str = ""
    topic: str = ""
    wanted_by: date | None = None
    service_id: int | None = Field(default=None, foreign_key="service_offer.id", index=True)
    event_id: int | None = Field(default=None, foreign_key="event.id", index=True)
    responsible: str = ""
    answer: str = ""
    return_reason: str = ""
    submitted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    answer_seen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    outcome: RequestOutcome | None = Field(default=None, sa_type=EnumText(RequestOutcome))
    outcome_note: str = ""
    solved_on: date | None = Field(default=None, index=True)
    activity_id: int | None = Field(default=None, foreign_key="activity.id", index=True)
    actor: str
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    revision: int | None = Field(
        default=None, sa_type=BigInteger, nullable=False, sa_column_kwargs=revision_kwargs()
    )

    def is_overdue(self, today: date) -> bool:
        """Whether the city still waits though the day is over by which it wanted help."""
        return self.state.waits and self.wanted_by is not None and self.wanted_by < today
