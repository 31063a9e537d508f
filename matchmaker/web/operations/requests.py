"""Every request has a number, a line in the log and its share of the metrics."""

import logging
import re
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from matchmaker.log import request_id
from matchmaker.web.operations.metrics import Metrics

HEADER = "X-Request-ID"
# What a caller may give as a number: it stands in logs and answers as it is.
_NUMBER = re.compile(r"[A-Za-z0-9._-]{1,64}")
UNMATCHED = "unmatched"
# Asked every few seconds: in the log only where something is wrong.
QUIET = frozenset({"/health/live", "/health/ready", "/metrics"})
logger = logging.getLogger("matchmaker.web.requests")


class RequestRecords:
    """Numbers requests, and records how each was answered; stands outside of all else."""

    def __init__(self, app: ASGIApp, metrics: Metrics, name_route: Callable[[Scope], str]) -> None:
        self._app = app
        self._metrics = metrics
        self._name_route = name_route

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; an error that nobody foresaw goes on to who runs the server."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        number = _number(Headers(scope=scope).get(HEADER))
        # It is not taken back: the server logs an unforeseen error after this has ended.
        request_id.set(number)
        scope.setdefault("state", {})["request_id"] = number
        answer = _Answer(send, number, lambda done: self._record(scope, done))
        with self._metrics.in_flight.track_inprogress():
            try:
                await self._app(scope, receive, answer.send)
            finally:
                answer.end()

    def _record(self, scope: Scope, answer: "_Answer") -> None:
        seconds = time.perf_counter() - answer.begun
        route = self._name_route(scope)
        self._metrics.count(scope["method"], route, answer.status, seconds)
        facts: dict[str, object] = {
            "method": scope["method"],
            "route": route,
            "status": answer.status,
            "duration_ms": round(seconds * 1000, 1),
            "bytes": answer.size,
        }
        account = scope["state"].get("account_id")
        if account is not None:
            facts["account"] = account
        level = logging.WARNING if answer.status >= 500 else logging.INFO
        if route in QUIET and answer.status < 400:
            level = logging.DEBUG
        logger.log(level, "请求已答复", extra=facts)


@dataclass
class _Answer:
    """What is sent; status: 500 until an answer begins, as of one that was broken off."""

    forward: Send
    number: str
    record: Callable[["_Answer"], None]
    status: int = 500
    size: int = 0
    begun: float = field(default_factory=time.perf_counter)
    _recorded: bool = False

    async def send(self, message: Message) -> None:
        """Send on with the number of the request; record once all has been sent."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            MutableHeaders(scope=message)[HEADER] = self.number
        await self.forward(message)
        if message["type"] == "http.response.body":
            self.size += len(message.get("body", b""))
            if not message.get("more_body", False):
                self.end()

    def end(self) -> None:
        """Record, once."""
        if not self._recorded:
            self._recorded = True
            self.record(self)


class RouteNames:
    """The templates of an application's routes, which hold no part of an address that was asked."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self._names: dict[int, str] = {}

    def __call__(self, scope: Scope) -> str:
        """Return the template that a request was routed by, "unmatched" where there is none."""
        if not self._names:
            # Routers are added after this is made, and none once requests come.
            self._names = {
                id(context.original_route): context.path
                for context in iter_route_contexts(self._app.routes)
                if context.path is not None
            }
        name = self._names.get(id(scope.get("route")))
        if name is not None:
            return name
        mounted = scope.get("root_path", "").removeprefix(scope.get("app_root_path", ""))
        return f"{mounted}/{{path}}" if "app_root_path" in scope and mounted else UNMATCHED


def _number(given: str | None) -> str:
    if given is not None and _NUMBER.fullmatch(given):
        return given
    return secrets.token_hex(8)
