"""Who set a value: edits by people, and what imports offered against them.

A record's own field_sources names, for every field whose value did not come with the import that
made the record, the later import ("b12") or the edit ("e7") that set it.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.base import JSON_TYPE, EnumText, UtcDateTime
from models.enums import DifferenceReason, RecordKind


class RecordEdit(SQLModel, table=True):
    """A value that a person set by hand; no import overwrites it."""

    __tablename__ = "record_edit"
    __table_args__ = (Index(None, "record_kind", "record_id"),)

    id: int | None = Field(default=None, primary_key=True)
    record_kind: RecordKind = Field(sa_type=EnumText(RecordKind))
    record_id: int
    field: str
    old_value: Any = Field(default=None, sa_type=JSON_TYPE)
    new_value: Any = Field(default=None, sa_type=JSON_TYPE)
    actor: str
    made_at: datetime = Field(sa_type=UtcDateTime)


class ImportDifference(SQLModel, table=True):
    """A value that an import offered and that was not taken, and why."""

    __tablename__ = "import_difference"
    __table_args__ = (Index(None, "record_kind", "record_id"),)

    id: int | None = Field(default=None, primary_key=True)
    batch_id: int = Field(foreign_key="import_batch.id", index=True, ondelete="CASCADE")
    record_kind: RecordKind = Field(sa_type=EnumText(RecordKind))
    record_id: int
    field: str
    kept: Any = Field(default=None, sa_type=JSON_TYPE)
    offered: Any = Field(default=None, sa_type=JSON_TYPE)
    reason: DifferenceReason = Field(sa_type=EnumText(DifferenceReason))
