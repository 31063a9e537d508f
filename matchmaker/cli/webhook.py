"""matchmaker webhook list | allow | change | pause | resume | renew | delete | test …"""

from typing import Annotated

import typer

from matchmaker.cli.options import ActorOption, FormatOption
from matchmaker.cli.output import Format, console, emit, moment, now
from matchmaker.jobs.database import database
from matchmaker.jobs.secret_file import load_secret
from matchmaker.jobs.webhook_sending import check_address
from matchmaker.services import webhooks
from matchmaker.services.list_hands import COMMAND_LINE, Author
from matchmaker.services.webhooks import TOPICS, WebhookTerms
from matchmaker.settings import get_settings
from models.queries import webhooks as webhook_queries
from models.queries.webhooks import DeliveryFilter
from models.session import make_session
from models.webhook import DeliveryState, Webhook, WebhookDelivery

LIST_LABELS = {
    "id": "编号",
    "address": "地址",
    "topics": "事件",
    "description": "说明",
    "state": "状态",
    "reason": "原因",
    "allowed_by": "批准人",
    "allowed_at": "批准时间",
}
DELIVERY_LABELS = {
    "id": "编号",
    "topic": "事件",
    "state": "状态",
    "made_at": "发生时间",
    "attempts": "次数",
    "due_at": "下次发送",
    "last_status": "答复",
    "last_error": "原因",
    "event_id": "事件编号",
}
_KNOWN = "、".join(f"{topic.value}（{topic.label}）" for topic in TOPICS)

app = typer.Typer(
    help="事件推送：把名单发布、收到请求、成交登记通知其他系统；批准地址后才发送。",
    no_args_is_help=True,
)

IdArgument = Annotated[int, typer.Argument(metavar="ID", help="推送地址编号，见 webhook list")]
DescriptionOption = Annotated[str, typer.Option("--description", help="是哪个系统")]


@app.command("list")
def list_(form: FormatOption = Format.TABLE) -> None:
    """列出推送地址、状态与停用原因。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        found = webhook_queries.list_webhooks(session)
        emit([_row(one, form) for one in found], LIST_LABELS, form, whole=True)


@app.command("allow")
def allow(
    address: Annotated[str, typer.Argument(help="https 地址；专网内可用 http")],
    topics: Annotated[list[str], typer.Option("--topic", help=f"事件，可重复：{_KNOWN}")],
    description: DescriptionOption = "",
    by: ActorOption = COMMAND_LINE,
) -> None:
    """批准一个推送地址，并显示验签密钥（只显示这一次）。"""
    settings = get_settings()
    with database(settings) as engine, make_session(engine) as session:
        terms = WebhookTerms(address, topics, description)
        _, secret = webhooks.allow_webhook(
            session, terms, Author(by, now()), check_address, load_secret(settings)
        )
        session.commit()
    # Alone on its line, for scripts to read.
    console.print(secret, soft_wrap=True, highlight=False)


@app.command("change")
def change(
    webhook_id: IdArgument,
    address: Annotated[str | None, typer.Option("--address", help="新地址")] = None,
    topics: Annotated[list[str] | None, typer.Option("--topic", help=f"事件：{_KNOWN}")] = None,
    description: Annotated[str | None, typer.Option("--description", help="是哪个系统")] = None,
    by: ActorOption = COMMAND_LINE,
) -> None:
    """修改地址、事件或说明；未写明的不变。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        known = webhook_queries.get_webhook(session, webhook_id)
        terms = WebhookTerms(
            known.address if address is None else address,
            topics or known.topics,
            known.description if description is None else description,
        )
        allowed = webhooks.check_terms(terms, check_address)
        webhook = webhook_queries.hold_webhook(session, webhook_id)
        webhooks.change_webhook(session, webhook, allowed, Author(by, now()))
        session.commit()
    console.print(f"推送地址 {webhook_id} 已修改", highlight=False)


