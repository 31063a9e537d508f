"""Candidate lists over HTTP: what of them whom is told."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlmodel import select

from matchmaker.services.list_hands import Author
from matchmaker.services.list_lock import lock_list
from models.audit import AuditKind
from models.demand import Demand
from models.matching import Match, MatchReason
from models.queries import events as event_queries
from models.session import make_session
from models.values.secrecy import Confidentiality
from tests.conftest import NOW
from tests.factories import number
from tests.matchmaker.people_world import FIRMS, OWNERS, SLUG, World
from tests.matchmaker.web.api.cases import (
    EVENT,
    act_as,
    audited,
    city_organiser,
    firm_member,
    get,
    owner_member,
    pages,
    post,
)

ENTRIES = "/lists/1/entries"


def patent(place: int) -> str:
    return number(f"2020100000{place:02d}")


def pair(place: int) -> dict[str, str]:
    return {"demand": f"需求{place}", "patent": patent(place)}


def edit(client: TestClient, act: str, pair_number: int, status: int = 200, **more: Any) -> Any:
    return post(client, "/list/edits", {"act": act, **pair(pair_number), **more}, status)


def lock(engine: Engine) -> None:
    with make_session(engine) as session:
        for match in session.exec(select(Match)):
            row = MatchReason(
                match_id=match.id or 0,
                position=0,
                feature="text",
                label="激光",
                share=match.score,
                sentence="都说到“激光”",
            )
            session.add(row)
        session.flush()
        lock_list(session, event_queries.get_event(session, SLUG), Author("测试", NOW))
        session.commit()


def release(engine: Engine, place: int, level: Confidentiality) -> None:
    with make_session(engine) as session:
        demand = session.exec(select(Demand).where(Demand.key == f"需求{place}")).one()
        demand.confidentiality = level
        session.add(demand)
        session.commit()


def demands(client: TestClient, rest: str = ENTRIES) -> list[str]:
    return [entry["demand_number"] for entry in get(client, rest)["items"]]


@pytest.mark.parametrize("limit", [1, 4, 6])
def test_entries_come_in_pages_by_place(client: TestClient, limit: int) -> None:
    found = pages(client, ENTRIES, limit)
    assert [len(page) for page in found[:-1]] == [limit] * (len(found) - 1)
    assert [entry["place"] for page in found for entry in page] == [1, 2, 3, 4, 5, 6]


def test_entries_are_those_of_an_industry(client: TestClient) -> None:
    first = get(client, ENTRIES)["items"][0]["industry"]
    assert len(get(client, ENTRIES, industry=first)["items"]) == 6
    assert get(client, ENTRIES, industry="北斗")["items"] == []
    assert client.get(EVENT + ENTRIES, params={"industry": "炼金术"}).status_code >= 400


def test_a_version_tells_how_it_was_made(client: TestClient) -> None:
    found = get(client, "/lists/1")
    assert (found["event"], found["status"], found["entries"]) == (SLUG, "draft", 6)
    assert [one["version"] for one in get(client, "/lists")] == [1]
    assert client.get(f"{EVENT}/lists/2").status_code == 404


def test_members_see_no_draft(client: TestClient, engine: Engine, world: World) -> None:
    act_as(client, engine, firm_member(world, 0))
    assert get(client, "/lists") == []
    for rest in ("/lists/1", ENTRIES):
        assert client.get(EVENT + rest).status_code == 404


def test_members_see_what_concerns_them(client: TestClient, engine: Engine, world: World) -> None:
    edit(client, "note", 1, text="内部意见")
    lock(engine)
    for member, expected in (
        (firm_member(world, 0), ["需求1", "需求2", "需求3"]),
        (firm_member(world, 2), ["需求6"]),
        (owner_member(world, 1), ["需求3", "需求4"]),
    ):
        act_as(client, engine, member)
        assert demands(client) == expected
        assert [one["entries"] for one in get(client, "/lists")] == [len(expected)]
        assert [len(page) for page in pages(client, ENTRIES, 1)] == [1] * len(expected)


def test_members_see_of_an_entry_what_is_printed(
    client: TestClient, engine: Engine, world: World
) -> None:
    edit(client, "note", 1, text="内部意见")
    lock(engine)
    shown = get(client, ENTRIES)["items"][0]
    assert (shown["note"], shown["reason"], len(shown["rows"])) == ("内部意见", "共有“激光”", 1)
    act_as(client, engine, owner_member(world, 0))
    assert get(client, ENTRIES)["items"][0] == {**shown, "note": "", "rows": []}
    assert (shown["enterprise"], shown["owner"]) == (FIRMS[0], OWNERS[0])


def test_nobody_hears_of_a_demand_that_was_hidden_since(
    client: TestClient, engine: Engine, world: World
) -> None:
    lock(engine)
    release(engine, 1, Confidentiality.HIDDEN)
    assert get(client, ENTRIES)["items"][0]["demand_title"] == "（内容不公开）"
    act_as(client, engine, owner_member(world, 0))
    assert demands(client) == ["需求2", "需求6"]
    act_as(client, engine, firm_member(world, 0))
    assert demands(client) == ["需求1", "需求2", "需求3"]


def test_members_may_not_compare_or_export(
    client: TestClient, engine: Engine, world: World
) -> None:
    lock(engine)
    act_as(client, engine, firm_member(world, 0))
    for rest in ("/lists/1/changes", "/lists/1/list.xlsx", "/list/log"):
        assert client.get(EVENT + rest).status_code == 403


def test_an_organiser_of_another_city_reads_no_list(client: TestClient, engine: Engine) -> None:
    act_as(client, engine, city_organiser("宜昌"))
    for rest in ("/lists", "/lists/1", ENTRIES, "/list/log"):
        assert client.get(EVENT + rest).status_code == 403


def test_a_list_is_worked_on_by_hand(client: TestClient) -> None:
    assert edit(client, "pin", 2, version=1) == {"version": 1, "act": "pin", "label": "固定"}
    edit(client, "move", 6, place=1)
    edit(client, "remove", 3, text="权利人撤回")
    edit(client, "note", 5, text="重点")
    found = {entry["demand_number"]: entry for entry in get(client, ENTRIES)["items"]}
    assert list(found) == ["需求6", "需求1", "需求2", "需求4", "需求5"]
    assert (found["需求2"]["hand"], found["需求5"]["note"]) == ("固定", "重点")
    log = get(client, "/list/log", limit=3)
    assert [line["act"] for line in log["items"]] == ["固定", "调整位置", "移出"]
    rest = get(client, "/list/log", limit=3, cursor=log["next_cursor"])
    assert [line["demand"] for line in rest["items"]] == ["需求5"]
    edit(client, "restore", 3)


def test_what_cannot_be_done_by_hand_is_refused(client: TestClient) -> None:
    edit(client, "remove", 1, 422)
    edit(client, "move", 1, 422)
    edit(client, "add", 1, 422)
    edit(client, "lock", 1, 422)
    edit(client, "restore", 1, 404)
    edit(client, "pin", 1, 409, version=2)
    wrong = {"act": "pin", "demand": "需求1", "patent": patent(6)}
    post(client, "/list/edits", wrong, 404)
    post(client, "/list/edits", {**wrong, "demand": "#999999999999"}, 404)
    post(client, "/list/edits", {**wrong, "patent": "x"}, 422)


def test_a_demand_that_one_may_not_know_of_is_not_found(client: TestClient, engine: Engine) -> None:
    release(engine, 1, Confidentiality.HIDDEN)
    with make_session(engine) as session:
        demand = session.exec(select(Demand).where(Demand.key == "需求1")).one()
        demand.city_code = "420500"
        session.add(demand)
        session.commit()
    act_as(client, engine, city_organiser())
    edit(client, "pin", 1, 404)
    assert demands(client) == ["需求2", "需求3", "需求4", "需求5", "需求6"]


def test_a_locked_list_is_corrected(client: TestClient, engine: Engine) -> None:
    post(client, "/lists/corrections", {"reason": "更正"}, 409)
    lock(engine)
    edit(client, "pin", 1, 409)
    draft = post(client, "/lists/corrections", {"reason": "更正"}, 201)
    assert (draft["version"], draft["status"], draft["entries"]) == (2, "draft", 6)
    edit(client, "remove", 1, text="撤回", version=2)
    changes = get(client, "/lists/2/changes")
    assert (changes["old"], changes["new"], changes["went"]) == (1, 2, 1)
    assert changes["lines"][0]["why"] == "人工移出"
    assert len(get(client, ENTRIES)["items"]) == 6


def test_who_takes_a_list_away_is_logged(client: TestClient, engine: Engine) -> None:
    answer = client.get(f"{EVENT}/lists/1/list.xlsx")
    assert answer.content[:2] == b"PK"
    assert audited(engine, AuditKind.EXPORT) == [{"what": "候选名单", "files": ["docking_v1.xlsx"]}]


def test_a_cursor_of_another_list_is_refused(client: TestClient) -> None:
    cursor = get(client, "/participants", limit=1)["next_cursor"] or "x"
    other = get(client, ENTRIES, limit=1)["next_cursor"]
    assert client.get(EVENT + ENTRIES, params={"cursor": cursor}).status_code == 422
    assert client.get(EVENT + "/wishes", params={"cursor": other}).status_code == 422
