"""What people look for again and again."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.base import UtcDateTime


class SavedSearch(SQLModel, table=True):
    """A search for patents that an account keeps.

    query: as it stands in the address of the search, without the question mark.
    """

    __tablename__ = "saved_search"
    __table_args__ = (UniqueConstraint("account_id", "query"),)

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    name: str
    query: str
    saved_at: datetime = Field(sa_type=UtcDateTime)
