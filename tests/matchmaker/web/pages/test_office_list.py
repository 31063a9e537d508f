"""The builder of a candidate list: what a button does to the list, and what is refused."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import Engine

from matchmaker.events.roadshow_criteria import Criterion
from matchmaker.jobs.work import WorkRunner, WorkSetup, lanes
from matchmaker.jobs.work_kinds import KINDS
from matchmaker.settings import Settings
from matchmaker.web.app import create_app
from matchmaker.web.pages.office import event_list_print
from models.audit import AuditKind
from tests.conftest import NOW
from tests.matchmaker.services.list_world import (
    FIRST,
    SECOND,
    make_world,
    pairs,
    patent_number,
    view,
)
from tests.matchmaker.web.api.cases import audited, city_organiser
from tests.matchmaker.web.people import sign_in

PAGE = "/office/events/docking"
OTHER_SUBJECT = ("X-1", patent_number(1, 0))


@pytest.fixture
def listed(tmp_path: Path, database_url: str) -> Settings:
    """A stock with the list of an event: three patents for each of three firms."""
    return make_world(tmp_path, database_url)


@pytest.fixture
def client(listed: Settings, engine: Engine) -> Iterator[TestClient]:
    with TestClient(create_app(listed, lambda: NOW)) as client:
        sign_in(client, engine)
        yield client


def work_off(engine: Engine, settings: Settings) -> None:
    """Do what waits."""
    setup = WorkSetup(engine, settings, lambda: NOW, KINDS)
    for lane in lanes(engine, KINDS):
        WorkRunner(setup, lane).drain()


def post(client: TestClient, rest: str, **fields: Any) -> str:
    """Send a form; return the page that follows."""
    answer = client.post(f"{PAGE}{rest}", data={k: str(v) for k, v in fields.items()})
    assert answer.status_code == 200, answer.text
    return answer.text


def act(client: TestClient, what: str, pair: tuple[str, str], **fields: Any) -> str:
    version = fields.pop("version", 1)
    demand, patent = pair
    said = {"act": what, "demand": demand, "patent": patent, "version": version, **fields}
    return post(client, "/list/act", **said)


def rules(**changed: str) -> dict[str, str]:
    usual = {
        "per_demand": "3",
        "per_patent": "2",
        "institution_share": "100",
        "per_enterprise": "1",
        "per_city": "0",
        "total": "",
        "quotas": "",
    }
    return {**usual, **changed}


def undo_button(page: str) -> str:
    found = re.search(r'class="notice done".*?name="act" value="(\d+)"', page, re.DOTALL)
    assert found is not None, page
    return found[1]


def of_first_firm(engine: Engine) -> list[tuple[str, str]]:
    return [pair for pair in pairs(engine) if pair[0] == "X-1"]


def test_what_is_pinned_stays_when_the_list_is_made_anew(
    client: TestClient, engine: Engine, listed: Settings
) -> None:
    lowest = of_first_firm(engine)[-1]
    assert "已固定" in act(client, "pin", lowest)
    page = post(client, "/rules", **rules(per_demand="1"), then="generate")
    assert "生成名单：等待中" in page
    assert 'hx-trigger="every 1s"' in page
    work_off(engine, listed)
    assert lowest in of_first_firm(engine)
    assert len(of_first_firm(engine)) < 3
    page = client.get(f"{PAGE}?work=1").text
    assert "生成名单：已完成" in page
    assert "第 2 版" in page
    assert "取消固定" in page


def test_progress_is_told_as_a_part_of_the_page(
    client: TestClient, engine: Engine, listed: Settings
) -> None:
    post(client, "/list/make", what="generate", as_of="2024-05-08")
    live = client.get(f"{PAGE}/work/1", headers={"hx-request": "true"})
    assert live.text.lstrip().startswith('<section id="work"')
    assert "hx-refresh" not in live.headers
    work_off(engine, listed)
    assert (
        client.get(f"{PAGE}/work/1", headers={"hx-request": "true"}).headers["hx-refresh"] == "true"
    )
    assert (
        client.get(f"{PAGE}/work/1", follow_redirects=False).headers["location"] == f"{PAGE}?work=1"
    )
    assert client.get(f"{PAGE}/work/9").status_code == 404


def test_a_locked_list_is_not_changed_and_says_so(
    client: TestClient, engine: Engine, listed: Settings
) -> None:
    post(client, "/list/make", what="lock", version=1)
    work_off(engine, listed)
    page = client.get(PAGE).text
    assert "已锁定" in page
    assert "移出的理由" not in page
    before = pairs(engine)
    assert "已锁定，不能改动" in act(client, "remove", FIRST, text="撤回")
    assert "请写明更正的原因" in post(client, "/list/correct", reason=" ")
    assert pairs(engine) == before
    assert "已建更正稿第 2 版" in post(client, "/list/correct", reason="权利人撤回")
    act(client, "remove", FIRST, text="撤回", version=2)
    assert (FIRST in pairs(engine), FIRST in pairs(engine, version=1)) == (False, True)
    assert "退出" in client.get(f"{PAGE}/list/changes").text


@pytest.mark.parametrize(
    ("what", "fields"),
    [("pin", {}), ("note", {"text": "重点"}), ("move", {"place": 3}), ("remove", {"text": "撤回"})],
)
def test_every_act_is_taken_back_by_its_button(
    client: TestClient, engine: Engine, what: str, fields: dict[str, Any]
) -> None:
    pair = of_first_firm(engine)[0]
    before = view(engine).entries
    page = act(client, what, pair, **fields)
    assert view(engine).entries != before
    assert "已撤销" in post(client, "/list/undo", act=undo_button(page))
    assert view(engine).entries == before


def test_what_was_done_before_the_last_act_is_not_taken_back(client: TestClient) -> None:
    first = undo_button(act(client, "pin", FIRST))
    act(client, "note", FIRST, text="重点")
    assert "请先撤销后来的操作" in post(client, "/list/undo", act=first)
    assert client.get(f"{PAGE}/list/log").text.count('name="act"') == 1
    assert "没有这条操作记录" in post(client, "/list/undo", act=10_000)


def test_a_removal_without_a_reason_or_from_an_old_page_is_refused(
    client: TestClient, engine: Engine
) -> None:
    before = pairs(engine)
    assert "须写明理由" in act(client, "remove", FIRST, text=" ")
    assert "请看过新版再操作" in act(client, "pin", FIRST, version=7)
    assert "没有需求编号" in act(client, "pin", ("X-9", FIRST[1]))
    assert "不认得这项操作" in act(client, "lock", FIRST)
    assert pairs(engine) == before


def test_wrong_rules_are_kept_and_told_at_the_field(client: TestClient) -> None:
    answer = client.post(f"{PAGE}/rules", data=rules(per_demand="零", quotas="炼金术 2"))
    assert answer.status_code == 422
    assert 'value="零"' in answer.text
    assert "应为整数。例如 5" in answer.text
    assert "没有产业“炼金术”" in answer.text
    assert "已保存" in post(client, "/rules", **rules(quotas="新材料 0 5", total="9"))
    assert "新材料 0 5</textarea>" in client.get(PAGE).text


def test_a_pair_is_looked_for_and_added(
    client: TestClient, engine: Engine, listed: Settings
) -> None:
    demand, patent = OTHER_SUBJECT
    found = client.get(f"{PAGE}/list/add", params={"demand_words": "轧辊", "patent_words": patent})
    assert found.text.count('type="radio"') == 2
    answer = client.post(f"{PAGE}/list/add", data={"demand_words": "轧辊", "patent_words": "电池"})
    assert (answer.status_code, "请各选一项需求和一件专利" in answer.text) == (422, True)
    again = client.post(f"{PAGE}/list/add", data={"demand": FIRST[0], "patent": FIRST[1]})
    assert (again.status_code, "名单上已有这一对" in again.text) == (422, True)
    post(client, "/list/add", demand=demand, patent=patent)
    work_off(engine, listed)
    assert OTHER_SUBJECT in pairs(engine)
    added = re.search(r'name="act" value="(\d+)"', client.get(f"{PAGE}/list/log").text)
    assert added is not None
    post(client, "/list/undo", act=added[1])
    assert OTHER_SUBJECT not in pairs(engine)


def ask_why(client: TestClient, pair: tuple[str, str]) -> Response:
    params = {"demand": pair[0], "patent": pair[1]}
    return client.get(f"{PAGE}/list/why-not/answer", params=params)


def test_why_a_patent_is_missing_is_answered(client: TestClient) -> None:
    assert "查原因" in client.get(f"{PAGE}/list/why-not").text
    assert "已列入第 1 版" in ask_why(client, SECOND).text
    act(client, "remove", SECOND, text="另行许可")
    assert "人工移出：另行许可" in ask_why(client, SECOND).text
    page = ask_why(client, OTHER_SUBJECT).text
    assert "差在哪里" in page
    assert "得分构成" in page
    wrong = ask_why(client, ("X-9", "abc"))
    assert (wrong.status_code, 'value="X-9"' in wrong.text) == (422, True)


def test_the_printed_list_names_event_and_version_on_every_page(
    client: TestClient, engine: Engine
) -> None:
    page = client.get(f"{PAGE}/list/print").text
    heads = re.findall(r'class="page-head"><th colspan="8">(.*?)</th>', page)
    assert {re.sub(r"　[^　]*　第", "　第", head) for head in heads} == {
        "武汉都市圈对接会　第 1 版（草稿）　2024-06-18"
    }
    assert page.count("一种轧辊表面裂纹的激光熔覆修复") >= 3
    assert "部分打印" not in page
    taken = {"what": "候选名单", "files": ["打印：全部，第 1 部分"]}
    assert taken in audited(engine, AuditKind.EXPORT)


def test_a_long_list_is_printed_in_parts_or_by_industry(
    client: TestClient, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = client.get(f"{PAGE}/list/print").text
    places = re.findall(r'<td class="number">(\d+)</td><td>', whole)
    assert len(places) > 2
    monkeypatch.setattr(event_list_print, "PRINTED", len(places) - 1)
    first = client.get(f"{PAGE}/list/print").text
    assert "分 2 部分打印，这是第 1 部分" in first
    assert re.findall(r'<td class="number">(\d+)</td><td>', first) == places[:-1]
    on = re.search(r'rel="next" href="([^"]+)"', first)
    assert on is not None
    second = client.get(unescape(on[1])).text
    assert "这是第 2 部分" in second
    assert re.findall(r'<td class="number">(\d+)</td><td>', second) == places[-1:]
    assert 'rel="next"' not in second
    by_industry = re.findall(r'href="([^"]+industry=[^"]+)">\S+ (\d+)</a>', whole)
    assert sum(int(count) for _, count in by_industry) == len(places)
    for address, count in by_industry:
        page = client.get(unescape(address)).text
        assert len(re.findall(r'<td class="number">(\d+)</td><td>', page)) == int(count)


def test_an_organiser_of_another_city_is_refused(client: TestClient, engine: Engine) -> None:
    sign_in(client, engine, city_organiser("宜昌"))
    for rest in ("", "/list/print", "/list/log", "/list/why-not"):
        assert client.get(PAGE + rest).status_code == 403
    assert client.post(f"{PAGE}/list/act", data={"act": "pin"}).status_code in (403, 422)


SHOW = "/office/events/show"
PLAN = {
    **{one.value: "10" for one in Criterion},
    "maturity": "50",
    "size": "2",
    "per_institution": "3",
    "blend": "35",
}


def test_a_roadshow_is_weighed_marked_and_selected(
    client: TestClient, engine: Engine, listed: Settings
) -> None:
    show = {"slug": "show", "name": "武汉路演", "kind": "roadshow", "date": "2024-06-27"}
    new = {**show, "city": "420100", **rules()}
    assert "路演遴选" in client.post("/office/events/-/new", data=new).text
    assert "还没有遴选" in client.get(f"{SHOW}/roadshow").text
    wrong = client.post(f"{SHOW}/roadshow/plan", data={**PLAN, "heat": "很多"})
    assert (wrong.status_code, 'value="很多"' in wrong.text) == (422, True)
    mark = {"patent": patent_number(0, 1), "reviewer": "李教授", "mark": "95"}
    over = client.post(f"{SHOW}/roadshow/marks", data={**mark, "mark": "101"})
    assert (over.status_code, "应在 0 到 100 之间" in over.text) == (422, True)
    assert "已记下评分" in client.post(f"{SHOW}/roadshow/marks", data=mark).text
    asked = client.post(f"{SHOW}/roadshow/plan", data={**PLAN, "then": "select"})
    assert "遴选路演专利：等待中" in asked.text
    work_off(engine, listed)
    page = client.get(f"{SHOW}/roadshow").text
    assert page.count("sheet.docx") == 2
    assert "权重变动会换掉哪些" in page
    assert 'data-chart="bars"' in page
    assert client.get(f"{PAGE}/roadshow").status_code == 422
