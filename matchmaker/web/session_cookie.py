"""Renewed session cookies: put into the answer to a request, whatever answers it."""

from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from matchmaker.web.protection.cookies import set_session_cookie


def renew_cookie(request: Request, value: str) -> None:
    """Have the answer to a request carry a new value."""
    carrier = Response()
    set_session_cookie(carrier, value, request)
    request.state.renewed_cookie = carrier.headers["set-cookie"]


class RenewedCookies:
    """Puts renewed cookies into answers, those that are errors too."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        state = scope.setdefault("state", {})

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                cookie = state.get("renewed_cookie")
                # A route that sets the cookie itself has the last word.
                if cookie and "set-cookie" not in headers:
                    headers.append("set-cookie", cookie)
            await send(message)

        await self._app(scope, receive, send_with_cookie)
