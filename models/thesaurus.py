"""Words of one meaning that were found or written down here, and what people said of them."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.base import EnumText, UtcDateTime
from models.enums import ProposalStatus, WordingOrigin


class ThesaurusEntry(SQLModel, table=True):
    """Another word for a term; only what a person has accepted is used.

    kind: same or related, as in the bundled thesaurus; support: in how many patents it was seen;
    example: a passage that says so. A bundled pair that a person refused stands here too.
    """

    __tablename__ = "thesaurus_entry"
    __table_args__ = (UniqueConstraint("kind", "term", "other"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    term: str = Field(index=True)
    other: str
    status: ProposalStatus = Field(sa_type=EnumText(ProposalStatus))
    origin: WordingOrigin = Field(sa_type=EnumText(WordingOrigin))
    support: int = 0
    example: str = ""
    created_at: datetime = Field(sa_type=UtcDateTime)
    decided_by: str = ""
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
