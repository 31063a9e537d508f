"""Requests of persons as whoever answers sees them: within reach, by the day, contacts masked."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from matchmaker.access.viewer import Viewer, person
from matchmaker.errors import BadQuery, Forbidden
from matchmaker.jobs.privacy import preview_erasure
from matchmaker.services.erasure import erase
from matchmaker.services.list_hands import Author
from matchmaker.services.privacy_desk import (
    get_handled,
    page_answered,
    page_open,
    view_held,
    view_requests,
)
from matchmaker.services.privacy_requests import Asked, receive_request, refuse_request
from matchmaker.services.todo_view import MOST_REQUESTS, view_todo
from models.account_enums import Role
from models.errors import Conflict, NotFound
from models.organisation import Organisation
from models.privacy import PrivacyRequest
from models.privacy_enums import RequestKind
from models.session import make_session
from tests.conftest import NOW
from tests.matchmaker.people_world import FIRMS, World, make_world
from tests.matchmaker.services.audit_cases import told
from tests.matchmaker.services.privacy_world import (
    NAME,
    PHONE,
    everything,
    make_privacy_world,
)

BY = Author("李四", NOW)
TODAY = NOW.date()
PROVINCE = person(1, "省", Role.PROVINCIAL_ORGANISER)
WUHAN = person(2, "市", Role.CITY_ORGANISER, city_code="420100")
ADMIN = person(3, "管", Role.PROVINCIAL_ADMIN)


def ask(session: Session, firm: int, days: int = 0) -> PrivacyRequest:
    """Have somebody ask, days after the first."""
    by = Author("张三", NOW + timedelta(days=days))
    return receive_request(session, Asked(firm, RequestKind.ACCESS, "张三"), by)


def two_cities(session: Session) -> tuple[World, PrivacyRequest, PrivacyRequest]:
    """Return a request at a firm of Wuhan, and one at a firm that is of Yichang now."""
    world = make_world(session)
    elsewhere = session.get_one(Organisation, world.firms[2])
    elsewhere.city_code = "420500"
    session.add(elsewhere)
    session.flush()
    return world, ask(session, world.firms[0]), ask(session, world.firms[2], 7)


def ids(found: list[object]) -> list[int | None]:
    return [one.request.id for one in found]  # type: ignore[attr-defined]


def test_what_waits_comes_by_its_day_and_only_within_reach(session: Session) -> None:
    _, ours, theirs = two_cities(session)
    found = page_open(session, PROVINCE, None, 10, TODAY)
    assert ids([*found]) == [ours.id, theirs.id]
    assert [one.organisation for one in found] == [FIRMS[0], FIRMS[2]]
    assert ids([*page_open(session, PROVINCE, ours.id, 10, TODAY)]) == [theirs.id]
    assert ids([*page_open(session, WUHAN, None, 10, TODAY)]) == [ours.id]


def test_what_was_answered_comes_newest_first_and_only_within_reach(session: Session) -> None:
    world, ours, theirs = two_cities(session)
    ask(session, world.firms[0])
    for one in (ours, theirs):
        refuse_request(session, one.id or 0, "查无此人", BY)
    assert ids([*page_answered(session, PROVINCE, None, 10, TODAY)]) == [theirs.id, ours.id]
    assert ids([*page_answered(session, PROVINCE, theirs.id, 10, TODAY)]) == [ours.id]
    assert ids([*page_answered(session, WUHAN, None, 10, TODAY)]) == [ours.id]


@pytest.mark.parametrize(
    ("after", "said"), [(-3, "还有 3 天"), (0, "今天到期"), (2, "已逾期 2 天")], ids=str
)
def test_days_left_are_told_in_words(session: Session, after: int, said: str) -> None:
    made = ask(session, make_world(session).firms[0])
    (view,) = view_requests(session, [made], made.due_on + timedelta(days=after))
    assert view.deadline == said


def test_only_organisers_answer_and_each_in_reach(session: Session) -> None:
    world, ours, theirs = two_cities(session)
    member = person(4, "员", Role.ENTERPRISE_MEMBER, organisations=[world.firms[0]])
    assert get_handled(session, WUHAN, ours.id or 0) == ours
    for viewer, request in ((WUHAN, theirs), (member, ours), (ADMIN, ours)):
        with pytest.raises(Forbidden):
            get_handled(session, viewer, request.id or 0)
    with pytest.raises(NotFound):
        get_handled(session, PROVINCE, 10**6)


def test_a_refusal_tells_why_and_is_an_answer(session: Session) -> None:
    made = ask(session, make_world(session).firms[0])
    with pytest.raises(BadQuery, match="理由"):
        refuse_request(session, made.id or 0, " ", BY)
    refuse_request(session, made.id or 0, " 查无此人 ", BY)
    assert (made.answer, made.answered_by) == ("不予办理：查无此人", "李四")
    with pytest.raises(Conflict, match="已由 李四 答复"):
        refuse_request(session, made.id or 0, "再答", BY)


def test_what_is_held_is_shown_masked_and_counted(session: Session) -> None:
    world = make_privacy_world(session)
    held = view_held(session, world.subject, NOW)
    assert [(one.kind, one.contact.name, one.contact.phone) for one in held.records] == [
        ("需求", "张**", "138****1234"),
        ("参会单位", "张**", "138****1234"),
    ]
    assert held.records[0].key == f"demand-{world.demand.id}"
    assert held.counts["联系方式"] == 2
    assert held.counts["写有联系方式的文字"] == 3
    assert [text for text in (NAME, PHONE) if text in repr(held)] == []


def test_preview_tells_what_erasing_takes_away_and_takes_nothing(
    session: Session, engine: Engine
) -> None:
    world = make_privacy_world(session)
    session.commit()
    before = everything(session)
    session.rollback()
    would = preview_erasure(engine, world.subject, BY)
    with make_session(engine) as fresh:
        assert everything(fresh) == before
        assert told(fresh) == []
        assert erase(fresh, world.subject, BY) == would


@pytest.mark.parametrize(
    ("viewer", "seen"), [(PROVINCE, MOST_REQUESTS), (WUHAN, 1), (ADMIN, 0)], ids=["省", "市", "管"]
)
def test_office_is_reminded_of_what_is_due_first(
    session: Session, viewer: Viewer, seen: int
) -> None:
    world, ours, _ = two_cities(session)
    for _ in range(MOST_REQUESTS):
        ask(session, world.firms[2], 10)
    todo = view_todo(session, viewer, NOW)
    more = 2 if viewer is PROVINCE else 0
    assert (len(todo.requests), todo.more_requests) == (seen, more)
    if seen:
        assert todo.requests[0].request == ours
        assert todo.requests[0].request.due_on == date(2024, 5, 24)
