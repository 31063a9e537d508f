"""The review chain of an institution, and what ends of its listings."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import col, select

from matchmaker.services.edits import set_values
from models.listing import ListingProposal
from models.patent import Patent
from models.session import make_session
from tests.conftest import NOW
from tests.matchmaker.web.pages.institution_desk import (
    DEPARTMENT,
    FIRST,
    MEMBER,
    SECOND,
    UNIVERSITY,
    Desk,
    open_desk,
    words,
)

LISTINGS = "/institution/listings"


@pytest.fixture
def desk(tmp_path: Path, sqlite_template: Path) -> Iterator[Desk]:
    with open_desk(tmp_path, sqlite_template) as desk:
        desk.be(MEMBER)
        form = {"patents": [FIRST, SECOND], "act": "propose", "price": "61万元"}
        desk.post("/institution/patents/apply", **form)
        yield desk


def states(desk: Desk) -> list[str]:
    with make_session(desk.engine) as session:
        found = session.exec(select(ListingProposal).order_by(col(ListingProposal.id))).all()
        return [one.state.value for one in found]


def decide(desk: Desk, act: str, *ids: int, reason: str = "") -> str:
    form = {"ids": ids, "act": act, "reason": reason, "view": ""}
    return desk.post(f"{LISTINGS}/decide", **form).text


def test_proposals_go_through_department_and_university_with_old_and_new_values(
    desk: Desk,
) -> None:
    desk.be(UNIVERSITY)
    assert "没有待您审核的申报" in desk.get(LISTINGS)
    desk.be(DEPARTMENT)
    assert "价格 （空） 61万元" in words(desk.get(LISTINGS))
    assert "2 项 待我审核" in words(desk.get("/institution"))
    assert "已通过 2 项" in decide(desk, "pass", 1, 2)
    assert states(desk) == ["university", "university"]
    assert desk.patent(FIRST).price_low_cny is None
    desk.be(UNIVERSITY)
    assert "退回请写明原因" in decide(desk, "return", 1)
    assert "已退回 1 项" in decide(desk, "return", 1, reason="价格缺少依据")
    # The one that is closed keeps the other not back.
    page = decide(desk, "pass", 1, 2)
    assert "已通过 1 项。1 项没有办理" in page
    assert (states(desk), desk.patent(SECOND).price_low_cny) == (["returned", "passed"], 610_000)
    desk.be(MEMBER)
    assert "价格缺少依据" in desk.get(f"{LISTINGS}?state=returned")


def test_what_is_wrong_keeps_what_was_chosen(desk: Desk) -> None:
    desk.be(DEPARTMENT)
    answer = desk.post(f"{LISTINGS}/decide", ids=[2], act="return", reason=" ", view="waiting")
    assert answer.status_code == 422
    assert 'value="2" aria-label="选中 需求2的办法" checked' in answer.text
    assert 'value="1" aria-label="选中 需求1的办法" checked' not in answer.text
    assert desk.post(f"{LISTINGS}/decide", act="pass").status_code == 422


def test_a_member_withdraws_its_own_and_reviews_nothing(desk: Desk) -> None:
    desk.be(MEMBER)
    assert "撤回我的申报" in desk.get(LISTINGS)
    assert desk.post(f"{LISTINGS}/decide", ids=[1], act="pass").status_code == 403
    assert "已撤回 1 项" in decide(desk, "withdraw", 1)
    assert states(desk) == ["withdrawn", "department"]
    # Of another university's nobody hears.
    desk.be(UNIVERSITY, 1)
    assert FIRST not in desk.get(f"{LISTINGS}?state=all")
    assert "没有编号为 2 的挂牌申报" in decide(desk, "pass", 2)


def test_listings_that_end_are_renewed_many_at_once(desk: Desk) -> None:
    with make_session(desk.engine) as session:
        for shown, until in ((FIRST, date(2024, 5, 20)), (SECOND, date(2024, 5, 1))):
            patent = session.get_one(Patent, desk.patent(shown).id)
            set_values(session, patent, {"listed_until": until}, "张三", NOW)
        session.commit()
    desk.be(UNIVERSITY)
    ending = "/institution/ending"
    assert "2024-05-20（周一） 14 天" in words(desk.get(ending))
    assert "已过 5 天" in desk.get(f"{ending}?ending=expired")
    form = {"patents": [FIRST, SECOND], "act": "renew", "back": ending}
    page = desk.post("/institution/patents/preview", **form).text
    assert "2024-05-20 2025-05-20" in words(page)
    assert 'name="back" value="/institution/ending"' in page
    done = desk.post("/institution/patents/apply", **form)
    assert (done.url.path, "已续期 2 件" in done.text) == (ending, True)
    assert [str(desk.patent(one).listed_until) for one in (FIRST, SECOND)] == [
        "2025-05-20",
        "2025-05-06",
    ]
    desk.be(MEMBER)
    assert "续期和撤下由审核员办理" not in desk.get(ending)
    assert "没有 30 天内到期的挂牌" in desk.get(ending)
