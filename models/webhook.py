"""Addresses of other systems that are told of what happens, and what each is told."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from models.base import JSON_TYPE, EnumText, UtcDateTime


class WebhookTopic(StrEnum):
    """What somebody can be told of; a test is sent on demand, whatever else is wanted."""

    LIST_PUBLISHED = "list.published"
    FIRMS_PUBLISHED = "firms.published"
    REQUEST_RECEIVED = "request.received"
    DEAL_RECORDED = "deal.recorded"
    TEST = "webhook.test"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {
            "list.published": "名单发布",
            "firms.published": "路演企业名单发布",
            "request.received": "收到请求",
            "deal.recorded": "成交登记",
            "webhook.test": "测试",
        }[self.value]


class WebhookState(StrEnum):
    """Whether a webhook is sent to: paused by a person, stopped since nothing gets through."""

    ACTIVE = "active"
    PAUSED = "paused"
    STOPPED = "stopped"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {"active": "启用", "paused": "已暂停", "stopped": "已停用"}[self.value]


class DeliveryState(StrEnum):
    """What became of a delivery."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    GIVEN_UP = "given_up"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {"waiting": "待发送", "delivered": "已送达", "given_up": "已放弃"}[self.value]


class Webhook(SQLModel, table=True):
    """An address that an administrator has allowed, and what it is told of.

    topics: values of WebhookTopic; reason: why it is paused or stopped. secret_sealed: what its
    deliveries are signed with, sealed; previous_sealed: the one before, which signs beside it until
    previous_until. failing_since: of the first attempt that failed since the last that did not.
    """

    __tablename__ = "webhook"

    id: int | None = Field(default=None, primary_key=True)
    address: str
    description: str = ""
    topics: list[str] = Field(default_factory=list, sa_type=JSON_TYPE)
    state: WebhookState = Field(default=WebhookState.ACTIVE, sa_type=EnumText(WebhookState))
    reason: str = ""
    secret_sealed: str = Field(repr=False)
    previous_sealed: str = Field(default="", repr=False)
    previous_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    failing_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    allowed_by: str
    allowed_at: datetime = Field(sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)


class WebhookDelivery(SQLModel, table=True):
    """What a webhook is told of one event, written in the transaction of what it tells of.

    event_id: the same for everybody who is told of it, and at every attempt; body: the JSON text
    that is sent; due_at: of the next attempt; last_status: of the last answer, None where there was
    none; claimed_by, claimed_until: who is sending it, and until when nobody else may.
    """

    __tablename__ = "webhook_delivery"

    id: int | None = Field(default=None, primary_key=True)
    webhook_id: int = Field(foreign_key="webhook.id", index=True, ondelete="CASCADE")
    event_id: str = Field(index=True)
    topic: WebhookTopic = Field(sa_type=EnumText(WebhookTopic))
    body: str
    state: DeliveryState = Field(default=DeliveryState.WAITING, sa_type=EnumText(DeliveryState))
    made_at: datetime = Field(sa_type=UtcDateTime, index=True)
    due_at: datetime = Field(sa_type=UtcDateTime, index=True)
    attempts: int = 0
    last_status: int | None = None
    last_error: str = ""
    delivered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    claimed_by: str = ""
    claimed_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
