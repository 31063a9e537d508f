"""Model cases over HTTP."""

from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import Engine

from matchmaker.cases.completeness import LABELS
from models.audit import AuditKind
from models.session import make_session
from tests.matchmaker.services.cases.board import (
    TEXT,
    YEAR,
    YICHANG,
    make_case,
)
from tests.matchmaker.web.api.cases import audited

CASES = "/api/v1/ledger/cases"
WHOLE = {**dict.fromkeys(LABELS, TEXT), "year": YEAR, "category": "licence", "title": "盘活产线"}


def put_in(client: TestClient, path: str, body: Any, status: int = 200) -> Any:
    answer = client.post(path, json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


def test_a_case_is_written_changed_and_agreed_to(client: TestClient, engine: Engine) -> None:
    made = put_in(client, CASES, WHOLE | {"city": "宜昌"}, 201)
    assert (made["city"], made["state_label"], len(made["lacks"])) == ("宜昌", "草拟", 2)
    at = f"{CASES}/{made['id']}"
    refused = client.post(f"{at}/acts", json={"act": "send", "revision": made["revision"]})
    assert refused.status_code == 422, refused.text
    assert "佐证材料" in refused.json()["detail"]
    said = {"revision": made["revision"], "consent_by": "武汉大学", "consent_on": "2024-05-01"}
    done = client.put(f"{at}/consent", json=said).json()
    assert done["consent_by"] == "武汉大学"
    stale = client.put(at, json=WHOLE | {"title": "新名称", "revision": made["revision"]})
    assert stale.status_code == 409
    changed = client.put(at, json=WHOLE | {"title": "新名称", "revision": done["revision"]}).json()
    assert changed["title"] == "新名称"
    history = client.get(at).json()["history"]
    assert [one["number"] for one in history] == [3, 2, 1]
    assert len(audited(engine, AuditKind.LEDGER_CHANGE)) == 3


def test_a_case_is_sent_returned_and_withdrawn(client: TestClient, engine: Engine) -> None:
    with make_session(engine) as session:
        case = make_case(session, YICHANG)
        at, revision = f"{CASES}/{case.id}", case.revision
        session.commit()
    sent = put_in(client, f"{at}/acts", {"act": "send", "revision": revision})
    assert sent["state"] == "sent"
    said = {"act": "return", "revision": sent["revision"], "reason": "缺数字"}
    back = put_in(client, f"{at}/decisions", said)
    gone = {"act": "withdraw", "revision": back["revision"], "reason": "不报了"}
    assert put_in(client, f"{at}/acts", gone)["state_label"] == "已撤回"
    listed = client.get(CASES, params={"state": "withdrawn", "city": "宜昌"}).json()["items"]
    assert [one["id"] for one in listed] == [back["id"]]
