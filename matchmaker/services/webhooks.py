"""Addresses of other systems that are told of what happens: allowed, changed, stopped, deleted.

None is told of anything until an administrator has allowed its address.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from matchmaker.services import audit
from matchmaker.services.list_hands import Author
from matchmaker.services.service_secret import Purpose, ServiceSecret
from matchmaker.services.webhook_address import Guard, parse_address
from matchmaker.services.webhook_outbox import write_deliveries
from matchmaker.services.webhook_signing import make_webhook_secret
from models.audit import AuditKind
from models.errors import Conflict, InvalidValue
from models.queries import webhooks as webhook_queries
from models.values.text import clean
from models.webhook import DeliveryState, Webhook, WebhookDelivery, WebhookState, WebhookTopic

# How long the secret before the last renewal signs as well, for receivers to change over.
BOTH_SECRETS = timedelta(hours=24)
# What can be asked for; a test is sent on demand.
TOPICS = tuple(topic for topic in WebhookTopic if topic is not WebhookTopic.TEST)


@dataclass(frozen=True)
class WebhookTerms:
    """Where a webhook leads, and what it is told of; description: whose system it is."""

    address: str
    topics: Sequence[str]
    description: str = ""


@dataclass(frozen=True)
class AllowedTerms:
    """Terms whose address may be sent to and whose topics there are, as they are stored."""

    address: str
    topics: list[str]
    description: str


def check_terms(terms: WebhookTerms, guard: Guard) -> AllowedTerms:
    """Return terms as they are stored.

    To be asked before a webhook is held: what an address leads to is asked of the network, which
    may take its time. Raises InvalidValue for an address that may not be sent to, and for topics
    that are none.
    """
    address = parse_address(terms.address)
    guard(address)
    known = "、".join(f"{topic.value}（{topic.label}）" for topic in TOPICS)
    unknown = sorted(set(terms.topics) - {topic.value for topic in TOPICS})
    if unknown:
        raise InvalidValue(unknown[0], "没有这种事件", f"可选：{known}。")
    if not terms.topics:
        raise InvalidValue("", "没有指定事件", f"可选：{known}。")
    topics = [topic.value for topic in TOPICS if topic.value in terms.topics]
    return AllowedTerms(address.text, topics, clean(terms.description))


def allow_webhook(
    session: Session, terms: WebhookTerms, author: Author, guard: Guard, secret: ServiceSecret
) -> tuple[Webhook, str]:
    """Allow an address; return its webhook and what its deliveries are signed with, told once.

    Raises InvalidValue for an address that may not be sent to, and for topics that are none.
    """
    allowed = check_terms(terms, guard)
    told = make_webhook_secret()
    webhook = Webhook(
        address=allowed.address,
        topics=allowed.topics,
        description=allowed.description,
        secret_sealed=secret.seal(told, Purpose.WEBHOOK),
        allowed_by=author.actor,
        allowed_at=author.at,
        created_at=author.at,
    )
    session.add(webhook)
    session.flush()
    _log(session, webhook, "allowed", author)
    return webhook, told


def change_webhook(
    session: Session, webhook: Webhook, allowed: AllowedTerms, author: Author
) -> None:
    """Give a webhook another address, topics or description; another address is allowed anew.

    What waits goes to the new address.
    """
    if allowed.address != webhook.address:
        webhook.address = allowed.address
        webhook.allowed_by, webhook.allowed_at = author.actor, author.at
        webhook.failing_since = None
    webhook.topics, webhook.description = allowed.topics, allowed.description
    session.add(webhook)
    session.flush()
    _log(session, webhook, "changed", author)


def pause_webhook(session: Session, webhook: Webhook, reason: str, author: Author) -> None:
    """Send nothing more, and note nothing more to be sent; what waits is kept.

    Raises Conflict where it is not active, InvalidValue without a reason.
    """
    if webhook.state is not WebhookState.ACTIVE:
        raise Conflict(f"推送地址 {webhook.id} {webhook.state.label}，不能再暂停")
    if not clean(reason):
        raise InvalidValue(reason, "没有写明暂停的理由", "请写明，例如对方系统检修。")
    webhook.state, webhook.reason = WebhookState.PAUSED, clean(reason)
    session.add(webhook)
    session.flush()
    _log(session, webhook, "paused", author)


def resume_webhook(session: Session, webhook_id: int, author: Author, guard: Guard) -> Webhook:
    """Send again, what has waited first; return the webhook.

    Raises NotFound, Conflict where it is active, and InvalidValue for an address that may no longer
    be sent to.
    """
    # Asked before it is held, as for new terms; another address is checked by who gives it.
    guard(parse_address(webhook_queries.get_webhook(session, webhook_id).address))
    webhook = webhook_queries.hold_webhook(session, webhook_id)
    if webhook.state is WebhookState.ACTIVE:
        raise Conflict(f"推送地址 {webhook.id} 已经启用")
    webhook.state, webhook.reason, webhook.failing_since = WebhookState.ACTIVE, "", None
    session.add(webhook)
    session.flush()
    _log(session, webhook, "resumed", author)
    return webhook


def renew_secret(session: Session, webhook: Webhook, author: Author, secret: ServiceSecret) -> str:
    """Sign with a new secret, which is told once; for a day the one before signs as well."""
    told = make_webhook_secret()
    webhook.previous_sealed = webhook.secret_sealed
    webhook.previous_until = author.at + BOTH_SECRETS
    webhook.secret_sealed = secret.seal(told, Purpose.WEBHOOK)
    session.add(webhook)
    session.flush()
    _log(session, webhook, "secret renewed", author)
    return told


def secrets_in_force(webhook: Webhook, secret: ServiceSecret, now: datetime) -> list[str]:
    """Return what signs at a moment, the newest first; raise BadConfiguration as unseal does."""
    sealed = [webhook.secret_sealed]
    if webhook.previous_until is not None and now < webhook.previous_until:
        sealed.append(webhook.previous_sealed)
    return [secret.unseal(one, Purpose.WEBHOOK) for one in sealed]


def delete_webhook(session: Session, webhook: Webhook, author: Author) -> None:
    """Forget an address with all that it was told or was to be told."""
    session.delete(webhook)
    session.flush()
    _log(session, webhook, "deleted", author)


def send_test(session: Session, webhook: Webhook, author: Author) -> WebhookDelivery:
    """Have a delivery sent that tells of nothing; raise Conflict where nothing is sent."""
    _require_active(webhook)
    data = {"webhook_id": webhook.id}
    (made,) = write_deliveries(session, [webhook], WebhookTopic.TEST, data, author.at)
    return made


def resend(
    session: Session, webhook: Webhook, delivery: WebhookDelivery, now: datetime
) -> WebhookDelivery:
    """Have a delivery that has ended sent once more, under the same event id.

    Raises Conflict where it still waits or nothing is sent.
    """
    _require_active(webhook)
    if delivery.state is DeliveryState.WAITING:
        raise Conflict(f"第 {delivery.id} 号推送还在等待发送，不必重发")
    delivery.state, delivery.due_at, delivery.attempts = DeliveryState.WAITING, now, 0
    delivery.delivered_at = None
    session.add(delivery)
    session.flush()
    return delivery


def _require_active(webhook: Webhook) -> None:
    if webhook.state is not WebhookState.ACTIVE:
        raise Conflict(
            f"推送地址 {webhook.id} {webhook.state.label}（{webhook.reason}），请先恢复再发送"
        )


def _log(session: Session, webhook: Webhook, act: str, author: Author) -> None:
    details = {
        "act": act,
        "number": webhook.id,
        "topics": list(webhook.topics),
        "reason": webhook.reason,
    }
    # What stands behind the question mark may be a password of the receiver.
    shown = webhook.address.partition("?")[0]
    audit.append(session, AuditKind.WEBHOOK_CHANGE, shown, details, author)
