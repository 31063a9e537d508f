"""A text model of the industries, as it was learnt last."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from models.base import JSON_TYPE, UtcDateTime


class IndustryModel(SQLModel, table=True):
    """A learnt model: its arrays as bytes, and a card of what it was learnt from and is worth.

    format: tells what the arrays mean.
    """

    __tablename__ = "industry_model"

    id: int | None = Field(default=None, primary_key=True)
    trained_at: datetime = Field(sa_type=UtcDateTime)
    format: int
    card: dict[str, Any] = Field(default_factory=dict, sa_type=JSON_TYPE)
    payload: bytes
