"""Halls and timetables over HTTP."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from matchmaker.services.timetables import plan_timetable
from models.audit import AuditKind
from models.queries import events as event_queries
from models.session import make_session
from tests.conftest import NOW
from tests.matchmaker.people_world import FIRMS, OWNERS, SLUG, World
from tests.matchmaker.web.api.cases import (
    EVENT,
    act_as,
    audited,
    come,
    firm_member,
    get,
    owner_member,
    post,
)

HALL = {
    "starts_at": "13:30",
    "minutes_per_slot": 30,
    "pause_minutes": 10,
    "slot_count": 3,
    "breaks": [2],
    "tables": ["A区", "B区"],
    "allowed_groups": [["甲", "乙"]],
    "most_meetings": 2,
}


@pytest.fixture
def planned(client: TestClient, engine: Engine) -> dict[str, int]:
    """All six have confirmed and a first version is planned; their ids by name."""
    ids = come(client)
    with make_session(engine) as session:
        plan_timetable(session, event_queries.get_event(session, SLUG), "李", NOW)
        session.commit()
    return ids


def bodies(firm: int, owner: int) -> dict[str, Any]:
    return {"enterprise": FIRMS[firm], "institution": OWNERS[owner]}


def meetings(client: TestClient, version: int = 1) -> dict[tuple[str, str], dict[str, Any]]:
    found = get(client, f"/timetables/{version}")["meetings"]
    return {(one["enterprise"], one["institution"]): one for one in found}


def test_times_and_tables_are_set_and_told(client: TestClient) -> None:
    set_ = client.put(f"{EVENT}/hall", json=HALL)
    assert set_.status_code == 200, set_.text
    shown = get(client, "/hall")
    assert {name: shown[name] for name in HALL} == HALL
    assert [(one["starts"][11:16], one["is_break"]) for one in shown["slots"]] == [
        ("13:30", False),
        ("14:10", True),
        ("14:50", False),
    ]


def test_times_that_were_not_read_are_not_overwritten(client: TestClient) -> None:
    tag = client.get(f"{EVENT}/hall").headers["etag"]
    assert client.put(f"{EVENT}/hall", json=HALL, headers={"If-Match": tag}).status_code == 200
    assert client.put(f"{EVENT}/hall", json=HALL, headers={"If-Match": tag}).status_code == 412


@pytest.mark.parametrize(
    "wrong",
    [
        {"starts_at": "24:00"},
        {"starts_at": "9:00Z"},
        {"minutes_per_slot": 0},
        {"slot_count": 10**9},
        {"slot_count": 1000},
        {"tables": []},
        {"breaks": [9]},
        {"breaks": [1, 2, 3]},
        {"tables": ["\0"]},
    ],
)
def test_times_that_cannot_be_are_refused(client: TestClient, wrong: dict[str, Any]) -> None:
    assert client.put(f"{EVENT}/hall", json={**HALL, **wrong}).status_code == 422


def test_a_version_shows_its_meetings(client: TestClient, planned: dict[str, int]) -> None:
    assert len(meetings(client)) == 5
    assert [one["version"] for one in get(client, "/timetables")] == [1]
    assert client.get(f"{EVENT}/timetables/2").status_code == 404
    assert get(client, "/timetables/1/unplaced") == []
    assert len(planned) == 6


def test_a_meeting_is_moved_and_stays(client: TestClient, planned: dict[str, int]) -> None:
    before = meetings(client)[FIRMS[2], OWNERS[0]]
    busy = {one["slot"] for one in meetings(client).values() if one["institution"] == OWNERS[0]}
    free = next(slot for slot in (1, 2, 4) if slot not in busy)
    moved = post(client, "/timetable/moves", {**bodies(2, 0), "slot": free, "table": 3})
    assert (moved["version"], moved["made"], moved["moved"]) == (2, True, 1)
    after = meetings(client, 2)[FIRMS[2], OWNERS[0]]
    assert (after["slot"], after["table"], after["fixed"]) == (free, 3, True)
    (change,) = get(client, "/timetables/2/changes", since=1)
    assert (change["kind"], change["before"]) == ("moved", [before["slot"], before["table"]])
    assert planned


def test_a_meeting_is_fixed_where_it_is(client: TestClient, planned: dict[str, int]) -> None:
    done = post(client, "/timetable/fixed", bodies(0, 0))
    assert (done["version"], done["kept"]) == (2, 5)
    assert [pair for pair, one in meetings(client, 2).items() if one["fixed"]] == [
        (FIRMS[0], OWNERS[0])
    ]
    assert post(client, "/timetable/fixed", bodies(0, 0))["made"] is False
    post(client, "/timetable/fixed", bodies(2, 2), 404)
    assert planned


def test_a_meeting_is_cancelled(client: TestClient, planned: dict[str, int]) -> None:
    done = post(client, "/timetable/cancellations", bodies(0, 0))
    assert (done["version"], done["dropped"], done["meetings"]) == (2, 1, 4)
    assert (FIRMS[0], OWNERS[0]) not in meetings(client, 2)
    post(client, "/timetable/cancellations", bodies(0, 0), 404)
    assert planned


@pytest.mark.parametrize("place", [(3, 1), (99, 1), (1, 99), (2**31 - 1, 2**31 - 1)])
def test_a_place_that_breaks_a_rule_is_refused(
    client: TestClient, planned: dict[str, int], place: tuple[int, int]
) -> None:
    move = {**bodies(0, 0), "slot": place[0], "table": place[1]}
    assert post(client, "/timetable/moves", move, 409)["error"] == "Conflict"
    assert planned


def test_members_see_their_own_once_it_is_published(
    client: TestClient, engine: Engine, world: World, planned: dict[str, int]
) -> None:
    act_as(client, engine, firm_member(world, 2))
    assert get(client, "/timetable/own") == {"version": None, "parties": []}
    for rest in ("/timetables", "/timetables/1", "/timetables/1/timetable.xlsx"):
        assert client.get(EVENT + rest).status_code == 403
    act_as(client, engine, owner_member(world, 0))
    own = f"{EVENT}/timetable/own.ics?organisation_id={world.owners[0]}&side=institution"
    assert client.get(own).status_code == 404
    act_as(client, engine, firm_member(world, 0))
    post(client, "/timetables/1/publish", status=403)
    assert planned


def test_a_published_version_is_told_to_whom_it_concerns(
    client: TestClient, engine: Engine, world: World, planned: dict[str, int]
) -> None:
    assert post(client, "/timetables/1/publish")["status"] == "published"
    assert audited(engine, AuditKind.TIMETABLE_PUBLISHED) == [{"version": 1}]
    act_as(client, engine, firm_member(world, 2))
    own = get(client, "/timetable/own")
    (party,) = own["parties"]
    assert (own["version"], party["name"]) == (1, FIRMS[2])
    assert [one["institution"] for one in party["meetings"]] == [OWNERS[0]]
    mine = client.get(f"{EVENT}/timetable/own.ics?organisation_id={world.firms[2]}&side=enterprise")
    assert mine.text.count("BEGIN:VEVENT") == 1
    other = client.get(
        f"{EVENT}/timetable/own.ics?organisation_id={world.firms[1]}&side=enterprise"
    )
    assert other.status_code == 404
    assert planned


def test_what_is_handed_out_is_logged(
    client: TestClient, engine: Engine, planned: dict[str, int]
) -> None:
    kinds = {
        "timetable.xlsx": "spreadsheetml",
        "timetable.ics": "text/calendar",
        "name-cards.html": "text/html",
    }
    for rest, kind in kinds.items():
        answer = client.get(f"{EVENT}/timetables/1/{rest}")
        assert kind in answer.headers["content-type"]
    assert len(audited(engine, AuditKind.EXPORT)) == 3
    assert planned
