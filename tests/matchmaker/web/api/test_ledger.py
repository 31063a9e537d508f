"""The ledger over HTTP: a script can carry a whole campaign."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from matchmaker.web.api.paging import write_cursor
from models.audit import AuditKind
from tests.factories import number
from tests.matchmaker.people_world import FIRMS, OWNERS, SLUG, World
from tests.matchmaker.web.api.cases import act_as, audited, city_organiser, firm_member
from tests.matchmaker.web.people import bearer

ACTIVITIES, DEALS = "/api/v1/ledger/activities", "/api/v1/ledger/deals"
PATENT = number("202010000001")
BRIEFING = {
    "kind": "briefing",
    "title": "专利转化政策宣讲会",
    "held_on": "2024-05-05",
    "sessions": 2,
    "heads": 180,
}
CONTRACT = {
    "kind": "assignment",
    "giver": OWNERS[0],
    "giver_city": "武汉",
    "taker": FIRMS[2],
    "taker_city": "宜昌",
    "patents": [PATENT],
    "amount_cny": 500_000,
    "signed_on": "2024-04-01",
    "registered_on": "2024-05-03",
}


def put_in(client: TestClient, path: str, body: Any, status: int = 201) -> Any:
    answer = client.post(path, json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


def items(client: TestClient, path: str, **params: Any) -> list[Any]:
    answer = client.get(path, params=params)
    assert answer.status_code == 200, answer.text
    found: list[Any] = answer.json()["items"]
    return found


def test_an_activity_is_recorded_corrected_and_taken_back(
    client: TestClient, engine: Engine
) -> None:
    made = put_in(client, ACTIVITIES, BRIEFING | {"city": "宜昌"})
    assert (made["city"], made["city_code"], made["kind_label"]) == ("宜昌", "420500", "政策宣讲")
    at = f"{ACTIVITIES}/{made['id']}"
    change = BRIEFING | {"city": "宜昌", "heads": 200, "reason": "漏计线上人数"}
    stale = client.put(at, json=change | {"revision": made["revision"] + 1})
    assert stale.status_code == 409
    done = client.put(at, json=change | {"revision": made["revision"]})
    assert (done.status_code, done.json()["heads"]) == (200, 200)
    newest, first = client.get(at).json()["history"]
    assert newest["fields"] == [{"field": "人次", "before": "180", "after": "200"}]
    assert (newest["reason"], first["fields"]) == ("漏计线上人数", [])
    void = {"revision": done.json()["revision"], "reason": "重复登记"}
    assert put_in(client, f"{at}/void", void, 200)["is_void"] is True
    assert put_in(client, f"{at}/void", void, 409)["error"] == "Conflict"
    assert items(client, ACTIVITIES) == []
    assert [one["id"] for one in items(client, ACTIVITIES, void=True)] == [made["id"]]
    acts = [one["act"] for one in audited(engine, AuditKind.LEDGER_CHANGE)]
    assert acts == ["登记", "更正", "作废"]


def test_activities_are_found_by_kind_city_and_year_a_page_at_a_time(client: TestClient) -> None:
    for day in ("2024-03-01", "2024-04-01", "2023-04-01"):
        put_in(client, ACTIVITIES, BRIEFING | {"held_on": day, "city": "宜昌"})
    put_in(client, ACTIVITIES, BRIEFING | {"kind": "training"})
    assert len(items(client, ACTIVITIES, city="420500", year=2024)) == 2
    assert [one["kind"] for one in items(client, ACTIVITIES, kind="training")] == ["training"]
    days, cursor = [], None
    while True:
        params = {"limit": 1, "city": "宜昌"} | ({"cursor": cursor} if cursor else {})
        page = client.get(ACTIVITIES, params=params).json()
        days += [one["held_on"] for one in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert days == ["2024-04-01", "2024-03-01", "2023-04-01"]


def test_what_two_cities_report_is_one_contract(client: TestClient, engine: Engine) -> None:
    act_as(client, engine, city_organiser("武汉"))
    first = put_in(client, DEALS, CONTRACT)
    assert (first["made"], first["differs"]) == (True, [])
    act_as(client, engine, city_organiser("宜昌"))
    again = put_in(client, DEALS, CONTRACT | {"amount_cny": 600_000})
    assert (again["made"], again["deal"]["id"]) == (False, first["deal"]["id"])
    assert again["differs"] == ["amount_cny"]
    assert again["told"] == (
        f"第 {first['deal']['id']} 号合同已由武汉于 2024-05-06 登记，本次作为第 2 次报送附在其后，"
        "不重复计数；金额（元）与已登记的不同：已登记 500,000，本次 600,000。请核对"
    )
    found = client.get(f"{DEALS}/{first['deal']['id']}").json()
    assert [(one["city"], one["otherwise"]) for one in found["reported"]] == [
        ("武汉", []),
        ("宜昌", [{"field": "金额（元）", "before": "500,000", "after": "600,000"}]),
    ]
    # Yichang has reported it, and reads it; it is Wuhan's to correct.
    change = CONTRACT | {"revision": found["revision"], "reason": "笔误", "amount_cny": 600_000}
    assert client.put(f"{DEALS}/{found['id']}", json=change).status_code == 403
    act_as(client, engine, city_organiser("武汉"))
    done = client.put(f"{DEALS}/{found['id']}", json=change)
    assert (done.status_code, done.json()["amount_cny"]) == (200, 600_000)


def test_a_city_neither_sees_nor_writes_what_is_not_its(client: TestClient, engine: Engine) -> None:
    activity = put_in(client, ACTIVITIES, BRIEFING | {"city": "宜昌"})
    deal = put_in(client, DEALS, CONTRACT)["deal"]
    act_as(client, engine, city_organiser("十堰"))
    assert (items(client, ACTIVITIES), items(client, DEALS)) == ([], [])
    for at in (f"{ACTIVITIES}/{activity['id']}", f"{DEALS}/{deal['id']}"):
        assert client.get(at).status_code == 403
    assert client.get(ACTIVITIES, params={"city": "宜昌"}).status_code == 403
    put_in(client, ACTIVITIES, BRIEFING | {"city": "宜昌"}, 403)
    assert put_in(client, ACTIVITIES, BRIEFING)["city"] == "十堰"
    put_in(client, DEALS, CONTRACT | {"city": "武汉"}, 403)
    put_in(client, DEALS, CONTRACT | {"follows": deal["id"], "signed_on": "2024-04-02"}, 403)


def test_members_of_organisations_have_no_ledger(
    client: TestClient, engine: Engine, world: World
) -> None:
    act_as(client, engine, firm_member(world, 0))
    assert client.get(DEALS).status_code == 403
    put_in(client, DEALS, CONTRACT, 403)


def test_a_program_carries_a_campaign(client: TestClient, engine: Engine) -> None:
    headers = bearer(engine, "ledger:write", "ledger:read")
    client.cookies.clear()
    for body in (BRIEFING, BRIEFING | {"city": "宜昌"}):
        assert client.post(ACTIVITIES, json=body, headers=headers).status_code == 201
    made = client.post(DEALS, json=CONTRACT | {"event": SLUG}, headers=headers)
    assert (made.status_code, made.json()["deal"]["event"]) == (201, SLUG)
    assert client.get(DEALS, headers=bearer(engine, "event:read")).status_code == 403


def test_contracts_are_found_by_what_they_wait_for(client: TestClient) -> None:
    put_in(client, DEALS, CONTRACT)
    put_in(client, DEALS, CONTRACT | {"signed_on": "2024-04-02", "registered_on": None})
    put_in(client, DEALS, CONTRACT | {"kind": "intent", "registered_on": None, "patents": []})
    assert len(items(client, DEALS)) == 3
    assert [one["signed_on"] for one in items(client, DEALS, registered=True)] == ["2024-04-01"]
    assert len(items(client, DEALS, registered=False, kind="assignment")) == 1
    assert len(items(client, DEALS, city="宜昌", year=2024)) == 3
    assert items(client, DEALS, city="十堰") == []


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"patents": ["12", "abc"]}, "“12”"),
        ({"patents": []}, "至少一件"),
        ({"giver": ""}, "请写明转让人"),
        ({"giver_city": "天上"}, "认不出所在地"),
        ({"kind": "licence"}, "请选择许可方式"),
        ({"signed_on": "2024-05-07", "registered_on": None}, "还没有到"),
        ({"city": "天上"}, "不认识的城市"),
        ({"note": "\0"}, ""),
        ({"unknown": 1}, ""),
    ],
)
def test_what_cannot_be_is_refused_with_a_remedy(
    client: TestClient, wrong: dict[str, Any], told: str
) -> None:
    assert told in put_in(client, DEALS, CONTRACT | wrong, 422)["detail"]
    assert items(client, DEALS) == []


@pytest.mark.parametrize(
    "wrong", [{"sessions": 0}, {"heads": -1}, {"counts": {"visits": 3}}, {"held_on": "2024-05-07"}]
)
def test_an_activity_that_cannot_be_is_refused(client: TestClient, wrong: dict[str, Any]) -> None:
    put_in(client, ACTIVITIES, BRIEFING | wrong, 422)


def test_cursors_and_records_that_are_not_there_are_told(client: TestClient) -> None:
    assert client.get(f"{ACTIVITIES}/99").status_code == 404
    assert client.get(f"{DEALS}/99").status_code == 404
    nowhere = write_cursor("held_on", ["五月", 1])
    for cursor in ("x", nowhere):
        assert client.get(ACTIVITIES, params={"cursor": cursor}).status_code == 422
    put_in(client, DEALS, CONTRACT | {"event": "none"}, 404)
    put_in(client, DEALS, CONTRACT | {"demand": "无此需求"}, 404)