@app.command("pause")
def pause(
    webhook_id: IdArgument,
    reason: Annotated[str, typer.Option("--reason", help="理由")],
    by: ActorOption = COMMAND_LINE,
) -> None:
    """暂停推送；暂停期间的事件不再补发，已排队的保留。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        webhook = webhook_queries.hold_webhook(session, webhook_id)
        webhooks.pause_webhook(session, webhook, reason, Author(by, now()))
        session.commit()
    console.print(f"推送地址 {webhook_id} 已暂停", highlight=False)


@app.command("resume")
def resume(webhook_id: IdArgument, by: ActorOption = COMMAND_LINE) -> None:
    """恢复暂停或停用的推送，先发已排队的。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        webhooks.resume_webhook(session, webhook_id, Author(by, now()), check_address)
        session.commit()
    console.print(f"推送地址 {webhook_id} 已恢复", highlight=False)


@app.command("renew")
def renew(webhook_id: IdArgument, by: ActorOption = COMMAND_LINE) -> None:
    """更换验签密钥并显示（只显示这一次）；24 小时内新旧密钥同时签名。"""
    settings = get_settings()
    with database(settings) as engine, make_session(engine) as session:
        webhook = webhook_queries.hold_webhook(session, webhook_id)
        secret = webhooks.renew_secret(session, webhook, Author(by, now()), load_secret(settings))
        session.commit()
    console.print(secret, soft_wrap=True, highlight=False)


@app.command("delete")
def delete(webhook_id: IdArgument, by: ActorOption = COMMAND_LINE) -> None:
    """删除推送地址及其全部推送记录。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        webhook = webhook_queries.hold_webhook(session, webhook_id)
        webhooks.delete_webhook(session, webhook, Author(by, now()))
        session.commit()
    console.print(f"推送地址 {webhook_id} 已删除", highlight=False)


@app.command("test")
def test(webhook_id: IdArgument) -> None:
    """发送一次测试推送；由 schedule run 或 serve --scheduler 发出。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        webhook = webhook_queries.hold_webhook(session, webhook_id)
        made = webhooks.send_test(session, webhook, Author(COMMAND_LINE, now()))
        session.commit()
    _tell_queued(webhook_id, made)


@app.command("deliveries")
def deliveries(
    webhook_id: IdArgument,
    state: Annotated[DeliveryState | None, typer.Option("--state", help="只列一种状态")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="最多列几次")] = 50,
    form: FormatOption = Format.TABLE,
) -> None:
    """列出一个地址最近 30 天的推送，新的在前。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        webhook_queries.get_webhook(session, webhook_id)
        wanted = DeliveryFilter(webhook_id, state)
        found = webhook_queries.page_deliveries(session, wanted, None, limit)[:limit]
    emit([_delivery_row(one, form) for one in found], DELIVERY_LABELS, form, whole=True)


@app.command("resend")
def resend(
    webhook_id: IdArgument,
    delivery_id: Annotated[int, typer.Argument(metavar="DELIVERY", help="推送编号")],
) -> None:
    """重发一次已送达或已放弃的推送，事件编号不变。"""
    with database(get_settings()) as engine, make_session(engine) as session:
        webhook = webhook_queries.hold_webhook(session, webhook_id)
        delivery = webhook_queries.hold_delivery(session, webhook_id, delivery_id)
        webhooks.resend(session, webhook, delivery, now())
        session.commit()
    _tell_queued(webhook_id, delivery)


def _tell_queued(webhook_id: int, delivery: WebhookDelivery) -> None:
    console.print(
        f"第 {delivery.id} 号推送已排队，由 matchmaker schedule run 或 serve --scheduler 发出；"
        f"结果见 matchmaker webhook deliveries {webhook_id}",
        highlight=False,
        soft_wrap=True,
    )


def _row(webhook: Webhook, form: Format) -> dict[str, object]:
    table = form is Format.TABLE
    shown = webhook.model_dump(include=set(LIST_LABELS))
    if table:
        shown["topics"] = "、".join(webhook.topics)
        shown["state"] = webhook.state.label
        shown["allowed_at"] = moment(webhook.allowed_at)
    return shown


def _delivery_row(delivery: WebhookDelivery, form: Format) -> dict[str, object]:
    shown = delivery.model_dump(include=set(DELIVERY_LABELS))
    if delivery.state is not DeliveryState.WAITING:
        shown["due_at"] = None
    if form is Format.TABLE:
        shown["topic"], shown["state"] = delivery.topic.label, delivery.state.label
        shown["made_at"], shown["due_at"] = moment(delivery.made_at), moment(shown["due_at"])
    return shown
