"""A firm writes demands, sees what they find while typing, and judges patents."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlmodel import col, select

from matchmaker.services.accounts.registry import Position
from models.account_enums import Role
from models.demand import Demand
from models.feedback import Feedback
from models.feedback_enums import Opinion
from models.values.secrecy import Confidentiality
from tests.factories import number
from tests.matchmaker.web.pages.enterprise_world import (
    BATTERY,
    LASER,
    ROLL,
    World,
    enterprise_world,
    told,
)

NEW: dict[str, Any] = {
    "title": "动力电池包热失控的早期预警",
    "problem": "电池包在充电时发热膨胀，热失控之前没有任何提示，整车烧毁。",
    "target": "提前 5 分钟预警，误报率低于 1%",
    "description": "用于磷酸铁锂客车电池包，环境温度 -20 至 45 度",
    "cooperation_modes": ["转让", "普通许可"],
    "budget": "50-80万元",
    "confidentiality": "restricted",
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with enterprise_world(tmp_path_factory.mktemp("firm")) as world:
        yield world


@pytest.fixture(autouse=True)
def nothing_said(world: World) -> None:
    with world.session() as session:
        for word in session.exec(select(Feedback)):
            session.delete(word)
        session.commit()


def judge(world: World, **said: Any) -> Any:
    path = f"/enterprise/demands/{world.demand}/judgements"
    return world.enter().post(path, data={"number": ROLL, "rank": "1", "score": "0.5", **said})


def words(world: World) -> list[Feedback]:
    with world.session() as session:
        return list(session.exec(select(Feedback).order_by(col(Feedback.id))))


def test_the_desk_is_a_firms_alone(world: World) -> None:
    for role in (Role.PROVINCIAL_ORGANISER, Role.AUDITOR):
        answer = world.enter(Position(role)).get("/enterprise")
        assert answer.status_code == 403


def test_the_first_page_shows_own_demands_and_what_weakens_them(world: World) -> None:
    page = world.enter().get("/enterprise").text
    assert "轧辊裂纹修复" in page
    assert "电池包热失控预警" not in page
    assert "没有预期目标" in page
    assert "武汉都市圈对接会" in page
    assert "请答复邀请" in page


def test_a_demand_of_another_firm_is_not_on_the_desk(world: World) -> None:
    client = world.enter()
    for path in ("", "/edit", f"/patents/{ROLL}", "/compare"):
        assert client.get(f"/enterprise/demands/{world.other}{path}").status_code == 404
    answer = client.post(f"/enterprise/demands/{world.other}/edit", data=NEW)
    assert answer.status_code == 404


def test_the_form_explains_every_level_of_confidentiality(world: World) -> None:
    page = world.enter().get("/enterprise/demands/new").text
    assert [level.label for level in Confidentiality if f"<b>{level.label}</b>：" in page] == [
        "公开",
        "限定",
        "定向",
        "不公开",
    ]
    assert 'hx-trigger="input changed delay:400ms' in page


def test_while_typing_the_page_shows_what_would_be_found(world: World) -> None:
    answer = world.enter().post(
        "/enterprise/demands/preview",
        data={"title": "轧辊裂纹的激光修复"},
        headers={"HX-Request": "true"},
    )
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert "<mark>激光</mark>" in answer.text
    assert "没有写主要问题" in answer.text


def test_a_patent_that_a_firm_has_found_comes_along_into_a_new_demand(world: World) -> None:
    client = world.enter()
    path = "/enterprise/demands/new"
    page = client.get(path, params={"patent": BATTERY}).text
    assert f'href="/enterprise/demands/{world.demand}/patents/{BATTERY}"' in page
    assert f"/enterprise/demands/{world.other}/patents" not in page
    assert f'name="patent" value="{BATTERY}"' in page
    refused = client.post(path, data={**NEW, "title": "", "patent": BATTERY})
    assert refused.status_code == 422
    assert f'name="patent" value="{BATTERY}"' in refused.text
    answer = client.post(path, data={**NEW, "title": "电池包预警之二", "patent": BATTERY})
    undo = told(answer).undo
    made = answer.headers["location"]
    assert made.endswith(f"/patents/{BATTERY}")
    assert [word.opinion for word in words(world)] == [Opinion.FIT]
    assert undo is not None
    back = client.post(undo.path, data=undo.fields)
    assert back.headers["location"] == made
    assert "记为合适" not in client.get(made).text


def test_a_patent_that_nobody_has_is_no_beginning(world: World) -> None:
    nobody = number("202099999999")
    answer = world.enter().get("/enterprise/demands/new", params={"patent": nobody})
    assert answer.status_code == 404


def test_a_demand_that_nothing_answers_is_told_so(world: World) -> None:
    client = world.enter()
    found = client.post("/enterprise/demands/preview", data={"title": "轧辊裂纹的激光修复"}).text
    assert "都不太像" not in found
    far = client.post("/enterprise/demands/preview", data={"title": "服装尺码推荐"}).text
    assert "都不太像" in far
    assert far.count("<li><b>") == 1
    none = client.post("/enterprise/demands/preview", data={"title": "桥梁拉索防锈"}).text
    assert "没有找到可推荐的专利" in none


def test_without_a_script_a_button_shows_the_same_and_keeps_what_is_typed(world: World) -> None:
    answer = world.enter().post("/enterprise/demands/new", data={**NEW, "act": "look"})
    assert answer.status_code == 200
    assert f'value="{NEW["title"]}"' in answer.text
    assert '<ol class="found">' in answer.text
    with world.session() as session:
        assert session.exec(select(Demand).where(Demand.title == NEW["title"])).first() is None


def test_wrong_values_are_told_at_their_fields_and_nothing_typed_is_lost(world: World) -> None:
    wrong = {**NEW, "title": "", "budget": "很多钱", "deadline": "明天"}
    answer = world.enter().post("/enterprise/demands/new", data=wrong)
    assert answer.status_code == 422
    page = answer.text
    assert "有 3 处需要改正" in page
    assert 'value="很多钱"' in page
    assert NEW["problem"] in page
    assert 'value="转让" checked' in page
    for field in ("title", "budget", "deadline"):
        assert f'class="help wrong" id="h-{field}"' in page


def test_a_new_demand_is_kept_with_all_that_was_typed(world: World) -> None:
    answer = world.enter().post("/enterprise/demands/new", data=NEW)
    assert answer.status_code == 303
    with world.session() as session:
        demand = session.exec(select(Demand).where(Demand.title == NEW["title"])).one()
    assert answer.headers["location"] == f"/enterprise/demands/{demand.id}"
    assert demand.organisation_id == world.firm
    assert (demand.target, demand.description) == (NEW["target"], NEW["description"])
    assert (demand.budget_low_cny, demand.budget_high_cny) == (500_000, 800_000)
    assert demand.cooperation_modes == ["assignment", "ordinary_licence"]
    assert demand.confidentiality is Confidentiality.RESTRICTED
    again = world.enter().post("/enterprise/demands/new", data=NEW)
    assert again.status_code == 422
    assert "已有同名的需求" in again.text


def test_the_form_of_a_change_gives_back_what_stands_there(world: World) -> None:
    client = world.enter()
    path = f"/enterprise/demands/{world.demand}/edit"
    first = {**NEW, "title": "轧辊裂纹修复", "contact_name": "张三", "contact_phone": "13800138000"}
    assert client.post(path, data=first).status_code == 303
    page = client.get(path).text
    assert "13800138000" not in page
    assert 'value="转让" checked' in page
    assert 'value="restricted" required checked' in page
    # What a page shows can be sent as it stands; empty contacts leave those that are kept.
    budget = page.split('id="f-budget"')[1].split('value="')[1].split('"')[0]
    answer = client.post(
        path, data={**first, "budget": budget, "contact_name": "", "contact_phone": ""}
    )
    assert told(answer).text == "内容没有变化"
    with world.session() as session:
        demand = session.get_one(Demand, world.demand)
        assert (demand.contact_name, demand.budget_high_cny) == ("张三", 800_000)


def test_patents_come_with_shared_words_marked_and_the_parts_of_the_score(world: World) -> None:
    page = world.enter().get(f"/enterprise/demands/{world.demand}").text
    assert f'href="/patents/{ROLL}"' in page
    assert page.count("<mark>") >= 3
    assert 'class="waterfall"' in page


def test_a_fit_is_kept_as_it_was_shown_and_counted(world: World) -> None:
    assert judge(world, opinion="fit").status_code == 303
    (word,) = words(world)
    assert (word.opinion, word.rank, word.score, word.organisation_id) == (
        Opinion.FIT,
        1,
        0.5,
        world.firm,
    )
    client = world.enter()
    assert "已判：合适" in client.get(f"/enterprise/demands/{world.demand}").text
    row = client.get("/enterprise").text.split("轧辊裂纹修复")[1]
    assert '<td class="number">1</td>' in row


def test_an_unfit_needs_a_reason_and_keeps_the_note_that_was_typed(world: World) -> None:
    answer = judge(world, opinion="unfit", note="要再看看")
    assert answer.status_code == 422
    assert "请至少选一个不合适的原因" in answer.text
    assert "要再看看" in answer.text
    assert words(world) == []


def test_what_was_found_unfit_is_not_recommended_until_it_is_undone(world: World) -> None:
    client = world.enter()
    path = f"/enterprise/demands/{world.demand}"
    card = f'id="p-{ROLL}"'
    assert card in client.get(path).text
    undo = told(judge(world, opinion="unfit", reasons=["price", "too_early"])).undo
    assert undo is not None
    page = client.get(path).text
    assert card not in page
    assert "成熟度不够、价格" in page
    answer = client.post(undo.path, data=undo.fields)
    assert answer.status_code == 303
    assert words(world) == []
    assert card in client.get(path).text


def test_undoing_brings_the_word_before_back_and_not_an_older_one(world: World) -> None:
    judge(world, opinion="fit")
    judge(world, opinion="unsure")
    first, second = words(world)
    undo = f"/enterprise/demands/{world.demand}/judgements/undo"
    client = world.enter()
    assert client.post(undo, data={"feedback_id": str(first.id)}).status_code == 409
    assert client.post(undo, data={"feedback_id": str(second.id)}).status_code == 303
    assert [word.opinion for word in words(world)] == [Opinion.FIT]


def test_with_a_script_only_the_buttons_of_the_patent_change(world: World) -> None:
    client = world.enter()
    path = f"/enterprise/demands/{world.demand}/judgements"
    live = {"HX-Request": "true"}
    shown = {"number": ROLL, "rank": "1", "score": "0.5"}
    answer = client.post(path, data={**shown, "opinion": "fit"}, headers=live)
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert 'class="judging"' not in answer.text
    assert "已判：合适" in answer.text
    # What is missing is told by the script, from the error as programs get it.
    wrong = client.post(path, data={**shown, "opinion": "unfit"}, headers=live)
    assert wrong.status_code == 422
    assert wrong.json()["detail"].startswith("请至少选一个不合适的原因")
    (word,) = words(world)
    undo = {**shown, "feedback_id": str(word.id)}
    answer = client.post(f"{path}/undo", data=undo, headers=live)
    assert "已判" not in answer.text
    assert words(world) == []


def test_a_word_of_another_firm_cannot_be_taken_back(world: World) -> None:
    judge(world, opinion="fit")
    (word,) = words(world)
    client = world.enter(Position(Role.ENTERPRISE_MEMBER, world.other_firm))
    undo = f"/enterprise/demands/{world.other}/judgements/undo"
    assert client.post(undo, data={"feedback_id": str(word.id)}).status_code == 404
    assert len(words(world)) == 1


def test_patents_stand_side_by_side_at_most_four(world: World) -> None:
    client = world.enter()
    path = f"/enterprise/demands/{world.demand}/compare"
    page = client.get(path, params={"number": [ROLL, LASER, BATTERY]}).text
    head = page.split("<thead>")[1].split("</thead>")[0]
    assert [one in head for one in (ROLL, LASER, BATTERY)] == [True, True, True]
    assert "得分" in page
    assert "请勾选两到四件专利" in client.get(path).text


def test_without_an_index_a_demand_is_still_read_and_written(world: World) -> None:
    client = world.enter()
    index = world.index_dir
    away = index.with_name("away")
    index.rename(away)
    try:
        page = client.get(f"/enterprise/demands/{world.demand}")
        preview = client.post("/enterprise/demands/preview", data=NEW)
    finally:
        away.rename(index)
    for answer in (page, preview):
        assert answer.status_code == 200
        assert "推荐暂时不可用" in answer.text
    assert "轧辊裂纹修复" in page.text
