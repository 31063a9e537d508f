"""Column types and mixins shared by all tables, and the naming of constraints.

Constraint names are fixed so that a migration can name them on every database.
"""

import secrets
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, String, types
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# As many as a signed number of eight bytes holds.
REVISION_BITS = 63

# A plain JSON document: JSONB where the server has it, text elsewhere.
JSON_TYPE = JSON().with_variant(JSONB(), "postgresql")


class EnumText(types.TypeDecorator[StrEnum]):
    """A StrEnum stored as its text, so that a new member needs no migration."""

    impl = String
    cache_ok = True

    def __init__(self, enum: type[StrEnum], length: int = 32) -> None:
        super().__init__(length)
        self.enum = enum
        self.enum_length = length

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Return the text to store; a text that is no member raises ValueError."""
        return None if value is None else str(self.enum(value).value)

    def process_result_value(self, value: Any, dialect: Dialect) -> StrEnum | None:
        """Return the member."""
        return None if value is None else self.enum(value)


class UtcDateTime(types.TypeDecorator[datetime]):
    """An aware datetime, kept in UTC on databases that forget the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment in UTC; a naive datetime is a programming error."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment, aware."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def revision_kwargs() -> dict[str, Any]:
    """Return what makes a column tell, by another value, that its row has been written.

    A value is drawn, not counted: a row that takes the place of a deleted one has another, too.
    Nothing but equality is to be read of it.
    """
    return {"default": _draw, "onupdate": _draw, "server_default": "0"}


def _draw() -> int:
    return secrets.randbits(REVISION_BITS)


class TransferTerms(SQLModel):
    """On which terms an owner offers a patent or a piece of know-how."""

    transfer_modes: list[str] = Field(default_factory=list, sa_type=JSON_TYPE)
    price_low_cny: int | None = Field(default=None, sa_type=BigInteger)
    price_high_cny: int | None = Field(default=None, sa_type=BigInteger)
    price_negotiable: bool = False
    maturity_text: str = ""
    maturity_trl: int | None = None
    state_funded: bool | None = None
    scenario: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    listed_until: date | None = None
    owner_consents: bool = True
