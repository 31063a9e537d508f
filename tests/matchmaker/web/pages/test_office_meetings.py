"""People, timetable and outcomes of an event at its pages."""

import re
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from matchmaker.jobs.work import WorkRunner, WorkSetup, lanes
from matchmaker.jobs.work_kinds import KINDS
from matchmaker.settings import Settings
from tests.conftest import NOW
from tests.matchmaker.people_world import FIRMS, OWNERS, SLUG, World
from tests.matchmaker.web.api.cases import act_as, city_organiser, come, get

PAGE = f"/office/events/{SLUG}"
HALL = {
    "starts_at": "09:00",
    "minutes_per_slot": "20",
    "pause_minutes": "5",
    "slot_count": "4",
    "breaks": "2",
    "zones": "A区=2，B区=1",
    "walk_minutes": "0",
    "most_meetings": "3",
}
BODIES = {"enterprise": FIRMS[0], "institution": OWNERS[0]}
OUTCOME = {**BODIES, "result": "intent", "amount": "12.5", "note": "先做样机"}


def post(client: TestClient, rest: str, expected: int = 200, /, **fields: Any) -> str:
    """Send a form; return the page that follows."""
    answer = client.post(PAGE + rest, data=fields)
    assert answer.status_code == expected, answer.text
    return answer.text


@pytest.fixture
def planned(client: TestClient, engine: Engine, settings: Settings) -> TestClient:
    """A client whose event has a timetable."""
    come(client)
    post(client, "/timetable/make")
    setup = WorkSetup(engine, settings, lambda: NOW, KINDS)
    for lane in lanes(engine, KINDS):
        WorkRunner(setup, lane).drain()
    return client


def meetings(client: TestClient) -> dict[tuple[str, str], tuple[int, int]]:
    """Pair → slot and table, of the newest version."""
    newest = get(client, "/timetables")[-1]["version"]
    return {
        (one["enterprise"], one["institution"]): (one["slot"], one["table"])
        for one in get(client, f"/timetables/{newest}")["meetings"]
    }


def undo(client: TestClient, page: str) -> str:
    form = re.search(
        r'<form method="post" action="([^"]+)">(.*?)</form>',
        page.split('class="notice done"')[1],
        re.DOTALL,
    )
    assert form is not None
    fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form[2]))
    return client.post(form[1], data=fields).text


def test_those_of_the_list_are_invited_answer_and_arrive(client: TestClient) -> None:
    assert "还没有邀请单位" in client.get(f"{PAGE}/participants").text
    assert "新邀请 6 家" in post(client, "/participants", top="")
    one = get(client, "/participants")["items"][0]
    answer = f"/participants/{one['id']}/answer"
    assert "已记为“已确认”" in post(client, answer, status="confirmed", absent="1，3", most="2")
    assert "已签到" in post(client, f"/participants/{one['id']}/check-in")
    found = get(client, "/participants")["items"][0]
    assert (found["status"], found["absent"], found["most"]) == ("confirmed", [1, 3], 2)
    assert found["checked_in_at"] is not None
    assert "没有第 9 场" in post(client, answer, status="confirmed", absent="9")
    page = client.get(f"{PAGE}/participants", params={"status": "confirmed"}).text
    assert page.count('id="p-') == 1


def test_a_guest_who_is_not_known_is_told_and_kept(client: TestClient) -> None:
    page = post(client, "/participants", 422, organisation="无名公司", side="enterprise")
    assert 'value="无名公司"' in page
    assert "已邀请“武汉大学”" in post(
        client, "/participants", organisation="武汉大学", side="enterprise"
    )


def test_a_hall_that_cannot_be_is_told_and_kept(client: TestClient) -> None:
    page = post(client, "/timetable/hall", 422, **{**HALL, "slot_count": "999"})
    assert "24 点之后" in page
    assert 'value="999"' in page
    assert "桌数应为整数" in post(client, "/timetable/hall", 422, **{**HALL, "zones": "A区=十"})
    assert "场地已保存" in post(client, "/timetable/hall", **HALL)
    hall = get(client, "/hall")
    assert (hall["tables"], hall["breaks"]) == (["A区", "A区", "B区"], [2])


