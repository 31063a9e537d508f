"""Requests of cities over HTTP."""

from datetime import timedelta
from io import BytesIO
from typing import Any

from fastapi.testclient import TestClient
from openpyxl import load_workbook
from sqlalchemy import Engine

from matchmaker.services.accounts.registry import Position
from models.account_enums import Role
from models.audit import AuditKind
from models.session import make_session
from tests.conftest import NOW
from tests.matchmaker.services.city_requests.cases import WUHAN, answered, submitted
from tests.matchmaker.web.api.cases import act_as, audited, city_organiser

PATH = "/api/v1/city-requests"
ASKED = {
    "subject": "请派专家",
    "text": "企业缺专家。",
    "topic": "专家和技术经纪人",
    "wanted_by": (NOW.date() + timedelta(days=10)).isoformat(),
}


def put_in(client: TestClient, path: str, body: Any, status: int = 200) -> Any:
    answer = client.post(path, json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


def test_a_request_goes_from_city_to_province_and_back(client: TestClient, engine: Engine) -> None:
    act_as(client, engine, city_organiser("宜昌"))
    made = put_in(client, PATH, ASKED, 201)
    at = f"{PATH}/{made['id']}"
    assert (made["city"], made["state_label"], made["days_over"]) == ("宜昌", "草拟", 0)
    changed = client.put(
        at, json={**ASKED, "subject": "请派两位专家", "revision": made["revision"]}
    )
    said = {"act": "submit", "revision": changed.json()["revision"]}
    sent = put_in(client, f"{at}/acts", said)
    put_in(client, f"{at}/acts", said, 409)
    province = {"revision": sent["revision"], "act": "take_on", "said": "李明"}
    put_in(client, f"{at}/decisions", province, 403)
    act_as(client, engine, Position(Role.PROVINCIAL_ORGANISER))
    put_in(client, PATH, ASKED, 403)
    taken = put_in(client, f"{at}/decisions", province)
    assert (taken["responsible"], taken["state"]) == ("李明", "taken_on")
    done = {"revision": taken["revision"], "act": "answer", "said": "已请两位专家"}
    done = put_in(client, f"{at}/decisions", done)
    act_as(client, engine, city_organiser("宜昌"))
    outcome = {"revision": done["revision"], "outcome": "solved"}
    told = client.put(f"{at}/outcome", json=outcome).json()
    assert (told["outcome"], told["solved_on"]) == ("solved", NOW.date().isoformat())
    history = client.get(at).json()["history"]
    assert [one["reason"] for one in history] == [
        "反馈已解决",
        "答复",
        "受理",
        "提交",
        "修改",
        "草拟",
    ]
    kept = audited(engine, AuditKind.LEDGER_CHANGE)
    assert kept[-1]["act"] == "反馈已解决"


def test_lists_are_filtered_paged_and_had_as_a_workbook(client: TestClient, engine: Engine) -> None:
    with make_session(engine) as session:
        ids = [submitted(session).id, answered(session).id, submitted(session, city=WUHAN).id]
        session.commit()
    act_as(client, engine, Position(Role.AUDITOR))
    first = client.get(PATH, params={"limit": 2}).json()
    rest = client.get(PATH, params={"limit": 2, "cursor": first["next_cursor"]}).json()
    assert [one["id"] for one in (*first["items"], *rest["items"])] == [ids[2], ids[0], ids[1]]
    found = client.get(PATH, params={"state": "answered", "topic": "专家和技术经纪人"}).json()
    assert [one["id"] for one in found["items"]] == [ids[1]]
    assert client.get(PATH, params={"overdue": True}).json()["items"] == []
    act_as(client, engine, city_organiser("武汉"))
    book = load_workbook(BytesIO(client.get(f"{PATH}/export.xlsx").content))
    (row,) = book["市州诉求"].iter_rows(min_row=2, values_only=True)
    assert row[:4] == (ids[2], "武汉", "请派激光加工的专家", "专家和技术经纪人")
    assert client.get(PATH, params={"city": "宜昌"}).status_code == 403
