"""The list of firms of a finance roadshow at its page."""

from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from models.queries import events as event_queries
from models.queries import participants as participant_queries
from models.session import make_session
from tests.matchmaker.people_world import SLUG
from tests.matchmaker.services.firm_lists.cases import (
    CHAIN,
    LASER,
    OTHER,
    OUTSIDE,
    ask_for_equity,
    firm_id,
    load_more,
    load_stock,
    roadshow,
)
from tests.matchmaker.web.api.cases import act_as, city_organiser

EVENTS = "/office/events"
FIRMS = f"{EVENTS}/june/firms"


@pytest.fixture
def show(client: TestClient, engine: Engine, tmp_path: Path) -> TestClient:
    """A roadshow without a chain, and firms of the laser chain."""
    with make_session(engine) as session:
        load_stock(session, tmp_path)
        load_more(session, tmp_path)
        roadshow(session, "june", date(2024, 6, 20))
        session.commit()
    return client


@pytest.fixture
def listed(show: TestClient) -> TestClient:
    """Its chain is chosen and its list made."""
    show.post(f"{FIRMS}/chain", data={"chain": CHAIN})
    assert "已生成第 1 版，3 家" in show.post(f"{FIRMS}/make").text
    return show


def act(client: TestClient, firm: str, kind: str, text: str = "", version: int = 1) -> str:
    form = {"act": kind, "firm": firm, "text": text, "version": str(version)}
    return client.post(f"{FIRMS}/act", data=form).text


def test_a_chain_is_chosen_and_a_list_is_made(show: TestClient) -> None:
    assert "先选一条产业链" in show.get(FIRMS).text
    assert "还没有定产业链" in show.post(f"{FIRMS}/make").text
    assert "没有这条产业链" in show.post(f"{FIRMS}/chain", data={"chain": "none"}).text
    assert "已保存产业链" in show.post(f"{FIRMS}/chain", data={"chain": CHAIN}).text
    page = show.post(f"{FIRMS}/make").text
    assert "已生成第 1 版，3 家" in page
    assert page.index(LASER) < page.index(OTHER)
    assert "链上有效专利 1 件" in page
    assert "没有变化，沿用第 1 版" in show.post(f"{FIRMS}/make").text


def test_only_finance_roadshows_have_firms(show: TestClient) -> None:
    assert 'href="/office/events/june/firms"' in show.get(f"{EVENTS}/june").text
    assert "/firms" not in show.get(f"{EVENTS}/{SLUG}").text
    for rest in ("", "/changes", "/print", ".xlsx"):
        assert show.get(f"{EVENTS}/{SLUG}/firms{rest}").status_code == 404
    for rest in ("/make", "/lock", "/correct", "/invite", "/chain"):
        assert show.post(f"{EVENTS}/{SLUG}/firms{rest}", data={}).status_code == 404


def test_firms_are_changed_by_hand_and_the_difference_is_told(listed: TestClient) -> None:
    assert "须写明理由" in act(listed, LASER, "remove")
    assert f"已移出：{LASER}" in act(listed, LASER, "remove", "已上市")
    page = act(listed, OUTSIDE, "add", "牵头处室推荐")
    assert "备注：牵头处室推荐" in page
    assert "人工移出的企业（1）" in page
    assert "不认得这项操作" in act(listed, OTHER, "move")
    assert "现在的草稿是第 1 版，不是第 2 版" in act(listed, OTHER, "pin", version=2)
    assert "更新名单时重新参选" in act(listed, LASER, "restore")
    assert "只有一版名单" in listed.get(f"{FIRMS}/changes").text
    listed.post(f"{FIRMS}/make")
    changes = listed.get(f"{FIRMS}/changes").text
    assert "新进 1" in changes
    assert LASER in changes
    assert "第 1 版" in listed.get(FIRMS, params={"version": 1}).text


