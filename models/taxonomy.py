"""Industries and areas as the database knows them: the lists in force, and what offices wrote."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.base import JSON_TYPE, EnumText, UtcDateTime
from models.enums import RecordKind


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


class IndustryEdition(SQLModel, table=True):
    """A list of industries as an office has it; the newest one is in force, none is ever rewritten.

    follows: the id of the edition that whoever wrote it had read, 0 for the first, which is the
    bundled list as it was then; industries: all entries in official order; bundled: the version of
    the bundled list that people have seen; digest: of version and industries; note: why.
    """

    __tablename__ = "industry_edition"
    __table_args__ = (UniqueConstraint("follows"),)

    id: int | None = Field(default=None, primary_key=True)
    follows: int
    version: str
    valid_from: date
    industries: list[dict[str, Any]] = Field(sa_type=JSON_TYPE)
    bundled: str
    digest: str
    note: str
    actor: str
    made_at: datetime = Field(sa_type=UtcDateTime)


class IndustryCorrection(SQLModel, table=True):
    """What a person said of a record's industry; it goes before every rule.

    belongs: whether the record belongs to the industry or does not.
    """

    __tablename__ = "industry_correction"
    __table_args__ = (UniqueConstraint("record_kind", "record_id", "industry_slug"),)

    id: int | None = Field(default=None, primary_key=True)
    record_kind: RecordKind = Field(sa_type=EnumText(RecordKind))
    record_id: int
    industry_slug: str = Field(foreign_key="industry.slug")
    belongs: bool
    actor: str
    made_at: datetime = Field(sa_type=UtcDateTime)
