"""Rows of files that need not be read again."""

from sqlalchemy import Index, LargeBinary
from sqlmodel import Field, SQLModel

from models.base import EnumText
from models.enums import RecordKind


class ReadRow(SQLModel, table=True):
    """A row that its record agrees with: as long as the record stays, it would change nothing.

    cells_digest: of the row as the file gives it and of the rules by which it is read; key,
    content_digest, publication_number: what it was understood as.
    """

    __tablename__ = "read_row"
    __table_args__ = (Index(None, "record_kind", "record_id"),)

    cells_digest: bytes = Field(primary_key=True, sa_type=LargeBinary)
    record_kind: RecordKind = Field(sa_type=EnumText(RecordKind))
    record_id: int
    key: str
    content_digest: bytes = Field(sa_type=LargeBinary)
    publication_number: str = ""
