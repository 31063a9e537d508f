"""A small application behind the protection, with a clock that is moved by hand."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.responses import PlainTextResponse
from fastapi.testclient import TestClient

from matchmaker.jobs.database import database
from matchmaker.settings import Settings
from matchmaker.web.protection.cookies import clear_session_cookie, set_session_cookie
from matchmaker.web.protection.groups import Group
from matchmaker.web.protection.install import install_protection
from matchmaker.web.protection.limiter import charge_account
from tests.conftest import NOW


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def move(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def make_app(settings: Settings, clock: Clock) -> FastAPI:
    app = FastAPI()
    app.state.clock = clock

    @app.get("/page")
    def page(request: Request) -> PlainTextResponse:
        return PlainTextResponse(str(request.state.csrf_token))

    @app.post("/page")
    async def change(request: Request) -> PlainTextResponse:
        return PlainTextResponse(str(len(await request.body())))

    @app.get("/whoami")
    def whoami(request: Request) -> PlainTextResponse:
        host = request.client.host if request.client else ""
        return PlainTextResponse(f"{host} {request.url.scheme}")

    @app.get("/crash")
    def crash() -> None:
        raise RuntimeError("nobody foresaw this")

    @app.post("/login")
    def login(request: Request, name: str, response: Response) -> None:
        charge_account(request, Group.LOGIN, name)
        set_session_cookie(response, "session-1", request)

    @app.post("/logout")
    def logout(request: Request, response: Response) -> None:
        clear_session_cookie(response, request)

    @app.post("/register")
    def register() -> None:
        return

    @app.post("/api/v1/rank")
    def rank() -> None:
        return

    install_protection(app, settings)
    return app


@contextmanager
def protected(
    folder: Path, *, client: str = "10.0.0.9", clock: Clock | None = None, **values: str | int
) -> Iterator[TestClient]:
    """Give a client at an address, asking an application with the given settings."""
    settings = Settings(data_dir=folder / "data", **{"database_url": "", **values})  # type: ignore[arg-type]
    app = make_app(settings, clock or Clock())
    with database(settings) as engine:
        app.state.engine = engine
        yield TestClient(
            app, "http://testserver", client=(client, 50_000), raise_server_exceptions=False
        )
