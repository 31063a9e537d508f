"""Addresses of other systems that are told of what happens, and what each has been told."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.jobs.webhook_sending import check_address
from matchmaker.services import webhooks
from matchmaker.services.service_secret import ServiceSecret
from matchmaker.services.webhook_address import MOST_CHARACTERS, Guard
from matchmaker.services.webhooks import TOPICS, WebhookTerms
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import Line, PathId, Text
from matchmaker.web.api.paging import (
    CursorParameter,
    LimitParameter,
    Page,
    read_cursor,
    write_cursor,
)
from matchmaker.web.api.tagged import NOT_MODIFIED, answer_tagged, require_match
from matchmaker.web.deps import NowDep, SessionDep
from matchmaker.web.operations.bodies import errors
from models.queries import webhooks as webhook_queries
from models.queries.webhooks import DeliveryFilter
from models.webhook import DeliveryState, Webhook, WebhookDelivery, WebhookState, WebhookTopic

IN_ORDER = "id"

router = APIRouter(prefix="/webhooks", tags=["webhooks"], responses=errors(401, 403, 422, 429))


def get_guard() -> Guard:
    """Return what judges where an address leads."""
    return check_address


def get_secret(request: Request) -> ServiceSecret:
    """Return the secret of the service."""
    secret: ServiceSecret = request.app.state.secret
    return secret


Manager = Annotated[Viewer, Depends(May(Permission.WEBHOOK_WRITE))]
GuardDep = Annotated[Guard, Depends(get_guard)]
SecretDep = Annotated[ServiceSecret, Depends(get_secret)]


class WebhookForm(BaseModel):
    """An address and what it is to be told of; description: whose system it is."""

    model_config = ConfigDict(extra="forbid")

    address: Annotated[
        Text,
        Field(
            min_length=1,
            max_length=MOST_CHARACTERS,
            description="https 地址；专网内可用 http",
            examples=["https://10.20.0.8/hooks/matchmaker"],
        ),
    ]
    topics: Annotated[
        list[WebhookTopic],
        Field(
            min_length=1,
            max_length=len(TOPICS),
            description="、".join(f"{topic.value}：{topic.label}" for topic in TOPICS),
            examples=[["list.published", "deal.recorded"]],
        ),
    ]
    description: Annotated[Line, Field(examples=["省统计平台"])] = ""

    def terms(self) -> WebhookTerms:
        """Return the same for the service."""
        return WebhookTerms(self.address, [one.value for one in self.topics], self.description)


class PauseForm(BaseModel):
    """Why nothing is to be sent for a while."""

    model_config = ConfigDict(extra="forbid")

    reason: Annotated[Line, Field(min_length=1, examples=["对方系统检修"])]


class WebhookView(BaseModel):
    """A webhook, without its secret.

    reason: why it is paused or stopped; failing_since: of the first attempt that failed since the
    last that did not; both_secrets_until: until when the secret before the last signs as well.
    """

    id: int
    address: str = Field(examples=["https://10.20.0.8/hooks/matchmaker"])
    description: str
    topics: Sequence[str] = Field(examples=[["list.published"]])
    state: WebhookState
    state_label: str = Field(examples=["启用"])
    reason: str
    failing_since: datetime | None
    both_secrets_until: datetime | None
    allowed_by: str
    allowed_at: datetime
    created_at: datetime


class SecretView(BaseModel):
    """A webhook with the secret that signs its deliveries, which is told this once."""

    webhook: WebhookView
    secret: str = Field(examples=["whsec_……"])


class DeliveryView(BaseModel):
    """What a webhook was told; event_id: as sent in the header webhook-id, at every attempt.

    due_at: of the next attempt while it waits; last_status: of the last answer, null for none.
    """

    id: int
    event_id: str
    topic: WebhookTopic
    state: DeliveryState
    state_label: str = Field(examples=["已送达"])
    body: str = Field(examples=['{"type":"webhook.test","timestamp":"…","data":{"webhook_id":1}}'])
    made_at: datetime
    due_at: datetime
    attempts: int
    last_status: int | None
    last_error: str
    delivered_at: datetime | None


class WebhookQuery(BaseModel):
    """Which page."""

    model_config = ConfigDict(extra="forbid")

    limit: LimitParameter = 50
    cursor: CursorParameter = None


class DeliveryQuery(WebhookQuery):
    """Which deliveries, and which page of them."""

    state: DeliveryState | None = None


@router.get("", operation_id="list_webhooks")
def list_webhooks(
    query: Annotated[WebhookQuery, Query()], _viewer: Manager, session: SessionDep
) -> Page[WebhookView]:
    """Return the webhooks, the first made first."""
    (after,) = read_cursor(query.cursor, IN_ORDER, (int,)) or (0,)
    found = webhook_queries.page_webhooks(session, after, query.limit)
    shown, more = found[: query.limit], len(found) > query.limit
    return Page(
        items=[_view(webhook) for webhook in shown],
        next_cursor=write_cursor(IN_ORDER, [shown[-1].id]) if more else None,
    )


@router.post("", operation_id="allow_webhook", status_code=201)
def allow_webhook(
    form: WebhookForm,
    _viewer: Manager,
    author: AuthorDep,
    session: SessionDep,
    guard: GuardDep,
    secret: SecretDep,
) -> SecretView:
    """Allow an address: from now on it is told of what it wants to know."""
    webhook, told = webhooks.allow_webhook(session, form.terms(), author, guard, secret)
    session.commit()
    return SecretView(webhook=_view(webhook), secret=told)


@router.get(
    "/{webhook_id}",
    operation_id="get_webhook",
    response_model=WebhookView,
    responses=errors(404) | NOT_MODIFIED,
)
def read_webhook(
    request: Request, webhook_id: PathId, _viewer: Manager, session: SessionDep
) -> Response:
    """Return a webhook."""
    return answer_tagged(request, _view(webhook_queries.get_webhook(session, webhook_id)))


@router.put(
    "/{webhook_id}",
    operation_id="change_webhook",
    response_model=WebhookView,
    responses=errors(404, 412),
)
def change_webhook(
    request: Request,
    webhook_id: PathId,
    form: WebhookForm,
    _viewer: Manager,
    author: AuthorDep,
    session: SessionDep,
    guard: GuardDep,
) -> Response:
    """Give a webhook another address, other topics or another description."""
    allowed = webhooks.check_terms(form.terms(), guard)
    webhook = webhook_queries.hold_webhook(session, webhook_id)
    require_match(request, _view(webhook))
    webhooks.change_webhook(session, webhook, allowed, author)
    session.commit()
    return answer_tagged(request, _view(webhook))


@router.delete(
    "/{webhook_id}", operation_id="delete_webhook", status_code=204, responses=errors(404, 412)
)
def delete_webhook(
    request: Request, webhook_id: PathId, _viewer: Manager, author: AuthorDep, session: SessionDep
) -> None:
    """Forget an address with all that it was told or was to be told."""
    webhook = webhook_queries.hold_webhook(session, webhook_id)
    require_match(request, _view(webhook))
    webhooks.delete_webhook(session, webhook, author)
    session.commit()


@router.post("/{webhook_id}/pause", operation_id="pause_webhook", responses=errors(404, 409))
def pause_webhook(
    webhook_id: PathId, form: PauseForm, _viewer: Manager, author: AuthorDep, session: SessionDep
) -> WebhookView:
    """Send nothing more, and note nothing more to be sent; what waits is kept."""
    webhook = webhook_queries.hold_webhook(session, webhook_id)
    webhooks.pause_webhook(session, webhook, form.reason, author)
    session.commit()
    return _view(webhook)


@router.post("/{webhook_id}/resume", operation_id="resume_webhook", responses=errors(404, 409))
def resume_webhook(
    webhook_id: PathId, _viewer: Manager, author: AuthorDep, session: SessionDep, guard: GuardDep
) -> WebhookView:
    """Send again, what has waited first."""
    webhook = webhooks.resume_webhook(session, webhook_id, author, guard)
    session.commit()
    return _view(webhook)


@router.post("/{webhook_id}/secret", operation_id="renew_webhook_secret", responses=errors(404))
def renew_secret(
    webhook_id: PathId, _viewer: Manager, author: AuthorDep, session: SessionDep, secret: SecretDep
) -> SecretView:
    """Sign with a new secret; for 24 hours the one before signs as well."""
    webhook = webhook_queries.hold_webhook(session, webhook_id)
    told = webhooks.renew_secret(session, webhook, author, secret)
    session.commit()
    return SecretView(webhook=_view(webhook), secret=told)


@router.post(
    "/{webhook_id}/test",
    operation_id="test_webhook",
    status_code=202,
    responses=errors(404, 409),
)
def send_test(
    webhook_id: PathId, _viewer: Manager, author: AuthorDep, session: SessionDep
) -> DeliveryView:
    """Have a delivery sent that tells of nothing; what became of it stands in the deliveries."""
    webhook = webhook_queries.hold_webhook(session, webhook_id)
    made = webhooks.send_test(session, webhook, author)
    session.commit()
    return _delivery(made)


@router.get(
    "/{webhook_id}/deliveries", operation_id="list_webhook_deliveries", responses=errors(404)
)
def list_deliveries(
    webhook_id: PathId,
    query: Annotated[DeliveryQuery, Query()],
    _viewer: Manager,
    session: SessionDep,
) -> Page[DeliveryView]:
    """Return what a webhook was told in the last 30 days, the newest first."""
    webhook_queries.get_webhook(session, webhook_id)
    (before,) = read_cursor(query.cursor, IN_ORDER, (int,)) or (None,)
    wanted = DeliveryFilter(webhook_id, query.state)
    found = webhook_queries.page_deliveries(session, wanted, before, query.limit)
    shown, more = found[: query.limit], len(found) > query.limit
    return Page(
        items=[_delivery(one) for one in shown],
        next_cursor=write_cursor(IN_ORDER, [shown[-1].id]) if more else None,
    )


@router.post(
    "/{webhook_id}/deliveries/{delivery_id}/resend",
    operation_id="resend_webhook_delivery",
    status_code=202,
    responses=errors(404, 409),
)
def resend(
    webhook_id: PathId, delivery_id: PathId, _viewer: Manager, session: SessionDep, now: NowDep
) -> DeliveryView:
    """Have a delivery that has ended sent once more, under the same event id."""
    webhook = webhook_queries.hold_webhook(session, webhook_id)
    delivery = webhook_queries.hold_delivery(session, webhook_id, delivery_id)
    webhooks.resend(session, webhook, delivery, now)
    session.commit()
    return _delivery(delivery)


def _view(webhook: Webhook) -> WebhookView:
    hidden = {"secret_sealed", "previous_sealed", "previous_until"}
    return WebhookView(
        **_in_utc(webhook.model_dump(exclude=hidden)),
        state_label=webhook.state.label,
        both_secrets_until=_utc(webhook.previous_until),
    )


def _delivery(delivery: WebhookDelivery) -> DeliveryView:
    shown = delivery.model_dump(exclude={"webhook_id", "claimed_by", "claimed_until"})
    return DeliveryView(**_in_utc(shown), state_label=delivery.state.label)


def _in_utc(shown: dict[str, Any]) -> dict[str, Any]:
    """Return the same with moments as the database gives them back: one state has one tag."""
    return {
        name: _utc(value) if isinstance(value, datetime) else value for name, value in shown.items()
    }


def _utc(moment: datetime | None) -> datetime | None:
    return moment.astimezone(UTC) if moment else None
