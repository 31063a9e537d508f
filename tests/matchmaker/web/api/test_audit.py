"""The audit log over HTTP."""

from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from matchmaker.services.accounts.registry import Position
from models.account_enums import Role
from tests.matchmaker.web.people import sign_in


def test_an_auditor_reads_all_records_page_by_page(client: TestClient, engine: Engine) -> None:
    for _ in range(3):
        client.post("/api/v1/sessions", json={"login": "nobody", "password": "wrong"})
    sign_in(client, engine, Position(Role.AUDITOR))
    numbers, cursor = [], None
    while True:
        params = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = client.get("/api/v1/audit/records", params=params).json()
        numbers += [record["number"] for record in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert numbers == sorted(range(1, len(numbers) + 1), reverse=True)
    logins = client.get("/api/v1/audit/records", params={"kind": "login"}).json()["items"]
    assert [record["subject"] for record in logins] == ["（未知用户名）"] * 3


def test_what_was_changed_is_named(client: TestClient, engine: Engine) -> None:
    sign_in(client, engine, Position(Role.AUDITOR))
    address = "/api/v1/audit/verification"
    before = client.get(address).json()
    assert (before["whole"], before["flaw"]) == (True, "")
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER audit_record_update"))
        else:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text("UPDATE audit_record SET subject = 'x' WHERE number = 1"))
    after = client.get(address).json()
    assert (after["whole"], after["flaw"][:5]) == (False, "第 1 号")
