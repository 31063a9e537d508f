"""An organiser acts for a firm or an institution: on every page, in every author, until it ends."""

from collections.abc import Iterator
from typing import Any

import pytest
from httpx2 import Response
from sqlmodel import col, select

from matchmaker.services.accounts.registry import Position
from matchmaker.web.notices import Undo
from models.account_enums import Role
from models.demand import Demand
from models.feedback import Feedback
from models.listing import ListingProposal
from models.listing_enums import ListingState
from models.organisation import Organisation
from models.privacy import Consent, Disclosure, PairConsent
from models.provenance import RecordEdit
from tests.matchmaker.web.pages.enterprise_world import (
    FIRM,
    OTHER_FIRM,
    OWNER,
    ROLL,
    SLUG,
    World,
    enterprise_world,
    told,
)
from tests.matchmaker.web.people import leave, let_in, open_account

WHY = "企业来电，请代填需求"
PROVINCE, AUDITOR = Position(Role.PROVINCIAL_ORGANISER), Position(Role.AUDITOR)
OF_WUHAN = Position(Role.CITY_ORGANISER, city="武汉")
NAME = f"测试人（代{FIRM}）"
DEMAND = {
    "title": "动力电池包热失控的早期预警",
    "problem": "电池包在充电时发热膨胀，热失控之前没有任何提示，整车烧毁。",
    "confidentiality": "restricted",
}
PAGE = {"accept": "text/html"}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with enterprise_world(tmp_path_factory.mktemp("firm")) as world:
        yield world


def begin(world: World, body: int | None = None, reason: str = WHY) -> Response:
    """Sign in as an organiser and act for an organisation, the firm if no other is named."""
    form = {"organisation_id": str(body or world.firm), "reason": reason}
    return world.enter(PROVINCE).post("/office/acting", data=form)


def owner_id(world: World) -> int:
    with world.session() as session:
        return session.exec(select(Organisation.id).where(Organisation.name == OWNER)).one() or 0


def newest(world: World, table: Any) -> Any:
    with world.session() as session:
        return session.exec(select(table).order_by(col(table.id).desc())).first()


def test_organisations_are_found_by_a_part_of_the_name_and_chosen(world: World) -> None:
    client = world.enter(PROVINCE)
    assert "还没有选单位" in client.get("/office/acting").text
    page = client.get("/office/acting", params={"words": "轧机"}).text
    link = f"/office/acting?organisation={world.firm}"
    assert (FIRM in page, f'href="{link}"' in page, OTHER_FIRM in page) == (True, True, False)
    assert ("企业</td>" in page, "武汉</td>" in page) == (True, True)
    chosen = client.get(link).text
    assert f"代“{FIRM}”办理" in chosen
    assert f'name="organisation_id" value="{world.firm}"' in chosen
    assert "没有找到单位" in client.get("/office/acting?words=没有这家").text


def test_a_city_organiser_finds_and_acts_for_the_own_city(world: World) -> None:
    client = world.enter(OF_WUHAN)
    page = client.get("/office/acting", params={"words": "有限公司"}).text
    assert (FIRM in page, OTHER_FIRM in page) == (True, False)
    theirs = {"organisation_id": str(world.other_firm), "reason": WHY}
    assert client.get(f"/office/acting?organisation={world.other_firm}").status_code == 403
    assert client.post("/office/acting", data=theirs).status_code == 403
    ours = {"organisation_id": str(world.firm), "reason": WHY}
    assert client.post("/office/acting", data=ours).headers["location"] == "/enterprise"


def test_a_reason_is_asked_for_and_what_was_typed_stays(world: World) -> None:
    answer = begin(world, reason="急")
    assert answer.status_code == 422
    assert "没有开始：代办事由不合要求" in answer.text
    assert (f"代“{FIRM}”办理" in answer.text, 'value="急"' in answer.text) == (True, True)


def test_every_page_says_for_whom_why_and_under_which_name(world: World) -> None:
    answer = begin(world)
    assert answer.headers["location"] == "/enterprise"
    done = told(answer)
    assert (done.text, done.undo) == (
        f"已开始代“{FIRM}”办理",
        Undo(path="/office/acting/end", label="结束代办"),
    )
    strip = f"正在代“<b>{FIRM}</b>”办理（事由：{WHY}）。您做的都会记为“{NAME}”。"
    for path in ("/", "/enterprise", "/enterprise/events", f"/events/{SLUG}", "/account", "/docs"):
        page = world.client.get(path)
        assert (path, page.status_code, strip in page.text) == (path, 200, True)
        assert 'action="/office/acting/end"' in page.text
    menu = world.client.get("/enterprise").text
    assert ("企业工作台" in menu, "组织工作台" in menu, "单位与授权" in menu) == (
        True,
        False,
        False,
    )


def test_what_is_done_stands_under_both_names(world: World) -> None:
    begin(world)
    client = world.client
    assert client.post("/enterprise/demands/new", data=DEMAND).status_code == 303
    demand, edit = newest(world, Demand), newest(world, RecordEdit)
    assert (demand.title, demand.organisation_id) == (DEMAND["title"], world.firm)
    assert (edit.record_id, edit.actor) == (demand.id, NAME)
    judged = {"number": ROLL, "rank": "1", "score": "0.5", "opinion": "fit"}
    client.post(f"/enterprise/demands/{world.demand}/judgements", data=judged)
    word = newest(world, Feedback)
    assert (word.organisation_id, word.actor) == (world.firm, NAME)
    client.post("/office/acting/end")
    page = world.enter(AUDITOR).get("/office/audit").text
    for said in ("开始代办", "结束代办", "测试人（provincial_organiser-0）", NAME, FIRM, WHY):
        assert (said, said in page) == (said, True)
    assert "<small>事由：</small>" in page


