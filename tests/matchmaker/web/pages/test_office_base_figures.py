"""Figures of earlier years on pages: sent, seen city by city, carried over from the ledger."""

import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from fastapi import FastAPI
from httpx2 import Response
from sqlmodel import select

from matchmaker.jobs.work import WorkRunner, WorkSetup, lanes
from matchmaker.jobs.work_kinds import KINDS
from matchmaker.services.accounts.registry import Position
from models.account_enums import Role
from models.audit import AuditKind
from models.ledger import BaseFigure
from models.session import make_session
from models.values.indicator import INDICATORS
from tests.ingest.writing import csv_text
from tests.matchmaker.services.ledger.campaign import AUTHOR, carry_campaign
from tests.matchmaker.services.ledger.sheets import WRONG, write_last_year
from tests.matchmaker.web.api.cases import audited
from tests.matchmaker.web.pages.institution_desk import words
from tests.matchmaker.web.pages.sites import Site, open_site, renewed

ORGANISER = Position(Role.PROVINCIAL_ORGANISER)
OF_YICHANG = Position(Role.CITY_ORGANISER, city="宜昌")
BASE = "/office/figures/base"
# The year after the campaign.
NEXT_YEAR = AUTHOR.at.replace(year=2025, month=2)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Site]:
    with open_site(tmp_path_factory.mktemp("site"), sqlite_template, NEXT_YEAR) as site:
        yield site


@pytest.fixture
def site(house: Site, tmp_path: Path, sqlite_template: Path) -> Iterator[Site]:
    with renewed(house, tmp_path, sqlite_template) as fresh:
        site = replace(fresh, now=NEXT_YEAR)
        site.enter(ORGANISER)
        yield site


def send(site: Site, content: bytes, **form: str) -> Response:
    return site.client.post(
        "/office/imports",
        data={"kind": "figures", "owner": "", "source_date": "", **form},
        files={"file": ("去年.xlsx", content)},
    )


def do_work(site: Site) -> None:
    app = site.client.app
    assert isinstance(app, FastAPI)
    setup = WorkSetup(site.engine, app.state.settings, lambda: NEXT_YEAR, KINDS)
    for lane in lanes(site.engine, KINDS):
        WorkRunner(setup, lane).drain()


def figures(site: Site) -> list[BaseFigure]:
    with make_session(site.engine) as session:
        return list(session.exec(select(BaseFigure)))


def test_fourteen_cities_load_and_three_come_back(site: Site, tmp_path: Path) -> None:
    content = write_last_year(tmp_path / "a.xlsx").read_bytes()
    page = send(site, content, year="2023")
    assert page.url.path == "/office/imports/1"
    assert "2023 年（表中没有写年份的行）" in page.text
    do_work(site)
    told = words(site.client.get("/office/imports/1").text)
    assert "17 行 14 行新增" in told
    assert "3 行会被拒收" in told
    assert "合计行不导入：表“2023年”第 20 行（合计）" in told
    assert "质押登记金额（万元） 质押融资额" in told
    assert figures(site) == []
    site.client.post("/office/imports/1/confirm")
    do_work(site)
    told = words(site.client.get("/office/imports/1").text)
    assert "共 17 行，新增 14，更改 0，没有变化 0，拒收 3" in told
    assert len(figures(site)) == 14 * 3
    assert {one.actor for one in figures(site)} == {"王某某（wang）"}
    content = site.client.get("/api/v1/imports/1/refused.xlsx").content
    rows = list(openpyxl.load_workbook(BytesIO(content)).worksheets[0].iter_rows(values_only=True))
    assert [row[0] for row in rows[1:]] == [place + 3 for place in WRONG]
    told = words(site.client.get(f"{BASE}?year=2023").text)
    assert "宣讲活动 14/17 个市州 14 个全年数" in told
    assert "王某某（wang） 文件“去年.xlsx” 42" in told


def test_a_sheet_without_a_year_says_where_to_give_it(site: Site) -> None:
    send(site, csv_text([("市州", "走访调研"), ("武汉", "3")]).encode())
    do_work(site)
    told = words(site.client.get("/office/imports/1").text)
    assert "没有写明年份" in told
    assert "请补上“年份”列，或在导入时给出年份" in told


