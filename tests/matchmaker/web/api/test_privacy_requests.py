"""What persons ask for about their own data over HTTP, and who answers."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlmodel import col, select

from matchmaker.services.accounts.registry import Position
from matchmaker.services.privacy_requests import Asked, receive_request
from matchmaker.settings import Settings
from matchmaker.web.app import create_app
from models.account_enums import Role
from models.demand import Demand
from models.organisation import Organisation
from models.privacy_enums import RequestKind
from models.session import make_session
from tests.conftest import NOW
from tests.factories import CAMPAIGN, write_demands, write_patents
from tests.lines import make_line
from tests.matchmaker.web.matrix.world import BY
from tests.matchmaker.web.people import sign_in

API = "/api/v1"
OURS, THEIRS = "武汉轧机制造有限公司", "十堰电池有限公司"


@pytest.fixture
def client(tmp_path: Path, database_url: str, engine: Engine) -> Iterator[TestClient]:
    settings = Settings(data_dir=tmp_path / "data", database_url=database_url)
    (tmp_path / "campaign.toml").write_text(CAMPAIGN, encoding="utf-8")
    patents, demands = write_patents(tmp_path / "p.csv"), write_demands(tmp_path / "d.csv")
    make_line(settings, patents, demands, tmp_path / "campaign.toml")
    with TestClient(create_app(settings, lambda: NOW)) as client:
        yield client


def firm(engine: Engine, name: str) -> int:
    with make_session(engine) as session:
        return session.exec(select(Organisation.id).where(Organisation.name == name)).one() or 0


def asked(engine: Engine, name: str, kind: RequestKind = RequestKind.ERASURE) -> int:
    wanted = Asked(firm(engine, name), kind, "张三")
    with make_session(engine) as session:
        made = receive_request(session, wanted, BY)
        session.commit()
        return made.id or 0


def post(client: TestClient, path: str, body: Any, status: int = 200) -> Any:
    answer = client.post(API + path, json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


def listed(client: TestClient, path: str = "/privacy-requests", **params: Any) -> list[int]:
    answer = client.get(API + path, params=params)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    return [one["id"] for one in (found if isinstance(found, list) else found["items"])]


def test_a_member_asks_and_an_organiser_answers(client: TestClient, engine: Engine) -> None:
    other = asked(engine, OURS)
    sign_in(client, engine, Position(Role.ENTERPRISE_MEMBER, firm(engine, OURS)))
    made = post(client, "/me/privacy-requests", {"kind": "access", "text": "请给我副本"}, 201)
    assert (made["applicant"], made["organisation"], made["due_on"]) == (
        "测试人",
        OURS,
        "2024-05-24",
    )
    assert listed(client, "/me/privacy-requests") == [made["id"]]
    sign_in(client, engine)
    assert listed(client) == [other, made["id"]]
    path = f"/privacy-requests/{made['id']}/answer"
    answered = post(client, path, {"text": "已当面交付"})
    assert answered["answered_by"] == "测试人（provincial_organiser-0）"
    assert "已由" in post(client, path, {"text": "再答"}, 409)["detail"]
    assert listed(client) == [other]
    assert listed(client, answered=True) == [other, made["id"]]


def test_an_organiser_of_a_city_answers_for_its_organisations(
    client: TestClient, engine: Engine
) -> None:
    ours, theirs = asked(engine, OURS), asked(engine, THEIRS)
    sign_in(client, engine, Position(Role.CITY_ORGANISER, city="武汉"))
    assert listed(client) == [ours]
    post(client, f"/privacy-requests/{theirs}/answer", {"text": "不予办理"}, 403)
    post(client, f"/privacy-requests/{ours}/answer", {"text": "不予办理"})


def test_contacts_are_erased_where_that_was_asked_for(client: TestClient, engine: Engine) -> None:
    with make_session(engine) as session:
        owned = col(Demand.organisation_id) == firm(engine, OURS)
        demand = session.exec(select(Demand).where(owned)).one()
        demand.contact_name, demand.contact_phone = "张三", "13800138000"
        session.add(demand)
        session.commit()
        number = demand.id
    wrong, right = asked(engine, OURS, RequestKind.ACCESS), asked(engine, OURS)
    sign_in(client, engine)
    body = {"person": "张三"}
    assert "不是删除" in post(client, f"/privacy-requests/{wrong}/erasure", body, 409)["detail"]
    for nobody in ({}, {"person": " "}, {"person": "张三", "everybody": True}):
        said = post(client, f"/privacy-requests/{right}/erasure", nobody, 422)["detail"]
        assert said == "请写明 person，或用 everybody 删除该单位的全部联系方式"
    assert post(client, f"/privacy-requests/{right}/erasure", body)["records"] == 1
    with make_session(engine) as session:
        left = session.get_one(Demand, number)
        assert (left.contact_name, left.contact_phone) == ("", "")
    assert listed(client) == [wrong]
    post(client, f"/privacy-requests/{right}/erasure", body, 409)


def test_whoever_belongs_to_no_organisation_is_told_whom_to_ask(
    client: TestClient, engine: Engine
) -> None:
    sign_in(client, engine)
    assert (
        "不属于任何单位" in post(client, "/me/privacy-requests", {"kind": "access"}, 403)["detail"]
    )
