"""Events of the campaign and the caps their lists must keep."""

from datetime import date

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.base import JSON_TYPE, EnumText
from models.enums import EventKind


class Event(SQLModel, table=True):
    """A docking event or roadshow.

    area_slug and city_code bound whose demands are invited: both empty means the whole province.
    industries empty means all. per_demand, per_patent, institution_share and total (None for any
    number) cap its lists; per_enterprise and per_city are what each enterprise and city must have;
    quotas: industry → [least, most], most None for any number; repeats: whether pairs that an
    earlier event offered may be offered again.
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
    per_enterprise: int = 1
    per_city: int = 0
    total: int | None = None
    repeats: bool = False
    quotas: dict[str, list[int | None]] = Field(default_factory=dict, sa_type=JSON_TYPE)
