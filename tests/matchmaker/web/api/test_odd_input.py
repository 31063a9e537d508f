"""Whatever a client sends, no operation of the campaign fails in itself."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from matchmaker.services.timetables import plan_timetable
from matchmaker.web.api.paging import write_cursor
from models.queries import events as event_queries
from models.session import make_session
from tests.conftest import NOW
from tests.factories import number
from tests.matchmaker.people_world import FIRMS, OWNERS, SLUG
from tests.matchmaker.web.api.cases import come
from tests.matchmaker.web.api.test_events import NEW
from tests.matchmaker.web.api.test_timetables import HALL

PAIR = {"demand": "需求1", "patent": number("202010000001")}
BODIES = {"enterprise": FIRMS[0], "institution": OWNERS[0]}
# Method, path below /api/v1 and a body that is right; {who}: a participant.
WRITES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("POST", "/events", {**NEW, "area": "", "industries": ["北斗"], "total": 5, "venue": "馆"}),
    ("PATCH", "/events/docking", {"date": "2024-06-19", "quotas": {"北斗": {"least": 1}}}),
    ("POST", "/events/docking/lists", {"as_of": "2024-05-06", "algorithm": "blend-v1"}),
    ("POST", "/events/docking/lists/corrections", {"reason": "更正"}),
    (
        "POST",
        "/events/docking/list/edits",
        {"act": "move", **PAIR, "text": "", "place": 2, "version": 1},
    ),
    ("POST", "/events/docking/list/additions", {**PAIR, "as_of": "2024-05-06"}),
    ("POST", "/events/docking/invitations", {"top": 3}),
    ("POST", "/events/docking/participants", {"organisation": FIRMS[0], "side": "enterprise"}),
    (
        "POST",
        "/events/docking/participants/{who}/answer",
        {
            "status": "confirmed",
            "absent": [1],
            "most": 2,
            "least": 1,
            "group": "甲",
            "contact_name": "张三",
            "contact_phone": "13800138000",
        },
    ),
    (
        "PUT",
        "/events/docking/participants/{who}/wishes",
        {"other": OWNERS[0], "wants": "want", "note": "见"},
    ),
    ("PUT", "/events/docking/hall", HALL),
    ("POST", "/events/docking/timetables", {"afresh": True}),
    ("POST", "/events/docking/timetable/moves", {**BODIES, "slot": 4, "table": 1}),
    ("POST", "/events/docking/timetable/cancellations", BODIES),
    (
        "POST",
        "/events/docking/outcomes",
        {**BODIES, **PAIR, "result": "intent", "amount_cny": 5, "note": "见", "reason": None},
    ),
    ("POST", "/schedule/retries", {"key": "docking/draft/2024-05-06T09:30"}),
    ("POST", "/index/builds", {"algorithm": "tfidf-v1", "whole": True}),
    ("POST", "/match-runs", {"as_of": "2024-05-06", "top": 3, "algorithm": "blend-v1"}),
    ("POST", "/words", {"term": "轧辊", "other": "辊轮", "kind": "same", "status": "accepted"}),
    ("POST", "/words/decisions", {"ids": [1], "status": "refused"}),
    (
        "POST",
        "/industries/corrections",
        {"patent": PAIR["patent"], "industry": "其他", "belongs": True},
    ),
    ("POST", "/industries/corrections", {"demand_id": 1, "industry": "other"}),
    ("POST", "/privacy-requests/1/answer", {"text": "已办"}),
    ("POST", "/privacy-requests/1/erasure", {"person": "张三"}),
    ("POST", "/me/privacy-requests", {"kind": "access", "text": "副本"}),
)
# Path below /api/v1 and what may be asked.
READS: tuple[tuple[str, dict[str, str]], ...] = (
    ("/events", {"kind": "roadshow", "city": "武汉", "year": "2024", "event": SLUG}),
    ("/calendar", {"city": "武汉"}),
    ("/calendar.ics", {"year": "2024"}),
    ("/events/docking/lists/1/entries", {"industry": "北斗"}),
    ("/events/docking/lists/1/changes", {"since": "1"}),
    ("/events/docking/lists/1/why-not", PAIR),
    ("/events/docking/list/log", {}),
    ("/events/docking/participants", {"status": "invited", "side": "enterprise"}),
    ("/events/docking/wishes", {}),
    ("/events/docking/timetables/1/changes", {"since": "1"}),
    ("/events/docking/timetable/own.ics", {"organisation_id": "1", "side": "enterprise"}),
    ("/events/docking/outcomes", {"history": "true"}),
    ("/schedule/runs", {"event": SLUG, "state": "done"}),
    ("/schedule/reminders", {"seen": "true"}),
    ("/match-runs", {}),
    ("/words", {"status": "accepted"}),
    ("/words/found", {"text": "轧辊"}),
    ("/industries/corrections", {}),
    ("/privacy-requests", {"answered": "true"}),
)
ODD: tuple[Any, ...] = (
    "",
    " ",
    "\0",
    "a\x1b",
    "字" * 5_000,
    "#1",
    "#99999999999999999999",
    "#٣",
    "0001-01-01",
    "9999-12-31",
    "2024-05-06T00:00:00+23:59",
    -1,
    0,
    2**31,
    2**63,
    10**40,
    1.5,
    True,
    None,
    [],
    [None],
    ["\0"],
    {},
    {"\0": {"least": -1}},
    [[["x"]]],
)
# What Python's own writer of JSON cannot be made to write, half of a character among it.
RAW_ODD = ("NaN", "Infinity", "-Infinity", "1e999", '"\\ud800"')
CURSORS = ("x", "=", "é", "eyJ4IjoxfQ", "W10", "W251bGxd")
ORDERS: dict[str, tuple[list[Any], ...]] = {
    "/events": (["held_on", "9999-99-99", 1], ["held_on", "0001-01-01", 10**30]),
    "/calendar": (["held_on", "\0", 1],),
    "/events/docking/lists/1/entries": (["place", 10**30, 1, 1], ["place", -1, -1, -1]),
    "/events/docking/list/log": (["line", -5], ["line", 2**62]),
    "/events/docking/participants": (["side", "\0", 1], ["side", "x", 1]),
    "/events/docking/wishes": (["id", 2**63], ["id", -(2**70)]),
    "/events/docking/outcomes": (["id", 2**62],),
    "/match-runs": (["-id", 2**62], ["-id", -1]),
    "/words": (["-support", 2**62, 1], ["-support", -1, -(2**70)]),
    "/industries/corrections": (["-id", 10**30],),
    "/privacy-requests": (["id", 2**63],),
    "/schedule/reminders": (
        ["due", "0001-01-01T00:00:00+14:00", 1],
        ["due", "2024-01-01", 1],
        ["due", "\ud800", 1],
    ),
}


@pytest.fixture
def who(client: TestClient, engine: Engine) -> int:
    """The id of a participant of an event with a planned timetable."""
    ids = come(client)
    with make_session(engine) as session:
        plan_timetable(session, event_queries.get_event(session, SLUG), "李", NOW)
        session.commit()
    return ids[FIRMS[0]]


def bodies(right: dict[str, Any]) -> Iterator[str]:
    """What is right, and the same with one field wrong at a time, as JSON."""
    yield json.dumps(right)
    for name in right:
        for odd in ODD:
            yield json.dumps({**right, name: odd})
        for raw in RAW_ODD:
            yield json.dumps({**right, name: "@"}).replace('"@"', raw)
    yield from ("", "null", "[]", "{", '{"unknown": 1}', '{"\\ud800": 1}', "\ufeff{}", "[" * 9_000)


@pytest.mark.parametrize(("method", "path", "right"), WRITES)
def test_no_body_makes_an_operation_fail(
    client: TestClient, who: int, method: str, path: str, right: dict[str, Any]
) -> None:
    address = "/api/v1" + path.format(who=who)
    headers = {"Content-Type": "application/json"}
    found = {
        body: client.request(method, address, content=body, headers=headers).status_code
        for body in bodies(right)
    }
    known = {200, 201, 202, 400, 403, 404, 409, 422}
    assert {body: status for body, status in found.items() if status not in known} == {}


@pytest.mark.parametrize(("path", "right"), READS)
def test_no_question_makes_an_operation_fail(
    client: TestClient, who: int, path: str, right: dict[str, str]
) -> None:
    odd = [text for text in ODD if isinstance(text, str | int | float)]
    asked = [{**right, name: str(text)} for name in right for text in odd]
    asked += [{"cursor": text} for text in CURSORS]
    asked += [{"cursor": _cursor(values)} for values in ORDERS.get(path, ())]
    asked += [{"limit": text} for text in ("0", "-1", "201", "x", "9" * 30)] + [right, {"x": "1"}]
    found = [(one, client.get(f"/api/v1{path}", params=one).status_code) for one in asked]
    # Without an index nobody can be told why a pair is not listed.
    known = {200, 404, 422} | ({503} if path.endswith("why-not") else set())
    assert [(one, status) for one, status in found if status not in known] == []
    assert who


@pytest.mark.parametrize("odd", ["0", "-1", "2147483648", "9" * 40, "x", "%00", "%ff", "١"])
def test_no_address_makes_an_operation_fail(client: TestClient, who: int, odd: str) -> None:
    event = "/api/v1/events"
    paths = [
        f"{event}/{odd}",
        f"{event}/{odd}/lists",
        f"{event}/{SLUG}/lists/{odd}",
        f"{event}/{SLUG}/lists/{odd}/list.xlsx",
        f"{event}/{SLUG}/timetables/{odd}",
        f"{event}/{SLUG}/roadshow/selections/{odd}",
        f"/api/v1/outcomes/judgements/{odd}",
        f"/api/v1/match-runs/{odd}",
        f"/api/v1/organisations/{odd}/firms",
    ]
    found = {path: client.get(path).status_code for path in paths}
    found |= {
        path: client.request(method, path).status_code
        for method, path in (
            ("DELETE", f"{event}/{SLUG}/wishes/{odd}"),
            ("POST", f"{event}/{SLUG}/participants/{odd}/check-in"),
            ("POST", f"/api/v1/schedule/reminders/{odd}/seen"),
        )
    }
    assert {path: status for path, status in found.items() if status not in {404, 422}} == {}
    assert who


def _cursor(values: list[Any]) -> str:
    sort, *rest = values
    if "\ud800" in rest:
        return "WyJkdWUiLCJcdWQ4MDAiLDFd"
    return write_cursor(sort, rest)
