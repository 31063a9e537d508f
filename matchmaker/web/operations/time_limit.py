"""Requests end in time: whoever asks is answered, and what can be stopped is.

Asynchronous work is cancelled. A thread cannot be stopped: its request is answered, its statement
ends by the limit of the database, its commit is refused, and only then its session is closed.
What has begun to be answered is left alone: a download may take as long as its line needs.
"""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass

from anyio import CancelScope
from fastapi import Request
from sqlalchemy import event
from sqlmodel import Session
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from matchmaker.web.operations.answers import answer_error
from matchmaker.web.operations.bodies import ErrorBody
from matchmaker.web.operations.metrics import Metrics
from models.errors import MatchmakerError

LATE = "处理超过 {seconds} 秒，已停止。请缩小范围或稍后再试"
LATE_CHANGE = "处理超过 {seconds} 秒，没有等到结果。请先刷新页面看看是否已经完成，再决定是否重做"
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
logger = logging.getLogger(__name__)


class RequestTooLate(MatchmakerError):
    """A request has been answered as too late and must not change anything any more."""


@dataclass
class Deadline:
    """Whether the time of a request is over."""

    passed: bool = False


class TimeLimit:
    """Answers a request with 504 where its answer does not begin in time.

    seconds: for most; longer: for paths that begin so, the longest beginning counts.
    """

    def __init__(
        self, app: ASGIApp, metrics: Metrics, seconds: float, longer: Mapping[str, float]
    ) -> None:
        self._app = app
        self._metrics = metrics
        self._seconds = seconds
        self._longer = longer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request in time."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        deadline = scope.setdefault("state", {})["deadline"] = Deadline()
        gate = _Gate(send)
        loop = asyncio.get_running_loop()
        seconds = self._limit(scope["path"])
        late: list[asyncio.Task[None]] = []
        with CancelScope() as work:

            def expire() -> None:
                if gate.begun:
                    return
                gate.closed = deadline.passed = True
                late.append(loop.create_task(self._answer(scope, receive, send, seconds)))
                work.cancel()

            timer = loop.call_later(seconds, expire)
            try:
                await self._app(scope, receive, gate.send)
            finally:
                timer.cancel()
        for answering in late:
            await answering

    def _limit(self, path: str) -> float:
        fitting = [prefix for prefix in self._longer if path.startswith(prefix)]
        return self._longer[max(fitting, key=len)] if fitting else self._seconds

    async def _answer(self, scope: Scope, receive: Receive, send: Send, seconds: float) -> None:
        self._metrics.timed_out.inc()
        text = LATE if scope["method"] in _READING else LATE_CHANGE
        body = ErrorBody(error="RequestTimeout", detail=text.format(seconds=f"{seconds:g}"))
        await answer_error(Request(scope), 504, body)(scope, receive, send)


@dataclass
class _Gate:
    """Lets an answer through until another one has been given."""

    forward: Send
    begun: bool = False
    closed: bool = False

    async def send(self, message: Message) -> None:
        if not self.closed:
            self.begun = True
            await self.forward(message)


def refuse_late_commits(session: Session, request: Request) -> None:
    """Have the session of a request commit only as long as the request is waited for.

    A commit after that raises RequestTooLate.
    """
    deadline: Deadline = request.state.deadline

    def check(_session: Session) -> None:
        if deadline.passed:
            logger.warning("请求已超时，其修改未保存")
            raise RequestTooLate("请求已超时，修改没有保存。请重做")

    event.listen(session, "before_commit", check)
