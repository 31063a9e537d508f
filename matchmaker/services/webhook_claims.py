"""Each delivery sent by one sender at a time, again after a failure, and given up in the end.

A sender claims in a transaction of its own, sends, and notes what became of it: one that is lost in
between leaves a claim that runs out, and the next sends the same id once more.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlmodel import Session

from models.errors import NotFound
from models.queries import webhooks as webhook_queries
from models.webhook import DeliveryState, Webhook, WebhookDelivery, WebhookState

# How long after each failed attempt the next is made; after the last it is given up.
RETRIES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=24),
)
# For how long nothing gets through before a webhook is stopped.
PATIENCE = timedelta(days=3)
# Sending takes no more than its limit of time; noting it waits for whoever writes to SQLite.
CLAIM = timedelta(minutes=2)
# By which a receiver says that it wants no more (RFC 9110, 15.5.11).
GONE = 410
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class ClaimedDelivery:
    """A delivery that is being sent, with its webhook as it was when it was claimed."""

    delivery: WebhookDelivery
    webhook: Webhook
    claimant: str


@dataclass(frozen=True)
class Sent:
    """What came of an attempt; status: of the answer, None without one; error: empty if well."""

    status: int | None
    error: str = ""


def claim_next(session: Session, now: datetime, skipped: frozenset[int]) -> ClaimedDelivery | None:
    """Claim what has been due longest, of webhooks that are not skipped; None where nothing is.

    The caller commits. What another sender claims at the same moment is passed over.
    """
    while (found := webhook_queries.next_due(session, now, skipped)) is not None:
        delivery, webhook = found
        claimant = uuid4().hex
        if webhook_queries.claim_delivery(session, delivery.id or 0, claimant, now, now + CLAIM):
            return ClaimedDelivery(delivery, webhook, claimant)
    return None


def note_sent(session: Session, claimed: ClaimedDelivery, sent: Sent, now: datetime) -> None:
    """Note what came of an attempt; a claim that has run out is another's to note.

    Stops a webhook whose receiver wants no more, or to which nothing has got through for days.
    """
    attempts, delivery_id = claimed.delivery.attempts + 1, claimed.delivery.id or 0
    try:
        # Before its delivery: whoever deletes it takes hold of them in this order, too.
        webhook = webhook_queries.hold_webhook(session, claimed.webhook.id or 0)
    except NotFound:
        logger.warning("第 %s 号推送的地址已删除", delivery_id)
        return
    values: dict[str, Any] = {
        "attempts": attempts,
        "last_status": sent.status,
        "last_error": sent.error,
    }
    if not sent.error:
        values |= {"state": DeliveryState.DELIVERED, "delivered_at": now}
    elif attempts > len(RETRIES):
        values["state"] = DeliveryState.GIVEN_UP
    else:
        values["due_at"] = now + RETRIES[attempts - 1]
    if not webhook_queries.end_attempt(session, delivery_id, claimed.claimant, values):
        logger.warning("第 %s 号推送已由另一进程接手", delivery_id)
        return
    _note_health(webhook, sent, now)
    session.add(webhook)
    session.flush()


def _note_health(webhook: Webhook, sent: Sent, now: datetime) -> None:
    if not sent.error:
        webhook.failing_since = None
    else:
        webhook.failing_since = webhook.failing_since or now
        why = _stop_reason(webhook.failing_since, sent, now)
        if why and webhook.state is WebhookState.ACTIVE:
            webhook.state, webhook.reason = WebhookState.STOPPED, why
            logger.warning("推送地址 %s 已停用：%s", webhook.id, why)


def _stop_reason(failing_since: datetime, sent: Sent, now: datetime) -> str:
    if sent.status == GONE:
        return "接收方答复 410，不再接收"
    if now - failing_since >= PATIENCE:
        return f"连续 {PATIENCE.days} 天没有一次送达，最后一次：{sent.error}"
    return ""
