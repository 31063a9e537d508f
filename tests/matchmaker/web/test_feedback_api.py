"""What both sides say and ask for over HTTP: each speaks for itself and sees what it may."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import Engine

from matchmaker.services.accounts.registry import Position
from matchmaker.settings import Settings
from matchmaker.web.app import create_app
from models.account_enums import Role
from models.demand import Demand
from models.session import make_session
from models.values.secrecy import Confidentiality
from tests.conftest import NOW
from tests.factories import number
from tests.matchmaker.people_world import FIRMS, OWNERS, SLUG, World, make_world
from tests.matchmaker.web.people import sign_in

PATENT = number("202010000001")
FEEDBACK, IMPROVEMENTS = "/api/v1/feedback", "/api/v1/improvements"


@pytest.fixture
def client(tmp_path: Path, database_url: str) -> Iterator[TestClient]:
    settings = Settings(data_dir=tmp_path / "data", database_url=database_url)
    with TestClient(create_app(settings, lambda: NOW)) as client:
        yield client


@pytest.fixture
def world(engine: Engine) -> World:
    with make_session(engine) as session:
        world = make_world(session)
        session.commit()
        session.refresh(world.event)
    return world


def be_firm(client: TestClient, engine: Engine, world: World, firm: int = 0) -> None:
    sign_in(client, engine, Position(Role.ENTERPRISE_MEMBER, world.firms[firm]))


def be_owner(
    client: TestClient,
    engine: Engine,
    world: World,
    role: Role = Role.INSTITUTION_MEMBER,
    owner: int = 0,
) -> None:
    sign_in(client, engine, Position(role, world.owners[owner]))


def say(client: TestClient, body: int, **more: Any) -> Response:
    words = {"demand": "需求1", "patent": PATENT, "organisation_id": body, "opinion": "fit"}
    return client.post(FEEDBACK, json=words | more)


def refuse(client: TestClient, body: int) -> Response:
    more = {"opinion": "unfit", "reasons": ["description_unclear"], "note": "我们不做这个"}
    return say(client, body, event=SLUG, **more)


def ask(client: TestClient, body: int, **more: Any) -> Response:
    words = {"patent": PATENT, "demand": "需求1", "organisation_id": body}
    return client.post(IMPROVEMENTS, json=words | {"points": ["description_unclear"]} | more)


def hide(engine: Engine, world: World) -> None:
    with make_session(engine) as session:
        session.get_one(Demand, world.pairs[0][0]).confidentiality = Confidentiality.HIDDEN
        session.commit()


def items(client: TestClient, path: str, **query: Any) -> list[dict[str, Any]]:
    response = client.get(path, params=query)
    assert response.status_code == 200, response.text
    found: list[dict[str, Any]] = response.json()["items"]
    return found


def test_a_firm_says_what_it_thinks_and_the_owner_reads_it(
    client: TestClient, engine: Engine, world: World
) -> None:
    be_firm(client, engine, world)
    said = refuse(client, world.firms[0])
    assert said.status_code == 201
    assert (said.json()["opinion"], said.json()["reasons"]) == ("不合适", "描述不清")
    assert (said.json()["score"], said.json()["rank"]) == (0.9, 1)
    (own,) = items(client, f"{FEEDBACK}/own")
    assert own == said.json()
    be_owner(client, engine, world)
    (read,) = items(client, FEEDBACK)
    assert (read["organisation"], read["demand"], read["note"]) == (
        FIRMS[0],
        "需求1",
        "我们不做这个",
    )
    assert read["actor"] == ""
    be_owner(client, engine, world, owner=1)
    assert items(client, FEEDBACK) == []


def test_nobody_speaks_for_others(client: TestClient, engine: Engine, world: World) -> None:
    assert say(client, world.firms[0]).status_code == 401
    be_firm(client, engine, world, firm=1)
    assert say(client, world.firms[0]).status_code == 403
    assert client.get(FEEDBACK).status_code == 403
    assert ask(client, world.firms[0]).status_code == 403
    be_owner(client, engine, world)
    assert ask(client, world.owners[0]).status_code == 403
    assert say(client, 999).status_code == 404


def test_of_a_hidden_demand_an_owner_learns_nothing(
    client: TestClient, engine: Engine, world: World
) -> None:
    hide(engine, world)
    be_firm(client, engine, world)
    assert refuse(client, world.firms[0]).status_code == 201
    be_owner(client, engine, world)
    (read,) = items(client, FEEDBACK)
    assert (read["demand"], read["demand_title"], read["organisation"]) == ("", "", "某企业")
    assert (read["note"], read["actor"], read["reasons"]) == ("", "", "描述不清")
    for name in ("需求1", f"#{world.pairs[0][0]}"):
        hidden = say(client, world.owners[0], demand=name)
        none = say(client, world.owners[0], demand="#999")
        assert say(client, world.owners[0], demand=f"#{'9' * 40}").status_code == 404
        assert (hidden.status_code, none.status_code) == (404, 404)
        assert hidden.json()["detail"].replace(name, "#999") == none.json()["detail"]


def test_a_number_names_the_one_demand_that_the_viewer_may_see(
    client: TestClient, engine: Engine, world: World
) -> None:
    with make_session(engine) as session:
        other = session.get_one(Demand, world.pairs[3][0])
        other.demand_number, other.confidentiality = "需求1", Confidentiality.NAMED
        session.commit()
    be_firm(client, engine, world)
    assert say(client, world.firms[0]).status_code == 201
    sign_in(client, engine)
    assert "请改用 #1、#4 之一" in say(client, world.firms[0]).json()["detail"]


def test_from_a_request_to_its_answer(client: TestClient, engine: Engine, world: World) -> None:
    be_firm(client, engine, world)
    refuse(client, world.firms[0])
    asked = ask(client, world.firms[0], text="请补充实施例")
    assert (asked.status_code, asked.json()["state"]) == (201, "待答复")
    request_id = asked.json()["id"]
    be_owner(client, engine, world)
    (received,) = items(client, f"{IMPROVEMENTS}/received", state="open")
    assert (received["enterprise"], received["text"]) == (FIRMS[0], "请补充实施例")
    answer = {"organisation_id": world.owners[0], "text": "已补充"}
    path = f"{IMPROVEMENTS}/{request_id}/answer"
    with_values = answer | {"values": {"scenario": "钢厂"}}
    # Only a reviewer changes a patent.
    assert client.post(path, json=with_values).status_code == 403
    be_owner(client, engine, world, Role.UNIVERSITY_REVIEWER)
    done = client.post(path, json=with_values)
    assert (done.status_code, done.json()["state"]) == (200, "已答复")
    assert (done.json()["institution"], done.json()["changed"]) == (OWNERS[0], "应用场景")
    assert client.post(path, json=answer).status_code == 409
    be_firm(client, engine, world)
    (seen,) = items(client, f"{IMPROVEMENTS}/asked")
    assert (seen["answer"], seen["state"]) == ("已补充", "已答复")
    # The answer and the word are of one moment, and only a later answer sets a word aside.
    assert items(client, f"{FEEDBACK}/own")[0]["state"] == "有效"


def test_a_request_for_a_hidden_demand_names_nobody_to_its_owner(
    client: TestClient, engine: Engine, world: World
) -> None:
    hide(engine, world)
    be_firm(client, engine, world)
    telling = ask(client, world.firms[0], text=f"{FIRMS[0]}想看实施例")
    assert (telling.status_code, "不对权利人公开" in telling.json()["detail"]) == (422, True)
    asked = ask(client, world.firms[0], text="想看实施例").json()
    assert (asked["enterprise"], asked["demand"]) == (FIRMS[0], "需求1")
    be_owner(client, engine, world)
    (received,) = items(client, f"{IMPROVEMENTS}/received")
    assert (received["enterprise"], received["demand"], received["asked_by"]) == ("某企业", "", "")
    decline = {"organisation_id": world.owners[0], "text": "不便公开"}
    done = client.post(f"{IMPROVEMENTS}/{asked['id']}/decline", json=decline).json()
    assert (done["state"], done["enterprise"]) == ("已谢绝", "某企业")


def test_a_request_is_not_there_for_who_has_no_part_in_it(
    client: TestClient, engine: Engine, world: World
) -> None:
    be_firm(client, engine, world)
    request_id = ask(client, world.firms[0]).json()["id"]
    be_firm(client, engine, world, firm=1)
    other = {"organisation_id": world.firms[1]}
    assert items(client, f"{IMPROVEMENTS}/asked") == []
    path = f"{IMPROVEMENTS}/{request_id}/withdraw"
    assert client.post(path, json=other).status_code == 404
    be_owner(client, engine, world, owner=1)
    answer = {"organisation_id": world.owners[1], "text": "好"}
    assert client.post(f"{IMPROVEMENTS}/{request_id}/answer", json=answer).status_code == 404
    assert items(client, f"{IMPROVEMENTS}/received") == []
    be_firm(client, engine, world)
    own = {"organisation_id": world.firms[0]}
    assert client.post(path, json=own).json()["state"] == "已撤回"


def test_figures_are_those_of_what_is_in_reach_and_not_small(
    client: TestClient, engine: Engine, world: World
) -> None:
    be_firm(client, engine, world)
    refuse(client, world.firms[0])
    be_owner(client, engine, world)
    told = client.get(f"{FEEDBACK}/summary").json()
    assert (told["institutions"], told["suppressed"]) == ([], 3)
    be_owner(client, engine, world, owner=1)
    assert client.get(f"{FEEDBACK}/summary").json()["suppressed"] == 0
    sign_in(client, engine)
    (one,) = client.get(f"{FEEDBACK}/summary").json()["institutions"]
    assert (one["name"], one["unfit"], one["reasons"]["description_unclear"]) == (OWNERS[0], 1, 1)


def test_an_organiser_speaks_for_a_firm_and_reads_a_page_at_a_time(
    client: TestClient, engine: Engine, world: World
) -> None:
    sign_in(client, engine)
    for place in (1, 2):
        words = {"demand": f"需求{place}", "patent": number(f"2020100000{place:02d}")}
        assert say(client, world.firms[0], **words).status_code == 201
    first = client.get(FEEDBACK, params={"limit": 1}).json()
    rest = client.get(FEEDBACK, params={"cursor": first["next_cursor"]}).json()
    assert [one["demand"] for one in (*first["items"], *rest["items"])] == ["需求1", "需求2"]
    assert rest["next_cursor"] is None
    assert "测试人" in first["items"][0]["actor"]
    assert ask(client, world.firms[0]).json()["enterprise"] == FIRMS[0]
    assert len(items(client, f"{IMPROVEMENTS}/asked")) == 1


def test_an_organiser_of_a_city_reads_what_is_said_of_its_patents(
    client: TestClient, engine: Engine, world: World
) -> None:
    be_firm(client, engine, world)
    refuse(client, world.firms[0])
    for city, count in (("武汉", 1), ("十堰", 0)):
        sign_in(client, engine, Position(Role.CITY_ORGANISER, city=city))
        assert len(items(client, FEEDBACK)) == count


@pytest.mark.parametrize(
    "wrong",
    [
        {"opinion": "maybe"},
        {"opinion": "unfit"},
        {"reasons": ["price"]},
        {"shown": {"algorithm": "blend-v1", "score": 2, "rank": 1}},
        {"unknown": 1},
    ],
)
def test_wrong_words_are_refused(
    client: TestClient, engine: Engine, world: World, wrong: dict[str, Any]
) -> None:
    be_firm(client, engine, world)
    assert say(client, world.firms[0], **wrong).status_code == 422
    assert items(client, f"{FEEDBACK}/own") == []
