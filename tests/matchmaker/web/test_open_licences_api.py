"""Open licences over HTTP: from the check to a use, with tags and pages."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from matchmaker.services.accounts.registry import Position
from matchmaker.settings import Settings
from matchmaker.web.app import create_app
from models.account_enums import Role
from models.session import make_session
from tests.conftest import NOW
from tests.factories import number
from tests.matchmaker.people_world import FIRMS, World, make_world
from tests.matchmaker.services.licence_cases import PHONE, declared, ready
from tests.matchmaker.web.people import sign_in

AT = "/api/v1/open-licences"
PATENT = number("202010000001")
SAID = {
    "fee": "按净销售额 3% 提成",
    "term_from": "2024-06-01",
    "term_until": "2029-05-31",
    "contact_name": "张三",
    "contact_phone": PHONE,
    "annuity_paid": True,
    "no_exclusive_licence": True,
    "not_suspended": True,
}


@pytest.fixture
def client(tmp_path: Path, database_url: str) -> Iterator[TestClient]:
    unlimited = {"limit_read": "0/60", "limit_write": "0/60", "limit_ask": "0/60"}
    settings = Settings(data_dir=tmp_path / "data", database_url=database_url, **unlimited)
    with TestClient(create_app(settings, lambda: NOW)) as client:
        yield client


@pytest.fixture
def world(engine: Engine) -> World:
    with make_session(engine) as session:
        world = make_world(session)
        ready(session, world)
        session.commit()
    return world


def be(client: TestClient, engine: Engine, role: Role, body: int) -> None:
    sign_in(client, engine, Position(role, body))


def put(client: TestClient, **more: Any) -> dict[str, Any]:
    answer = client.put(f"{AT}/patents/{PATENT}", json={**SAID, **more})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_patent_goes_from_the_check_to_a_use(
    client: TestClient, engine: Engine, world: World
) -> None:
    be(client, engine, Role.UNIVERSITY_REVIEWER, world.owners[0])
    checked = client.get(f"{AT}/check/{PATENT}").json()
    verdicts = {one["rule"]: one["verdict"] for one in checked["rules"]}
    assert (checked["licence_id"], verdicts["complete"], verdicts["granted"]) == (
        None,
        "fail",
        "pass",
    )
    made = put(client)
    assert (made["state"], made["acts"]) == ("intended", ["submitted", "withdrawn"])
    assert made["texts"]["contact_phone"] == "138****1234"
    one = f"{AT}/{made['id']}"
    for step in (
        {"act": "submitted", "on": "2024-05-01"},
        {"act": "announced", "on": "2024-05-05", "number": "KX1"},
    ):
        assert client.post(f"{one}/steps", json=step).status_code == 200
    assert client.put(f"{AT}/patents/{PATENT}", json=SAID).status_code == 409
    be(client, engine, Role.ENTERPRISE_MEMBER, world.firms[0])
    asked = client.post(f"{AT}/requests", json={"patent": PATENT, "note": "轧机"})
    assert (asked.status_code, asked.json()["licensee"]) == (201, FIRMS[0])
    assert client.post(f"{AT}/requests", json={"patent": PATENT}).status_code == 409
    assert client.get(one).status_code == 403
    be(client, engine, Role.UNIVERSITY_REVIEWER, world.owners[0])
    said = {
        "notified_on": "2024-05-06",
        "filed_on": "2024-05-06",
        "filing_number": "X1",
        "fee_paid": "5万元",
    }
    use = client.put(f"{one}/uses/{asked.json()['id']}", json=said).json()
    assert (use["standing"], use["fee_paid_cny"]) == ("已备案，使用中", 50_000)
    other = client.post(f"{one}/uses", json={"licensee": "甲厂"})
    assert other.status_code == 201
    full = client.get(one).json()
    assert [use["licensee"] for use in full["uses"]] == [FIRMS[0], "甲厂"]
    assert full["saved_cny"] == 180 + 3 * 300 + 600
    (row,) = client.get(AT, params={"state": "announced", "city": "420100"}).json()["items"]
    assert (row["number"], row["asked"], row["in_use"]) == (PATENT, 1, 1)


def test_what_changed_meanwhile_is_not_overwritten(
    client: TestClient, engine: Engine, world: World
) -> None:
    be(client, engine, Role.UNIVERSITY_REVIEWER, world.owners[0])
    one = f"{AT}/{put(client)['id']}"
    tag = client.get(one).headers["etag"]
    assert client.get(one, headers={"If-None-Match": tag}).status_code == 304
    put(client, fee="免费")
    stale = {"If-Match": tag}
    put_again = client.put(f"{AT}/patents/{PATENT}", json=SAID, headers=stale)
    step = client.post(f"{one}/steps", json={"act": "withdrawn"}, headers=stale)
    assert (put_again.status_code, step.status_code) == (412, 412)


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"fee": "面议"}, 422),
        ({"annuity_paid": "yes"}, 422),
        ({"unheard": 1}, 422),
        ({"term_from": "1889-01-01"}, 422),
        ({"organisation_id": 10**6}, 404),
    ],
)
def test_what_cannot_be_is_refused(
    client: TestClient, engine: Engine, world: World, said: dict[str, Any], status: int
) -> None:
    be(client, engine, Role.UNIVERSITY_REVIEWER, world.owners[0])
    answer = client.put(f"{AT}/patents/{PATENT}", json={**SAID, **said})
    assert answer.status_code == status, answer.text


def test_pages_follow_each_other_newest_first(
    client: TestClient, engine: Engine, world: World
) -> None:
    with make_session(engine) as session:
        for pair in (0, 1, 5):
            declared(session, world, pair)
        session.commit()
    be(client, engine, Role.UNIVERSITY_REVIEWER, world.owners[0])
    first = client.get(AT, params={"limit": 2}).json()
    second = client.get(AT, params={"limit": 2, "cursor": first["next_cursor"]}).json()
    ids = [row["id"] for page in (first, second) for row in page["items"]]
    assert ids == sorted(ids, reverse=True)
    assert (len(ids), second["next_cursor"]) == (3, None)
    be(client, engine, Role.UNIVERSITY_REVIEWER, world.owners[1])
    assert client.get(AT).json()["items"] == []
