"""Files that people have sent to be loaded."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.base import JSON_TYPE, EnumText, UtcDateTime
from models.enums import ImportKind


class MediaType(StrEnum):
    """What a file is by its content (RFC 6838)."""

    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    XLS = "application/vnd.ms-excel"
    ODS = "application/vnd.oasis.opendocument.spreadsheet"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    CSV = "text/csv"
    JSON_LINES = "application/x-ndjson"


LONGEST_MEDIA_TYPE = 100


class UploadState(StrEnum):
    """How far a file has come; removed: it is no longer there, what is known of it is."""

    RECEIVED = "received"
    PREVIEWED = "previewed"
    LOADED = "loaded"
    REFUSED = "refused"
    REMOVED = "removed"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return _LABELS[self]


_LABELS = {
    UploadState.RECEIVED: "已收到",
    UploadState.PREVIEWED: "已预览",
    UploadState.LOADED: "已导入",
    UploadState.REFUSED: "已拒收",
    UploadState.REMOVED: "已删除",
}


class Upload(SQLModel, table=True):
    """A file as one person sent it, to be loaded as one kind: sent again it is the same row.

    sender_key: who that person is, by account or else by name; stored_name: of the file in the
    folder of uploads, which several rows may share; account_id, uploaded_by: as of the last time;
    refusal: why it was not taken; import_batch_id: what it brought, None too where it brought
    nothing new; source_date, owner, mapping: how it is to be read.
    """

    __tablename__ = "upload"
    __table_args__ = (UniqueConstraint("sender_key", "kind", "sha256"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: ImportKind = Field(sa_type=EnumText(ImportKind))
    file_name: str
    stored_name: str = Field(index=True)
    size: int = Field(sa_type=BigInteger)
    sha256: str
    media_type: MediaType = Field(sa_type=EnumText(MediaType, LONGEST_MEDIA_TYPE))
    sender_key: str
    account_id: int | None = None
    uploaded_by: str
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    uploaded_at: datetime = Field(sa_type=UtcDateTime, index=True)
    state: UploadState = Field(default=UploadState.RECEIVED, sa_type=EnumText(UploadState))
    refusal: str = ""
    import_batch_id: int | None = Field(
        default=None, foreign_key="import_batch.id", index=True, ondelete="SET NULL"
    )
    source_date: date | None = None
    owner: str = ""
    mapping: dict[str, str] = Field(default_factory=dict, sa_type=JSON_TYPE)
