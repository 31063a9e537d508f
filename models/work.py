"""Work that takes long: what was asked for, how far it is, and what became of it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.base import JSON_TYPE, EnumText, UtcDateTime


class WorkKind(StrEnum):
    """What is done in the background."""

    IMPORT = "import"
    PREVIEW = "preview"
    UPLOAD = "upload"
    TRIAL = "trial"
    LIST = "list"
    RECHECK = "recheck"
    LOCK = "lock"
    ADDITION = "addition"
    SELECTION = "selection"
    TIMETABLE = "timetable"
    INDEX = "index"
    MATCH = "match"
    SORTING = "sorting"
    BACKUP = "backup"
    EXCHANGE = "exchange"
    DUMP = "dump"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {
            "import": "导入文件",
            "preview": "预览文件",
            "upload": "导入上传的文件",
            "trial": "试导上传的文件",
            "list": "生成名单",
            "recheck": "复核名单",
            "lock": "锁定名单",
            "addition": "手工加入配对",
            "selection": "遴选路演专利",
            "timetable": "排洽谈日程",
            "index": "更新索引",
            "match": "全库匹配",
            "sorting": "重新归类",
            "backup": "备份",
            "exchange": "导出平台交换表",
            "dump": "生成数据包",
        }[self.value]


class WorkState(StrEnum):
    """Where a piece of work stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {
            "waiting": "等待中",
            "running": "进行中",
            "done": "已完成",
            "failed": "失败",
            "cancelled": "已取消",
        }[self.value]

    @property
    def ended(self) -> bool:
        """Whether nothing more happens to work in this state."""
        return self in {WorkState.DONE, WorkState.FAILED, WorkState.CANCELLED}


class Work(SQLModel, table=True):
    """A piece of work.

    request_key: under which it was asked for, so that the same request sent twice is one piece;
    account_id or token_id, requested_by: who asked, a person or a program, neither on the
    command line; step, done, total: how far it came, as of its end (while it
    runs WorkProgress tells); result: what it made; attempts: how often it has begun and was not
    given back; claimed_by: who is at it, under the lease of its lane; changes: how often it has
    changed, with what WorkProgress counts a number that only grows.
    """

    __tablename__ = "work"
    __table_args__ = (UniqueConstraint("request_key"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: WorkKind = Field(sa_type=EnumText(WorkKind))
    parameters: dict[str, Any] = Field(default_factory=dict, sa_type=JSON_TYPE)
    request_key: str | None = None
    state: WorkState = Field(default=WorkState.WAITING, sa_type=EnumText(WorkState), index=True)
    step: str = ""
    done: int = 0
    total: int | None = None
    result: dict[str, Any] = Field(default_factory=dict, sa_type=JSON_TYPE)
    error_name: str = ""
    error_text: str = ""
    account_id: int | None = None
    token_id: int | None = None
    requested_by: str
    attempts: int = 0
    changes: int = 0
    claimed_by: str = ""
    created_at: datetime = Field(sa_type=UtcDateTime)
    started_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class WorkProgress(SQLModel, table=True):
    """How far a piece of work is while it runs, and whether it is wanted to stop.

    Stands on the board (models.session.make_board), with no reference to the work.
    """

    __tablename__ = "work_progress"

    work_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    step: str = ""
    done: int = 0
    total: int | None = None
    changes: int = 0
    stop_asked: bool = False
    updated_at: datetime = Field(sa_type=UtcDateTime)
