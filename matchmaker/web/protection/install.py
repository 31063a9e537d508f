"""Puts the protection before an application."""

from fastapi import FastAPI, Request
from starlette.responses import Response
from starlette.types import ASGIApp
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from matchmaker.errors import TooManyRequests
from matchmaker.jobs.secret_file import load_secret
from matchmaker.services.service_secret import Purpose
from matchmaker.settings import Settings
from matchmaker.web.protection.gate import Gate, Guard
from matchmaker.web.protection.headers import SecurityHeaders
from matchmaker.web.protection.limiter import Limiter
from matchmaker.web.protection.refusals import refuse
from matchmaker.web.protection.site import make_site, parse_trusted


def install_protection(app: FastAPI, settings: Settings) -> None:
    """Guard all answers of the application; its state gets the site, the secret and the limiter.

    Raises BadConfiguration for settings that cannot be used, or a secret that others can read.
    """
    site, trusted, secret = make_site(settings), parse_trusted(settings), load_secret(settings)
    limiter = Limiter(settings, secret.key(Purpose.LIMIT))
    app.state.site, app.state.secret, app.state.limiter = site, secret, limiter
    app.add_middleware(Gate, guard=Guard(site, limiter, secret.key(Purpose.CSRF)))
    app.add_exception_handler(TooManyRequests, _answer_too_many)
    build = app.build_middleware_stack

    def build_guarded() -> ASGIApp:
        # Around all: what Starlette answers to an unforeseen error passes no added middleware.
        guarded = SecurityHeaders(build(), site)
        return ProxyHeadersMiddleware(guarded, trusted)  # type: ignore[arg-type, return-value]

    app.build_middleware_stack = build_guarded  # type: ignore[method-assign]


def _answer_too_many(request: Request, error: Exception) -> Response:
    if not isinstance(error, TooManyRequests):
        raise error
    return refuse(request, error, 429)
