"""A round from its criteria to the choice."""

from datetime import date

import pytest
from sqlmodel import Session

from matchmaker.cases.criteria import PROPOSED, CaseCriterion
from matchmaker.errors import BadQuery, Forbidden
from matchmaker.reports.case_booklet import booklet_file
from matchmaker.services.cases.marking import Given, barring, give_marks, reviewed_file, view_desk
from matchmaker.services.cases.print_fields import case_fields
from matchmaker.services.cases.records import publish_case, return_case, say_consent
from matchmaker.services.cases.round_view import load_round
from matchmaker.services.cases.rounds import (
    MOST_CANDIDATES,
    RoundTerms,
    appoint,
    appoint_by_login,
    change_criteria,
    close_round,
    criteria_history,
    decide,
    dismiss,
    list_candidates,
    make_round,
    open_round,
)
from models.account import Account
from models.account_enums import AccountState, Role
from models.case_enums import CaseState
from models.errors import Conflict, NotFound
from models.kept_record import RecordKind
from models.queries import accounts as account_queries
from models.queries import case_rounds as round_queries
from models.queries import model_cases as case_queries
from models.queries import organisations as organisation_queries
from models.queries import record_files as file_queries
from tests.conftest import NOW
from tests.matchmaker.services.cases.board import (
    BY,
    WUHAN,
    XIANGYANG,
    YEAR,
    YICHANG,
    entered,
    make_case,
    mark,
    opened,
    reviewer,
    sent,
    stored,
)

PROVINCE = Role.PROVINCIAL_ORGANISER


def test_criteria_are_kept_and_fixed_once_marking_begins(session: Session) -> None:
    made = make_round(session, YEAR, RoundTerms(), BY)
    own = (CaseCriterion("x1", "成效", "有数可查", 70), CaseCriterion("x2", "创新", "", 30))
    with pytest.raises(BadQuery, match="原因"):
        change_criteria(session, YEAR, own, " ", BY)
    change_criteria(session, YEAR, own, "按省局通知", BY)
    held, proposed = criteria_history(session, made)
    assert (held.criteria, held.note) == (own, "按省局通知")
    assert proposed.criteria == tuple(PROPOSED)
    assert "不是官方标准" in proposed.note
    entered(session)
    appoint(session, YEAR, reviewer(session, "p1", PROVINCE).account_id or 0, BY)
    open_round(session, YEAR, BY)
    with pytest.raises(Conflict, match="不能再改"):
        change_criteria(session, YEAR, own, "又改", BY)


def test_marking_needs_cases_and_reviewers(session: Session) -> None:
    make_round(session, YEAR, RoundTerms(), BY)
    with pytest.raises(Conflict, match="评委"):
        open_round(session, YEAR, BY)
    appoint(session, YEAR, reviewer(session, "p1", PROVINCE).account_id or 0, BY)
    sent(session, make_case(session))
    with pytest.raises(Conflict, match="参评"):
        open_round(session, YEAR, BY)


def test_only_who_may_mark_and_is_not_appointed_is_a_candidate(session: Session) -> None:
    made = make_round(session, YEAR, RoundTerms(), BY)
    for login, role in (("p2", PROVINCE), ("p1", PROVINCE), ("a1", Role.AUDITOR)):
        reviewer(session, login, role)
    gone = account_queries.get_account(session, reviewer(session, "p3", PROVINCE).account_id or 0)
    gone.state = AccountState.DISABLED
    session.flush()
    assert [one.login for one in list_candidates(session, made)] == ["p1", "p2"]
    appoint_by_login(session, YEAR, " P1", BY)
    assert [one.login for one in list_candidates(session, made)] == ["p2"]
    with pytest.raises(BadQuery, match="没有登录名为“p9”"):
        appoint_by_login(session, YEAR, "p9 ", BY)


def test_of_very_many_candidates_the_first_are_offered(session: Session) -> None:
    made = make_round(session, YEAR, RoundTerms(), BY)
    for number in range(MOST_CANDIDATES + 1):
        session.add(
            Account(
                login=f"p{number:03}",
                name="评委",
                role=PROVINCE,
                state=AccountState.ACTIVE,
                password_changed_at=NOW,
                created_at=NOW,
            )
        )
    session.flush()
    offered = [one.login for one in list_candidates(session, made)]
    assert offered == [f"p{number:03}" for number in range(MOST_CANDIDATES)]


def test_what_proves_a_case_is_given_once_marking_begins(session: Session) -> None:
    case, other = entered(session), entered(session)
    (file,) = file_queries.files_of(session, RecordKind.CASE, case)
    judge = reviewer(session, "p1", PROVINCE)
    make_round(session, YEAR, RoundTerms(), BY)
    appoint(session, YEAR, judge.account_id or 0, BY)
    with pytest.raises(Forbidden, match="还没有开放"):
        reviewed_file(session, judge, case, file.id or 0)
    open_round(session, YEAR, BY)
    assert reviewed_file(session, judge, case, file.id or 0) == file
    with pytest.raises(NotFound, match="这个案例没有"):
        reviewed_file(session, judge, other, file.id or 0)


def test_nobody_marks_cases_of_the_own_city_or_organisation(session: Session) -> None:
    here = entered(session, YICHANG)
    there = entered(session, XIANGYANG)
    own = reviewer(session, "c1", Role.CITY_ORGANISER, city=YICHANG)
    opened(session, own)
    found = round_queries.get_round(session, YEAR)
    desk = view_desk(session, own, found)
    assert desk.barred == {here: "回避：本地区报送的案例"}
    assert [one.id for one in desk.to_mark] == [there]
    with pytest.raises(Forbidden, match="回避"):
        mark(session, own, here, 90)
    assert mark(session, own, there, 90)
    view = load_round(session, found)
    assert {row.case.id: row.barred for row in view.rows} == {here: ("c1",), there: ()}
    assert view.open_marks == 0


