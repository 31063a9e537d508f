"""The list of industries at the office: named, moved, retired, seen beforehand, taken back."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlmodel import Session, select

from matchmaker.industry.taxonomy import Taxonomy, load_taxonomy
from matchmaker.jobs.work import WorkRunner, WorkSetup, lanes
from matchmaker.jobs.work_kinds import KINDS
from matchmaker.services import industry_editions
from matchmaker.services.accounts.registry import Position
from matchmaker.settings import Settings
from matchmaker.web.app import create_app
from models.account_enums import Role
from models.audit import AuditKind
from models.demand import Demand
from models.patent import PatentIndustry
from models.session import make_session
from models.work import Work, WorkState
from tests.conftest import NOW
from tests.factories import number, write_demands, write_patents
from tests.lines import make_line
from tests.matchmaker.web.api.cases import audited
from tests.matchmaker.web.people import sign_in

PAGE = "/office/rules/industries"
NINTH = f"{PAGE}/ninth"
DRONE = number("202010000077")
CAMPAIGN = """
name = "活动"

[[event]]
slug = "docking"
name = "武汉对接会"
kind = "provincial_docking"
date = 2024-06-18
city = "武汉"
industries = ["ninth"]
quotas = {ninth = {least = 1}}
"""
ENDING = ("武汉大学", "2020-01-05")


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    unlimited = {"limit_read": "0/60", "limit_write": "0/60", "limit_ask": "0/60"}
    return Settings(data_dir=tmp_path / "data", database_url=database_url, **unlimited)


@pytest.fixture
def client(settings: Settings, tmp_path: Path, engine: Engine) -> Iterator[TestClient]:
    """A stock, an event for the ninth industry, and an organiser of the province."""
    (tmp_path / "c.toml").write_text(CAMPAIGN, encoding="utf-8")
    make_line(
        settings,
        write_patents(tmp_path / "p.csv"),
        write_demands(tmp_path / "d.csv"),
        tmp_path / "c.toml",
    )
    with TestClient(create_app(settings, lambda: NOW)) as client:
        sign_in(client, engine)
        yield client


def fields(page: str) -> dict[str, str]:
    """Return what a form of an industry holds, as a browser would send it."""
    found = dict(re.findall(r'<input[^>]* name="(\w+)"[^>]* value="([^"]*)"', page))
    found |= dict(re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>([^<]*)</textarea>', page))
    for name, options in re.findall(r'<select[^>]* name="(\w+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    found |= dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    return found


def form(client: TestClient, path: str = NINTH, **changed: str) -> dict[str, str]:
    return {**fields(client.get(path).text), "note": "鄂政办发〔2024〕1 号", **changed}


def save(client: TestClient, path: str = NINTH, **changed: str) -> str:
    answer = client.post(path, data={**form(client, path, **changed), "act": "save"})
    assert answer.status_code == 200, answer.text
    return answer.text


def sort_records(client: TestClient, engine: Engine, settings: Settings) -> None:
    page = client.post(f"{PAGE}/-/sorting").text
    assert ("重新归类（任务" in page, "已提交重新归类" in page) == (True, True)
    for lane in lanes(engine, KINDS):
        WorkRunner(WorkSetup(engine, settings, lambda: NOW, KINDS), lane).drain()
    with make_session(engine) as session:
        work = session.exec(select(Work).order_by(Work.id)).all()[-1]
    assert work.state == WorkState.DONE, work.error_text
    said = f"归类有变 {work.result['patent_changed']} 件"
    assert said in client.get(f"/office/work/{work.id}").text


def tags(session: Session, slug: str) -> int:
    return len(
        session.exec(select(PatentIndustry).where(PatentIndustry.industry_slug == slug)).all()
    )


def test_ninth_industry_is_named_and_everything_says_so(
    client: TestClient, engine: Engine, settings: Settings
) -> None:
    page = save(client, name="低空经济", aliases="", status="confirmed")
    assert "“低空经济”已保存，目录现为第 2 版" in page
    assert "2024-05-06（第 2 版）" in page
    for path in (
        "/events/docking",
        "/office/events/-/new",
        "/office/events/docking/edit",
        "/office/map",
    ):
        shown = client.get(path).text
        assert ("低空经济" in shown, "待确认）" in shown) == (True, False), path
    (record,) = audited(engine, AuditKind.RULE_CHANGE)
    assert (record["edition"], record["industries"], record["note"]) == (
        2,
        ["ninth"],
        "鄂政办发〔2024〕1 号",
    )
    sign_in(client, engine, Position(Role.AUDITOR))
    assert "改动的产业" in client.get("/office/audit").text


def test_firm_chooses_among_the_industries_in_force(client: TestClient, engine: Engine) -> None:
    save(client, f"{PAGE}/textile", retired="yes")
    save(client, name="低空经济", aliases="")
    with make_session(engine) as session:
        firm = session.exec(select(Demand.organisation_id)).first()
    sign_in(client, engine, Position(Role.ENTERPRISE_MEMBER, firm))
    choices = re.findall(r'<option value="([^"]+)"', client.get("/enterprise/demands/new").text)
    assert ("低空经济" in choices, "现代纺织服装" in choices) == (True, False)


def test_sorting_moves_a_record_and_going_back_restores_it(
    client: TestClient, engine: Engine, settings: Settings
) -> None:
    typed = form(
        client,
        f"{PAGE}/-/new",
        name="金属加工",
        ipc="B23K、C21D、B22F、C23C",
        terms="轧辊、激光熔覆",
        slug="metal",
    )
    looked = client.post(f"{PAGE}/-/new", data={**typed, "act": "look"}).text
    assert ("还没有保存" in looked, "新增“金属加工”（metal）" in looked) == (True, True)
    moved = re.search(r'>金属加工</th><td class="number">0</td><td class="number">(\d+)<', looked)
    assert moved is not None
    assert int(moved[1]) > 0
    assert client.get(f"{PAGE}/metal").status_code == 404
    client.post(f"{PAGE}/-/new", data={**typed, "act": "save"})
    with make_session(engine) as session:
        assert tags(session, "metal") == 0
    sort_records(client, engine, settings)
    with make_session(engine) as session:
        assert tags(session, "metal") == int(moved[1])
    assert "金属加工" in client.get("/patents").text
    assert client.get("/patents?industry=metal").status_code == 200
    page = client.post(f"{PAGE}/history", data={"edition": "1", "follows": "2"}).text
    assert "已恢复到第 1 版的内容，目录现为第 3 版" in page
    sort_records(client, engine, settings)
    with make_session(engine) as session:
        assert tags(session, "metal") == 0
    assert "金属加工" not in client.get("/patents").text


def test_wrong_values_stay_in_the_form_with_what_is_wrong(client: TestClient) -> None:
    answer = client.post(
        NINTH, data=form(client, name="低空 经济", ipc="B64C、H0M", terms="飞", trades="9999")
    )
    assert answer.status_code == 422
    for said in (
        "名称里不能有空格",
        "“H0M”不是国际专利分类号",
        "“飞”太短",
        "GB/T 4754 中没有以“9999”开头的行业",
        "B64C、H0M</textarea>",
    ):
        assert said in answer.text
    answer = client.post(NINTH, data=form(client, name="低空经济", aliases="", valid_from="明天"))
    assert (answer.status_code, "施行日期的写法不对" in answer.text) == (422, True)


def test_second_of_two_who_edit_is_told_and_loses_nothing(client: TestClient) -> None:
    mine = form(client, name="现代化工")
    save(client, name="低空经济", aliases="")
    answer = client.post(NINTH, data=mine)
    assert answer.status_code == 422
    for said in ("刚刚被别人修改过", "改名为“低空经济”", 'value="现代化工"'):
        assert said in answer.text
    again = {**fields(answer.text), "note": "来文", "act": "save"}
    assert "“现代化工”已保存，目录现为第 3 版" in client.post(NINTH, data=again).text


def test_retired_industry_is_kept_by_its_events_and_chosen_by_no_other(client: TestClient) -> None:
    save(client, retired="yes")
    assert "已停用" in client.get(PAGE).text
    assert client.get("/events/docking").status_code == 200
    edit = client.get("/office/events/docking/edit").text
    assert 'value="ninth" checked' in edit
    assert 'value="ninth"' not in client.get("/office/events/-/new").text
    kept = client.patch("/api/v1/events/docking", json={"name": "武汉都市圈对接会"})
    assert kept.status_code == 200, kept.text
    new = {"slug": "other", "name": "又一场", "kind": "local_docking", "date": "2024-07-01"}
    refused = client.post("/api/v1/events", json={**new, "city": "武汉", "industries": ["ninth"]})
    assert (refused.status_code, "这个产业已停用" in refused.text) == (422, True)
    said = {"number": DRONE, "industry": "ninth"}
    assert "已停用，不能再选" in client.post(PAGE, data=said).text


def test_other_can_neither_be_retired_nor_moved(client: TestClient) -> None:
    answer = client.post(f"{PAGE}/other", data=form(client, f"{PAGE}/other", retired="yes"))
    assert (answer.status_code, "不能停用" in answer.text) == (422, True)
    page = save(client, f"{PAGE}/other", after="-", aliases="其他领域")
    assert page.index(">新材料<") < page.index(">其他<")


def test_slug_is_chosen_once(client: TestClient) -> None:
    taken = form(client, f"{PAGE}/-/new", name="安全应急", slug="ai")
    answer = client.post(f"{PAGE}/-/new", data=taken)
    assert (answer.status_code, "已用于“人工智能”" in answer.text) == (422, True)
    client.post(f"{PAGE}/-/new", data={**taken, "slug": ""})
    assert "代号不能改" in client.get(f"{PAGE}/industry-1").text


def test_history_tells_who_when_why_and_what(client: TestClient) -> None:
    assert "目录还没有修改过" in client.get(f"{PAGE}/history").text
    save(client, name="低空经济", aliases="")
    save(client, status="confirmed")
    page = client.get(f"{PAGE}/history?old=1&new=3").text
    for said in (
        "现行第 3 版",
        "随系统提供的目录",
        "鄂政办发〔2024〕1 号",
        "第 1 版 → 第 3 版",
        "改名为“低空经济”",
        "状态由待确认改为已确认",
    ):
        assert said in page
    assert client.get(f"{PAGE}/history?old=1&new=77").status_code == 404
    late = client.post(f"{PAGE}/history", data={"edition": "1", "follows": "2"}).text
    assert "刚刚被别人修改过" in late


def test_newer_bundled_list_is_shown_with_its_difference_and_taken_over(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(client, name="低空经济", aliases="")
    assert "系统升级带来了新的目录" not in client.get(PAGE).text
    bundled = load_taxonomy()
    release = Taxonomy(
        "2024-12",
        tuple(replace(one, name=one.name.replace("（待确认）", "")) for one in bundled.industries),
    )
    monkeypatch.setattr(industry_editions, "load_taxonomy", lambda: release)
    page = client.get(PAGE).text
    for said in ("系统升级带来了新的目录（2024-12）", "“低空经济”：改名为“第九个新兴特色产业”"):
        assert said in page
    late = client.post(f"{PAGE}/-/release", data={"follows": "1"}).text
    assert "刚刚被别人修改过" in late
    page = client.post(f"{PAGE}/-/release", data={"follows": "2"}).text
    assert "已采用系统新带的目录，现为第 3 版" in page
    assert ("2024-12（第 3 版）" in page, "系统升级带来了" in page) == (True, False)


def test_whoever_only_reads_sees_the_words_and_no_form(client: TestClient, engine: Engine) -> None:
    sign_in(client, engine, Position(Role.AUDITOR))
    page = client.get(NINTH).text
    assert ("B64U" in page, "<textarea" in page) == (True, False)
    assert client.get(f"{PAGE}/-/new").status_code == 403
    assert client.post(NINTH, data={}).status_code == 403
