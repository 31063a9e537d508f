"""Mappings that a person made for a set of headers, remembered for the next file alike."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.base import JSON_TYPE, EnumText, UtcDateTime
from models.enums import ImportKind


class HeaderMapping(SQLModel, table=True):
    """Header → field for headers that are not known; headers_digest covers the whole set."""

    __tablename__ = "header_mapping"
    __table_args__ = (UniqueConstraint("kind", "headers_digest"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: ImportKind = Field(sa_type=EnumText(ImportKind))
    headers_digest: str
    mapping: dict[str, str] = Field(default_factory=dict, sa_type=JSON_TYPE)
    updated_at: datetime = Field(sa_type=UtcDateTime)
