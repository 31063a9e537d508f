"""An institution comes to an event: invited or registered, it answers and says whom to meet."""

from collections.abc import Iterator

import pytest

from matchmaker.services.accounts.registry import Position
from matchmaker.services.participants import get_participant
from models.account_enums import Role
from models.meeting_enums import ParticipantStatus, Side
from models.queries import events as event_queries
from models.queries import organisations as organisation_queries
from tests.matchmaker.web.pages.enterprise_world import (
    FIRM,
    OWNER,
    SLUG,
    World,
    enterprise_world,
    told,
)

PATH = f"/institution/events/{SLUG}"
OFFICE = f"/office/events/{SLUG}/participants"


@pytest.fixture
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with enterprise_world(tmp_path_factory.mktemp("owner")) as world:
        yield world


def at_desk(world: World, name: str = "武汉大学") -> Position:
    with world.session() as session:
        body = organisation_queries.find_by_name(session, name)
        assert body is not None
        return Position(Role.UNIVERSITY_REVIEWER, body.id, department="科研院")


def participant_id(world: World, name: str) -> int:
    with world.session() as session:
        event = event_queries.get_event(session, SLUG)
        return get_participant(session, event, name, Side.INSTITUTION).id or 0


def status(world: World, name: str) -> ParticipantStatus:
    with world.session() as session:
        event = event_queries.get_event(session, SLUG)
        return get_participant(session, event, name, Side.INSTITUTION).status


def test_an_invitation_is_answered_and_a_firm_wished_for(world: World) -> None:
    client = world.enter(at_desk(world, OWNER))
    assert "武汉都市圈对接会" in client.get("/institution/events").text
    own = {"participant_id": str(participant_id(world, OWNER))}
    assert (
        "已确认参会" in told(client.post(f"{PATH}/answer", data=own | {"status": "confirmed"})).text
    )
    wish = client.post(f"{PATH}/wishes", data=own | {"other": FIRM, "wants": "want"})
    assert f"希望见面“{FIRM}”" in told(wish).text
    assert FIRM in client.get(PATH).text


def test_the_office_accepts_who_registered(world: World) -> None:
    position = at_desk(world)
    client = world.enter(position)
    form = {"contact_name": "李老师", "least": "1"}
    assert "已报名" in told(client.post(f"{PATH}/registration", data=form)).text
    office = world.enter(Position(Role.PROVINCIAL_ORGANISER))
    assert "家单位报名参加“武汉都市圈对接会”，等待确认" in office.get("/office").text
    assert "1 家报名等待确认" in office.get(OFFICE).text
    one = f"{OFFICE}/{participant_id(world, '武汉大学')}"
    office.post(f"{one}/answer", data={"status": "confirmed"})
    assert status(world, "武汉大学") is ParticipantStatus.CONFIRMED
    assert "等待确认" not in office.get("/office").text
    assert "已确认" in world.enter(position).get(PATH).text


def test_the_office_refuses_with_a_reason_that_is_read(world: World) -> None:
    position = at_desk(world)
    world.enter(position).post(f"{PATH}/registration", data={})
    office = world.enter(Position(Role.PROVINCIAL_ORGANISER))
    one = f"{OFFICE}/{participant_id(world, '武汉大学')}"
    assert "请写明" in told(office.post(f"{one}/refusal", data={"reply": " "})).text
    assert "未接受报名" in told(office.post(f"{one}/refusal", data={"reply": "名额已满"})).text
    page = world.enter(position).get(PATH).text
    assert "组织者没有接受报名：名额已满" in page
    assert "报名参加</button>" not in page


def test_a_firm_has_its_own_desk(world: World) -> None:
    assert world.enter().get(PATH).status_code == 403