def test_nobody_marks_cases_of_the_own_organisation(session: Session) -> None:
    # Among the bodies that every database begins with.
    body = organisation_queries.find_by_name(session, "武汉大学")
    assert body is not None
    member = reviewer(session, "m1", Role.INSTITUTION_MEMBER, organisation_id=body.id)
    for parties in ({}, {"unit": "宜昌市局、武汉大学", "giver_name": "某人"}):
        case = make_case(session, YICHANG, **parties)
        assert barring(session, member, case) == "回避：本单位参与的案例"
    case = make_case(session, WUHAN)
    assert barring(session, member, case) == "回避：本地区报送的案例"


def test_the_provinces_own_case_is_barred_to_the_province(session: Session) -> None:
    case = make_case(session, None)
    assert barring(session, reviewer(session, "p1", PROVINCE), case)
    city = reviewer(session, "c1", Role.CITY_ORGANISER, city=YICHANG)
    assert not barring(session, city, case)


def test_marks_need_a_reason_an_appointment_and_an_open_round(session: Session) -> None:
    case = entered(session)
    judge, other = (reviewer(session, login, PROVINCE) for login in ("p1", "p2"))
    opened(session, judge)
    with pytest.raises(Forbidden, match="评委"):
        mark(session, other, case, 80)
    first = PROPOSED[0].slug
    for given, said in (
        ({first: Given(80, " ")}, "没有写理由"),
        ({first: Given(101, "好")}, "0 到 100"),
        ({"z": Given(1, "好")}, "已经变动"),
        ({}, "没有填写"),
    ):
        with pytest.raises(BadQuery, match=said):
            give_marks(session, judge, case, given, BY)
    assert not give_marks(session, judge, case, {first: Given(80, "好")}, BY)
    with pytest.raises(BadQuery, match="还有 1 份评分没有完成"):
        close_round(session, YEAR, "", BY)
    assert mark(session, judge, case, 85)
    close_round(session, YEAR, "", BY)
    with pytest.raises(Conflict, match="没有开放"):
        mark(session, judge, case, 90)
    open_round(session, YEAR, BY)
    assert mark(session, judge, case, 90)


def test_what_has_been_marked_stays_as_it_was_read(session: Session) -> None:
    case = entered(session)
    judge = reviewer(session, "p1", PROVINCE)
    opened(session, judge)
    mark(session, judge, case, 80)
    with pytest.raises(Conflict, match="已有评委"):
        return_case(session, case, stored(session, case).revision or 0, "改", BY)
    with pytest.raises(Conflict, match="评过分"):
        dismiss(session, YEAR, judge.account_id or 0, BY)


def test_the_choice_follows_the_order_or_says_why_not(session: Session) -> None:
    best, middle, last = (entered(session, title=f"案例{name}") for name in "甲乙丙")
    judge = reviewer(session, "p1", PROVINCE)
    opened(session, judge, terms=RoundTerms(size=2, city_cap=1))
    for case, number in ((best, 90), (middle, 80), (last, 70)):
        mark(session, judge, case, number)
    with pytest.raises(Conflict, match="还没有结束"):
        decide(session, YEAR, [best], {}, BY)
    close_round(session, YEAR, "", BY)
    view = load_round(session, round_queries.get_round(session, YEAR))
    assert [row.case.id for row in view.rows if row.in_first] == [best, middle]
    assert view.hints == ["宜昌有 2 个，超过每个市州建议的 1 个"]
    with pytest.raises(BadQuery, match="名额只有 2 个"):
        decide(session, YEAR, [best, middle, last], {}, BY)
    with pytest.raises(BadQuery, match="还缺：案例乙、案例丙"):
        decide(session, YEAR, [best, last], {best: "好"}, BY)
    decide(session, YEAR, [best, last], {middle: "同一市州已有", last: "领域有代表性"}, BY)
    states = [stored(session, one).state for one in (best, middle, last)]
    assert states == [CaseState.CHOSEN, CaseState.NOT_CHOSEN, CaseState.CHOSEN]
    assert stored(session, last).choice_reason == "领域有代表性"
    with pytest.raises(Conflict, match="已经确定"):
        decide(session, YEAR, [best], {}, BY)


def test_names_are_published_with_consent_alone(session: Session) -> None:
    case = entered(
        session, approach="武汉大学与宜昌化工有限公司经三次对接达成许可，过程有记录可查。"
    )
    judge = reviewer(session, "p1", PROVINCE)
    opened(session, judge)
    mark(session, judge, case, 80)
    close_round(session, YEAR, "", BY)
    decide(session, YEAR, [case], {}, BY)
    found = stored(session, case)
    hidden = case_fields(session, found, BY)
    assert hidden["做法"].startswith("供给方（名称从略）与需求方（名称从略）经三次对接")
    assert not [text for text in hidden.values() if "武汉大学" in text or "宜昌化工" in text]
    with pytest.raises(Conflict, match="没有登记同意"):
        publish_case(session, case, found.revision or 0, True, BY)
    say_consent(session, case, found.revision or 0, ("武汉大学", date(2024, 5, 1)), BY)
    publish_case(session, case, found.revision or 0, True, BY)
    assert case_queries.published_cases(session) == [found]
    assert case_fields(session, found, BY)["供给方"] == "武汉大学"
    say_consent(session, case, found.revision or 0, ("", None), BY)
    assert case_queries.published_cases(session) == []
    assert booklet_file(session, YEAR, BY).name == "典型案例汇编_2024.docx"