def test_the_board_shows_every_meeting_at_its_place(planned: TestClient) -> None:
    page = planned.get(f"{PAGE}/timetable").text
    assert page.count('class="meeting"') == len(meetings(planned))
    assert page.count("data-slot=") == 9
    printed = planned.get(f"{PAGE}/timetable/print").text
    assert printed.count('<section class="sheet">') == 6


def test_a_meeting_is_moved_and_put_back(planned: TestClient) -> None:
    before = meetings(planned)
    pair, (slot, table) = next(iter(before.items()))
    free = next(one for one in (1, 2, 3) if (slot, one) not in before.values())
    bodies = {"enterprise": pair[0], "institution": pair[1]}
    page = post(planned, "/timetable/act", act="move", slot=slot, table=free, **bodies)
    assert meetings(planned)[pair] == (slot, free)
    assert "固定" in page
    undo(planned, page)
    assert meetings(planned)[pair] == (slot, table)


def test_a_clash_is_refused_with_its_reason(planned: TestClient) -> None:
    before = meetings(planned)
    (first, place), (second, _) = list(before.items())[:2]
    bodies = {"enterprise": second[0], "institution": second[1]}
    page = post(planned, "/timetable/act", act="move", slot=place[0], table=place[1], **bodies)
    assert "不能这样安排" in page
    assert first[0] in page
    assert meetings(planned) == before
    assert "场次应从 1 起" in post(
        planned, "/timetable/act", act="move", slot="0", table="1", **bodies
    )


def test_a_cancelled_meeting_comes_back(planned: TestClient) -> None:
    before = meetings(planned)
    (pair, _), *_ = before.items()
    page = post(planned, "/timetable/act", act="cancel", enterprise=pair[0], institution=pair[1])
    assert pair not in meetings(planned)
    undo(planned, page)
    assert meetings(planned) == before


def test_a_timetable_is_published_and_waits_for_outcomes(planned: TestClient) -> None:
    assert "第 1 版日程已发布" in post(planned, "/timetable/publish", version="1")
    page = planned.get(f"{PAGE}/outcomes").text
    assert f"还没有记录的会面（{len(meetings(planned))}）" in page
    pair = next(iter(meetings(planned)))
    bodies = {"enterprise": pair[0], "institution": pair[1]}
    post(planned, "/outcomes", result="contact", **bodies)
    page = planned.get(f"{PAGE}/outcomes").text
    assert f"还没有记录的会面（{len(meetings(planned)) - 1}）" in page


def test_an_outcome_is_recorded_and_corrected(client: TestClient, world: World) -> None:
    come(client)
    assert "已记录" in post(client, "/outcomes", **OUTCOME)
    assert "没有重复记录" in post(client, "/outcomes", **OUTCOME)
    page = post(client, "/outcomes", **{**OUTCOME, "amount": "20"})
    assert "更正了先前的记录" in page
    (record,) = get(client, "/outcomes")["items"]
    assert (record["amount_cny"], record["number"]) == (200_000, 2)
    assert "12.5 万元" in client.get(f"{PAGE}/outcomes", params={"history": "yes"}).text


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"result": ""}, "请选择会面的结果"),
        ({"result": "none", "amount": ""}, "请写明原因"),
        ({"amount": "许多"}, "金额应为数字"),
        ({"enterprise": "无名公司"}, "无名公司"),
        ({"demand": "需求9", "patent": "x"}, "没有需求编号 需求9"),
    ],
)
def test_a_wrong_outcome_is_told_and_what_was_typed_is_kept(
    client: TestClient, changed: dict[str, str], told: str
) -> None:
    come(client)
    page = post(client, "/outcomes", 422, **{**OUTCOME, **changed})
    assert told in page
    assert "先做样机</textarea>" in page
    assert get(client, "/outcomes")["items"] == []


def test_a_city_sees_and_changes_its_own_events_alone(client: TestClient, engine: Engine) -> None:
    act_as(client, engine, city_organiser("宜昌"))
    for rest in ("/participants", "/timetable", "/timetable/print", "/outcomes"):
        assert client.get(PAGE + rest).status_code == 403
    post(client, "/outcomes", 403, **OUTCOME)
    post(client, "/timetable/hall", 403, **HALL)
