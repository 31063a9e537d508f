"""Lists and selections that are made in the background, asked for over HTTP."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from matchmaker.jobs.work import WorkRunner, WorkSetup, lanes
from matchmaker.jobs.work_kinds import KINDS
from matchmaker.settings import Settings
from matchmaker.web.app import create_app
from models.audit import AuditKind
from tests.conftest import NOW
from tests.matchmaker.services.list_world import make_world, patent_number
from tests.matchmaker.web.api.cases import EVENT, audited, get, post
from tests.matchmaker.web.people import sign_in

SHOW = "/api/v1/events/show/roadshow"
LISTED = {"demand": "X-1", "patent": patent_number(0, 0)}
OTHER_SUBJECT = {"demand": "X-1", "patent": patent_number(1, 0)}


@pytest.fixture
def listed(tmp_path: Path, database_url: str) -> Settings:
    """A stock with the list of an event."""
    return make_world(tmp_path, database_url)


@pytest.fixture
def client(listed: Settings, engine: Engine) -> Iterator[TestClient]:
    with TestClient(create_app(listed, lambda: NOW)) as client:
        sign_in(client, engine)
        yield client


def work_off(client: TestClient, engine: Engine, settings: Settings, ticket: Any) -> Any:
    """Do what waits; return what became of the work of a ticket."""
    setup = WorkSetup(engine, settings, lambda: NOW, KINDS)
    for lane in lanes(engine, KINDS):
        WorkRunner(setup, lane).drain()
    found = client.get(f"/api/v1/work/{ticket['work_id']}").json()
    assert found["state"] == "done", found
    return found["result"]


def test_a_list_is_made_and_locked_in_the_background(
    client: TestClient, engine: Engine, listed: Settings
) -> None:
    client.patch(EVENT, json={"per_demand": 2})
    made = work_off(client, engine, listed, post(client, "/lists", {}, 202))
    assert (made["version"], made["entries"], made["made"]) == (2, 6, True)
    same = work_off(client, engine, listed, post(client, "/lists/recheck", {}, 202))
    assert (same["version"], same["made"]) == (2, False)
    locked = work_off(client, engine, listed, post(client, "/lists/lock", {}, 202))
    assert (locked["version"], locked["locked"]) == (2, True)
    assert audited(engine, AuditKind.LIST_LOCKED) == [{"version": 2, "entries": 6}]
    assert [one["status"] for one in get(client, "/lists")] == ["draft", "locked"]
    log = get(client, "/list/log")["items"]
    assert log[-1]["actor"] == "测试人（provincial_organiser-0）"


def test_a_pair_is_added_with_its_score(
    client: TestClient, engine: Engine, listed: Settings
) -> None:
    post(client, "/list/additions", LISTED, 409)
    post(client, "/list/additions", {**LISTED, "demand": "X-9"}, 404)
    post(client, "/list/additions", {**OTHER_SUBJECT, "algorithm": "tarot"}, 422)
    ticket = post(client, "/list/additions", OTHER_SUBJECT, 202)
    assert work_off(client, engine, listed, ticket)["entries"] == 10
    added = [one for one in get(client, "/lists/1/entries")["items"] if one["hand"] == "手工加入"]
    assert [one["demand_number"] for one in added] == ["X-1"]


def test_why_a_pair_is_not_listed_is_told(client: TestClient) -> None:
    def why(pair: dict[str, str]) -> Any:
        return get(client, "/lists/1/why-not", **pair)

    assert why(LISTED)["verdict"] == "listed"
    post(client, "/list/edits", {"act": "remove", "text": "另行许可", **LISTED})
    assert why(LISTED)["text"] == "人工移出：另行许可"
    found = why(OTHER_SUBJECT)
    assert (found["verdict"], found["ranked"]["of"]) == ("ranked", 9)
    assert found["ranked"]["gaps"]
    assert client.get(f"{EVENT}/lists/1/why-not", params={"demand": "X-1"}).status_code == 422
    assert client.get(f"{EVENT}/lists/9/why-not", params=LISTED).status_code == 404


def test_a_roadshow_is_selected_in_the_background(
    client: TestClient, engine: Engine, listed: Settings
) -> None:
    show = {
        "slug": "show",
        "name": "武汉路演",
        "kind": "roadshow",
        "date": "2024-06-27",
        "city": "武汉",
    }
    assert client.post("/api/v1/events", json=show).status_code == 201
    changed = client.patch(f"{SHOW}/plan", json={"size": 2, "weights": {"maturity": 50}})
    assert (changed.json()["size"], changed.json()["is_default"]) == (2, False)
    mark = {"patent": patent_number(0, 1), "reviewer": "李教授", "mark": 95, "remark": "好"}
    assert client.put(f"{SHOW}/marks", json=mark).json() == {"outcome": "new"}
    assert client.put(f"{SHOW}/marks", json=mark).json() == {"outcome": "unchanged"}
    assert [one["mark"] for one in client.get(f"{SHOW}/marks").json()["items"]] == [95]
    ticket = client.post(f"{SHOW}/selections", json={})
    assert ticket.status_code == 202
    made = work_off(client, engine, listed, ticket.json())
    assert (made["version"], made["entries"]) == (1, 2)
    shown = client.get(f"{SHOW}/selections/1").json()
    assert [one["place"] for one in shown["patents"]] == [1, 2]
    for rest in ("selection.xlsx", "sheet.docx?place=1", "sheet.html?place=2"):
        assert client.get(f"{SHOW}/selections/1/{rest}").status_code == 200
    assert client.get(f"{SHOW}/selections/1/sheet.docx?place=3").status_code == 404
    assert len(audited(engine, AuditKind.EXPORT)) == 3


def test_an_event_that_is_no_roadshow_selects_nothing(client: TestClient) -> None:
    for method, rest in (("GET", "/plan"), ("GET", "/marks"), ("POST", "/selections")):
        answer = client.request(method, f"{EVENT}/roadshow{rest}", json={})
        assert (answer.status_code, answer.json()["error"]) == (422, "BadQuery")
