"""The database as requests see it: limited, full, gone and back again."""

import select
import socket
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from threading import Event, Thread

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import make_url, text
from sqlalchemy.exc import IntegrityError, OperationalError

from matchmaker.errors import DatabaseUnavailable
from matchmaker.jobs.database import database
from matchmaker.settings import Settings
from matchmaker.web.app import create_app
from matchmaker.web.deps import SessionDep
from matchmaker.web.operations.database_errors import is_away
from tests.conftest import NOW
from tests.matchmaker.web.operations.conftest import Make
from tests.matchmaker.web.people import sign_in

AWAY = {
    "error": "DatabaseUnavailable",
    "detail": "数据库暂时没有应答，请稍后再试；如持续出现请联系管理员",
}


class Forwarder:
    """Passes connections on to a server until it is cut, and again once it is mended."""

    def __init__(self, target: tuple[str, int]) -> None:
        self._target = target
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._thread = Thread(target=self._accept)
        self._thread.start()

    def cut(self) -> None:
        """Break all connections and refuse new ones."""
        # Wakes up who waits for the next one.
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()
        for pair in self._pairs:
            for end in pair:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
        self._pairs.clear()

    def mend(self) -> None:
        """Take connections again, at the same port."""
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self._thread = Thread(target=self._accept)
        self._thread.start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection(self._target)
            self._pairs.append((client, server))
            Thread(target=_pass_on, args=(client, server)).start()


def _pass_on(client: socket.socket, server: socket.socket) -> None:
    with client, server, suppress(OSError):
        while True:
            ready, _, _ = select.select([client, server], [], [])
            for end in ready:
                data = end.recv(65536)
                if not data:
                    return
                (server if end is client else client).sendall(data)


@contextmanager
def forwarding(url: str) -> Iterator[tuple[str, Forwarder]]:
    parsed = make_url(url)
    forwarder = Forwarder((parsed.host or "127.0.0.1", parsed.port or 5432))
    try:
        through = parsed.set(host="127.0.0.1", port=forwarder.port)
        yield through.render_as_string(hide_password=False), forwarder
    finally:
        forwarder.cut()


@pytest.mark.postgres
def test_a_database_that_comes_back_is_used_again(
    settings_at: Settings, empty_postgres_url: str
) -> None:
    with forwarding(empty_postgres_url) as (url, forwarder):
        app = create_app(settings_at.model_copy(update={"database_url": url}), lambda: NOW)
        with TestClient(app, raise_server_exceptions=False) as client:
            sign_in(client, app.state.engine)
            assert client.get("/api/v1/health").status_code == 200
            forwarder.cut()
            for path in ("/api/v1/health", "/api/v1/health"):
                response = client.get(path)
                assert (response.status_code, response.json()) == (503, AWAY)
                assert response.headers["Retry-After"] == "5"
            assert client.get("/health/live").status_code == 200
            assert "数据库没有应答" in client.get("/health/ready").json()["detail"]
            page = client.get("/", headers={"Accept": "text/html"})
            assert page.status_code == 503
            assert AWAY["detail"] in page.text
            forwarder.mend()
            assert client.get("/api/v1/health").status_code == 200
            assert client.get("/").status_code == 200


@pytest.mark.postgres
def test_metrics_say_that_the_database_is_away(
    settings_at: Settings, empty_postgres_url: str
) -> None:
    with forwarding(empty_postgres_url) as (url, forwarder):
        app = create_app(settings_at.model_copy(update={"database_url": url}), lambda: NOW)
        with TestClient(app, client=("127.0.0.1", 5000)) as client:
            assert "matchmaker_database_up 1.0" in client.get("/metrics").text
            forwarder.cut()
            text_without = client.get("/metrics").text
    assert "matchmaker_database_up 0.0" in text_without
    assert "matchmaker_audit_records" not in text_without


@pytest.mark.postgres
def test_statements_of_requests_end_in_time_and_others_do_not(
    settings_at: Settings, empty_postgres_url: str
) -> None:
    changes = {
        "database_url": empty_postgres_url,
        "database_statement_seconds": 1,
        "database_idle_seconds": 7,
    }
    limited = settings_at.model_copy(update=changes)
    app = create_app(limited, lambda: NOW)

    @app.get("/long")
    def ask_long(session: SessionDep) -> None:
        session.execute(text("SELECT pg_sleep(60)"))

    @app.get("/limits")
    def limits(session: SessionDep) -> list[str]:
        names = ("statement_timeout", "idle_in_transaction_session_timeout")
        return [str(session.execute(text(f"SHOW {name}")).scalar()) for name in names]

    with TestClient(app, raise_server_exceptions=False) as client:
        response = client.get("/long")
        assert (response.status_code, response.json()["error"]) == (504, "StatementTimeout")
        assert client.get("/limits").json() == ["1s", "7s"]
    with database(limited) as engine, engine.connect() as connection:
        assert connection.execute(text("SHOW statement_timeout")).scalar() == "0"


def test_a_turn_that_does_not_come_is_told(make_client: Make) -> None:
    client = make_client(
        database_pool_size=1, database_pool_overflow=0, database_pool_wait_seconds=1
    )
    begun, told = Event(), Event()

    @client.app.get("/slow")  # type: ignore[attr-defined, untyped-decorator]
    def ask_slowly(session: SessionDep) -> None:
        begun.set()
        told.wait()

    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(client.get, "/slow")
        begun.wait()
        response = client.get("/api/v1/health")
        told.set()
    assert (response.status_code, response.json()) == (
        503,
        {
            "error": "TooBusy",
            "detail": "同时使用的人太多，没有轮到这个请求，什么都没有改动。请稍后再试",
        },
    )
    assert slow.result().status_code == 200
    assert client.get("/api/v1/health").status_code == 200


def test_many_more_requests_than_connections_are_all_answered(make_client: Make) -> None:
    client = make_client(database_pool_size=1, database_pool_overflow=1)
    with ThreadPoolExecutor(60) as pool:
        answers = list(pool.map(client.get, ["/api/v1/health"] * 300))
    assert Counter(answer.status_code for answer in answers) == {200: 300}


def test_an_error_of_the_program_is_not_taken_for_one_of_the_database(
    make_client: Make,
) -> None:
    client = make_client()

    @client.app.get("/wrong")  # type: ignore[attr-defined, untyped-decorator]
    def ask_wrong(session: SessionDep) -> None:
        session.execute(text("SELECT * FROM no_such_table"))

    assert client.get("/wrong").json()["error"] == "InternalError"


@pytest.mark.parametrize(
    ("error", "away"),
    [
        (OperationalError("", None, Exception("server closed the connection")), True),
        (IntegrityError("", None, Exception("duplicate")), False),
        (ValueError("x"), False),
    ],
)
def test_what_counts_as_away(error: Exception, away: bool) -> None:
    assert is_away(error) is away


@pytest.mark.postgres
def test_a_database_that_is_not_there_at_the_start_is_named_without_its_password() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = Settings(database_url=f"postgresql://office:s3cret@127.0.0.1:{port}/none")
    with pytest.raises(DatabaseUnavailable) as caught, database(settings):
        pass
    assert f"127.0.0.1:{port}/none" in str(caught.value)
    assert "s3cret" not in str(caught.value)
