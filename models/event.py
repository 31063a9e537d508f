"""Events of the campaign and the caps their lists must keep."""

from datetime import date

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.base import JSON_TYPE, EnumText
from models.enums import EventKind

# A morning of a quarter of an hour each; a convention of this project.
USUAL_FIRMS = 12
# More are no roadshow any more; a convention of this project, too.
LARGEST_FIRMS = 100
# What lists of pairs and selections of patents do not depend on.
OF_FIRMS = frozenset({"chain", "most_firms"})


class Event(SQLModel, table=True):
    """A docking event or roadshow.

    area_slug and city_code bound whose demands are invited: both empty means the whole province.
    industries empty means all. per_demand, per_patent, institution_share and total (None for any
    number) cap its lists; per_enterprise and per_city are what each enterprise and city must have;
    quotas: industry → [least, most], most None for any number; repeats: whether pairs that an
    earlier event offered may be offered again. chain: slug of the industry chain whose firms a
    finance roadshow shows, empty while none is chosen; most_firms: how many of them at most.
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
    chain: str = ""
    per_demand: int = 5
    per_patent: int = 3
    institution_share: float = 0.4
    per_enterprise: int = 1
    per_city: int = 0
    total: int | None = None
    repeats: bool = False
    quotas: dict[str, list[int | None]] = Field(default_factory=dict, sa_type=JSON_TYPE)
    most_firms: int = USUAL_FIRMS
