"""Cities ask, the province takes on, answers or returns; every step is kept with who and when."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import Session

from matchmaker.access.viewer import person
from matchmaker.errors import BadQuery
from matchmaker.services.city_requests import keep
from matchmaker.services.city_requests.outcome import read_answer
from matchmaker.services.city_requests.todo import RequestTodo, view_request_todo
from matchmaker.services.city_requests.view import view_requests
from matchmaker.services.kept_records.changes import view_changes
from matchmaker.services.list_hands import Author
from models.account_enums import Role
from models.city_request import CityRequest
from models.errors import Conflict, NotFound
from models.kept_record import RecordKind
from models.queries import city_requests as request_queries
from models.queries.city_requests import RequestFilter
from models.request_enums import RequestState
from tests.conftest import NOW
from tests.matchmaker.services.city_requests.cases import (
    BY,
    WORDS,
    WUHAN,
    YICHANG,
    answered,
    draft,
    submitted,
    taken_on,
)

TODAY = NOW.date()
PROVINCE = person(1, "省", Role.PROVINCIAL_ORGANISER)
CITY = person(2, "市", Role.CITY_ORGANISER, city_code=YICHANG)
AUDITOR = person(3, "审", Role.AUDITOR)


def known(one: CityRequest) -> tuple[int, int]:
    return one.id or 0, one.revision or 0


def test_what_says_too_little_is_kept_but_not_submitted(session: Session) -> None:
    with pytest.raises(BadQuery, match="请写明标题"):
        draft(session, replace(WORDS, subject=" "))
    one = draft(session, replace(WORDS, text="", topic="", wanted_by=None))
    with pytest.raises(BadQuery, match="诉求内容、主题、希望答复日期"):
        keep.submit_request(session, *known(one), BY)
    late = draft(session, replace(WORDS, wanted_by=TODAY - timedelta(days=1)))
    with pytest.raises(BadQuery, match="已经过去"):
        keep.submit_request(session, *known(late), BY)
    assert [one.state, late.state] == [RequestState.DRAFT] * 2


@pytest.mark.parametrize("contact", ["13812345678", "027-87654321", "a.b@c.cn"])
def test_nobody_is_reached_by_what_is_written(session: Session, contact: str) -> None:
    with pytest.raises(BadQuery, match="电话或邮箱"):
        draft(session, replace(WORDS, text=f"请联系王主任 {contact}。"))


def test_what_it_is_about_has_to_be_there(session: Session) -> None:
    with pytest.raises(NotFound, match="服务目录"):
        draft(session, replace(WORDS, service_id=7))
    with pytest.raises(NotFound):
        draft(session, replace(WORDS, event="nowhere"))
    with pytest.raises(BadQuery, match="主题不超过 20 个字"):
        draft(session, replace(WORDS, topic="长" * 21))


def test_every_step_is_kept_with_who_and_when(session: Session) -> None:
    one = answered(session)
    told = [
        (change.actor, change.made_at, change.reason, change.lines)
        for change in view_changes(session, RecordKind.REQUEST, one.id or 0)
    ]
    assert told == [
        (
            "王",
            NOW,
            "答复",
            (("状态", "已受理", "已答复"), ("答复", "（空）", "已请两位专家。")),
        ),
        ("王", NOW, "受理", (("状态", "已提交", "已受理"), ("承办人", "（空）", "李明"))),
        ("王", NOW, "提交", (("状态", "草拟", "已提交"),)),
        ("王", NOW, "草拟", ()),
    ]
    assert (one.submitted_at, one.answered_at) == (NOW, NOW)


def test_what_is_the_provinces_is_not_changed_by_its_city(session: Session) -> None:
    one = submitted(session)
    with pytest.raises(Conflict, match="请省局退回后再改"):
        keep.correct_request(session, *known(one), WORDS, BY)
    keep.return_request(session, *known(one), "写明日期", BY)
    with pytest.raises(BadQuery, match="没有改动"):
        keep.correct_request(session, *known(one), WORDS, BY)
    keep.correct_request(session, *known(one), replace(WORDS, text="6 月要。"), BY)
    keep.submit_request(session, *known(one), BY)
    keep.take_on(session, *known(one), "李明", BY)
    assert (one.state, one.text, one.return_reason) == (RequestState.TAKEN_ON, "6 月要。", "")


def test_steps_out_of_order_are_refused(session: Session) -> None:
    one = draft(session)
    for act in (keep.take_on, keep.answer_request, keep.return_request):
        with pytest.raises(Conflict, match="诉求草拟"):
            act(session, *known(one), "话", BY)
    waiting = submitted(session)
    with pytest.raises(Conflict, match="请先受理"):
        keep.answer_request(session, *known(waiting), "话", BY)
    done = answered(session)
    with pytest.raises(Conflict, match="不能再撤回"):
        keep.withdraw_request(session, *known(done), "不要了", BY)
    with pytest.raises(Conflict, match="刚被别人修改过"):
        keep.take_on(session, waiting.id or 0, 1, "李明", BY)


def test_reasons_and_names_are_asked_for(session: Session) -> None:
    one = submitted(session)
    for act, label in (
        (keep.take_on, "承办人"),
        (keep.return_request, "退回的原因"),
        (keep.withdraw_request, "撤回的原因"),
    ):
        with pytest.raises(BadQuery, match=f"请写明{label}"):
            act(session, *known(one), " ", BY)
    with pytest.raises(BadQuery, match="答复超过"):
        keep.answer_request(session, *known(taken_on(session)), "长" * 5_001, BY)


def test_it_is_given_to_somebody_else_and_the_answer_put_right(session: Session) -> None:
    one = taken_on(session)
    with pytest.raises(BadQuery, match="已由李明承办"):
        keep.take_on(session, *known(one), "李明", BY)
    keep.take_on(session, *known(one), "张强", BY)
    keep.answer_request(session, *known(one), "已办", BY)
    keep.answer_request(session, *known(one), "已办，见附件", BY)
    acts = [one.reason for one in view_changes(session, RecordKind.REQUEST, one.id or 0)]
    assert acts == ["更正答复", "答复", "改派", "受理", "提交", "草拟"]


def test_what_is_overdue_comes_first_page_by_page(session: Session) -> None:
    later = submitted(session)
    answered(session)
    soon = taken_on(session, replace(WORDS, wanted_by=TODAY + timedelta(days=1)))
    first = submitted(session, replace(WORDS, wanted_by=TODAY), WUHAN)
    plan = draft(session)
    on = TODAY + timedelta(days=5)
    found = request_queries.page_requests(session, RequestFilter(), on, None, None)
    assert [one.id for one in found] == [first.id, soon.id, later.id, plan.id, 2]
    pages, after = [], None
    while True:
        page = request_queries.page_requests(session, RequestFilter(), on, after, 2)
        pages += [one.id for one in page[:2]]
        if len(page) < 3:
            break
        after = page[1].id
    assert pages == [one.id for one in found]
    (row, *_) = view_requests(session, found, on)
    assert (row.city, row.days_over) == ("武汉", 5)
    overdue = RequestFilter(city_code=YICHANG, overdue_on=on)
    assert request_queries.count_states(session, overdue) == {RequestState.TAKEN_ON: 1}
    topic = RequestFilter(states=(RequestState.DRAFT,), topic=WORDS.topic)
    assert request_queries.count_states(session, topic) == {RequestState.DRAFT: 1}


def test_everybody_is_told_what_waits_for_them(session: Session) -> None:
    submitted(session)
    taken_on(session, replace(WORDS, wanted_by=TODAY + timedelta(days=7)))
    taken_on(session, replace(WORDS, wanted_by=TODAY + timedelta(days=8)))
    back = submitted(session)
    keep.return_request(session, *known(back), "写明日期", BY)
    one = answered(session)
    answered(session, city=WUHAN)
    assert view_request_todo(session, PROVINCE, NOW) == RequestTodo(submitted=1, due=1)
    assert view_request_todo(session, CITY, NOW) == RequestTodo(unread=1, returned=1)
    assert view_request_todo(session, AUDITOR, NOW) == RequestTodo()
    revision = one.revision
    read_answer(session, one, BY)
    session.refresh(one)
    assert (one.answer_seen_at, one.revision) == (NOW, revision)
    assert view_request_todo(session, CITY, NOW) == RequestTodo(returned=1)
    read_answer(session, one, Author("王", NOW + timedelta(days=1)))
    session.refresh(one)
    assert one.answer_seen_at == NOW
    keep.answer_request(session, *known(one), "补充", BY)
    assert view_request_todo(session, CITY, NOW).unread == 1
