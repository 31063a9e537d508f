"""The policy library: entered, found, corrected, withdrawn."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import Session

from matchmaker.access.viewer import GUEST
from matchmaker.errors import BadQuery, Forbidden
from matchmaker.services.kept_records.changes import view_changes
from matchmaker.services.policies import correct_policy, fill_text, void_policy
from matchmaker.services.policy_view import (
    PolicyWish,
    find_policies,
    newest_in_force,
    policy_state,
    view_policy,
)
from models.errors import Conflict, NotFound
from models.kept_record import RecordKind
from models.policy_enums import PolicyLevel, PolicyState
from models.queries import policies as policy_queries
from tests.matchmaker.services.policy_cases import (
    BY,
    OF_WUHAN,
    PLAN,
    PLEDGE,
    PROVINCE,
    WUHAN,
    YICHANG,
    enter,
)

TODAY = BY.at.date()


def found(session: Session, words: str = "", **bounds: object) -> list[str]:
    page = find_policies(session, PolicyWish(words, **bounds), TODAY, "rjieba")  # type: ignore[arg-type]
    return [row.policy.title for row in page.rows]


@pytest.mark.parametrize(
    "words",
    [
        "存量专利",
        "国办发[2023]37号",
        "〔2023〕37",
        "“盘活高校和科研机构”",
        # Over the end of a line of the text as it was pasted.
        "“知识产权质押融资”",
        "国务院",
    ],
)
def test_a_policy_is_found_by_words_number_and_passage(session: Session, words: str) -> None:
    enter(session)
    enter(session, PLEDGE, text="其他事项", title="市级奖补办法", topics="")
    assert found(session, words) == [PLAN.title]


def test_a_passage_that_stands_nowhere_is_not_found(session: Session) -> None:
    enter(session)
    assert found(session, "“高校盘活”") == []
    assert found(session, "100%_") == []


def test_the_title_comes_before_the_text(session: Session) -> None:
    enter(session)
    enter(session, PLEDGE)
    assert found(session, "质押融资") == [PLEDGE.title, PLAN.title]
    row = find_policies(session, PolicyWish("质押"), TODAY, "rjieba").rows[0]
    assert ("质押", True) in row.title
    assert ("质押", True) in row.excerpt


def test_a_list_is_bounded_by_level_city_topic_and_state(session: Session) -> None:
    enter(session)
    enter(session, PLEDGE)
    assert found(session) == [PLAN.title, PLEDGE.title]
    assert found(session, level=PolicyLevel.CITY) == [PLEDGE.title]
    assert found(session, city_code=YICHANG) == []
    assert found(session, topic="公共服务") == [PLAN.title]
    assert found(session, topic="公共") == []
    assert found(session, states=frozenset({PolicyState.ENDING})) == [PLEDGE.title]


def test_the_database_tells_states_as_the_rule_does(session: Session) -> None:
    days = [None, *(TODAY + timedelta(days=away) for away in (-1, 0, 1, 60, 61))]
    for first in days:
        for last in days:
            for repealed in days:
                enter(
                    session,
                    document_number="",
                    title=f"{first} {last} {repealed}",
                    issued_on=date(2000, 1, 1),
                    valid_from=first,
                    valid_until=None if first and last and last < first else last,
                    repealed_on=None if first and repealed and repealed < first else repealed,
                )
    for state in PolicyState:
        page = find_policies(
            session, PolicyWish(states=frozenset({state})), TODAY, "rjieba", per_page=10**3
        )
        assert page.rows
        assert {policy_state(row.policy, TODAY) for row in page.rows} == {state}


def test_pages_hold_all_once(session: Session) -> None:
    for number in range(5):
        enter(session, title=f"办法{number}", document_number="")
    pages = [
        find_policies(session, PolicyWish("办法", page=page), TODAY, "rjieba", per_page=2)
        for page in (1, 2, 3)
    ]
    assert [len(page.rows) for page in pages] == [2, 2, 1]
    assert {page.total for page in pages} == {5}
    assert len({row.policy.id for page in pages for row in page.rows}) == 5


def test_what_replaces_a_policy_repeals_it_from_its_first_day(session: Session) -> None:
    old = enter(session, PLEDGE)
    new = enter(session, PLEDGE, title="新办法", issued_on=date(2024, 5, 1))
    held = old.id or 0, old.revision or 0
    correct_policy(session, PROVINCE, held, replace(PLEDGE, replaced_by=new.id), "已有新的", BY)
    assert (old.repealed_on, policy_state(old, TODAY)) == (date(2024, 5, 1), PolicyState.REPEALED)
    assert view_policy(session, GUEST, new.id or 0, TODAY).replaces == (old,)
    assert view_policy(session, GUEST, old.id or 0, TODAY).replaced_by == new
    held = new.id or 0, new.revision or 0
    words = replace(PLEDGE, title="新办法", replaced_by=old.id)
    with pytest.raises(BadQuery, match="替代"):
        correct_policy(session, PROVINCE, held, words, "反了", BY)


def test_a_number_stands_there_once(session: Session) -> None:
    enter(session)
    with pytest.raises(Conflict, match="第 1 号"):
        enter(session, title="另一份", document_number="国办发[2023]37 号")


def test_a_number_has_the_brackets_of_print(session: Session) -> None:
    assert (
        enter(session, document_number="鄂知发[2026] 12号").document_number == "鄂知发〔2026〕 12号"
    )


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"title": " "}, "文件名称"),
        ({"issuer": ""}, "发文机关"),
        ({"level": PolicyLevel.CITY}, "选择市州"),
        ({"valid_until": date(2023, 1, 1)}, "早于施行日期"),
        ({"repealed_on": date(2023, 1, 1)}, "早于施行日期"),
        ({"text": "长" * 300_001}, "超过"),
    ],
)
def test_what_cannot_be_is_told(session: Session, changes: dict[str, object], told: str) -> None:
    with pytest.raises(BadQuery, match=told):
        enter(session, **changes)


def test_a_city_keeps_its_own_policies_alone(session: Session) -> None:
    made = enter(session, PLEDGE)
    words = replace(PLEDGE, summary="给予贴息")
    correct_policy(session, OF_WUHAN, (made.id or 0, made.revision or 0), words, "补充", BY)
    held = made.id or 0, made.revision or 0
    moved = replace(words, city_code=YICHANG)
    with pytest.raises(Forbidden):
        correct_policy(session, OF_WUHAN, held, moved, "改市", BY)
    session.rollback()
    other = enter(session)
    with pytest.raises(Forbidden):
        void_policy(session, OF_WUHAN, (other.id or 0, other.revision or 0), "误", BY)


def test_a_withdrawn_policy_is_shown_to_the_office_alone(session: Session) -> None:
    made = enter(session)
    void_policy(session, PROVINCE, (made.id or 0, made.revision or 0), "收错了", BY)
    with pytest.raises(NotFound):
        view_policy(session, GUEST, made.id or 0, TODAY)
    assert view_policy(session, PROVINCE, made.id or 0, TODAY).policy.is_void
    assert (found(session), found(session, "存量")) == ([], [])
    assert found(session, with_void=True) == [PLAN.title]
    newest, _ = view_changes(session, RecordKind.POLICY, made.id or 0)
    assert (newest.reason, newest.lines) == ("收错了", (("是否作废", "否", "是"),))


def test_a_stale_form_is_refused_and_so_is_one_without_changes(session: Session) -> None:
    made = enter(session)
    with pytest.raises(Conflict, match="刚被别人修改过"):
        correct_policy(session, PROVINCE, (made.id or 0, 1), PLEDGE, "改", BY)
    with pytest.raises(BadQuery, match="没有改动"):
        correct_policy(session, PROVINCE, (made.id or 0, made.revision or 0), PLAN, "改", BY)


def test_a_text_comes_from_the_file_where_none_is_there(session: Session) -> None:
    made = enter(session, text="")
    assert fill_text(session, made, "从文件读出的正文", BY)
    assert not fill_text(session, made, "再来一份", BY)
    assert found(session, "读出的正文") == [PLAN.title]


def test_the_newest_that_hold_stand_on_the_first_page(session: Session) -> None:
    enter(session)
    enter(session, PLEDGE)
    enter(session, PLEDGE, title="旧", repealed_on=date(2023, 1, 1))
    assert [one.title for one in newest_in_force(session, TODAY)] == [PLAN.title, PLEDGE.title]
    ending = policy_queries.with_an_end(session, TODAY)
    assert [one.title for one in ending] == [PLEDGE.title]
    assert PLEDGE.city_code == WUHAN
