"""Events of the campaign and the caps their lists must keep."""

from datetime import date

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.base import JSON_TYPE, EnumText
from models.enums import EventKind


class Event(SQLModel, table=True):
    """A docking event or roadshow.

    area_slug and city_code bound whose demands are invited: both empty means the whole province.
    industries empty means all. per_demand, per_patent and institution_share cap its lists.
    """

    __tablename__ = "event"
    __table_args__ = (UniqueConstraint("slug"),)

    id: int | None = Field(default=None, primary_key=True)
    slug: str
    name: str
    kind: EventKind = Field(sa_type=EnumText(EventKind))
    held_on: date
    city_code: str
    area_slug: str | None = Field(default=None, foreign_key="area.slug")
    industries: list[str] = Field(default_factory=list, sa_type=JSON_TYPE)
    format: str = "线下"
    venue: str = ""
    campaign: str = ""
    per_demand: int = 5
    per_patent: int = 3
    institution_share: float = 0.4
