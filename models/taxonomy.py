"""Industries and areas as the database knows them, copied from the versioned data files."""

from sqlmodel import Field, SQLModel

from models.base import JSON_TYPE


class Industry(SQLModel, table=True):
    """One of the industries that the campaign names, or 其他."""

    __tablename__ = "industry"

    slug: str = Field(primary_key=True)
    name: str
    industry_group: str
    status: str
    position: int
    version: str


class Area(SQLModel, table=True):
    """A metropolitan area (片区): a named set of cities."""

    __tablename__ = "area"

    slug: str = Field(primary_key=True)
    name: str
    city_codes: list[str] = Field(default_factory=list, sa_type=JSON_TYPE)
    version: str
