"""Webhooks, what they are told, and the conditional updates by which one sender alone sends it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, or_, update
from sqlmodel import Session, col, func, select

from models.errors import NotFound
from models.organisation import Organisation
from models.queries.hold import hold_row
from models.queries.keyset import Order, page_of
from models.values.org_name import OrgType
from models.webhook import DeliveryState, Webhook, WebhookDelivery, WebhookState, WebhookTopic


@dataclass(frozen=True)
class DeliveryFilter:
    """Which deliveries of a webhook; state: None for all."""

    webhook_id: int
    state: DeliveryState | None = None


def page_webhooks(session: Session, after_id: int, limit: int) -> list[Webhook]:
    """Return the webhooks after an id, the first made first; one more if there are more."""
    order = (Order(col(Webhook.id)),)
    return list(session.exec(page_of(select(Webhook), order, (after_id,), limit)))


def list_webhooks(session: Session) -> list[Webhook]:
    """Return all webhooks, the first made first."""
    return list(session.exec(select(Webhook).order_by(col(Webhook.id))))


def get_webhook(session: Session, webhook_id: int) -> Webhook:
    """Return a webhook; raise NotFound."""
    return _get(session, webhook_id, lock=False)


def hold_webhook(session: Session, webhook_id: int) -> Webhook:
    """Return a webhook as it stands now, held to be changed; raise NotFound."""
    return _get(session, webhook_id, lock=True)


def listening(session: Session, topic: WebhookTopic) -> list[Webhook]:
    """Return the webhooks that are sent to and want to be told of a topic, by id.

    They are held against being deleted, so that what is written for them finds them.
    """
    statement = (
        select(Webhook)
        .where(Webhook.state == WebhookState.ACTIVE)
        .order_by(col(Webhook.id))
        .with_for_update(read=True, key_share=True)
    )
    return [one for one in session.exec(statement) if topic.value in one.topics]


def page_deliveries(
    session: Session, wanted: DeliveryFilter, before_id: int | None, limit: int
) -> list[WebhookDelivery]:
    """Return deliveries older than an id (None: all), newest first; one more if there are more."""
    statement = select(WebhookDelivery).where(WebhookDelivery.webhook_id == wanted.webhook_id)
    if wanted.state is not None:
        statement = statement.where(WebhookDelivery.state == wanted.state)
    after = None if before_id is None else (before_id,)
    order = (Order(col(WebhookDelivery.id), descending=True),)
    return list(session.exec(page_of(statement, order, after, limit)))


def hold_delivery(session: Session, webhook_id: int, delivery_id: int) -> WebhookDelivery:
    """Return a delivery of a webhook, held to be changed; raise NotFound."""
    hold_row(session, WebhookDelivery, delivery_id, written="state")
    found = session.get(WebhookDelivery, delivery_id, populate_existing=True)
    if found is None or found.webhook_id != webhook_id:
        raise NotFound(f"推送地址 {webhook_id} 没有编号为 {delivery_id} 的推送。请核对编号")
    return found


def next_due(
    session: Session, now: datetime, skipped: Collection[int]
) -> tuple[WebhookDelivery, Webhook] | None:
    """Return the delivery that has been due longest and that nobody is sending, with its webhook.

    skipped: webhooks that are left out.
    """
    statement = (
        select(WebhookDelivery, Webhook)
        .join(Webhook, col(WebhookDelivery.webhook_id) == col(Webhook.id))
        .where(
            Webhook.state == WebhookState.ACTIVE,
            WebhookDelivery.state == DeliveryState.WAITING,
            col(WebhookDelivery.due_at) <= now,
            _is_free(now),
            col(Webhook.id).not_in(skipped),
        )
        .order_by(col(WebhookDelivery.due_at), col(WebhookDelivery.id))
        .limit(1)
    )
    return session.exec(statement, execution_options={"populate_existing": True}).first()


def claim_delivery(
    session: Session, delivery_id: int, claimant: str, now: datetime, until: datetime
) -> bool:
    """Claim a delivery that waits and that nobody is sending; say whether that was done."""
    statement = (
        update(WebhookDelivery)
        .where(
            col(WebhookDelivery.id) == delivery_id,
            col(WebhookDelivery.state) == DeliveryState.WAITING,
            col(WebhookDelivery.due_at) <= now,
            _is_free(now),
        )
        .values(claimed_by=claimant, claimed_until=until)
    )
    return session.connection().execute(statement).rowcount == 1


def end_attempt(
    session: Session, delivery_id: int, claimant: str, values: Mapping[str, Any]
) -> bool:
    """Write what became of a claimed delivery, and let it go; say whether the claim still held."""
    statement = (
        update(WebhookDelivery)
        .where(col(WebhookDelivery.id) == delivery_id, col(WebhookDelivery.claimed_by) == claimant)
        .values(**values, claimed_by="", claimed_until=None)
    )
    return session.connection().execute(statement).rowcount == 1


def count_deliveries(session: Session) -> dict[DeliveryState, int]:
    """Return how many deliveries are in each state; one in which none is may be missing."""
    statement = select(WebhookDelivery.state, func.count()).group_by(col(WebhookDelivery.state))
    return {DeliveryState(state): count for state, count in session.exec(statement)}


def forget_deliveries(session: Session, before: datetime) -> int:
    """Delete the deliveries that were made before a moment; return how many that were."""
    statement = delete(WebhookDelivery).where(col(WebhookDelivery.made_at) < before)
    return session.connection().execute(statement).rowcount


def body_names(session: Session, ids: Collection[int]) -> dict[int, str]:
    """Return organisation id → name of those of some that are no persons, by id."""
    statement = (
        select(Organisation.id, Organisation.name)
        .where(col(Organisation.id).in_(ids), col(Organisation.org_type) != OrgType.INDIVIDUAL)
        .order_by(col(Organisation.id))
    )
    return {body: name for body, name in session.exec(statement) if body is not None}


def _get(session: Session, webhook_id: int, *, lock: bool) -> Webhook:
    if lock:
        hold_row(session, Webhook, webhook_id, written="state")
    found = session.get(Webhook, webhook_id, populate_existing=True)
    if found is None:
        raise NotFound(f"没有编号为 {webhook_id} 的推送地址。请核对编号")
    return found


def _is_free(now: datetime) -> ColumnElement[bool]:
    until = col(WebhookDelivery.claimed_until)
    return or_(until.is_(None), until <= now)