def test_a_year_is_for_figures_and_a_day_for_the_rest(site: Site) -> None:
    content = csv_text([("市州", "走访调研"), ("武汉", "3")]).encode()
    page = send(site, content, kind="patents", year="2023")
    assert (page.status_code, "只有往年数据才填写年份" in page.text) == (422, True)
    page = send(site, content, source_date="2023-12-31")
    assert (page.status_code, "往年数据不用填“资料截至”" in page.text) == (422, True)
    page = send(site, content, year="1899")
    assert (page.status_code, "字段 year" in page.text) == (422, True)


def test_a_city_sends_its_own_and_sees_its_own(site: Site, tmp_path: Path) -> None:
    content = write_last_year(tmp_path / "a.xlsx", wrong=False).read_bytes()
    send(site, content, year="2023")
    do_work(site)
    site.client.post("/office/imports/1/confirm")
    do_work(site)
    site.enter(OF_YICHANG, "zhao")
    page = words(site.client.get(f"{BASE}?year=2023").text)
    assert "往年数据（宜昌）" in page
    assert "武汉" not in page
    assert "结转" not in page
    assert "专利转让 1/1 个市州" in page
    refused = site.client.post(f"{BASE}/carry-over", data={"carried": "2024"})
    assert refused.status_code == 403
    rows = [("市州", "年份", "走访调研"), ("宜昌", "2023", "7"), ("武汉", "2023", "8")]
    send(site, csv_text(rows).encode())
    site.client.post("/office/imports/2/confirm")
    do_work(site)
    assert [one.value for one in figures(site) if one.indicator == "visits"] == [7]
    sheet = site.client.get(f"{BASE}/sheet.xlsx?year=2023&by=month").content
    rows = list(openpyxl.load_workbook(BytesIO(sheet)).worksheets[0].iter_rows(values_only=True))
    assert {row[0] for row in rows[1:]} == {"宜昌"}


def test_the_ledger_of_a_year_that_is_over_is_carried_over(site: Site) -> None:
    with make_session(site.engine) as session:
        carry_campaign(session, activities=5, deals=5)
        session.commit()
    page = site.client.post(f"{BASE}/carry-over", data={"carried": "2024"})
    count = 17 * 12 * len(INDICATORS)
    assert f"2024 年已结转：新存 {count:,} 个月度数" in page.text
    assert page.url.path == BASE
    told = words(page.text)
    assert "17/17 个市州 204 个月度数" in told
    assert "由台账结转" in told
    details = {"act": "结转", "new": count, "kept": 0}
    assert details in audited(site.engine, AuditKind.LEDGER_CHANGE)
    page = site.client.post(f"{BASE}/carry-over", data={"carried": "2024"})
    assert f"新存 0 个月度数；{17 * len(INDICATORS)} 项（市州×指标）原来已有" in page.text


def test_what_cannot_be_carried_over_is_told(site: Site) -> None:
    page = site.client.post(f"{BASE}/carry-over", data={"carried": "2025"})
    assert "2025 年还没有结束，不能结转" in page.text
    page = site.client.post(f"{BASE}/carry-over", data={"carried": "2022"})
    assert "台账里没有 2022 年的记录" in page.text
    assert figures(site) == []


def test_a_number_that_was_replaced_is_told(site: Site) -> None:
    for number, value in ((1, "3"), (2, "4.5")):
        rows = [("市州", "年份", "月份", "质押融资额（万元）"), ("武汉", "2023", "5", value)]
        send(site, csv_text(rows).encode())
        do_work(site)
        site.client.post(f"/office/imports/{number}/confirm")
        do_work(site)
    told = words(site.client.get(f"{BASE}?year=2023").text)
    assert re.search(r"武汉 5 月 质押融资额（亿元） 0\.0003 0\.00045 王某某", told)
    assert "0.00045 1 个月" in told


def test_a_year_of_which_nothing_is_known_says_what_to_do(site: Site) -> None:
    told = words(site.client.get(BASE).text)
    assert "2024 年的数还没有" in told
    assert "下载空表填好后导入" in told
    assert 'href="/office/figures/base"' in site.client.get("/office/figures").text
    assert (
        '<option value="figures" selected>' in site.client.get("/office/imports?kind=figures").text
    )


@pytest.mark.parametrize("asked", ["year=1899", "year=x", "year=2023&by=day"])
def test_what_is_no_year_or_form_is_refused(site: Site, asked: str) -> None:
    assert site.client.get(f"{BASE}/sheet.xlsx?{asked}").status_code == 422
