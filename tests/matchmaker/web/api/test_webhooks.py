"""Webhooks over HTTP: allowed, changed, paused, told of, by the administrator alone."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import Engine

from matchmaker.services.accounts.registry import Position
from matchmaker.services.webhook_claims import Sent, claim_next, note_sent
from matchmaker.settings import Settings
from matchmaker.web.app import create_app
from models.account_enums import Role
from models.audit import AuditKind
from models.queries import webhooks as webhook_queries
from models.session import make_session
from tests.conftest import NOW
from tests.matchmaker.web.api.cases import audited
from tests.matchmaker.web.api.test_odd_input import CURSORS, bodies
from tests.matchmaker.web.people import sign_in

HERE = "/api/v1/webhooks"
FORM = {
    "address": "https://10.20.0.8/hooks?key=wagtail",
    "topics": ["deal.recorded", "list.published"],
    "description": "省统计平台",
}


@pytest.fixture
def client(settings: Settings, engine: Engine) -> Iterator[TestClient]:
    """An administrator of the province has signed in."""
    with TestClient(create_app(settings, lambda: NOW)) as client:
        sign_in(client, engine, Position(Role.PROVINCIAL_ADMIN))
        yield client


def allow(client: TestClient, **changes: Any) -> dict[str, Any]:
    answer = client.post(HERE, json={**FORM, **changes})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def ask(client: TestClient, method: str, rest: str, body: Any = None, status: int = 200) -> Any:
    answer = client.request(method, HERE + rest, json=body)
    assert answer.status_code == status, answer.text
    return answer.json() if answer.content else None


def refused(answer: Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["detail"]


def send(engine: Engine, sent: Sent) -> None:
    """Have the next delivery end."""
    with make_session(engine) as session:
        claimed = claim_next(session, NOW, frozenset())
        assert claimed is not None
        note_sent(session, claimed, sent, NOW)
        session.commit()


def test_an_address_is_allowed_and_its_secret_told_once(client: TestClient) -> None:
    made = allow(client)
    assert made["secret"].startswith("whsec_")
    moment = "2024-05-06T01:30:00Z"
    expected = {
        "id": 1,
        "address": FORM["address"],
        "description": "省统计平台",
        "topics": ["list.published", "deal.recorded"],
        "state": "active",
        "state_label": "启用",
        "reason": "",
        "failing_since": None,
        "both_secrets_until": None,
        "allowed_by": "测试人（provincial_admin-0）",
        "allowed_at": moment,
        "created_at": moment,
    }
    assert made["webhook"] == expected
    one, every = client.get(f"{HERE}/1"), client.get(HERE)
    assert one.json() == expected
    assert every.json() == {"items": [expected], "next_cursor": None}
    assert made["secret"] not in one.text + every.text


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"address": "https://127.0.0.1/"}, "推送地址指向 127.0.0.1"),
        ({"address": "https://localhost/"}, "推送地址指向"),
        ({"address": "http://8.8.8.8/"}, "须用 https"),
        ({"address": "https://x@10.0.0.1/"}, "用户名"),
        ({"topics": ["webhook.test"]}, "没有这种事件"),
    ],
)
def test_what_may_not_be_sent_to_is_refused(
    client: TestClient, changes: dict[str, Any], why: str
) -> None:
    allow(client)
    made = client.post(HERE, json={**FORM, **changes})
    changed = client.put(f"{HERE}/1", json={**FORM, **changes})
    for answer in (made, changed):
        assert answer.status_code == 422
        assert why in answer.json()["detail"]
    assert len(client.get(HERE).json()["items"]) == 1


def test_a_change_of_another_state_is_refused(client: TestClient) -> None:
    allow(client)
    tag = client.get(f"{HERE}/1").headers["etag"]
    assert client.get(f"{HERE}/1", headers={"if-none-match": tag}).status_code == 304
    form = {**FORM, "address": "http://10.20.0.9/", "topics": ["deal.recorded"]}
    changed = client.put(f"{HERE}/1", json=form, headers={"if-match": tag})
    assert changed.status_code == 200
    assert changed.headers["etag"] == client.get(f"{HERE}/1").headers["etag"]
    assert (changed.json()["address"], changed.json()["topics"]) == (
        "http://10.20.0.9/",
        ["deal.recorded"],
    )
    for answer in (
        client.put(f"{HERE}/1", json=FORM, headers={"if-match": tag}),
        client.delete(f"{HERE}/1", headers={"if-match": tag}),
    ):
        assert answer.status_code == 412


def test_what_is_done_to_an_address_goes_into_the_audit_log(
    client: TestClient, engine: Engine
) -> None:
    first = allow(client)
    ask(client, "PUT", "/1", {**FORM, "topics": ["deal.recorded"]})
    ask(client, "POST", "/1/pause", {"reason": "检修"})
    ask(client, "POST", "/1/resume")
    second = ask(client, "POST", "/1/secret")
    ask(client, "DELETE", "/1", status=204)
    assert ask(client, "GET", "/1", status=404)["error"] == "NotFound"
    records = audited(engine, AuditKind.WEBHOOK_CHANGE)
    acts = ["allowed", "changed", "paused", "resumed", "secret renewed", "deleted"]
    assert [one["act"] for one in records] == acts
    assert [one["reason"] for one in records] == ["", "", "检修", "", "", ""]
    told = json.dumps(records)
    assert [word for word in (first["secret"], second["secret"], "wagtail") if word in told] == []


def test_a_pause_names_its_reason_and_ends(client: TestClient) -> None:
    allow(client)
    paused = ask(client, "POST", "/1/pause", {"reason": "检修"})
    assert (paused["state_label"], paused["reason"]) == ("已暂停", "检修")
    again = client.post(f"{HERE}/1/pause", json={"reason": "检修"})
    assert refused(again) == (409, "推送地址 1 已暂停，不能再暂停")
    test = client.post(f"{HERE}/1/test")
    assert refused(test) == (409, "推送地址 1 已暂停（检修），请先恢复再发送")
    resumed = ask(client, "POST", "/1/resume")
    assert (resumed["state"], resumed["reason"]) == ("active", "")
    assert refused(client.post(f"{HERE}/1/resume")) == (409, "推送地址 1 已经启用")


def test_a_renewed_secret_is_another_and_both_hold_for_a_day(client: TestClient) -> None:
    first = allow(client)
    second = ask(client, "POST", "/1/secret")
    assert second["secret"] != first["secret"]
    assert second["webhook"]["both_secrets_until"] == "2024-05-07T01:30:00Z"


def test_a_test_is_sent_and_sent_again(client: TestClient, engine: Engine) -> None:
    allow(client)
    made = ask(client, "POST", "/1/test", status=202)
    assert (made["topic"], made["state_label"], made["attempts"]) == ("webhook.test", "待发送", 0)
    assert json.loads(made["body"])["data"] == {"webhook_id": 1}
    resend = f"/1/deliveries/{made['id']}/resend"
    assert refused(client.post(HERE + resend)) == (409, "第 1 号推送还在等待发送，不必重发")
    send(engine, Sent(200))
    (sent,) = ask(client, "GET", "/1/deliveries?state=delivered")["items"]
    assert (sent["last_status"], sent["delivered_at"]) == (200, "2024-05-06T01:30:00Z")
    again = ask(client, "POST", resend, status=202)
    assert (again["state"], again["event_id"]) == ("waiting", made["event_id"])
    assert (again["attempts"], again["delivered_at"]) == (0, None)


def test_deliveries_come_page_by_page_the_newest_first(client: TestClient, engine: Engine) -> None:
    allow(client)
    allow(client)
    for _ in range(5):
        ask(client, "POST", "/1/test", status=202)
    ask(client, "POST", "/2/test", status=202)
    send(engine, Sent(500, "答复 500"))
    found, cursor = [], ""
    while cursor is not None:
        page = ask(client, "GET", f"/1/deliveries?limit=2{cursor and f'&cursor={cursor}'}")
        found.append([one["id"] for one in page["items"]])
        cursor = page["next_cursor"]
    assert found == [[5, 4], [3, 2], [1]]
    first = ask(client, "GET", "?limit=1")
    rest = ask(client, "GET", f"?cursor={first['next_cursor']}")
    assert [[one["id"] for one in page["items"]] for page in (first, rest)] == [[1], [2]]
    (failed,) = [one for one in ask(client, "GET", "/1/deliveries")["items"] if one["attempts"]]
    assert (failed["last_status"], failed["last_error"]) == (500, "答复 500")


def test_a_delivery_of_another_webhook_is_not_there(client: TestClient) -> None:
    allow(client)
    allow(client)
    ask(client, "POST", "/1/test", status=202)
    assert client.post(f"{HERE}/2/deliveries/1/resend").status_code == 404


def test_who_deletes_an_address_deletes_its_deliveries(client: TestClient, engine: Engine) -> None:
    allow(client)
    ask(client, "POST", "/1/test", status=202)
    ask(client, "DELETE", "/1", status=204)
    with make_session(engine) as session:
        assert webhook_queries.count_deliveries(session) == {}


@pytest.mark.parametrize(
    ("method", "rest", "right"),
    [
        ("POST", "", FORM),
        ("PUT", "/1", FORM),
        ("POST", "/1/pause", {"reason": "检修"}),
    ],
)
def test_no_body_makes_an_operation_fail(
    client: TestClient, method: str, rest: str, right: dict[str, Any]
) -> None:
    allow(client)
    headers = {"Content-Type": "application/json"}
    found = {
        body: client.request(method, HERE + rest, content=body, headers=headers).status_code
        for body in bodies(right)
    }
    assert {b: s for b, s in found.items() if s not in {200, 201, 400, 409, 422}} == {}


def test_no_cursor_or_number_makes_an_operation_fail(client: TestClient) -> None:
    allow(client)
    for cursor in CURSORS:
        for rest in ("", "/1/deliveries"):
            assert client.get(HERE + rest, params={"cursor": cursor}).status_code == 422
    for number in ("0", "-1", "x", str(2**31), str(2**70)):
        assert client.get(f"{HERE}/{number}").status_code == 422
        assert client.post(f"{HERE}/1/deliveries/{number}/resend").status_code == 422
