"""Several processes behind one port: they answer alike, and a lost one is replaced."""

import json
import os
import signal
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from matchmaker.settings import Settings
from matchmaker.web import workers
from matchmaker.web.app import create_app
from tests.conftest import NOW
from tests.matchmaker.web.people import bearer
from tests.matchmaker.web.server import Server, make_campaign, serving

QUESTION = {
    "title": "电池热失控预警",
    "content": "监测产气与膨胀力。",
    "as_of": "2024-06-01",
    "anywhere": True,
    "any_state": True,
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    settings = make_campaign(tmp_path_factory.mktemp("workers"))
    with serving(settings, "--workers", "2") as server:
        yield server


def ask(server: Server) -> dict[str, object]:
    request = urllib.request.Request(
        f"{server.url}/api/v1/rank",
        json.dumps(QUESTION).encode(),
        {"content-type": "application/json", **server.bearer("recommend:patents")},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        found: dict[str, object] = json.load(answer)
    return found


def test_all_workers_answer_alike(server: Server) -> None:
    server.wait_for_workers(2)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: ask(server), range(24)))
    assert answers[0]["patents"]
    assert all(answer == answers[0] for answer in answers)


def test_a_lost_worker_is_replaced_and_nobody_notices(server: Server) -> None:
    expected, before = ask(server), server.wait_for_workers(2)
    lost = min(before)
    os.kill(lost, signal.SIGKILL)
    assert lost not in server.wait_for_workers(2, without=lost)
    assert ask(server) == expected


def test_a_stock_without_an_index_is_served_too(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data", database_url="")
    with TestClient(workers.open_app(settings, lambda: NOW)) as client:
        assert client.get("/api/v1/health").status_code == 200
        header = bearer(client.app.state.engine, "recommend:patents")  # type: ignore[attr-defined]
        answer = client.post("/api/v1/rank", json=QUESTION, headers=header)
        assert answer.json()["error"] == "IndexMissing"


def test_the_stock_is_open_before_the_first_question(tmp_path: Path) -> None:
    app = create_app(make_campaign(tmp_path), lambda: NOW)
    keeper = app.state.desk_keeper
    assert keeper._open is None
    with TestClient(app):
        keeper._line.submit(lambda: None).result()
        assert keeper._open is not None


def test_what_was_opened_before_is_not_opened_again(tmp_path: Path) -> None:
    app = workers.open_app(make_campaign(tmp_path), lambda: NOW)
    opened = app.state.desk_keeper._open
    with TestClient(app) as client:
        header = bearer(app.state.engine, "recommend:patents")
        answer = client.post("/api/v1/rank", json=QUESTION, headers=header)
        assert answer.status_code == 200
        assert app.state.desk_keeper._open is opened
