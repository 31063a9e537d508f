"""Demands over HTTP: told as far as they are released, changed by whose they are."""

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlmodel import Session

from matchmaker.web.api.paging import write_cursor
from models.demand import Demand
from models.session import make_session
from models.values.secrecy import Confidentiality
from tests.matchmaker.people_world import FIRMS, OWNERS, World
from tests.matchmaker.web.api.cases import act_as, city_organiser, firm_member, owner_member
from tests.matchmaker.web.api.test_odd_input import CURSORS, ODD, bodies
from tests.matchmaker.web.people import bearer, leave

DEMANDS = "/api/v1/demands"
NEW = {
    "firm": FIRMS[0],
    "values": {"title": "辊面裂纹", "problem": "开裂", "公开级别": "限定", "budget": "50万元"},
}


@pytest.fixture
def hidden(engine: Engine, world: World) -> int:
    """The first demand of the first firm, not to be seen."""
    demand_id = world.pairs[0][0]
    with make_session(engine) as session:
        _set_level(session, demand_id, Confidentiality.HIDDEN)
        session.commit()
    return demand_id


def _set_level(session: Session, demand_id: int, level: Confidentiality) -> None:
    demand = session.get_one(Demand, demand_id)
    demand.confidentiality = level
    session.add(demand)


def titles(client: TestClient, **params: Any) -> list[str | None]:
    answer = client.get(DEMANDS, params=params)
    assert answer.status_code == 200, answer.text
    return [one["title"] for one in answer.json()["items"]]


def test_a_hidden_demand_is_for_organisers_a_number_and_for_others_nothing(
    client: TestClient, engine: Engine, world: World, hidden: int
) -> None:
    told = client.get(f"{DEMANDS}/{hidden}").json()
    assert told == {
        "id": hidden,
        "number": "需求1",
        "enterprise": FIRMS[0],
        "city": "武汉",
        "level": "hidden",
        "level_label": "不公开",
        "sight": "existence",
        "title": None,
        "deadline": None,
        "words": None,
        "recipients": None,
    }
    assert client.get(DEMANDS).json()["items"][0]["title"] is None
    assert titles(client, words="需求1") == []
    act_as(client, engine, owner_member(world, 0))
    assert client.get(f"{DEMANDS}/{hidden}").status_code == 404
    assert "需求1的难题" not in titles(client)
    act_as(client, engine, firm_member(world, 0))
    assert client.get(f"{DEMANDS}/{hidden}").json()["title"] == "需求1的难题"


def test_a_hidden_demand_is_changed_by_its_firm_alone(
    client: TestClient, engine: Engine, world: World, hidden: int
) -> None:
    change = {"values": {"公开级别": "公开"}}
    refused = client.patch(f"{DEMANDS}/{hidden}", json=change)
    assert (refused.status_code, refused.json()["error"]) == (403, "Forbidden")
    act_as(client, engine, firm_member(world, 1))
    assert client.patch(f"{DEMANDS}/{hidden}", json=change).status_code == 404
    act_as(client, engine, firm_member(world, 0))
    assert client.patch(f"{DEMANDS}/{hidden}", json=change).json()["level"] == "public"


def test_demands_come_in_pages_and_by_what_they_say(client: TestClient, world: World) -> None:
    first = client.get(DEMANDS, params={"limit": 4}).json()
    rest = client.get(DEMANDS, params={"limit": 4, "cursor": first["next_cursor"]}).json()
    assert [one["id"] for one in first["items"] + rest["items"]] == [d for d, _ in world.pairs]
    assert rest["next_cursor"] is None
    assert titles(client, words="难题 需求2") == ["需求2的难题"]
    assert titles(client, firm=world.firms[2]) == ["需求6的难题"]
    assert len(titles(client, city="武汉", level="public", open_on="2026-06-18")) == 6
    assert titles(client, city="宜昌") == []


def test_a_firm_writes_its_own(client: TestClient, engine: Engine, world: World) -> None:
    act_as(client, engine, firm_member(world, 0))
    made = client.post(DEMANDS, json=NEW)
    assert made.status_code == 201, made.text
    told = made.json()
    assert (told["title"], told["level"], told["words"]["budget"]) == (
        "辊面裂纹",
        "restricted",
        "50万元",
    )
    assert client.post(DEMANDS, json=NEW).status_code == 409
    assert client.post(DEMANDS, json={**NEW, "firm": FIRMS[1]}).status_code == 403
    path = f"{DEMANDS}/{told['id']}"
    tag = client.get(path).headers["etag"]
    changed = client.patch(path, json={"values": {"budget": ""}}, headers={"If-Match": tag})
    assert changed.json()["words"]["budget"] == ""
    again = client.patch(path, json={"values": {"budget": "1"}}, headers={"If-Match": tag})
    assert again.status_code == 412