def test_a_row_is_acted_on_by_its_id_whatever_the_firm_is_called(
    listed: TestClient, engine: Engine
) -> None:
    with make_session(engine) as session:
        firm = firm_id(session, LASER)
    assert f'name="organisation" value="{firm}"' in listed.get(FIRMS).text
    form = {"act": "pin", "organisation": str(firm), "version": "1"}
    assert f"已固定：{LASER}" in listed.post(f"{FIRMS}/act", data=form).text
    nobody = listed.post(f"{FIRMS}/act", data={**form, "organisation": "999999"}).text
    assert "没有编号为 999999 的单位" in nobody
    assert "单位名称是空的" in act(listed, "", "pin")


def test_a_list_is_locked_printed_taken_and_invited(listed: TestClient, engine: Engine) -> None:
    assert "第 1 版已锁定" in listed.post(f"{FIRMS}/lock", data={"version": 1}).text
    page = listed.get(FIRMS).text
    assert "备注、移出" not in page
    assert "建更正版" in page
    assert LASER in listed.get(f"{FIRMS}/print").text
    book = openpyxl.load_workbook(BytesIO(listed.get(f"{FIRMS}.xlsx").content))
    assert book.sheetnames == ["路演企业"]
    rows = list(book.active.iter_rows(min_row=3, values_only=True))
    assert rows[0][:4] == ("序号", "企业", "市州", "得分")
    assert rows[1][:4] == (1, LASER, "武汉", 0.35)
    told = listed.post(f"{FIRMS}/invite", data={"version": 1}).text
    assert "已邀请 3 家" in told
    with make_session(engine) as session:
        event = event_queries.get_event(session, "june")
        assert len(participant_queries.list_participants(session, event)) == 3
    assert "请写明更正的原因" in listed.post(f"{FIRMS}/correct", data={"reason": " "}).text
    assert "已建更正稿第 2 版" in listed.post(f"{FIRMS}/correct", data={"reason": "改期"}).text


def test_the_workbook_of_a_draft_tells_what_changed(listed: TestClient) -> None:
    act(listed, LASER, "remove", "已上市")
    act(listed, LASER, "restore")
    listed.post(f"{FIRMS}/make")
    book = openpyxl.load_workbook(BytesIO(listed.get(f"{FIRMS}.xlsx").content))
    assert book.sheetnames == ["路演企业", "与上一版的变化"]
    rows = list(book["与上一版的变化"].iter_rows(min_row=2, values_only=True))
    assert rows[0][:4] == ("新进", LASER, None, "第 1 名")


def test_a_city_is_told_of_finance_in_its_own_firms_alone(
    listed: TestClient, engine: Engine
) -> None:
    with make_session(engine) as session:
        ask_for_equity(session, OTHER)
        session.commit()
    assert "正在融资：股权融资" in listed.post(f"{FIRMS}/make").text
    act_as(listed, engine, city_organiser("武汉"))
    page = listed.get(FIRMS).text
    assert "股权融资" not in page
    assert "只有省局和该企业所在市州可见" in page
    act_as(listed, engine, city_organiser("宜昌"))
    assert listed.get(FIRMS).status_code == 403


def test_an_unusual_month_is_told_where_an_event_is_made(show: TestClient) -> None:
    form = {
        "slug": "second",
        "name": "又一场",
        "kind": "finance_roadshow",
        "date": "2024-06-27",
        "city": "420100",
        "chain": CHAIN,
        "most_firms": "8",
        "format": "线下",
        "per_demand": "5",
        "per_patent": "3",
        "institution_share": "40",
        "per_enterprise": "1",
        "per_city": "0",
    }
    page = show.post(f"{EVENTS}/-/new", data=form).text
    assert "2024 年 6 月还有投融资路演：“june”" in page
    edit = show.get(f"{EVENTS}/second/edit").text
    assert 'value="8"' in edit
    assert '<option value="laser" selected>' in edit
    refused = show.post(f"{EVENTS}/second/edit", data={**form, "kind": "roadshow"})
    assert refused.status_code == 422
    assert "专利路演没有产业链" in refused.text
