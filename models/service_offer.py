"""The service catalogue: what agencies and platforms offer to owners and users of patents."""

from datetime import date, datetime

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from models.base import UtcDateTime, revision_kwargs


class ServiceOffer(SQLModel, table=True):
    """A service; kind: as the office names it, several are suggested.

    city_code: who keeps the entry, None for the province; cities: codes of the cities that are
    served, with 、 between them, empty for the whole province. contact_way: a public one of an
    office. valid_until: its last day, None without an end; is_void: withdrawn.
    """

    __tablename__ = "service_offer"

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(index=True)
    title: str
    provider_name: str
    purpose: str = ""
    price_text: str = ""
    contact_way: str = ""
    city_code: str | None = Field(default=None, index=True)
    cities: str = ""
    valid_until: date | None = None
    is_void: bool = False
    actor: str
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    revision: int | None = Field(
        default=None, sa_type=BigInteger, nullable=False, sa_column_kwargs=revision_kwargs()
    )
