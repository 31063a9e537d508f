"""Whom directed demands are meant for, named at an event's page."""

import re

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from matchmaker.services.recipients import follow_partners, list_recipients
from models.demand import Demand
from models.session import make_session
from models.values.secrecy import Confidentiality
from tests.matchmaker.people_world import FIRMS, OWNERS, SLUG, World
from tests.matchmaker.web.api.cases import act_as, city_organiser, firm_member, post
from tests.matchmaker.web.pages.test_office_meetings import undo

PAGE = f"/office/events/{SLUG}/directed"


@pytest.fixture
def demand(engine: Engine, world: World) -> int:
    """A directed demand whose own text names a university."""
    with make_session(engine) as session:
        found = session.get_one(Demand, world.pairs[0][0])
        found.confidentiality, found.intended_partner = Confidentiality.NAMED, OWNERS[1]
        found.title = "轧辊裂纹"
        session.add(found)
        session.flush()
        follow_partners(session, [found])
        session.commit()
        return found.id or 0


def named(engine: Engine, demand: int) -> list[tuple[str, bool]]:
    with make_session(engine) as session:
        return sorted(list_recipients(session, session.get_one(Demand, demand)))


def send(client: TestClient, demand: int, act: str, organisation: str, status: int = 200) -> str:
    answer = client.post(PAGE, data={"demand": demand, "act": act, "organisation": organisation})
    assert answer.status_code == status, answer.text
    return answer.text


def test_no_directed_demand_is_said_so(client: TestClient) -> None:
    page = client.get(PAGE).text
    assert "没有定向需求" in page
    assert f'<a href="{PAGE}" aria-current="page">定向需求</a>' in page


def test_organisation_is_named_and_that_is_undone(
    client: TestClient, engine: Engine, demand: int
) -> None:
    page = client.get(PAGE).text
    assert ("轧辊裂纹" in page, f"{OWNERS[1]} <small>（需求中写明）" in page) == (True, True)
    page = send(client, demand, "name", OWNERS[0])
    assert f"已把{OWNERS[0]}加入需求" in page
    assert named(engine, demand) == sorted([(OWNERS[0], True), (OWNERS[1], False)])
    assert "移出需求" in undo(client, page)
    assert named(engine, demand) == [(OWNERS[1], False)]


def test_organisation_is_taken_off_and_that_is_undone(
    client: TestClient, engine: Engine, demand: int
) -> None:
    send(client, demand, "name", OWNERS[0])
    page = send(client, demand, "strike", OWNERS[0])
    assert named(engine, demand) == [(OWNERS[1], False)]
    undo(client, page)
    assert named(engine, demand) == sorted([(OWNERS[0], True), (OWNERS[1], False)])


def test_what_cannot_be_is_told_and_changes_nothing(
    client: TestClient, engine: Engine, demand: int, world: World
) -> None:
    page = send(client, demand, "name", "无名大学", 422)
    assert ("没有名为“无名大学”的单位" in page, 'value="无名大学"' in page) == (True, True)
    assert "无需加入" in send(client, demand, "name", OWNERS[1], 422)
    assert "要移除请改该需求" in send(client, demand, "strike", OWNERS[1])
    assert "无需移除" in send(client, demand, "strike", OWNERS[2])
    assert "只有“定向”的需求才指定单位" in send(client, world.pairs[3][0], "name", OWNERS[0], 422)
    assert named(engine, demand) == [(OWNERS[1], False)]


def test_institutions_that_take_part_are_offered(client: TestClient, demand: int) -> None:
    assert "<option" not in client.get(PAGE).text
    for name, side in ((OWNERS[2], "institution"), (FIRMS[1], "enterprise")):
        post(client, "/participants", {"organisation": name, "side": side})
    assert re.findall(r'<option value="([^"]+)">', client.get(PAGE).text) == [OWNERS[2]]


def test_others_neither_see_nor_name(
    client: TestClient, engine: Engine, demand: int, world: World
) -> None:
    for position in (city_organiser("宜昌"), firm_member(world, 1)):
        act_as(client, engine, position)
        assert client.get(PAGE).status_code == 403
        send(client, demand, "name", OWNERS[0], 403)
    assert named(engine, demand) == [(OWNERS[1], False)]
