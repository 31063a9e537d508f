"""Lists of firms over the interface."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from models.audit import AuditKind
from models.session import make_session
from tests.matchmaker.people_world import SLUG
from tests.matchmaker.services.firm_lists.cases import (
    CHAIN,
    LASER,
    OTHER,
    OUTSIDE,
    WELDER,
    load_more,
    load_stock,
    roadshow,
)
from tests.matchmaker.web.api.cases import audited

EVENTS = "/api/v1/events"
SHOW = f"{EVENTS}/june"
NEW = {
    "slug": "may",
    "name": "五月路演",
    "kind": "finance_roadshow",
    "date": "2024-05-20",
    "city": "武汉",
    "chain": "chips",
}


@pytest.fixture
def show(client: TestClient, engine: Engine, tmp_path: Path) -> TestClient:
    with make_session(engine) as session:
        load_stock(session, tmp_path)
        load_more(session, tmp_path)
        roadshow(session, "june", date(2024, 6, 20), chain=CHAIN)
        session.commit()
    return client


def post(client: TestClient, rest: str, body: Any, status: int = 200) -> Any:
    answer = client.post(SHOW + rest, json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


def test_a_list_is_made_read_changed_locked_and_invited(show: TestClient) -> None:
    made = post(show, "/firm-lists", {"most": 2})
    assert (made["version"], made["made"], made["firms"], made["most"]) == (1, True, 2, 2)
    assert post(show, "/firm-lists", {"most": 2})["made"] is False
    view = show.get(f"{SHOW}/firm-lists/1").json()
    assert (view["chain"], view["chain_name"], view["status"]) == (CHAIN, "光通信及激光", "draft")
    first, second = view["firms"]
    assert (first["name"], first["place"], first["score"], first["status"]) == (
        LASER,
        1,
        0.35,
        None,
    )
    assert second["name"] == WELDER
    edit = {
        "act": "remove",
        "organisation_id": second["organisation_id"],
        "text": "已上市",
        "version": 1,
    }
    assert post(show, "/firm-list/edits", edit) == {"version": 1, "act": "remove", "label": "移出"}
    post(show, "/firm-list/edits", {"act": "add", "firm": OUTSIDE, "text": "推荐"})
    assert post(show, "/firm-lists", {})["version"] == 2
    changes = show.get(f"{SHOW}/firm-lists/2/changes").json()
    assert [one["name"] for one in changes["came"]] == [OTHER]
    assert changes["went"] == []
    log = show.get(f"{SHOW}/firm-list/log").json()
    assert [one["act"] for one in log] == ["生成", "移出", "手工加入", "备注", "生成"]
    assert post(show, "/firm-lists/lock", {"version": 1}, 409)
    assert post(show, "/firm-lists/lock", {"version": 2})["status"] == "locked"
    assert post(show, "/firm-list/invitations", {}) == {"new": 3, "known": 0}
    book = show.get(f"{SHOW}/firm-lists/2/firms.xlsx")
    assert book.content.startswith(b"PK")
    assert post(show, "/firm-lists/corrections", {"reason": "改期"}, 201)["version"] == 3
    assert [(one["version"], one["status"]) for one in show.get(f"{SHOW}/firm-lists").json()] == [
        (1, "draft"),
        (2, "locked"),
        (3, "draft"),
    ]


@pytest.mark.parametrize(
    ("rest", "body", "status"),
    [
        ("/firm-lists", {"most": 0}, 422),
        ("/firm-lists", {"most": 101}, 422),
        ("/firm-lists/lock", {}, 404),
        ("/firm-list/edits", {"act": "pin", "firm": LASER}, 404),
        ("/firm-list/invitations", {}, 404),
    ],
)
def test_what_cannot_be_done_is_refused(
    show: TestClient, rest: str, body: dict[str, Any], status: int
) -> None:
    post(show, rest, body, status)


def test_other_kinds_of_event_have_no_list_of_firms(show: TestClient) -> None:
    assert show.get(f"{EVENTS}/{SLUG}/firm-lists").status_code == 404
    assert show.post(f"{EVENTS}/{SLUG}/firm-lists", json={}).status_code == 404
    assert show.get(f"{EVENTS}/{SLUG}/firm-list/log").status_code == 404


def test_an_event_has_a_chain_and_tells_what_is_unusual(show: TestClient, engine: Engine) -> None:
    made = show.post(EVENTS, json=NEW).json()
    assert (made["chain"], made["most_firms"], made["notices"]) == ("chips", 12, [])
    changed = show.patch(f"{EVENTS}/may", json={"chain": CHAIN, "most_firms": 8}).json()
    assert (changed["chain"], changed["most_firms"]) == (CHAIN, 8)
    assert changed["notices"] == [
        "2024 年“光通信及激光”还有投融资路演：“june”（2024-06-20）。请核对产业链"
    ]
    assert audited(engine, AuditKind.RULE_CHANGE) == [
        {"chain": ["chips", CHAIN], "most_firms": [12, 8]}
    ]
    assert show.patch(f"{EVENTS}/may", json={"chain": ""}).json()["chain"] == ""
    refused = show.post(EVENTS, json={**NEW, "slug": "x", "kind": "local_docking"})
    assert (refused.status_code, "没有产业链" in refused.text) == (422, True)
    assert show.post(EVENTS, json={**NEW, "slug": "x", "chain": "none"}).status_code == 422
    listed = {one["slug"]: one["notices"] for one in show.get(EVENTS).json()["items"]}
    assert listed == {SLUG: [], "june": [], "may": []}
