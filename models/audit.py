"""The audit log, to which rows are only ever added, and what has been moved to archives.

Triggers of the database refuse to change its rows, and to delete any that no archive holds.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Field, SQLModel

from models.base import JSON_TYPE, EnumText, UtcDateTime


class AuditKind(StrEnum):
    """What kind of act a record tells of."""

    LOGIN = "login"
    CONTACT_VIEW = "contact_view"
    HIDDEN_TEXT_VIEW = "hidden_text_view"
    CONTACT_CORRECTED = "contact_corrected"
    EXPORT = "export"
    RULE_CHANGE = "rule_change"
    ROLE_CHANGE = "role_change"
    ACCOUNT_CHANGE = "account_change"
    PROGRAM_CHANGE = "program_change"
    ACTING_BEGUN = "acting_begun"
    ACTING_ENDED = "acting_ended"
    LISTING_CHANGED = "listing_changed"
    OPEN_LICENCE_CHANGED = "open_licence_changed"
    PRODUCT_CHANGED = "product_changed"
    WEBHOOK_CHANGE = "webhook_change"
    LIST_LOCKED = "list_locked"
    LIST_CORRECTED = "list_corrected"
    TIMETABLE_PUBLISHED = "timetable_published"
    ORGANISATIONS_MERGED = "organisations_merged"
    ORGANISATIONS_UNMERGED = "organisations_unmerged"
    DELETION = "deletion"
    IMPORT_DONE = "import_done"
    LEDGER_CHANGE = "ledger_change"
    FINANCE_CHANGED = "finance_changed"
    PUBLIC_SERVICE_CHANGED = "public_service_changed"
    RESTORE = "restore"
    ARCHIVED = "archived"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return _LABELS[self]


_LABELS = {
    AuditKind.LOGIN: "登录",
    AuditKind.CONTACT_VIEW: "查看联系方式",
    AuditKind.HIDDEN_TEXT_VIEW: "查看不公开需求",
    AuditKind.CONTACT_CORRECTED: "更正联系方式",
    AuditKind.EXPORT: "导出",
    AuditKind.RULE_CHANGE: "规则变更",
    AuditKind.ROLE_CHANGE: "角色变更",
    AuditKind.ACCOUNT_CHANGE: "账号变更",
    AuditKind.PROGRAM_CHANGE: "程序令牌变更",
    AuditKind.ACTING_BEGUN: "开始代办",
    AuditKind.ACTING_ENDED: "结束代办",
    AuditKind.LISTING_CHANGED: "挂牌变更",
    AuditKind.OPEN_LICENCE_CHANGED: "开放许可变更",
    AuditKind.PRODUCT_CHANGED: "专利产品变更",
    AuditKind.WEBHOOK_CHANGE: "事件推送变更",
    AuditKind.LIST_LOCKED: "名单锁定",
    AuditKind.LIST_CORRECTED: "名单更正",
    AuditKind.TIMETABLE_PUBLISHED: "日程发布",
    AuditKind.ORGANISATIONS_MERGED: "单位合并",
    AuditKind.ORGANISATIONS_UNMERGED: "撤销单位合并",
    AuditKind.DELETION: "删除",
    AuditKind.IMPORT_DONE: "导入",
    AuditKind.LEDGER_CHANGE: "台账变更",
    AuditKind.FINANCE_CHANGED: "融资需求变更",
    AuditKind.PUBLIC_SERVICE_CHANGED: "公共服务变更",
    AuditKind.RESTORE: "数据恢复",
    AuditKind.ARCHIVED: "日志归档",
}


class AuditRecord(SQLModel, table=True):
    """Who did what, when; number: from 1 without gaps; hashes: see models.values.audit_chain."""

    __tablename__ = "audit_record"

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    made_at: datetime = Field(sa_type=UtcDateTime)
    actor: str
    kind: AuditKind = Field(sa_type=EnumText(AuditKind))
    subject: str
    details: dict[str, Any] = Field(default_factory=dict, sa_type=JSON_TYPE)
    previous_hash: str
    hash: str


class AuditHead(SQLModel, table=True):
    """The one row (id 1) that tells where the log ends, which whoever appends holds till then."""

    __tablename__ = "audit_head"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    number: int
    hash: str


class AuditAnchor(SQLModel, table=True):
    """Records first_number to last_number, which stand in an archive and no longer in the log.

    previous_hash: what the first of them follows; last_hash: what the rest of the log follows.
    """

    __tablename__ = "audit_anchor"

    last_number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    first_number: int
    previous_hash: str
    last_hash: str
    file_name: str
    made_at: datetime = Field(sa_type=UtcDateTime)
