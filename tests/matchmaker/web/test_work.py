"""Background work over HTTP: listed, shown, cancelled."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from matchmaker.jobs.work import request_work
from matchmaker.services.accounts.registry import Position
from matchmaker.services.work import WorkRequest
from matchmaker.settings import Settings
from matchmaker.web.app import create_app
from models.account_enums import Role
from models.queries import accounts as account_queries
from models.session import make_session
from models.work import WorkKind
from tests.conftest import NOW
from tests.matchmaker.web.people import bearer, sign_in

CITY = Position(Role.CITY_ORGANISER, city="武汉")


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return Settings(data_dir=tmp_path / "data", database_url=database_url)


@pytest.fixture
def client(settings: Settings, engine: Engine) -> Iterator[TestClient]:
    """A server that does no work itself, so that what is asked for waits."""
    with TestClient(create_app(settings, lambda: NOW)) as client:
        sign_in(client, engine)
        yield client


def ask(
    engine: Engine,
    settings: Settings,
    kind: WorkKind = WorkKind.INDEX,
    account_id: int | None = None,
) -> int:
    request = WorkRequest(kind, {}, "张三", account_id)
    return request_work(engine, settings, request, NOW).id or 0


def signed_in(client: TestClient, engine: Engine, position: Position) -> int:
    """Let a client act as somebody in a position; return the id of his account."""
    sign_in(client, engine, position)
    with make_session(engine) as session:
        found = account_queries.find_account(session, f"{position.role.value}-{position.city or 0}")
    assert found is not None
    return found.id or 0


def test_work_is_shown_as_it_stands(client: TestClient, engine: Engine, settings: Settings) -> None:
    work_id = ask(engine, settings)
    shown = client.get(f"/api/v1/work/{work_id}").json()
    wanted = {
        "id": work_id,
        "kind": "index",
        "kind_label": "更新索引",
        "state": "waiting",
        "state_label": "等待中",
        "done": 0,
        "total": None,
        "requested_by": "张三",
        "created_at": "2024-05-06T01:30:00Z",
    }
    assert {name: shown[name] for name in wanted} == wanted


def test_work_is_listed_newest_first_in_pages(
    client: TestClient, engine: Engine, settings: Settings
) -> None:
    ids = [ask(engine, settings, kind) for kind in (WorkKind.INDEX, WorkKind.BACKUP) * 2]

    def listed(query: str) -> tuple[list[int], str | None]:
        page = client.get(f"/api/v1/work?{query}").json()
        return [work["id"] for work in page["items"]], page["next_cursor"]

    assert listed("") == (ids[::-1], None)
    first, cursor = listed("limit=3")
    assert first == ids[:0:-1]
    assert listed(f"limit=3&cursor={cursor}") == (ids[:1], None)
    assert listed("kind=backup") == ([ids[3], ids[1]], None)
    assert listed("state=done") == ([], None)
    for wrong in ("limit=0", "state=odd", "cursor=x", "page=2"):
        assert client.get(f"/api/v1/work?{wrong}").status_code == 422


def test_nobody_sees_work_without_signing_in(
    client: TestClient, engine: Engine, settings: Settings
) -> None:
    work_id = ask(engine, settings)
    client.cookies.clear()
    for method, path in (("GET", ""), ("GET", f"/{work_id}"), ("GET", f"/{work_id}/events")):
        assert client.request(method, f"/api/v1/work{path}").status_code == 401
    assert client.delete(f"/api/v1/work/{work_id}").status_code == 401


def test_others_see_their_own_work_alone(
    client: TestClient, engine: Engine, settings: Settings
) -> None:
    city = signed_in(client, engine, CITY)
    own, foreign = ask(engine, settings, account_id=city), ask(engine, settings, account_id=99)
    assert [work["id"] for work in client.get("/api/v1/work").json()["items"]] == [own]
    assert client.get(f"/api/v1/work/{own}").status_code == 200
    for method, path in (("GET", ""), ("GET", "/events"), ("DELETE", "")):
        assert client.request(method, f"/api/v1/work/{foreign}{path}").status_code == 404
    assert client.delete(f"/api/v1/work/{own}").json()["state"] == "cancelled"


def test_a_program_that_may_not_see_work_is_refused(client: TestClient, engine: Engine) -> None:
    client.cookies.clear()
    answer = client.get("/api/v1/work", headers=bearer(engine, "import"))
    assert (answer.status_code, answer.json()["error"]) == (403, "Forbidden")


def test_an_auditor_sees_all_work_and_cancels_none(
    client: TestClient, engine: Engine, settings: Settings
) -> None:
    work_id = ask(engine, settings)
    sign_in(client, engine, Position(Role.AUDITOR))
    assert client.get(f"/api/v1/work/{work_id}").status_code == 200
    assert client.delete(f"/api/v1/work/{work_id}").status_code == 403


def test_work_that_waits_is_cancelled(
    client: TestClient, engine: Engine, settings: Settings
) -> None:
    work_id = ask(engine, settings)
    assert client.delete(f"/api/v1/work/{work_id}").json()["state"] == "cancelled"
    assert client.get(f"/api/v1/work/{work_id}").json()["state_label"] == "已取消"


@pytest.mark.parametrize(("method", "path"), [("GET", ""), ("DELETE", ""), ("GET", "/events")])
def test_work_that_is_not_there_is_not_found(client: TestClient, method: str, path: str) -> None:
    answer = client.request(method, f"/api/v1/work/7{path}")
    assert (answer.status_code, answer.json()["error"]) == (404, "NotFound")


def test_the_end_is_told_once(client: TestClient, engine: Engine, settings: Settings) -> None:
    work_id = ask(engine, settings)
    client.delete(f"/api/v1/work/{work_id}")
    address = f"/api/v1/work/{work_id}/events"
    told = client.get(address)
    assert told.headers["content-type"].startswith("text/event-stream")
    assert "event: failed\n" in told.text
    assert "\nid: 1\n" in told.text
    assert client.get(address, headers={"Last-Event-ID": "1"}).text == ""
    assert client.get(address, headers={"Last-Event-ID": "0"}).text == told.text


def test_a_server_that_works_does_what_was_asked_for(settings: Settings, engine: Engine) -> None:
    with TestClient(create_app(settings, lambda: NOW, works=True)) as client:
        sign_in(client, engine)
        work_id = ask(engine, settings)
        told = client.get(f"/api/v1/work/{work_id}/events").text
    assert told.count("event: failed") == 1
    assert "BadQuery" in told
