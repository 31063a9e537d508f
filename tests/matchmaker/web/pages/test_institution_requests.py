"""What firms ask of an institution and say of its patents, as far as it is told."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from matchmaker.services.feedback import Speaker
from matchmaker.services.improvements import ImprovementWords, request_improvement
from matchmaker.services.list_hands import Author
from models.feedback import Feedback, ImprovementRequest
from models.feedback_enums import Opinion
from models.meeting_enums import DeclineReason, Side
from models.session import make_session
from tests.conftest import NOW
from tests.matchmaker.web.pages.institution_desk import (
    FIRST,
    MEMBER,
    UNIVERSITY,
    Desk,
    open_desk,
    words,
)

REQUESTS = "/institution/requests"
DUE = "2024-05-20"


@pytest.fixture
def desk(tmp_path: Path, sqlite_template: Path) -> Iterator[Desk]:
    with open_desk(tmp_path, sqlite_template) as desk, make_session(desk.engine) as session:
        firm = desk.world.firms[0]
        asked = ImprovementWords(FIRST, (DeclineReason.PRICE,), "", "想知道许可费", 11)
        request_improvement(session, Speaker(firm, Author("李四", NOW)), asked)
        demand, patent = desk.world.pairs[0]
        session.add(
            Feedback(
                demand_id=demand,
                patent_id=patent,
                side=Side.ENTERPRISE,
                organisation_id=firm,
                opinion=Opinion.FIT,
                actor="李四",
                said_at=NOW,
            )
        )
        session.commit()
        yield desk


def request(desk: Desk) -> ImprovementRequest:
    with make_session(desk.engine) as session:
        found = session.get_one(ImprovementRequest, 1)
        session.expunge(found)
    return found


def test_a_request_is_shown_with_its_last_day_and_without_who_asks(desk: Desk) -> None:
    desk.be(MEMBER)
    for path in ("/institution", REQUESTS, f"{REQUESTS}/1"):
        told = words(desk.get(path))
        assert DUE in told
        assert "李四" not in told
    assert "某企业" in desk.get(f"{REQUESTS}/1")
    assert "没有已答复的改进请求" in desk.get(f"{REQUESTS}?state=answered")


def test_a_reviewer_answers_and_sets_what_was_asked_for(desk: Desk) -> None:
    desk.be(UNIVERSITY)
    wrong = desk.post(f"{REQUESTS}/1", act="answer", text="见资料", price="随便")
    assert wrong.status_code == 422
    assert 'value="随便"' in wrong.text
    assert ">见资料</textarea>" in wrong.text
    done = desk.post(f"{REQUESTS}/1", act="answer", text="许可费见资料", price="20万元")
    assert "已答复，并更新了专利的 1 个字段" in done.text
    found = request(desk)
    assert (found.state.value, found.answering_id) == ("answered", desk.world.owners[0])
    assert desk.patent(FIRST).price_low_cny == 200_000
    again = desk.post(f"{REQUESTS}/1", act="decline", text="再来一次")
    assert (again.status_code, request(desk).state.value) == (422, "answered")


def test_a_member_answers_in_words_and_sets_nothing(desk: Desk) -> None:
    desk.be(MEMBER)
    assert "请写明答复内容" in desk.post(f"{REQUESTS}/1", act="answer", text=" ").text
    desk.post(f"{REQUESTS}/1", act="answer", text="正在评估", price="20万元")
    assert request(desk).answer == "正在评估"
    assert desk.patent(FIRST).price_low_cny is None


def test_a_request_is_turned_down_with_the_reason_and_others_hear_nothing(desk: Desk) -> None:
    desk.be(UNIVERSITY, 1)
    assert desk.client.get(f"{REQUESTS}/1").status_code == 404
    assert desk.post(f"{REQUESTS}/1", act="decline", text="不").status_code == 404
    desk.be(UNIVERSITY)
    assert "谢绝请写明理由" in desk.post(f"{REQUESTS}/1", act="decline").text
    desk.post(f"{REQUESTS}/1", act="decline", text="已独家许可")
    assert request(desk).state.value == "declined"


def test_wanted_patents_are_told_with_how_many_and_without_an_index(desk: Desk) -> None:
    desk.be(MEMBER)
    told = words(desk.get("/institution/wanted"))
    assert f"需求1的办法 {FIRST} 1 0 0 1" in told
    assert "匹配索引还没有建好" in told
    desk.be(UNIVERSITY, 1)
    assert "企业还没有对本单位的专利表态" in desk.get("/institution/wanted")
