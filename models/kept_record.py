"""Every change of a record that is kept, and the files that belong to a record."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.base import JSON_TYPE, EnumText, UtcDateTime


class RecordKind(StrEnum):
    """What a record is about whose changes and files are kept."""

    ACTIVITY = "activity"
    DEAL = "deal"
    FIGURE = "figure"
    WHITE_LIST = "white_list"
    WHITE_LIST_BATCH = "white_list_batch"
    FINANCE_DEMAND = "finance_demand"
    POLICY = "policy"
    COURSE = "course"
    SERVICE = "service"
    SUBMISSION = "submission"
    CASE = "case"
    REQUEST = "request"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {
            "activity": "活动",
            "deal": "合同",
            "figure": "往年数据",
            "white_list": "白名单企业",
            "white_list_batch": "白名单批次",
            "finance_demand": "融资需求",
            "policy": "政策文件",
            "course": "培训课程",
            "service": "服务项目",
            "submission": "市州报送",
            "case": "典型案例",
            "request": "市州诉求",
        }[self.value]


class RecordChange(SQLModel, table=True):
    """A change of a record; number counts from 1 for each; before: empty for the first."""

    __tablename__ = "record_change"
    __table_args__ = (UniqueConstraint("record_kind", "record_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    record_kind: RecordKind = Field(sa_type=EnumText(RecordKind))
    record_id: int
    number: int
    before: dict[str, Any] = Field(default_factory=dict, sa_type=JSON_TYPE)
    after: dict[str, Any] = Field(default_factory=dict, sa_type=JSON_TYPE)
    reason: str = ""
    actor: str
    made_at: datetime = Field(sa_type=UtcDateTime)


class RecordFile(SQLModel, table=True):
    """A file that proves a record; stored_name: in its folder; removed_at: since when it is off."""

    __tablename__ = "record_file"
    __table_args__ = (Index(None, "record_kind", "record_id"),)

    id: int | None = Field(default=None, primary_key=True)
    record_kind: RecordKind = Field(sa_type=EnumText(RecordKind))
    record_id: int
    file_name: str
    stored_name: str = Field(index=True)
    size: int = Field(sa_type=BigInteger)
    sha256: str
    media_type: str
    actor: str
    added_at: datetime = Field(sa_type=UtcDateTime)
    removed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
