"""The campaign's ledger: what was done and agreed, who reported it, and every change of it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.base import JSON_TYPE, EnumText, UtcDateTime, revision_kwargs
from models.enums import LicenceKind
from models.ledger_enums import ActivityKind, CountedFor, DealKind


class Activity(SQLModel, table=True):
    """Something that was done for the campaign.

    city_code: whose activity it is, None for the province's; sessions: how many times; heads: who
    came, all sessions together; counts: further figures, slug → number (models.values.indicator);
    event_id, course_id: the event or course that it was, which then counts by its own records;
    is_void: taken back, with its reason in the last change.
    """

    __tablename__ = "activity"

    id: int | None = Field(default=None, primary_key=True)
    kind: ActivityKind = Field(sa_type=EnumText(ActivityKind), index=True)
    title: str
    city_code: str | None = Field(default=None, index=True)
    held_on: date = Field(index=True)
    sessions: int = 1
    heads: int = 0
    counts: dict[str, int] = Field(default_factory=dict, sa_type=JSON_TYPE)
    organiser: str = ""
    place: str = ""
    note: str = ""
    event_id: int | None = Field(default=None, foreign_key="event.id", index=True)
    course_id: int | None = Field(default=None, foreign_key="course.id", index=True)
    is_void: bool = False
    actor: str
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    revision: int | None = Field(
        default=None, sa_type=BigInteger, nullable=False, sa_column_kwargs=revision_kwargs()
    )


class Deal(SQLModel, table=True):
    """A contract, or an intent, on patents.

    giver, taker: who assigns, licenses, brings in or pledges, and to whom; the names as they stand
    in the contract, the ids where they are known here, the cities of their seats. amount_cny: None
    where it is not told. registered_on: when it was registered (转让、质押) or filed (许可): from
    that day it counts. number: of the registration or filing. key: by which it is known again,
    whoever reports it, None once it is void; follows_id: the contract that this one took the place
    of, which no longer counts beside it.
    """

    __tablename__ = "deal"
    __table_args__ = (UniqueConstraint("key"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: DealKind = Field(sa_type=EnumText(DealKind), index=True)
    licence_kind: LicenceKind | None = Field(default=None, sa_type=EnumText(LicenceKind))
    title: str = ""
    giver_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    giver_name: str
    giver_city: str | None = Field(default=None, index=True)
    taker_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    taker_name: str
    taker_city: str | None = None
    amount_cny: int | None = Field(default=None, sa_type=BigInteger)
    signed_on: date | None = Field(default=None, index=True)
    registered_on: date | None = Field(default=None, index=True)
    number: str = ""
    key: str | None = None
    event_id: int | None = Field(default=None, foreign_key="event.id", index=True)
    demand_id: int | None = Field(
        default=None, foreign_key="demand.id", index=True, ondelete="SET NULL"
    )
    follows_id: int | None = Field(default=None, foreign_key="deal.id", index=True)
    note: str = ""
    is_void: bool = False
    actor: str
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    revision: int | None = Field(
        default=None, sa_type=BigInteger, nullable=False, sa_column_kwargs=revision_kwargs()
    )


class DealPatent(SQLModel, table=True):
    """A patent of a contract; patent_id: None for one that is not in the stock."""

    __tablename__ = "deal_patent"

    deal_id: int = Field(foreign_key="deal.id", primary_key=True, ondelete="CASCADE")
    position: int = Field(primary_key=True)
    patent_id: int | None = Field(
        default=None, foreign_key="patent.id", index=True, ondelete="SET NULL"
    )
    number: str
    title: str = ""


class DealReport(SQLModel, table=True):
    """That somebody reported a contract; said: what they said of it, which may differ.

    city_code: for which city, None for the province.
    """

    __tablename__ = "deal_report"

    id: int | None = Field(default=None, primary_key=True)
    deal_id: int = Field(foreign_key="deal.id", index=True)
    city_code: str | None = None
    said: dict[str, Any] = Field(default_factory=dict, sa_type=JSON_TYPE)
    actor: str
    reported_at: datetime = Field(sa_type=UtcDateTime)


class BaseFigure(SQLModel, table=True):
    """What a city had in a month of a year before the ledger; month: 0 for the whole year.

    indicator: a slug (models.values.indicator); value: in its smallest unit, CNY or a number.
    """

    __tablename__ = "base_figure"
    __table_args__ = (UniqueConstraint("year", "month", "city_code", "indicator"),)

    id: int | None = Field(default=None, primary_key=True)
    year: int
    month: int
    city_code: str
    indicator: str
    value: int = Field(sa_type=BigInteger)
    import_batch_id: int | None = Field(default=None, foreign_key="import_batch.id", index=True)
    actor: str
    recorded_at: datetime = Field(sa_type=UtcDateTime)


class CountingRule(SQLModel, table=True):
    """How contracts are counted; the newest row holds, the earlier ones tell what held before."""

    __tablename__ = "counting_rule"

    id: int | None = Field(default=None, primary_key=True)
    counted_for: CountedFor = Field(sa_type=EnumText(CountedFor))
    note: str = ""
    actor: str
    made_at: datetime = Field(sa_type=UtcDateTime)
