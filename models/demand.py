"""Technical demands of enterprises, their industries, and whom they are meant for."""

from datetime import date

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.base import JSON_TYPE, EnumText
from models.values.secrecy import Confidentiality


class Demand(SQLModel, table=True):
    """A technical problem that an enterprise wants solved.

    key is the digest of organisation and demand number, or of organisation and title where the
    sheet gives no number: the same row sent twice meets the same record.
    """

    __tablename__ = "demand"
    __table_args__ = (UniqueConstraint("key"),)

    id: int | None = Field(default=None, primary_key=True)
    key: str
    demand_number: str = Field(default="", index=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    title: str
    description: str = ""
    problem: str = ""
    key_technique: str = ""
    target: str = ""
    basis: str = ""
    keywords: list[str] = Field(default_factory=list, sa_type=JSON_TYPE)
    industry_text: str = ""
    technical_field: str = ""
    budget_low_cny: int | None = Field(default=None, sa_type=BigInteger)
    budget_high_cny: int | None = Field(default=None, sa_type=BigInteger)
    budget_negotiable: bool = False
    cooperation_modes: list[str] = Field(default_factory=list, sa_type=JSON_TYPE)
    intended_partner: str = ""
    deadline: date | None = None
    confidentiality: Confidentiality = Field(
        default=Confidentiality.PUBLIC,
        sa_type=EnumText(Confidentiality),
    )
    city_code: str | None = Field(default=None, index=True)
    district: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    import_batch_id: int | None = Field(default=None, foreign_key="import_batch.id", index=True)
    field_sources: dict[str, str] = Field(default_factory=dict, sa_type=JSON_TYPE)
    duplicate_of_id: int | None = Field(default=None, foreign_key="demand.id", index=True)

    @property
    def display_number(self) -> str:
        """The number that its firm gave it, else its id as ``#12``."""
        return self.demand_number or f"#{self.id}"


class DemandIndustry(SQLModel, table=True):
    """An industry a demand belongs to, how surely (0..1) and why."""

    __tablename__ = "demand_industry"

    demand_id: int = Field(foreign_key="demand.id", primary_key=True, ondelete="CASCADE")
    industry_slug: str = Field(foreign_key="industry.slug", primary_key=True, index=True)
    confidence: float
    reason: str


class DemandRecipient(SQLModel, table=True):
    """An organisation that a demand of the level 定向 is meant for.

    by_hand: a person named it; else it follows from intended_partner and goes with it.
    """

    __tablename__ = "demand_recipient"

    demand_id: int = Field(foreign_key="demand.id", primary_key=True, ondelete="CASCADE")
    organisation_id: int = Field(foreign_key="organisation.id", primary_key=True, index=True)
    by_hand: bool = False
