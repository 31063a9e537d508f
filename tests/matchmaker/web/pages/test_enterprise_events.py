"""A firm answers an invitation, says whom it wishes to meet, reads its meetings, and its record."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlmodel import select

from matchmaker.services.accounts.registry import Position
from matchmaker.services.participants import answer, get_participant
from matchmaker.services.timetables import plan_timetable, publish
from models.account_enums import Role
from models.meeting_enums import ParticipantStatus, Side
from models.participant import Participant, Wish
from models.privacy import Consent, PrivacyRequest
from models.queries import events as event_queries
from tests.conftest import NOW
from tests.matchmaker.web.pages.enterprise_world import (
    FIRM,
    OWNER,
    SLUG,
    World,
    enterprise_world,
    told,
)

PATH = f"/enterprise/events/{SLUG}"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with enterprise_world(tmp_path_factory.mktemp("firm")) as world:
        yield world


def say(world: World, **form: Any) -> Any:
    data = {"participant_id": str(world.participant), **form}
    return world.enter().post(f"{PATH}/answer", data=data)


def participant(world: World) -> Participant:
    with world.session() as session:
        return session.get_one(Participant, world.participant)


def test_other_events_are_open_to_be_registered_for(world: World) -> None:
    page = world.enter().get("/enterprise/events").text
    invited, _, open_ = page.partition("<h2>可以报名的活动</h2>")
    assert ("武汉都市圈对接会" in invited, "武汉都市圈对接会" in open_) == (True, False)
    assert ("十堰路演" in invited, "十堰路演" in open_) == (False, True)
    assert "报名参加" in world.enter().get("/enterprise/events/roadshow").text


def test_a_firm_registers_and_takes_it_back(world: World) -> None:
    client, path = world.enter(), "/enterprise/events/roadshow"
    answer = client.post(f"{path}/registration", data={"least": "1", "most": "0"})
    assert (answer.status_code, "超过上限 0" in answer.text) == (422, True)
    form = {"contact_name": "张三", "contact_phone": "13800138000", "least": "1", "most": ""}
    assert told(client.post(f"{path}/registration", data=form)).text == "已报名"
    page = client.get(path).text
    assert "报名，等待组织者确认" in page
    assert ("取消报名" in page, "确认参会</button>" in page) == (True, False)
    with world.session() as session:
        event = event_queries.get_event(session, "roadshow")
        found = get_participant(session, event, FIRM, Side.ENTERPRISE)
    # Nobody accepts their own registration.
    own = {"participant_id": str(found.id)}
    answer = client.post(f"{path}/answer", data=own | {"status": "confirmed"})
    assert (answer.status_code, "目前是“已报名”" in answer.text) == (422, True)
    assert (
        "可以重新报名"
        in told(client.post(f"{path}/answer", data=own | {"status": "withdrawn"})).text
    )
    assert "重新报名" in client.get(path).text
    assert "已报名" in told(client.post(f"{path}/registration", data=form)).text


def test_who_is_invited_is_told_to_answer(world: World) -> None:
    answer = world.enter().post(f"{PATH}/registration", data={})
    assert (answer.status_code, "直接答复邀请" in answer.text) == (422, True)


def test_a_public_page_leads_each_side_to_its_desk(world: World) -> None:
    page = world.enter().get("/events/roadshow").text
    assert 'href="/enterprise/events/roadshow"' in page
    assert "/institution/events" not in page
    world.client.cookies.clear()
    page = world.client.get("/events/roadshow").text
    for desk in ("enterprise", "institution"):
        assert f'href="/login?next=/{desk}/events/roadshow"' in page


def test_an_answer_is_kept_with_its_terms(world: World) -> None:
    form = {"status": "confirmed", "absent": ["1", "4"], "most": "2", "least": "1"}
    assert "已确认参会" in told(say(world, **form, contact_name="张三")).text
    found = participant(world)
    assert (found.status, found.absent_slots, found.most_meetings, found.contact_name) == (
        ParticipantStatus.CONFIRMED,
        [0, 3],
        2,
        "张三",
    )
    page = world.enter().get(PATH).text
    assert page.count('name="absent"') == 3
    assert 'value="1" checked' in page
    assert ("张三" in page, "张*" in page) == (False, True)
    assert told(say(world, status="confirmed", most="", least="1")).text == "参会安排已更新"
    assert participant(world).absent_slots == []


def test_an_answer_that_makes_no_sense_is_told_and_kept_on_the_page(world: World) -> None:
    before = participant(world)
    for form, said in (
        ({"status": "confirmed", "most": "两家"}, "不是会面次数"),
        ({"status": "confirmed", "most": "1", "least": "3"}, "超过上限"),
        ({"status": "declined"}, "贵单位目前是“已确认”，没有改动"),
    ):
        response = say(world, **form, contact_name="王五")
        assert response.status_code == 422
        assert said in response.text
        assert 'value="王五"' in response.text
    after = participant(world)
    assert (after.status, after.most_meetings) == (before.status, before.most_meetings)


def test_nobody_answers_for_another_firm(world: World) -> None:
    client = world.enter(Position(Role.ENTERPRISE_MEMBER, world.other_firm))
    data = {"participant_id": str(world.participant), "status": "confirmed"}
    assert client.post(f"{PATH}/answer", data=data).status_code == 403
    data = {"participant_id": str(world.participant), "other": OWNER}
    assert client.post(f"{PATH}/wishes", data=data).status_code == 403


def test_a_wish_for_who_is_not_invited_is_told_without_naming_who_is(world: World) -> None:
    data = {"participant_id": str(world.participant), "other": "武汉大学", "note": "看样品"}
    response = world.enter().post(f"{PATH}/wishes", data=data)
    assert response.status_code == 422
    assert "不在本活动的高校院所名单中" in response.text
    assert 'value="看样品"' in response.text
    assert OWNER not in response.text


def test_a_wish_is_kept_replaced_and_dropped(world: World) -> None:
    client = world.enter()
    data = {"participant_id": str(world.participant), "other": OWNER, "wants": "want"}
    assert client.post(f"{PATH}/wishes", data=data).headers["location"] == PATH
    done = told(client.post(f"{PATH}/wishes", data={**data, "wants": "dont_want"}))
    with world.session() as session:
        assert [wish.wants.value for wish in session.exec(select(Wish))] == ["dont_want"]
    assert done.undo is not None
    other = world.enter(Position(Role.ENTERPRISE_MEMBER, world.other_firm))
    assert other.post(done.undo.path).status_code == 403
    assert world.enter().post(done.undo.path).status_code == 303
    with world.session() as session:
        assert session.exec(select(Wish)).all() == []


def test_the_own_meetings_are_shown_once_they_are_published(world: World) -> None:
    client = world.enter()
    assert "日程尚未发布" in client.get(PATH).text
    with world.session() as session:
        event = event_queries.get_event(session, SLUG)
        for name, side in ((FIRM, Side.ENTERPRISE), (OWNER, Side.INSTITUTION)):
            answer(
                session,
                get_participant(session, event, name, side),
                ParticipantStatus.CONFIRMED,
                NOW,
            )
        planned = plan_timetable(session, event, "测试", NOW)
        publish(session, event, planned.version, NOW, "测试")
        session.commit()
    page = client.get(PATH).text
    assert OWNER in page.split("答复邀请")[0]
    assert "data-print" in page
    calendar = page.split("导入日历")[0].split('href="')[-1].split('"')[0].replace("&amp;", "&")
    assert client.get(calendar).headers["content-type"] == "text/calendar; charset=utf-8"


def test_the_firm_reads_its_record_and_says_what_it_agrees_to(world: World) -> None:
    client = world.enter()
    page = client.get("/enterprise/data").text
    assert FIRM in page
    assert page.count("未表态") == 2
    data = {"purpose": "push", "given": "false"}
    undo = told(client.post("/enterprise/data/consents", data=data)).undo
    assert undo is not None
    assert undo.fields == {"purpose": "push", "given": "true"}
    with world.session() as session:
        said = session.exec(select(Consent)).one()
        assert (said.organisation_id, said.purpose.value, said.given) == (world.firm, "push", False)


def test_a_member_asks_what_is_kept_of_them(world: World) -> None:
    client = world.enter()
    data = {"kind": "access", "text": "请给我一份副本"}
    assert "最迟" in told(client.post("/enterprise/data/requests", data=data)).text
    with world.session() as session:
        asked = session.exec(select(PrivacyRequest)).one()
        assert (asked.organisation_id, asked.text) == (world.firm, "请给我一份副本")
    assert "请给我一份副本" in client.get("/enterprise/data").text
