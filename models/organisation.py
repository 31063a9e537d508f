"""Organisations: universities, institutes, enterprises, agencies, and persons who apply."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.base import JSON_TYPE, EnumText, UtcDateTime
from models.enums import ReviewStatus
from models.values.org_name import OrgType


class Organisation(SQLModel, table=True):
    """One real body; its other names are aliases.

    parent_id: the body it is a part of (大学 of its 附属医院); merged_into_id: the record that
    stands for the same body since a person merged the two.
    """

    __tablename__ = "organisation"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    org_type: OrgType = Field(sa_type=EnumText(OrgType))
    uscc: str | None = Field(default=None, index=True)
    city_code: str | None = Field(default=None, index=True)
    district: str = ""
    address: str = ""
    labels: str = ""
    intro: str = ""
    parent_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    merged_into_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)


class OrganisationAlias(SQLModel, table=True):
    """A spelling under which an organisation was met; key is the normalised form."""

    __tablename__ = "organisation_alias"
    __table_args__ = (UniqueConstraint("key"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    alias: str
    key: str


class OrganisationReview(SQLModel, table=True):
    """A doubtful pair: a name that was met and an organisation that it may be.

    organisation_id: the record made for the name; candidate_id: what it may be; score in 0..1.
    """

    __tablename__ = "organisation_review"
    __table_args__ = (UniqueConstraint("organisation_id", "candidate_id"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id")
    candidate_id: int = Field(foreign_key="organisation.id", index=True)
    score: float
    reason: str
    status: ReviewStatus = Field(default=ReviewStatus.OPEN, sa_type=EnumText(ReviewStatus))
    actor: str = ""
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class OrganisationMerge(SQLModel, table=True):
    """One merge of two records, with what was moved, so that it can be undone."""

    __tablename__ = "organisation_merge"

    id: int | None = Field(default=None, primary_key=True)
    kept_id: int = Field(foreign_key="organisation.id", index=True)
    merged_id: int = Field(foreign_key="organisation.id", index=True)
    moved: dict[str, Any] = Field(default_factory=dict, sa_type=JSON_TYPE)
    reason: str = ""
    actor: str
    merged_at: datetime = Field(sa_type=UtcDateTime)
    undone_by: str = ""
    undone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
