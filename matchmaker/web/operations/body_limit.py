"""What FastAPI's limit of bodies refuses in plain English is told like any other error.

The limit itself is FastAPI's ``max_body_size``: of the application, and of a router or route that
takes more.
"""

from collections.abc import Mapping

from fastapi import Request
from starlette.datastructures import Headers
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from matchmaker.web.operations.answers import answer_error, too_large

TOO_LARGE = 413


class TellTooLarge:
    """Answers 413 with the body of an error."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass all other answers on as they are."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        replaced = False

        async def send_own(message: Message) -> None:
            nonlocal replaced
            if replaced:
                return
            if message["type"] == "http.response.start" and _is_plain_refusal(message):
                replaced = True
                # What was not read stands in the way of the next request.
                answer = answer_error(
                    Request(scope), TOO_LARGE, too_large(), {"Connection": "close"}
                )
                await answer(scope, receive, send)
                return
            await send(message)

        await self._app(scope, receive, send_own)


class LargerBodies:
    """Lets bodies be larger where files are sent, before anything looks into them.

    A route's own limit holds only from the route on, and the token of a form is read before that.
    limits: beginning of a path → bytes.
    """

    def __init__(self, app: ASGIApp, limits: Mapping[str, int]) -> None:
        self._app = app
        self._larger = {
            prefix: RequestBodyLimitMiddleware(app, max_body_size=size)
            for prefix, size in limits.items()
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on under the limit of its path."""
        path = scope.get("path", "")
        fitting = [one for prefix, one in self._larger.items() if path.startswith(prefix)]
        await (fitting[0] if fitting else self._app)(scope, receive, send)


def _is_plain_refusal(message: Message) -> bool:
    kind = Headers(raw=message["headers"]).get("content-type", "")
    return message["status"] == TOO_LARGE and kind.startswith("text/plain")
