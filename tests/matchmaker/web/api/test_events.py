"""Events over HTTP."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from models.audit import AuditKind
from tests.matchmaker.people_world import SLUG, World
from tests.matchmaker.web.api.cases import EVENT, act_as, audited, city_organiser, firm_member, get

NEW = {
    "slug": "p1-yichang",
    "name": "宜昌对接会",
    "kind": "local_docking",
    "date": "2025-03-18",
    "city": "宜昌",
    "quotas": {"北斗": {"least": 2, "most": 9}},
}


def add(client: TestClient, **other: Any) -> Any:
    answer = client.post("/api/v1/events", json={**NEW, **other})
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_an_event_is_added_and_read(client: TestClient) -> None:
    made = add(client, per_demand=2)
    assert (made["city"], made["city_code"], made["per_demand"]) == ("宜昌", "420500", 2)
    assert list(made["quotas"].values()) == [{"least": 2, "most": 9}]
    assert client.get("/api/v1/events/p1-yichang").json() == made


def test_a_slug_is_given_once(client: TestClient) -> None:
    add(client)
    answer = client.post("/api/v1/events", json={**NEW, "name": "另一场"})
    assert (answer.status_code, answer.json()["error"]) == (409, "Conflict")
    assert client.get("/api/v1/events/p1-yichang").json()["name"] == "宜昌对接会"


def test_events_are_filtered_and_come_in_pages_by_date(client: TestClient) -> None:
    for number, day in enumerate(("2025-05-01", "2024-05-01", "2025-05-01")):
        add(client, slug=f"e{number}", date=day)

    def slugs(**params: Any) -> list[str]:
        page = client.get("/api/v1/events", params=params).json()
        return [event["slug"] for event in page["items"]]

    assert slugs() == ["e1", SLUG, "e0", "e2"]
    assert slugs(year=2025) == ["e0", "e2"]
    assert slugs(city="武汉") == [SLUG]
    assert slugs(kind="roadshow") == []
    assert slugs(event="e0") == ["e0"]
    first = client.get("/api/v1/events", params={"limit": 3}).json()
    assert [event["slug"] for event in first["items"]] == ["e1", SLUG, "e0"]
    assert slugs(limit=3, cursor=first["next_cursor"]) == ["e2"]


def test_what_is_left_out_of_a_change_stays(client: TestClient, engine: Engine) -> None:
    before = get(client, "")
    answer = client.patch(EVENT, json={"per_demand": 7, "total": 40, "name": None})
    assert answer.json() == {**before, "per_demand": 7, "total": 40}
    assert client.patch(EVENT, json={"total": None}).json() == {**before, "per_demand": 7}
    changes = audited(engine, AuditKind.RULE_CHANGE)
    assert changes == [{"per_demand": [5, 7], "total": [None, 40]}, {"total": [40, None]}]


def test_a_change_of_what_was_not_read_is_refused(client: TestClient) -> None:
    tag = client.get(EVENT).headers["etag"]
    assert client.get(EVENT, headers={"If-None-Match": tag}).status_code == 304
    changed = client.patch(EVENT, json={"venue": "光谷"}, headers={"If-Match": tag})
    assert changed.status_code == 200
    answer = client.patch(EVENT, json={"venue": "汉口"}, headers={"If-Match": tag})
    assert (answer.status_code, answer.json()["error"]) == (412, "PreconditionFailed")
    assert client.get(EVENT).headers["etag"] == changed.headers["etag"]


def test_of_two_changes_at_once_one_is_refused(client: TestClient) -> None:
    tag = client.get(EVENT).headers["etag"]

    def change(venue: str) -> int:
        answer = client.patch(EVENT, json={"venue": venue}, headers={"If-Match": tag})
        return answer.status_code

    with ThreadPoolExecutor(4) as pool:
        found = sorted(pool.map(change, ("一号馆", "二号馆", "三号馆", "四号馆")))
    assert found == [200, 412, 412, 412]


def test_an_organiser_of_a_city_keeps_to_it(client: TestClient, engine: Engine) -> None:
    act_as(client, engine, city_organiser())
    for change in ({"city": "宜昌"}, {"kind": "provincial_docking"}):
        assert client.patch(EVENT, json=change).status_code == 403
    assert client.patch(EVENT, json={"venue": "光谷"}).status_code == 200
    assert get(client, "")["city"] == "武汉"


@pytest.mark.parametrize(
    "wrong",
    [
        {"date": "0001-01-01"},
        {"date": "9999-12-31"},
        {"slug": "../etc"},
        {"slug": ""},
        {"name": "\0"},
        {"city": "巴黎"},
        {"area": "nowhere"},
        {"industries": ["炼金术"]},
        {"institution_share": 0},
        {"per_demand": 10**12},
        {"quotas": {"北斗": {"least": 5, "most": 2}}},
        {"quotas": {"炼金术": {"least": 1}}},
        {"colour": "red"},
    ],
)
def test_an_event_that_cannot_be_is_refused(client: TestClient, wrong: dict[str, Any]) -> None:
    answer = client.post("/api/v1/events", json={**NEW, **wrong})
    assert answer.status_code == 422, answer.text


def test_the_calendar_tells_what_is_due(client: TestClient) -> None:
    (item,) = client.get("/api/v1/calendar").json()["items"]
    days = [(step["step"], step["day"]) for step in item["steps"]]
    assert days == [
        ("draft", "2024-05-28"),
        ("refresh", "2024-06-06"),
        ("recheck", "2024-06-13"),
        ("lock", "2024-06-17"),
    ]


def test_the_calendar_is_a_file_for_desks(client: TestClient, engine: Engine, world: World) -> None:
    act_as(client, engine, firm_member(world, 0))
    answer = client.get("/api/v1/calendar.ics")
    assert answer.headers["content-type"].startswith("text/calendar")
    lines = answer.text.splitlines()
    assert [line for line in lines if line.startswith("DTSTART")] == [
        f"DTSTART;VALUE=DATE:2024{day}" for day in ("0618", "0528", "0606", "0613", "0617")
    ]
