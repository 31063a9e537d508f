"""Requests for improvement: asked, answered with changes, and told to whom they may be."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session

from matchmaker.errors import BadQuery
from matchmaker.services.edits import describe_source
from matchmaker.services.feedback_view import view_feedback
from matchmaker.services.improvement_view import UNTOLD, Reader, RequestView, view_requests
from matchmaker.services.improvements import (
    ImprovementWords,
    answer_request,
    decline_request,
    request_improvement,
    withdraw_request,
)
from models.demand import Demand
from models.errors import Conflict, InvalidValue, NotFound
from models.feedback_enums import ImprovementState, Opinion
from models.meeting_enums import DeclineReason
from models.patent import Patent
from models.queries import feedback as feedback_queries
from models.queries import improvements as improvement_queries
from models.queries.improvements import WantedRequests
from models.values.secrecy import Confidentiality
from tests.conftest import NOW
from tests.matchmaker.people_world import FIRMS, OWNERS, World, make_world
from tests.matchmaker.services.feedback_cases import HOUR, UNCLEAR, by, firm_says

CHINA = ZoneInfo("Asia/Shanghai")
TODAY = NOW.astimezone(CHINA).date()
LATER = NOW + timedelta(days=2)


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session)


def words(session: Session, world: World, **more: str | int) -> ImprovementWords:
    patent = session.get_one(Patent, world.pairs[0][1]).display_number
    return replace(ImprovementWords(patent, (UNCLEAR,), "需求1"), **more)  # type: ignore[arg-type]


def ask(session: Session, world: World, **more: str | int) -> int:
    asked = request_improvement(session, by(world.firms[0]), words(session, world, **more))
    return asked.request.id or 0


def view(session: Session, reader: Reader = Reader.ORGANISER, today: date = TODAY) -> RequestView:
    requests = improvement_queries.list_requests(session)
    (found,) = view_requests(session, requests, today, reader)
    return found


def hide(session: Session, world: World, level: Confidentiality) -> None:
    session.get_one(Demand, world.pairs[0][0]).confidentiality = level
    session.flush()


def test_a_request_is_due_after_working_days(session: Session, world: World) -> None:
    at = datetime(2024, 4, 30, 9, tzinfo=CHINA)
    asked = request_improvement(session, by(world.firms[0], at), words(session, world, days=4))
    # The first five days of May were off in 2024, and Saturday 11 was worked.
    assert (asked.request.due_on, asked.due.assumed) == (date(2024, 5, 9), False)
    assert asked.request.state is ImprovementState.OPEN


def test_a_request_is_overdue_after_its_last_day(session: Session, world: World) -> None:
    ask(session, world, days=1)
    due = view(session).due_on
    assert (view(session, today=due).state, view(session, today=due).overdue) == ("待答复", False)
    late = view(session, today=due + timedelta(days=1))
    assert (late.state, late.overdue) == ("已逾期", True)


def test_a_late_answer_is_welcome_and_closes_the_request(session: Session, world: World) -> None:
    request_id = ask(session, world, days=1)
    after = NOW + timedelta(days=60)
    answer_request(session, request_id, by(world.owners[0], after), "补充了实施例", {})
    found = view(session, today=after.date())
    assert (found.state, found.answer, found.institution) == ("已答复", "补充了实施例", OWNERS[0])
    assert (found.closed_by, found.closed_at, found.changed) == ("王", after, "")
    own = view(session, Reader.FIRM)
    assert (own.asked_by, own.closed_by, own.answer) == ("王", "", "补充了实施例")


def test_an_answer_may_change_the_patent_and_says_what(session: Session, world: World) -> None:
    request_id = ask(session, world)
    cells = {"应用场景": "钢厂轧辊修复", "maturity": "通过中试"}
    answer_request(session, request_id, by(world.owners[0], LATER, "赵"), "见修改", cells)
    patent = session.get_one(Patent, world.pairs[0][1])
    assert (patent.scenario, patent.maturity_text) == ("钢厂轧辊修复", "通过中试")
    assert "赵" in describe_source(session, patent, "scenario")
    assert "应用场景" in view(session).changed


def test_an_answer_with_a_value_that_is_none_is_refused_whole(
    session: Session, world: World
) -> None:
    request_id = ask(session, world)
    with pytest.raises(InvalidValue):
        answer_request(
            session, request_id, by(world.owners[0]), "见修改", {"transfer_modes": "随便"}
        )
    session.rollback()


def test_the_firm_sees_that_its_unfit_is_set_aside(session: Session, world: World) -> None:
    firm_says(session, world, 0, Opinion.UNFIT, UNCLEAR)
    request_id = request_improvement(
        session, by(world.firms[0], NOW + HOUR), words(session, world)
    ).request.id
    answer_request(session, request_id or 0, by(world.owners[0], LATER), "已补充", {})
    (found,) = view_feedback(session, feedback_queries.newest(session))
    assert found.state == "已改进，可再推介一次"


# --- what may not be asked


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"points": ()}, "请写明希望改进什么（可多个），可选：描述不清"),
        ({"points": (DeclineReason.HAS_SOLUTION,)}, "“已有方案”不是权利人能改进的"),
        ({"days": 0}, "1 至 250 个工作日"),
        ({"demand": "需求4"}, "不是该单位的需求"),
    ],
)
def test_a_request_that_makes_no_sense_is_refused(
    session: Session, world: World, more: dict[str, str | int], message: str
) -> None:
    with pytest.raises(BadQuery, match=message):
        ask(session, world, **more)


def test_the_same_is_asked_once_at_a_time(session: Session, world: World) -> None:
    request_id = ask(session, world)
    with pytest.raises(Conflict, match=f"已有待答复的改进请求 {request_id}"):
        ask(session, world)
    ask(session, world, demand="")
    withdraw_request(session, request_id, by(world.firms[0], LATER))
    assert ask(session, world) > request_id


def test_only_an_owner_answers_and_only_who_asked_withdraws(session: Session, world: World) -> None:
    request_id = ask(session, world)
    for act in (
        lambda: answer_request(session, request_id, by(world.owners[1]), "好", {}),
        lambda: decline_request(session, request_id, by(world.firms[0]), "不"),
    ):
        with pytest.raises(BadQuery, match="不是这件专利的权利人"):
            act()
    with pytest.raises(BadQuery, match="不是该单位提出的"):
        withdraw_request(session, request_id, by(world.firms[1]))
    with pytest.raises(NotFound, match="没有编号为 99 的改进请求"):
        withdraw_request(session, 99, by(world.firms[0]))
    with pytest.raises(BadQuery, match="就是这件专利的权利人"):
        request_improvement(session, by(world.owners[0]), words(session, world, demand=""))


def test_answer_and_refusal_need_words_and_a_closed_request_stays_closed(
    session: Session, world: World
) -> None:
    request_id, owner = ask(session, world), by(world.owners[0], LATER)
    with pytest.raises(BadQuery, match="请写明答复内容"):
        answer_request(session, request_id, owner, " ", {})
    with pytest.raises(BadQuery, match="请写明理由"):
        decline_request(session, request_id, owner, "")
    decline_request(session, request_id, owner, "涉密")
    with pytest.raises(Conflict, match="已谢绝，不能再改"):
        answer_request(session, request_id, owner, "好", {})
    assert (view(session).state, view(session).answer) == ("已谢绝", "涉密")


# --- what an owner is told


@pytest.mark.parametrize("level", [Confidentiality.PUBLIC, Confidentiality.RESTRICTED])
def test_an_owner_is_told_of_a_demand_that_is_released(
    session: Session, world: World, level: Confidentiality
) -> None:
    hide(session, world, level)
    ask(session, world, text=f"{FIRMS[0]}想看实施例")
    told = view(session, Reader.OWNER)
    assert (told.demand, told.demand_title, told.enterprise) == ("需求1", "需求1的难题", FIRMS[0])
    assert (told.text, told.asked_by) == (f"{FIRMS[0]}想看实施例", "")


@pytest.mark.parametrize("level", [Confidentiality.NAMED, Confidentiality.HIDDEN])
def test_nothing_of_a_hidden_demand_or_its_firm_shines_through(
    session: Session, world: World, level: Confidentiality
) -> None:
    hide(session, world, level)
    for text in (f"我们{FIRMS[0]}想看实施例", "武汉轧机制造 有限公司", "为了需求1", "需求1的难题"):
        with pytest.raises(BadQuery, match="不对权利人公开"):
            ask(session, world, text=text)
    request_id = ask(session, world, text="想看实施例")
    told = view(session, Reader.OWNER)
    assert (told.demand, told.demand_title, told.enterprise) == ("", "", "某企业")
    assert (told.text, told.points, told.asked_by) == ("想看实施例", "描述不清", "")
    withdraw_request(session, request_id, by(world.firms[0], LATER))
    assert view(session, Reader.OWNER).closed_by == ""
    own = view(session)
    assert (own.demand, own.enterprise, own.closed_by) == ("需求1", FIRMS[0], "王")


def test_a_firm_that_asks_for_no_demand_stays_unnamed(session: Session, world: World) -> None:
    with pytest.raises(BadQuery, match="不对权利人公开"):
        ask(session, world, demand="", text=FIRMS[0])
    ask(session, world, demand="")
    assert view(session, Reader.OWNER).enterprise == "某企业"


def test_words_of_a_demand_that_is_hidden_later_are_hidden_with_it(
    session: Session, world: World
) -> None:
    ask(session, world, text=f"{FIRMS[0]}想看实施例")
    hide(session, world, Confidentiality.HIDDEN)
    told = view(session, Reader.OWNER)
    assert (told.text, told.demand, told.enterprise) == (UNTOLD, "", "某企业")


def test_requests_are_found_by_who_asks_and_whose_patents_they_are_about(
    session: Session, world: World
) -> None:
    request_id = ask(session, world)
    for wanted, found in (
        (WantedRequests(organisation_id=world.firms[0]), [request_id]),
        (WantedRequests(organisation_id=world.firms[1]), []),
        (WantedRequests(patents={world.pairs[0][1]}), [request_id]),
        (WantedRequests(patents={world.pairs[1][1]}), []),
        (WantedRequests(ImprovementState.ANSWERED), []),
    ):
        requests = improvement_queries.list_requests(session, wanted)
        assert [request.id for request in requests] == found
