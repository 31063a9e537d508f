"""Organisations: universities, institutes, enterprises, agencies, and persons who apply."""

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.base import EnumText
from models.values.org_name import OrgType


class Organisation(SQLModel, table=True):
    """One real body; its other names are aliases."""

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


class OrganisationAlias(SQLModel, table=True):
    """A spelling under which an organisation was met; key is the normalised form."""

    __tablename__ = "organisation_alias"
    __table_args__ = (UniqueConstraint("key"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    alias: str
    key: str
