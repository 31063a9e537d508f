"""An application over an empty database, and what it logs."""

import io
import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from matchmaker.log import make_handler
from matchmaker.settings import Settings
from matchmaker.web.app import create_app
from matchmaker.web.operations.service_app import ServiceApp
from tests.conftest import NOW
from tests.matchmaker.web.people import sign_in


@dataclass(frozen=True)
class Logged:
    """Everything that was logged, as standard error would have got it."""

    stream: io.StringIO = field(default_factory=io.StringIO)

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    def lines(self, logger: str) -> list[dict[str, Any]]:
        every = [json.loads(line) for line in self.text.splitlines()]
        return [line for line in every if line["logger"] == logger]

    def requests(self) -> list[dict[str, Any]]:
        return self.lines("matchmaker.web.requests")


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return Settings(data_dir=tmp_path / "data", database_url=database_url)


@pytest.fixture
def logged(settings: Settings) -> Iterator[Logged]:
    found = Logged()
    handler = make_handler(settings, found.stream)
    # The client of the tests is in the same process; it is none of the server's.
    handler.addFilter(lambda record: record.name != "httpx2")
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield found
    root.setLevel(before)
    root.removeHandler(handler)


@pytest.fixture
def app(settings: Settings) -> ServiceApp:
    app = create_app(settings, lambda: NOW)
    assert isinstance(app, ServiceApp)
    return app


@pytest.fixture
def client(app: ServiceApp) -> Iterator[TestClient]:
    """A client of somebody who has signed in."""
    with TestClient(app, raise_server_exceptions=False, follow_redirects=False) as client:
        sign_in(client, app.state.engine)
        yield client


Make = Callable[..., TestClient]


@pytest.fixture
def make_client(settings: Settings) -> Iterator[Make]:
    """Return a function that gives a client of an application with other settings."""
    opened: list[TestClient] = []

    def make(**changes: object) -> TestClient:
        app = create_app(settings.model_copy(update=changes), lambda: NOW)
        client = TestClient(app, raise_server_exceptions=False, client=("127.0.0.1", 5000))
        client.__enter__()
        sign_in(client, app.state.engine)
        opened.append(client)
        return client

    yield make
    for client in opened:
        client.__exit__(None, None, None)


@pytest.fixture
def settings_at(tmp_path: Path) -> Settings:
    """Settings whose database the test names itself."""
    return Settings(data_dir=tmp_path / "data", database_url="")