def test_contacts_and_consents_are_left_to_the_firms_own_people(world: World) -> None:
    begin(world)
    client, pair = world.client, f"/enterprise/demands/{world.demand}/patents/{ROLL}"
    refused = [
        client.post(f"{pair}/contact", data={"purpose": "约时间"}, headers=PAGE),
        client.post(f"{pair}/consent", data={"given": "true"}, headers=PAGE),
        client.get("/enterprise/data", headers=PAGE),
        client.post("/enterprise/data/consents", data={"purpose": "push", "given": "true"}),
        client.post("/enterprise/data/requests", data={"kind": "access"}),
        client.get(f"/api/v1/demands/{world.demand}/consents/{ROLL}"),
        client.put(f"/api/v1/demands/{world.demand}/consents/{ROLL}"),
    ]
    assert [one.status_code for one in refused] == [403] * 7
    assert all("请先结束代办" in one.text for one in refused)
    # The way out stands on the page that refuses.
    assert 'action="/office/acting/end"' in refused[0].text
    assert client.put("/api/v1/me/consents/push", json={"given": True}).status_code == 403
    page = client.get(pair).text
    assert ("代办时不能表示同意" in page, f'action="{pair}/consent"' in page) == (True, False)
    with world.session() as session:
        for table in (Disclosure, Consent, PairConsent):
            assert session.exec(select(table)).all() == []


def test_files_and_the_office_wait_for_the_end(world: World) -> None:
    begin(world, owner_id(world))
    client = world.client
    for path in ("/institution/import", "/office", "/office/acting", "/office/events"):
        answer = client.get(path)
        assert (path, answer.status_code) == (path, 403)
        assert "请先结束代办" in answer.text
    other = {"organisation_id": str(world.firm), "reason": WHY}
    assert client.post("/office/acting", data=other).status_code == 403


def test_for_an_institution_one_stands_at_its_desk_and_reviews_nothing(world: World) -> None:
    answer = begin(world, owner_id(world))
    assert answer.headers["location"] == "/institution"
    client, path = world.client, "/institution/patents/apply"
    form = {"patents": [ROLL], "price": "61万元", "modes": ["assignment"]}
    assert client.post(path, data={**form, "act": "edit"}).status_code == 403
    assert client.post(path, data={**form, "act": "propose"}).status_code == 303
    proposal = newest(world, ListingProposal)
    assert (proposal.organisation_id, proposal.proposed_by, proposal.state) == (
        owner_id(world),
        f"测试人（代{OWNER}）",
        ListingState.UNIVERSITY,
    )
    passed = f"/office/listings/{proposal.id}/pass"
    assert client.post(passed).status_code == 403
    # Nor once they are of the office again: it is their own proposal.
    client.post("/office/acting/end")
    client.post(passed)
    assert newest(world, ListingProposal).state is ListingState.UNIVERSITY


def test_the_end_leads_back_to_the_office_and_can_be_taken_back(world: World) -> None:
    begin(world)
    answer = world.client.post("/office/acting/end")
    assert answer.headers["location"] == "/office/acting"
    done = told(answer)
    assert done.text == f"已结束代“{FIRM}”办理"
    assert world.client.get("/office").status_code == 200
    assert "正在代" not in world.client.get("/office/acting").text
    assert world.client.get("/enterprise").status_code == 403
    again = world.client.post("/office/acting/end")
    assert (told(again).kind, told(again).text) == ("failed", "现在没有在代办，无需结束")
    assert done.undo is not None
    world.client.post(done.undo.path, data=done.undo.fields)
    assert f"正在代“<b>{FIRM}</b>”" in world.client.get("/enterprise").text


def test_another_browser_of_the_same_person_acts_for_nobody(world: World) -> None:
    elsewhere = open_account(world.engine, PROVINCE)
    begin(world)
    let_in(world.client, elsewhere)
    assert "正在代" not in world.client.get("/office").text
    assert world.client.get("/enterprise").status_code == 403
    assert world.client.get("/api/v1/me").json()["acting_for"] == ""


def test_programs_interface_says_for_whom(world: World) -> None:
    begin(world)
    me = world.client.get("/api/v1/me").json()
    assert (me["name"], me["acting_for"], me["organisations"]) == (NAME, FIRM, [world.firm])
    assert "contact:open" not in me["permissions"]


def test_to_sign_out_ends_it(world: World) -> None:
    begin(world)
    assert world.client.post("/logout").headers["location"] == "/login"
    world.enter(PROVINCE)
    assert "正在代" not in world.client.get("/office").text


def test_others_neither_begin_nor_end(world: World) -> None:
    form = {"organisation_id": str(world.firm), "reason": WHY}
    for position in (AUDITOR, Position(Role.PROVINCIAL_ADMIN), None):
        client = world.enter(position)
        answers = [
            client.get("/office/acting"),
            client.post("/office/acting", data=form),
            client.post("/office/acting/end"),
        ]
        assert [one.status_code for one in answers] == [403, 403, 403]
    leave(world.client)
    assert world.client.get("/office/acting").headers["location"] == "/login?next=/office/acting"


def test_participants_and_accounts_lead_there(world: World) -> None:
    world.enter()
    client = world.enter(PROVINCE)
    link = f'href="/office/acting?organisation={world.firm}"'
    assert link in client.get(f"/office/events/{SLUG}/participants").text
    people = client.get("/office/people", params={"words": "enterprise_member"}).text
    path = people.split('<td><a href="')[1].split('"')[0]
    assert link in client.get(path).text
    assert link not in world.enter(AUDITOR).get(path).text
