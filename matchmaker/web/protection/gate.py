"""The gate before all routes: right host, known method, within the allowance, not forged."""

from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from matchmaker.errors import BadQuery, Forbidden, TooManyRequests
from matchmaker.services.rate_limits import Standing
from matchmaker.web.protection.cookies import session_cookie
from matchmaker.web.protection.csrf import (
    TOKEN_HEADER,
    Asked,
    check_origin,
    check_token,
    csrf_token,
)
from matchmaker.web.protection.form_token import FormToken
from matchmaker.web.protection.groups import STORED, group_of
from matchmaker.web.protection.limiter import Limiter
from matchmaker.web.protection.refusals import refuse
from matchmaker.web.protection.site import Site

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
BEARER = "bearer "


@dataclass(frozen=True)
class Guard:
    """What the gate decides by."""

    site: Site
    limiter: Limiter
    csrf_key: bytes


class Gate:
    """Refuses what must not reach a route, and counts what does.

    request.state.csrf_token is the token for the forms of a page, empty without a session.
    """

    def __init__(self, app: ASGIApp, guard: Guard) -> None:
        self._app = app
        self._guard = guard

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, or refuse."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        request.state.csrf_token = ""
        host = request.headers.get("host", "")
        if not self._guard.site.answers(host):
            refused = refuse(request, _unknown_host(host), 400)
            await refused(scope, receive, send)
            return
        if request.method not in METHODS:
            error = BadQuery(f"不支持 {request.method} 请求。请改用 {'、'.join(METHODS)}")
            refused = refuse(request, error, 405)
            refused.headers["Allow"] = ", ".join(METHODS)
            await refused(scope, receive, send)
            return
        await self._answer(request, send)

    async def _answer(self, request: Request, send: Send) -> None:
        """Count the request, check where it comes from, and give it on."""
        asked = _asked(request)
        if asked.cookie is not None:
            request.state.csrf_token = csrf_token(self._guard.csrf_key, asked.cookie)
        try:
            left = await self._count(request, asked)
            if left is not None:
                send = _telling(left, send)
            receive = await self._check(request, asked)
        except TooManyRequests as error:
            await refuse(request, error, 429)(request.scope, request.receive, send)
        except Forbidden as error:
            await refuse(request, error, 403)(request.scope, request.receive, send)
        else:
            await self._app(request.scope, receive, send)

    async def _count(self, request: Request, asked: Asked) -> Standing | None:
        """Take from what the request is counted in; raise TooManyRequests."""
        group = group_of(request.method, request.url.path)
        if group is None:
            return None
        address = request.client.host if request.client else ""
        credential = request.headers["authorization"] if asked.bearer else asked.cookie
        limiter, state = self._guard.limiter, request.app.state
        charges = limiter.charges(group, address, credential)
        if not charges:
            return None
        if group in STORED:
            return await run_in_threadpool(
                limiter.take_stored, state.engine, charges, state.clock()
            )
        return limiter.take(charges, state.clock())

    async def _check(self, request: Request, asked: Asked) -> Receive:
        """Return what gives the body; raise Forbidden for a forged request."""
        origins = self._guard.site.origins(request.url.scheme, request.headers.get("host", ""))
        check_origin(asked, origins)
        if asked.is_harmless or asked.cookie is None:
            return request.receive
        token = request.headers.get(TOKEN_HEADER)
        form = FormToken(request.headers.get("content-type", ""), request.receive)
        check_token(asked, self._guard.csrf_key, token or await form.find())
        return form.receive


def _asked(request: Request) -> Asked:
    headers = request.headers
    return Asked(
        method=request.method,
        origin=headers.get("origin"),
        fetch_site=headers.get("sec-fetch-site"),
        referer=headers.get("referer"),
        cookie=session_cookie(request),
        bearer=headers.get("authorization", "").lower().startswith(BEARER),
    )


def _telling(left: Standing, send: Send) -> Send:
    """Return a sender that adds how much is left of the allowance."""

    async def send_with_standing(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["RateLimit-Limit"] = str(left.limit)
            headers["RateLimit-Remaining"] = str(left.remaining)
            headers["RateLimit-Reset"] = str(left.reset_seconds)
        await send(message)

    return send_with_standing


def _unknown_host(host: str) -> BadQuery:
    return BadQuery(
        f"本服务不以“{host[:100]}”这个地址提供访问。请使用管理员公布的网址；"
        "管理员可在 MATCHMAKER_ALLOWED_HOSTS 中加入此主机名"
    )
