"""What event pages refuse is told in words: whoever reads it has no command line."""

import re
from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlmodel import Session

from matchmaker.services.list_hands import Author
from matchmaker.services.list_lock import lock_list
from models.enums import EventKind
from models.event import Event
from models.queries import events as event_queries
from models.session import make_session
from tests.conftest import NOW
from tests.matchmaker.people_world import FIRMS, OWNERS, SLUG, World
from tests.matchmaker.web.api.cases import come

EVENTS = "/office/events"
BARE, SHOW = "bare", "show"
# A command, or an option of one.
COMMAND = re.compile(r"matchmaker [a-z]|(?<![-\w])--[a-z]")
PAIR = {"enterprise": FIRMS[0], "institution": OWNERS[0]}


def add_event(session: Session, slug: str, kind: EventKind) -> None:
    """Add an event for which nothing has been done."""
    session.add(
        Event(slug=slug, name=slug, kind=kind, held_on=date(2024, 6, 20), city_code="420100")
    )


@pytest.fixture
def desk(client: TestClient, engine: Engine) -> TestClient:
    """An organiser, with two events for which nothing has been done beside the one with a list."""
    with make_session(engine) as session:
        add_event(session, BARE, EventKind.LOCAL_DOCKING)
        add_event(session, SHOW, EventKind.ROADSHOW)
        session.commit()
    client.headers["accept"] = "text/html"
    return client


def told(page: str) -> str:
    """Return what a page says is wrong."""
    found = re.search(r'role="alert">(?:<span>)?([^<]+)', page)
    found = found or re.search(r"<h1>[^<]+</h1>\s*<p>([^<]+)</p>", page)
    return found[1] if found else ""


def send(client: TestClient, rest: str, fields: dict[str, Any] | None) -> str:
    """Open a page, or send a form where it has fields; return the page that follows."""
    path = f"{EVENTS}/{rest}"
    answer = client.get(path) if fields is None else client.post(path, data=fields)
    assert answer.status_code in (200, 404, 409, 422), answer.text
    return answer.text


REFUSED: tuple[tuple[str, dict[str, Any] | None, str], ...] = (
    (f"{BARE}/list/why-not", None, "还没有名单。请先生成名单"),
    (f"{BARE}/list/make", {"what": "lock"}, "还没有名单。请先生成名单"),
    (f"{BARE}/list/add", {"demand": "#1", "patent": "1"}, "还没有名单。请先生成名单"),
    (f"{BARE}/list/act", {"act": "pin", "version": "1", "demand": "#1", "patent": "1"}, "先生成"),
    (f"{BARE}/participants", {"top": "1"}, "还没有名单。请先生成名单"),
    (f"{BARE}/participants", {"organisation": "无名", "side": "enterprise"}, "请核对名称"),
    (f"{BARE}/timetable/print", None, "还没有日程。请先排日程"),
    (f"{BARE}/timetable/act", {"act": "cancel", **PAIR}, "请先邀请该单位"),
    (f"{BARE}/timetable/publish", {"version": "1"}, "没有第 1 版日程"),
    (f"{BARE}/roadshow/select", {}, "不是路演。对接会请生成名单"),
    (f"{SHOW}/roadshow/marks", {"patent": "1", "reviewer": "", "mark": "85"}, "请写明评审人"),
    (f"{SLUG}/list/make", {"what": "generate", "as_of": "x"}, "统计日“x”的写法不对"),
    (f"{SLUG}/outcomes", {"result": "none", **PAIR}, "请写明原因，可选"),
    (f"{SLUG}/outcomes", {"result": "intent", "not_held": "yes", **PAIR}, "只能是未达成"),
    (f"{SLUG}/outcomes", {"result": "contact", "amount": "3", **PAIR}, "请去掉金额或改正结果"),
    (f"{SLUG}/outcomes", {"result": "intent", "demand": "#1", **PAIR}, "同时写明，或都不写"),
    (f"{SLUG}/timetable/hall", {"starts_at": "09:00", "zones": ""}, "应为整数"),
    (f"{SLUG}/directed", {"demand": "1", "act": "name", "organisation": "无名"}, "请先改公开范围"),
)


@pytest.mark.parametrize(("rest", "fields", "why"), REFUSED, ids=[one[0] for one in REFUSED])
def test_refusal_is_told_in_words_and_names_no_command(
    desk: TestClient, rest: str, fields: dict[str, Any] | None, why: str
) -> None:
    if rest.startswith(SLUG) and "outcomes" in rest:
        come(desk)
    page = send(desk, rest, fields)
    assert why in told(page)
    assert COMMAND.findall(page) == []


def test_locked_list_is_told_how_it_can_be_corrected(
    desk: TestClient, engine: Engine, world: World
) -> None:
    with make_session(engine) as session:
        event = event_queries.get_event(session, SLUG)
        lock_list(session, event, Author("李四", NOW))
        session.commit()
    fields = {"act": "pin", "version": "1", "demand": f"#{world.pairs[0][0]}", "patent": "1"}
    page = send(desk, f"{SLUG}/list/act", fields)
    assert "已锁定，不能改动。如需更正，请先建更正版" in told(page)
    assert COMMAND.findall(page) == []
