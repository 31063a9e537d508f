"""What happened to a patent: licences, transfers, pledges and changes of its legal state."""

from datetime import date

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.base import EnumText
from models.enums import LegalEventKind


class LegalEvent(SQLModel, table=True):
    """One entry of a patent's history; digest makes the same entry known again."""

    __tablename__ = "legal_event"
    __table_args__ = (UniqueConstraint("patent_id", "digest"),)

    id: int | None = Field(default=None, primary_key=True)
    patent_id: int = Field(foreign_key="patent.id", ondelete="CASCADE")
    kind: LegalEventKind = Field(sa_type=EnumText(LegalEventKind))
    occurred_on: date | None = None
    detail: str = ""
    party: str = ""
    record_number: str = ""
    digest: str
    import_batch_id: int | None = Field(default=None, foreign_key="import_batch.id", index=True)
