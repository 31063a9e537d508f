"""Patent products over HTTP: told, changed against a tag, handed in, filed, paged."""

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
from tests.matchmaker.services.product_cases import PHONE, own_patent
from tests.matchmaker.web.people import sign_in

AT = "/api/v1/products"
PATENT = number("202010000001")
SAID: dict[str, Any] = {
    "name": "激光熔覆轧辊",
    "year": 2023,
    "description": "复合轧辊",
    "industry": "高端装备",
    "output_cny": 86_000_000,
    "sales_cny": 81_500_000,
    "firm_sales_cny": 420_000_000,
    "contact_name": "张三",
    "contact_phone": PHONE,
    "patents": [{"number": PATENT}],
}


@pytest.fixture
def client(tmp_path: Path, database_url: str) -> Iterator[TestClient]:
    unlimited = {"limit_read": "0/60", "limit_write": "0/60", "limit_ask": "0/60"}
    settings = Settings(data_dir=tmp_path / "data", database_url=database_url, **unlimited)
    with TestClient(create_app(settings, lambda: NOW)) as client:
        yield client


@pytest.fixture
def world(client: TestClient, engine: Engine) -> World:
    with make_session(engine) as session:
        world = make_world(session)
        own_patent(session, world)
        session.commit()
    sign_in(client, engine, Position(Role.ENTERPRISE_MEMBER, world.firms[0]))
    return world


def add(client: TestClient, status: int = 201, **more: Any) -> dict[str, Any]:
    answer = client.post(AT, json={**SAID, **more})
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_product_goes_from_a_draft_to_its_recognition(
    client: TestClient, engine: Engine, world: World
) -> None:
    told = add(client)
    one = f"{AT}/{told['id']}"
    assert (told["state"], told["firm"], told["acts"]) == (
        "draft",
        FIRMS[0],
        ["submitted", "withdrawn"],
    )
    assert told["texts"]["contact_phone"] == "138****1234"
    assert told["patents"][0]["standing"] == "有效，本单位专利"
    assert client.post(f"{one}/steps", json={"act": "submitted"}).json()["state"] == "submitted"
    filing = {"act": "filed", "on": "2024-05-06", "number": "CP-1"}
    assert client.post(f"{one}/steps", json=filing).status_code == 403
    sign_in(client, engine, Position(Role.PROVINCIAL_ORGANISER))
    assert client.post(f"{one}/steps", json={"act": "recognised"}).status_code == 409
    assert client.post(f"{one}/steps", json=filing).json()["texts"]["filing_number"] == "CP-1"
    (row,) = client.get(AT, params={"state": "filed", "year": 2023}).json()["items"]
    assert (row["firm"], row["filing_number"], row["errors"]) == (FIRMS[0], "CP-1", [])


def test_a_change_against_an_old_tag_is_refused(client: TestClient, world: World) -> None:
    one = f"{AT}/{add(client)['id']}"
    tag = client.get(one).headers["ETag"]
    assert client.get(one, headers={"If-None-Match": tag}).status_code == 304
    said = {**SAID, "output_cny": 90_000_000}
    changed = client.put(one, json=said, headers={"If-Match": tag})
    assert changed.json()["texts"]["output_cny"] == "9000万元"
    assert client.put(one, json=SAID, headers={"If-Match": tag}).status_code == 412


def test_what_cannot_be_is_refused(client: TestClient, engine: Engine, world: World) -> None:
    first = add(client)
    assert f"编号 {first['id']}" in add(client, 409)["detail"]
    twice = [{"number": PATENT}, {"number": PATENT, "role": "peripheral"}]
    assert "同时填为核心和外围" in add(client, 422, name="辊套", patents=twice)["detail"]
    add(client, 422, name="辊套", patents=[{"number": "2020100000010"}])
    add(client, 422, name="辊套", output_cny=10**12 + 1)
    add(client, 403, name="辊套", organisation_id=world.firms[1])
    sign_in(client, engine, Position(Role.PROVINCIAL_ORGANISER))
    assert "organisation_id" in add(client, 422, name="辊套")["detail"]
    assert add(client, name="辊套", organisation_id=world.firms[1])["firm"] == FIRMS[1]


def test_products_come_a_page_at_a_time(client: TestClient, world: World) -> None:
    for name in ("甲", "乙", "丙"):
        add(client, name=name)
    first = client.get(AT, params={"limit": 2}).json()
    rest = client.get(AT, params={"limit": 2, "cursor": first["next_cursor"]}).json()
    names = [one["name"] for one in (*first["items"], *rest["items"])]
    assert (names, rest["next_cursor"]) == (["丙", "乙", "甲"], None)