def test_contacts_are_written_and_not_told(client: TestClient, world: World) -> None:
    path = f"{DEMANDS}/{world.pairs[0][0]}"
    answer = client.patch(path, json={"values": {"联系人": "张伟", "手机": "13812341234"}})
    assert answer.status_code == 200
    assert "张伟" not in answer.text + client.get(path).text


def test_organisers_of_a_city_write_what_is_of_their_city(
    client: TestClient, engine: Engine, world: World
) -> None:
    path = f"{DEMANDS}/{world.pairs[0][0]}"
    act_as(client, engine, city_organiser("十堰"))
    assert client.patch(path, json={"values": {"title": "裂纹"}}).status_code == 403
    act_as(client, engine, city_organiser())
    assert client.patch(path, json={"values": {"title": "裂纹"}}).status_code == 200
    # Nor do they give it away.
    assert client.patch(path, json={"values": {"city": "十堰"}}).status_code == 403


def test_a_demand_is_for_whom_it_is_meant(client: TestClient, engine: Engine, world: World) -> None:
    path = f"{DEMANDS}/{world.pairs[0][0]}"
    body = {"organisations": [OWNERS[0]]}
    assert client.put(f"{path}/recipients", json=body).status_code == 422
    client.patch(path, json={"values": {"公开级别": "定向", "合作意向单位": OWNERS[2]}})
    told = client.put(f"{path}/recipients", json=body).json()
    assert sorted((one["name"], one["by_hand"]) for one in told["recipients"]) == [
        (OWNERS[0], True),
        (OWNERS[2], False),
    ]
    act_as(client, engine, owner_member(world, 0))
    assert client.get(path).json()["recipients"] is None
    act_as(client, engine, owner_member(world, 1))
    assert client.get(path).status_code == 404
    act_as(client, engine, firm_member(world, 0))
    assert client.put(f"{path}/recipients", json={"organisations": []}).status_code == 200
    act_as(client, engine, owner_member(world, 0))
    assert client.get(path).status_code == 404


def test_a_program_hides_nothing_from_itself(
    client: TestClient, engine: Engine, world: World
) -> None:
    leave(client)
    headers = bearer(engine, "demand:read", "demand:write")
    hidden = {**NEW, "values": {"title": "辊面裂纹", "公开级别": "不公开"}}
    assert client.post(DEMANDS, json=hidden, headers=headers).status_code == 403
    path = f"{DEMANDS}/{world.pairs[0][0]}"
    change = {"values": {"公开级别": "不公开"}}
    assert client.patch(path, json=change, headers=headers).status_code == 403
    assert client.get(path, headers=headers).json()["level"] == "public"
    assert client.post(DEMANDS, json=NEW, headers=headers).status_code == 201


FIELDS = ("budget", "deadline", "title", "city", "keywords", "cooperation_modes", "公开级别")
ASKED = ("words", "industry", "city", "firm", "level", "open_on", "limit", "cursor")


@pytest.mark.parametrize("field", FIELDS)
def test_no_value_makes_a_change_fail(client: TestClient, world: World, field: str) -> None:
    path = f"{DEMANDS}/{world.pairs[0][0]}"
    found = {
        str(odd): client.patch(path, content=json.dumps({"values": {field: odd}})).status_code
        for odd in (*ODD, "9" * 30, "9" * 15)
    }
    assert {odd: status for odd, status in found.items() if status not in {200, 422}} == {}


@pytest.mark.parametrize(
    ("method", "rest", "right"),
    [("POST", "", NEW), ("PUT", "/{id}/recipients", {"organisations": ["武汉大学"]})],
)
def test_no_body_makes_an_operation_fail(
    client: TestClient, world: World, method: str, rest: str, right: dict[str, Any]
) -> None:
    path = DEMANDS + rest.format(id=world.pairs[0][0])
    headers = {"Content-Type": "application/json"}
    found = {
        body: client.request(method, path, content=body, headers=headers).status_code
        for body in bodies(right)
    }
    known = {201, 400, 404, 409, 422}
    assert {body: status for body, status in found.items() if status not in known} == {}


def test_no_question_makes_the_list_fail(client: TestClient) -> None:
    asked = [{name: str(odd)} for name in ASKED for odd in ODD]
    asked += [{"cursor": one} for one in (*CURSORS, write_cursor("id", [2**62]))]
    found = [(one, client.get(DEMANDS, params=one).status_code) for one in asked]
    assert [one for one in found if one[1] not in {200, 400, 404, 422}] == []
