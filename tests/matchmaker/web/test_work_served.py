"""Background work of a real server: followed as it goes on, and gone on with after a restart."""

import json
import signal
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPResponse
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from matchmaker.china_time import CHINA
from matchmaker.jobs.database import database
from matchmaker.jobs.secret_file import load_secret
from matchmaker.jobs.work import request_work
from matchmaker.jobs.work_parameters import UPLOADS
from matchmaker.services.service_secret import Purpose
from matchmaker.services.work import WorkRequest
from matchmaker.settings import Settings
from matchmaker.web.protection.csrf import SESSION_COOKIE, csrf_token
from models.import_batch import ImportBatch
from models.queries.patents import count_patents
from models.session import make_session
from models.work import Work, WorkKind, WorkState
from tests.conftest import NOW
from tests.factories import number, write_csv
from tests.matchmaker.web.people import open_account
from tests.matchmaker.web.server import Server, serving

HEADERS = ("专利名称", "申请号", "申请人", "申请日")
# So many that the server is still at it when it is told to stop.
ROWS = 24_000
PATIENCE = 60.0


@dataclass(frozen=True)
class Told:
    """An event as it came; fields: event, id and data."""

    event: str
    id: str
    data: dict[str, Any]


@dataclass(frozen=True)
class Waiting:
    """A database with a large file that waits to be imported as work 1, and who may follow it.

    Somebody signs in before: on SQLite nobody can while the import goes on.
    """

    settings: Settings
    headers: dict[str, str]


@pytest.fixture
def waiting(settings: Settings) -> Waiting:
    with database(settings) as engine:
        cookie = open_account(engine, at=datetime.now(CHINA))
    key = load_secret(settings).key(Purpose.CSRF)
    headers = {"Cookie": f"{SESSION_COOKIE}={cookie}", "X-CSRF-Token": csrf_token(key, cookie)}
    return Waiting(settings, {**headers, "Sec-Fetch-Site": "same-origin"})


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(data_dir=tmp_path / "data", database_url="")
    folder = settings.data_dir / UPLOADS
    folder.mkdir(parents=True)
    rows = [
        (f"一种阀门 {i}", number(f"20201{i:07d}"), f"第{i % 50}大学", "2020-03-05")
        for i in range(ROWS)
    ]
    write_csv(folder / "stock.csv", HEADERS, rows)
    parameters = {"file": "stock.csv", "rows": "patents"}
    with database(settings) as engine:
        work = request_work(engine, settings, WorkRequest(WorkKind.IMPORT, parameters, "张三"), NOW)
    assert work.id == 1
    return settings


def follow(server: Server, waiting: Waiting, last_id: str = "") -> Iterator[Told]:
    """Give the events of work 1 as they come, until the server ends them."""
    headers = {**waiting.headers, **({"Last-Event-ID": last_id} if last_id else {})}
    request = urllib.request.Request(f"{server.url}/api/v1/work/1/events", headers=headers)
    answer: HTTPResponse
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        fields: dict[str, str] = {}
        for line in answer:
            name, _, value = line.decode().rstrip("\n").partition(": ")
            if name:
                fields[name] = value
            elif "data" in fields:
                yield Told(fields["event"], fields["id"], json.loads(fields["data"]))
                fields = {}


def work_of(settings: Settings) -> Work:
    with database(settings) as engine, make_session(engine) as session:
        return session.get_one(Work, 1)


def loaded(settings: Settings) -> tuple[int, int]:
    with database(settings) as engine, make_session(engine) as session:
        return count_patents(session), len(session.exec(select(ImportBatch)).all())


def test_an_import_is_followed_from_beginning_to_end(waiting: Waiting) -> None:
    with serving(waiting.settings) as server:
        told = list(follow(server, waiting))
        after = list(follow(server, waiting, told[-1].id))
    ids = [int(event.id) for event in told]
    done = [event.data["done"] for event in told if event.data["step"] == "导入"]
    assert [event.event for event in told] == ["progress"] * (len(told) - 1) + ["done"]
    assert (ids, done) == (sorted(set(ids)), sorted(done))
    # On SQLite, whose one writer the import is all the while, progress is seen nevertheless.
    assert any(0 < count < ROWS for count in done)
    assert told[-1].data["result"]["new"] == ROWS
    assert after == []


@pytest.mark.parametrize("workers", [1, 2])
def test_a_server_that_is_stopped_amid_an_import_goes_on_with_it_when_it_comes_again(
    waiting: Waiting, workers: int
) -> None:
    options = ("--workers", str(workers))
    with serving(waiting.settings, *options) as server:
        events = follow(server, waiting)
        seen = next(event for event in events if event.data["done"])
        server.process.terminate()
        # Whoever follows does not keep the server from ending.
        assert all(event.event == "progress" for event in events)
        assert server.process.wait(PATIENCE) in {0, -signal.SIGTERM}
    given_back = work_of(waiting.settings)
    assert (given_back.state, given_back.attempts) == (WorkState.WAITING, 0)
    assert loaded(waiting.settings) == (0, 0)
    with serving(waiting.settings, *options) as server:
        told = list(follow(server, waiting, seen.id))
    assert told[-1].event == "done"
    assert told[-1].data["result"]["new"] == ROWS
    assert [event for event in told if int(event.id) <= int(seen.id)] == []
    assert loaded(waiting.settings) == (ROWS, 1)


def test_an_import_is_cancelled_amid_its_work(waiting: Waiting) -> None:
    with serving(waiting.settings) as server:
        events = follow(server, waiting)
        next(event for event in events if event.data["done"])
        request = urllib.request.Request(
            f"{server.url}/api/v1/work/1", headers=waiting.headers, method="DELETE"
        )
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            assert json.load(answer)["state"] == "running"
        last = list(events)[-1]
    assert (last.event, last.data["state"]) == ("failed", "cancelled")
    assert loaded(waiting.settings) == (0, 0)


def test_a_server_that_is_told_not_to_leaves_work_alone(waiting: Waiting) -> None:
    with serving(waiting.settings, "--no-work") as server:
        events = follow(server, waiting)
        assert next(events).data["state"] == "waiting"
    assert work_of(waiting.settings).state is WorkState.WAITING
