"""Plans and reports over HTTP: a program hands in, the province judges and merges."""

from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import Engine

from matchmaker.services.accounts.registry import Position
from models.account_enums import Role
from models.audit import AuditKind
from tests.matchmaker.services.ledger.cases import WUHAN, YICHANG
from tests.matchmaker.web.api.cases import act_as, audited, city_organiser

PLAN = f"/api/v1/submissions/plan/2024/{YICHANG}"
REPORT = f"/api/v1/submissions/report/2024/{YICHANG}"
MERGED = "/api/v1/merged-figures"
PLANNED = {
    "figures": {"transfers": 120},
    "activities": [{"kind": "docking", "when": "6月18日", "title": "化工专利对接会"}],
    "texts": {"organisation": "成立专班。"},
}
STATED = {"figures": {"briefing_sessions": 3}, "counted_until": "2024-05-05"}
PROVINCE = Position(Role.PROVINCIAL_ORGANISER)


def done(answer: Response, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json()


def test_a_plan_is_handed_in_returned_and_filed(client: TestClient, engine: Engine) -> None:
    act_as(client, engine, city_organiser("宜昌"))
    assert client.get(PLAN).status_code == 404
    made = done(client.put(PLAN, json=PLANNED))
    assert (made["state"], made["due_on"]) == ("draft", "2024-05-31")
    assert made["activities"][0]["when"] == "2024-06-18"
    assert done(client.put(PLAN, json=PLANNED), 409)["error"] == "Conflict"
    made = done(client.post(f"{PLAN}/send", json={"revision": made["revision"]}))
    assert (made["state_label"], made["timing"]) == ("已报送", "按时报送")
    assert client.post(f"{PLAN}/file", json={"revision": made["revision"]}).status_code == 403
    act_as(client, engine, PROVINCE)
    back = {"revision": made["revision"], "reason": "金额偏低"}
    made = done(client.post(f"{PLAN}/return", json=back))
    assert (made["state"], made["return_reason"]) == ("returned", "金额偏低")
    made = done(client.post(f"{PLAN}/send", json={"revision": made["revision"]}))
    made = done(client.post(f"{PLAN}/file", json={"revision": made["revision"]}))
    acts = [one["act"] for one in made["history"]]
    assert acts == ["备案", "报送", "退回", "报送", "填写"]
    assert [one["act"] for one in audited(engine, AuditKind.LEDGER_CHANGE)] == acts[::-1]
    assert client.get(f"{PLAN}/document.docx").content[:2] == b"PK"
    listed = done(client.get("/api/v1/submissions/plan", params={"year": 2024}))["cities"]
    assert [one["city"] for one in listed if one["state"] == "filed"] == ["宜昌"]
    assert len(listed) == 17


def test_what_filed_reports_state_is_merged(client: TestClient, engine: Engine) -> None:
    act_as(client, engine, PROVINCE)
    made = done(client.put(REPORT, json=STATED))
    made = done(client.post(f"{REPORT}/send", json={"revision": made["revision"]}))

    def merged() -> tuple[Any, ...]:
        found = done(client.get(MERGED, params={"year": 2024}))
        (line,) = (one for one in found["figures"] if one["indicator"] == "briefing_sessions")
        (city,) = (one for one in line["cities"] if one["city_code"] == YICHANG)
        return line["total"], city["stated"], city["accepted"], city["told"]

    assert merged() == (0, 3, False, "无记录支撑 3")
    done(client.post(f"{REPORT}/file", json={"revision": made["revision"]}))
    assert merged() == (3, 3, True, "无记录支撑 3")
    answer = client.get(f"{MERGED}/check.xlsx", params={"year": 2024})
    assert (answer.status_code, answer.content[:2]) == (200, b"PK")


def test_a_city_hands_in_its_own_alone(client: TestClient, engine: Engine) -> None:
    act_as(client, engine, city_organiser("宜昌"))
    other = f"/api/v1/submissions/plan/2024/{WUHAN}"
    assert client.put(other, json=PLANNED).status_code == 403
    assert client.get(other).status_code == 403
    assert client.get(MERGED, params={"year": 2024}).status_code == 403
    listed = done(client.get("/api/v1/submissions/plan", params={"year": 2024}))["cities"]
    assert [one["city"] for one in listed] == ["宜昌"]


def test_the_day_is_set_by_the_province(client: TestClient, engine: Engine) -> None:
    due = "/api/v1/submissions/plan/2024/due"
    body = {"due_on": "2024-06-15", "note": "按省局通知"}
    act_as(client, engine, city_organiser("宜昌"))
    assert client.put(due, json=body).status_code == 403
    act_as(client, engine, PROVINCE)
    assert done(client.put(due, json=body))["due_on"] == "2024-06-15"
    assert client.put(due, json=body | {"due_on": "2025-06-15"}).status_code == 422
