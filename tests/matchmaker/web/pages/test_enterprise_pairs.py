"""One patent against a demand: meeting its owner, asking for more, exchanging contacts."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlmodel import select

from matchmaker.services.accounts.registry import Position
from matchmaker.services.consents import agree_to_pair
from matchmaker.services.edits import edit_patent, get_patent
from matchmaker.services.list_hands import Author
from models.account_enums import Role
from models.feedback import ImprovementRequest
from models.feedback_enums import ImprovementState
from models.meeting_enums import Side, Wanting
from models.participant import Wish
from models.privacy import Disclosure
from models.privacy_enums import DisclosureGround
from tests.conftest import NOW
from tests.factories import number
from tests.matchmaker.web.pages.enterprise_world import (
    BATTERY,
    LASER,
    OWNER,
    ROLL,
    SLUG,
    World,
    enterprise_world,
    told,
)

BY = Author("测试", NOW)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with enterprise_world(tmp_path_factory.mktemp("firm")) as world:
        yield world


def path(world: World, number: str = ROLL) -> str:
    return f"/enterprise/demands/{world.demand}/patents/{number}"


def test_the_page_says_why_and_marks_what_both_texts_share(world: World) -> None:
    page = world.enter().get(path(world)).text
    assert "在可推荐的" in page
    demand, patent = page.split("<h3>需求</h3>")[1].split("<h3>专利</h3>")
    assert "<mark>轧辊裂纹修复</mark>" in demand
    assert "<mark>轧辊裂纹</mark>" in patent


def test_a_patent_that_may_not_be_offered_says_so(world: World) -> None:
    gone = number("201910000003")
    page = world.enter().get(path(world, gone)).text
    assert "为什么没有推荐" in page
    assert "申请会面" in page
    assert world.enter().get(path(world, "1")).status_code == 422


def test_an_owner_who_is_invited_too_can_be_asked_to_meet(world: World) -> None:
    client = world.enter()
    assert f"申请与{OWNER}会面" in client.get(path(world)).text
    assert "目前没有贵单位与权利人都受邀的活动" in client.get(path(world, BATTERY)).text
    form = {
        "participant_id": str(world.participant),
        "other": OWNER,
        "wants": "want",
        "demand_id": str(world.demand),
        "number": ROLL,
    }
    answer = client.post(f"/enterprise/events/{SLUG}/wishes", data=form)
    assert answer.headers["location"] == path(world)
    assert "已申请会面" in client.get(path(world)).text
    with world.session() as session:
        wish = session.exec(select(Wish)).one()
        assert (wish.side, wish.enterprise_id, wish.wants) == (
            Side.ENTERPRISE,
            world.firm,
            Wanting.WANT,
        )
    undo = told(answer).undo
    assert undo is not None
    assert client.post(undo.path, data=undo.fields).status_code == 303
    with world.session() as session:
        assert session.exec(select(Wish)).all() == []


def test_an_owner_is_asked_for_more_until_a_day_and_the_request_can_be_withdrawn(
    world: World,
) -> None:
    client = world.enter()
    form = {"points": ["price", "benefit_unclear"], "text": "请说明单件成本", "days": "5"}
    answer = client.post(f"{path(world)}/improvements", data=form)
    with world.session() as session:
        request = session.exec(select(ImprovementRequest)).one()
    assert (request.demand_id, request.points, request.due_on) == (
        world.demand,
        ["benefit_unclear", "price"],
        date(2024, 5, 11),
    )
    assert "请说明单件成本" in client.get("/enterprise").text
    again = client.post(f"{path(world)}/improvements", data=form)
    assert again.status_code == 422
    assert "还在等待答复" in again.text
    assert "请说明单件成本" in again.text
    undo = told(answer).undo
    assert undo is not None
    other = world.enter(Position(Role.ENTERPRISE_MEMBER, world.other_firm))
    assert other.post(undo.path).status_code == 404
    assert world.enter().post(undo.path).status_code == 303
    with world.session() as session:
        state = session.exec(select(ImprovementRequest)).one().state
    assert state is ImprovementState.WITHDRAWN


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"text": "想看样品", "days": "5"}, "请至少勾选一项"),
        ({"points": ["price"], "text": "想看样品", "days": "三天"}, "答复期限请写 1 至 250"),
        ({"points": ["price"], "text": "想看样品", "days": "900"}, "1 至 250"),
    ],
)
def test_a_request_that_says_too_little_is_shown_again(
    world: World, form: dict[str, object], said: str
) -> None:
    answer = world.enter().post(f"{path(world, LASER)}/improvements", data=form)
    assert answer.status_code == 422
    assert said in answer.text
    assert "想看样品" in answer.text


def test_contacts_are_shown_once_both_agree_and_for_a_purpose_that_is_kept(world: World) -> None:
    client = world.enter()
    contact = f"{path(world)}/contact"
    assert client.post(contact, data={"purpose": "看样品"}).status_code == 403
    assert (
        "请等待权利人同意"
        in told(client.post(f"{path(world)}/consent", data={"given": "true"})).text
    )
    with world.session() as session:
        patent = get_patent(session, ROLL)
        edit_patent(
            session, ROLL, {"contact_name": "李四", "contact_phone": "13900000001"}, "测试", NOW
        )
        agree_to_pair(session, world.demand, patent.id or 0, Side.INSTITUTION, BY)
        session.commit()
    assert "李四" not in client.get(path(world)).text
    assert told(client.post(contact, data={"purpose": " "})).kind == "failed"
    shown = client.post(contact, data={"purpose": "约定看样品"})
    assert (shown.status_code, "13900000001" in shown.text) == (200, True)
    with world.session() as session:
        kept = session.exec(select(Disclosure)).one()
        assert (kept.purpose_text, kept.ground) == ("约定看样品", DisclosureGround.CONSENT)
    assert "也已同意，可以查看" in client.get("/enterprise/data").text
    assert client.post(f"{path(world)}/consent", data={"given": "false"}).status_code == 303
    assert client.post(contact, data={"purpose": "看样品"}).status_code == 403
