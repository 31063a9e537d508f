"""Real servers, of one process and of two: they end what they have begun, count together, log."""

import json
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPResponse
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest

from tests.matchmaker.web.operations.test_metrics import Series, read
from tests.matchmaker.web.server import Server, make_campaign, serving

QUESTION = json.dumps({"title": "轧辊裂纹修复", "anywhere": True, "any_state": True}).encode()
MANNERS = pytest.mark.parametrize(
    "options", [(), ("--workers", "2")], ids=["one process", "two workers"]
)


def metrics(server: Server) -> Series:
    return read(httpx2.get(f"{server.url}/metrics").text)


def place(server: Server) -> tuple[str, int]:
    parts = urlsplit(server.url)
    assert parts.hostname is not None
    assert parts.port is not None
    return parts.hostname, parts.port


@contextmanager
def half_asked(server: Server) -> Iterator[socket.socket]:
    """Give a connection on which half a question stands and the server waits for the rest."""
    secret = server.bearer("recommend:patents")["Authorization"]
    head = (
        "POST /api/v1/rank?x=s3cret HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        "Content-Type: application/json\r\n"
        f"Content-Length: {len(QUESTION)}\r\nAuthorization: {secret}\r\n\r\n"
    )
    with socket.create_connection(place(server), timeout=60) as connection:
        connection.sendall(head.encode() + QUESTION[:10])
        # Beside the request that asks for it.
        while metrics(server)[("matchmaker_requests_in_flight",)] < 2:
            assert server.process.poll() is None
        yield connection


def wait_until_refused(server: Server) -> None:
    while server.process.poll() is None:
        try:
            socket.create_connection(place(server), timeout=5).close()
        except (ConnectionRefusedError, ConnectionResetError):
            return
    pytest.fail("the server stopped before its answer")


@MANNERS
def test_what_has_begun_is_answered_before_the_end(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    log = tmp_path / "log"
    with serving(make_campaign(tmp_path), *options, log=log) as server:
        with half_asked(server) as connection:
            server.process.send_signal(signal.SIGTERM)
            wait_until_refused(server)
            connection.sendall(QUESTION[10:])
            response = HTTPResponse(connection)
            response.begin()
            answer = json.loads(response.read())
        assert response.status == 200
        assert answer["patents"]
        assert server.process.wait(timeout=60) == 0
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert {"time", "level", "logger", "message", "request_id"} <= set.intersection(
        *(set(line) for line in lines)
    )
    asked = [line for line in lines if line.get("route") == "/api/v1/rank"]
    assert [(line["method"], line["status"]) for line in asked] == [("POST", 200)]
    text = log.read_text(encoding="utf-8")
    assert [secret for secret in ("s3cret", "pm_") if secret in text] == []


@MANNERS
def test_an_idle_server_ends_at_once_and_well(tmp_path: Path, options: tuple[str, ...]) -> None:
    with serving(make_campaign(tmp_path), *options) as server:
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(timeout=60) == 0


def test_workers_count_together_and_forget_who_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    settings = make_campaign(tmp_path)
    with serving(settings, "--workers", "2") as server:
        workers = server.wait_for_workers(2)
        for _ in range(20):
            assert httpx2.get(f"{server.url}/login").status_code == 200
        counted = ("matchmaker_requests_total", "GET", "/login", "2xx")
        assert metrics(server)[counted] == 20
        (folder,) = temporary.glob("matchmaker-metrics-*")
        lost = min(workers)
        os.kill(lost, signal.SIGKILL)
        server.wait_for_workers(2, without=lost)
        assert [path.name for path in folder.glob(f"gauge_live*_{lost}.db")] == []
        assert metrics(server)[counted] == 20
    assert list(temporary.glob("matchmaker-metrics-*")) == []
