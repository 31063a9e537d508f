"""What each imported file brought, and the rows that were refused."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from models.base import JSON_TYPE, EnumText, UtcDateTime
from models.enums import ImportKind


class ImportBatch(SQLModel, table=True):
    """One file, loaded in one transaction: rows = new + changed + unchanged + refused.

    source_date: the day whose state the file describes; an older file overwrites no newer value.
    sheet_headers: sheet → the texts of its columns in their places, for the sheets with refused
    rows; nothing in imports from before it was kept.
    """

    __tablename__ = "import_batch"

    id: int | None = Field(default=None, primary_key=True)
    kind: ImportKind = Field(sa_type=EnumText(ImportKind))
    file_name: str
    file_digest: str = Field(index=True)
    source: str
    mapping: dict[str, str] = Field(default_factory=dict, sa_type=JSON_TYPE)
    row_count: int
    new_count: int
    changed_count: int
    unchanged_count: int
    refused_count: int
    source_date: date | None = None
    sheet_headers: dict[str, list[str]] = Field(default_factory=dict, sa_type=JSON_TYPE)
    created_at: datetime = Field(sa_type=UtcDateTime)


class RefusedRow(SQLModel, table=True):
    """One reason why a row was refused: where it stands, what it says, what to write instead."""

    __tablename__ = "refused_row"

    id: int | None = Field(default=None, primary_key=True)
    batch_id: int = Field(foreign_key="import_batch.id", index=True, ondelete="CASCADE")
    sheet: str
    row_number: int
    column: str
    value: str
    reason: str
    remedy: str
    cells: list[str] = Field(default_factory=list, sa_type=JSON_TYPE)
