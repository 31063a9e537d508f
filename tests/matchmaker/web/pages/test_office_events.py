"""All events with what is due for their lists, and the forms that add and change one."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlmodel import select

from models.event import Event
from models.session import make_session
from tests.matchmaker.people_world import SLUG, World
from tests.matchmaker.web.api.cases import act_as, city_organiser, firm_member

EVENTS = "/office/events"
NEW = f"{EVENTS}/-/new"
FORM = {
    "slug": "xiangyang",
    "name": "襄阳对接会",
    "kind": "local_docking",
    "date": "2024-07-16",
    "city": "420600",
    "area": "",
    "format": "线下",
    "venue": "会展中心",
    "campaign": "",
    "per_demand": "4",
    "per_patent": "3",
    "institution_share": "25",
    "per_enterprise": "1",
    "per_city": "0",
    "total": "",
    "quotas": "",
}


def stored(engine: Engine) -> dict[str, Event]:
    with make_session(engine) as session:
        return {event.slug: event for event in session.exec(select(Event))}


def test_events_stand_with_their_lists_and_what_is_due(client: TestClient) -> None:
    page = client.get(EVENTS).text
    assert "武汉对接会" in page
    assert "第 1 版" in page
    assert page.count("下一步") == 1
    assert "武汉对接会" not in client.get(EVENTS, params={"city": "420600"}).text
    assert "没有这样的活动" in client.get(EVENTS, params={"kind": "roadshow"}).text


def test_a_new_event_is_stored_and_opened(client: TestClient, engine: Engine) -> None:
    page = client.post(NEW, data={**FORM, "industries": ["vehicles"]}).text
    assert "已新建活动“襄阳对接会”" in page
    assert "还没有名单" in page
    event = stored(engine)["xiangyang"]
    assert (event.per_demand, event.institution_share, event.total) == (4, 0.25, None)
    assert (event.industries, event.venue) == (["vehicles"], "会展中心")


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"name": " "}, "请填写名称"),
        ({"date": "明天"}, "日期写法不对"),
        ({"slug": "襄阳"}, "代号只能用小写字母"),
        ({"slug": SLUG}, "已用于另一场活动"),
        ({"institution_share": "140"}, "应大于 0、不超过 100"),
        ({"kind": "party"}, "活动类型不认得"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_is_kept(
    client: TestClient, engine: Engine, changed: dict[str, Any], told: str
) -> None:
    answer = client.post(NEW, data={**FORM, **changed})
    assert answer.status_code == 422
    assert told in answer.text
    assert 'value="会展中心"' in answer.text
    assert list(stored(engine)) == [SLUG]


def test_an_event_is_changed(client: TestClient, engine: Engine) -> None:
    assert 'value="光谷会展中心"' in client.get(f"{EVENTS}/{SLUG}/edit").text
    changed = {**FORM, "slug": "other", "city": "420100", "per_demand": "9", "repeats": "yes"}
    assert "已保存" in client.post(f"{EVENTS}/{SLUG}/edit", data=changed).text
    event = stored(engine)[SLUG]
    assert (event.name, event.per_demand, event.repeats) == ("襄阳对接会", 9, True)


def test_a_city_adds_events_of_its_own_alone(client: TestClient, engine: Engine) -> None:
    act_as(client, engine, city_organiser("宜昌"))
    assert client.post(NEW, data=FORM).status_code == 403
    assert client.get(f"{EVENTS}/{SLUG}/edit").status_code == 403
    assert f'href="{EVENTS}/{SLUG}"' not in client.get(EVENTS).text
    assert list(stored(engine)) == [SLUG]


def test_members_have_no_office(client: TestClient, engine: Engine, world: World) -> None:
    act_as(client, engine, firm_member(world, 0))
    assert client.get(EVENTS).status_code == 403
