"""A receiver of deliveries on this machine, which the product itself refuses to send to."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Engine
from sqlmodel import col, select

from matchmaker.jobs.secret_file import load_secret
from matchmaker.jobs.webhook_sending import Wire
from matchmaker.jobs.webhooks import Courier, CourierSetup
from matchmaker.services.list_hands import Author
from matchmaker.services.webhook_address import Address, Ip
from matchmaker.services.webhook_outbox import tell
from matchmaker.services.webhooks import WebhookTerms, allow_webhook
from matchmaker.settings import Settings
from models.queries import webhooks as webhook_queries
from models.session import make_session
from models.webhook import Webhook, WebhookDelivery, WebhookTopic
from tests.conftest import NOW

DOCS = Path(__file__).parents[3] / "docs"
TOPIC = WebhookTopic.DEAL_RECORDED
BY = Author("陈一", NOW)


def to_this_machine(address: Address) -> Sequence[Ip]:
    return [ip_address("127.0.0.1")]


HERE = Wire(to_this_machine)


@dataclass(frozen=True)
class Got:
    """A request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def event_id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def at(self) -> int:
        return int(self.headers["webhook-timestamp"])


def verified(got: Got, secret: str, at: int | None = None) -> bool:
    """Whether the program that receivers are shown takes a request, by default at once."""
    text = (DOCS / "webhooks.md").read_text(encoding="utf-8")
    program = re.search(r"```python\n(.*?def verify\(.*?)```", text, re.DOTALL)
    assert program is not None
    known: dict[str, Any] = {}
    exec(program[1], known)
    known["time"] = SimpleNamespace(time=lambda: got.at if at is None else at)
    found: bool = known["verify"](secret, got.headers, got.body)
    return found


@dataclass
class Receiver:
    """What came, and what is answered: a status, headers and a body."""

    port: int = 0
    got: list[Got] = field(default_factory=list)
    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    answer: bytes = b""
    # Called before anything is answered.
    on_request: Callable[[], None] = lambda: None

    @property
    def address(self) -> str:
        return f"http://receiver.test:{self.port}/hook"

    @property
    def ids(self) -> list[str]:
        return [one.event_id for one in self.got]


@contextmanager
def receiving() -> Iterator[Receiver]:
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            receiver.got.append(Got(self.path, headers, body))
            receiver.on_request()
            self.send_response(receiver.status)
            for name, value in receiver.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(receiver.answer)))
            self.end_headers()
            self.wfile.write(receiver.answer)

        def handle(self) -> None:
            try:
                super().handle()
            except OSError:
                # Whoever asked has gone.
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    receiver.port = server.server_address[1]
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def make_settings(folder: Path, url: str) -> Settings:
    return Settings(data_dir=folder / "data", database_url=url)


def allow(engine: Engine, settings: Settings, address: str, *topics: WebhookTopic) -> str:
    """Allow an address on this machine; return its secret."""
    terms = WebhookTerms(address, [topic.value for topic in topics or (TOPIC,)])
    with make_session(engine) as session:
        _, secret = allow_webhook(session, terms, BY, to_this_machine, load_secret(settings))
        session.commit()
    return secret


def happen(engine: Engine, at: datetime = NOW, times: int = 1) -> None:
    """Have something happen that is told of."""
    with make_session(engine) as session:
        for number in range(times):
            tell(session, TOPIC, lambda number=number: {"outcome_id": number}, at)  # type: ignore[misc]
        session.commit()


def courier(
    engine: Engine, settings: Settings, clock: Callable[[], datetime], wire: Wire = HERE
) -> Courier:
    return Courier(CourierSetup(engine, settings, clock, wire))


def deliveries(engine: Engine) -> list[WebhookDelivery]:
    with make_session(engine) as session:
        return list(session.exec(select(WebhookDelivery).order_by(col(WebhookDelivery.id))))


def webhook(engine: Engine, number: int = 1) -> Webhook:
    with make_session(engine) as session:
        return webhook_queries.get_webhook(session, number)
