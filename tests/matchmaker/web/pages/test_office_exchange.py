"""Exchange with other platforms on pages and over HTTP: asked for, done, fetched, replaced."""

import os
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from fastapi import FastAPI
from openpyxl import load_workbook
from sqlmodel import select

from ingest.pipeline import ParseOptions
from matchmaker.jobs.imports import run_import
from matchmaker.jobs.work import WorkRunner, WorkSetup, lanes
from matchmaker.jobs.work_kinds import KINDS
from matchmaker.services.accounts.registry import Position
from matchmaker.services.exchange.platforms import bundled_description
from matchmaker.services.work import KEPT_DAYS
from models.account_enums import Role
from models.audit import AuditKind
from models.enums import ImportKind
from models.report_template import ReportKind, ReportTemplate
from models.session import make_session
from models.work import Work, WorkState
from tests.conftest import NOW
from tests.factories import write_patents
from tests.matchmaker.web.api.cases import audited
from tests.matchmaker.web.pages.institution_desk import words
from tests.matchmaker.web.pages.sites import Site, open_site, renewed
from tests.matchmaker.web.people import bearer, leave

ORGANISER = Position(Role.PROVINCIAL_ORGANISER)
OF_WUHAN = Position(Role.CITY_ORGANISER, city="武汉")
PAGE, API = "/office/exchange", "/api/v1/exchange"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Site]:
    with open_site(tmp_path_factory.mktemp("site"), sqlite_template) as site:
        yield site


@pytest.fixture
def site(house: Site, tmp_path: Path, sqlite_template: Path) -> Iterator[Site]:
    with renewed(house, tmp_path, sqlite_template) as fresh:
        app = fresh.client.app
        assert isinstance(app, FastAPI)
        app.state.settings.output_dir = tmp_path / "output"
        run_import(
            fresh.engine,
            write_patents(tmp_path / "p.csv"),
            ParseOptions(ImportKind.PATENTS),
            NOW,
        )
        fresh.enter(ORGANISER)
        yield fresh


def do_work(site: Site) -> None:
    app = site.client.app
    assert isinstance(app, FastAPI)
    setup = WorkSetup(site.engine, app.state.settings, lambda: NOW, KINDS)
    for lane in lanes(site.engine, KINDS):
        WorkRunner(setup, lane).drain()


def states(site: Site) -> list[WorkState]:
    with make_session(site.engine) as session:
        return [work.state for work in session.exec(select(Work).order_by(Work.id))]


def test_a_sheet_is_asked_for_and_fetched(site: Site) -> None:
    assert "还没有导出过" in site.client.get(PAGE).text
    form = {"platform": "zhihuiqiao", "sheet": "patents", "city": "420300"}
    asked = site.client.post(f"{PAGE}/sheets", data=form)
    assert "已开始导出" in asked.text
    assert site.client.get(f"{PAGE}/files/1").status_code == 404
    do_work(site)
    assert "智慧桥存量专利交换表，十堰，1 条" in words(site.client.get("/office/work/1").text)
    assert "智慧桥_存量专利_20240506.xlsx" in site.client.get(PAGE).text
    fetched = site.client.get(f"{PAGE}/files/1")
    assert "attachment" in fetched.headers["content-disposition"]
    rows = list(load_workbook(BytesIO(fetched.content)).active.iter_rows(values_only=True))
    assert [row[0] for row in rows] == ["专利名称", "一种动力电池包热失控早期预警装置"]
    told = [details["what"] for details in audited(site.engine, AuditKind.EXPORT)]
    assert told == ["智慧桥存量专利交换表", "下载智慧桥存量专利交换表"]


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"sheet": "list"}, "要选一场活动"),
        ({"sheet": "deals", "industry": "other"}, "不能按产业筛选"),
        ({"sheet": "patents", "organisation": "没有的大学"}, "没有名为“没有的大学”的单位"),
        ({"sheet": "patents", "platform": "beijing"}, "没有平台“beijing”"),
        ({"sheet": "patents", "event": "docking"}, "不按活动导出"),
    ],
)
def test_what_makes_no_sense_comes_back_with_the_form(
    site: Site, form: dict[str, str], told: str
) -> None:
    answer = site.client.post(f"{PAGE}/sheets", data={"platform": "wuhan", **form})
    assert answer.status_code == 422
    assert told in answer.text
    assert states(site) == []


def test_a_city_has_its_own_stock_and_its_own_files(site: Site) -> None:
    site.client.post(f"{PAGE}/dumps")
    do_work(site)
    site.enter(OF_WUHAN, "li")
    shown = words(site.client.get(PAGE).text)
    assert "交换（武汉）" in shown
    assert "生成数据包" not in shown
    assert site.client.get(f"{PAGE}/files/1").status_code == 404
    site.client.post(f"{PAGE}/sheets", data={"platform": "wuhan", "sheet": "patents"})
    do_work(site)
    rows = list(
        load_workbook(BytesIO(site.client.get(f"{PAGE}/files/2").content)).active.iter_rows()
    )
    assert len(rows) == 3
    assert site.client.post(f"{PAGE}/dumps").status_code == 403


def test_a_dump_is_asked_for_and_fetched(site: Site) -> None:
    ticket = site.client.post(f"{API}/dumps").json()["work_id"]
    do_work(site)
    content = site.client.get(f"{API}/files/{ticket}").content
    with ZipFile(BytesIO(content)) as archive:
        assert len(archive.read("patents.jsonl").splitlines()) == 4
    assert "数据包_20240506.zip" in site.client.get(PAGE).text


def test_work_of_whoever_may_no_longer_fails_and_leaves_no_file(site: Site, tmp_path: Path) -> None:
    with make_session(site.engine) as session:
        session.add(
            Work(
                kind="exchange",
                parameters={"platform": "exchange_wuhan", "sheet": "patents"},
                requested_by="无人",
                created_at=NOW,
            )
        )
        session.commit()
    do_work(site)
    assert states(site) == [WorkState.FAILED]
    assert not list((tmp_path / "output").glob("**/*.xlsx"))
    assert "没有提交人" in site.client.get(PAGE).text


def test_files_as_old_as_work_is_forgotten_are_taken_away(site: Site, tmp_path: Path) -> None:
    form = {"platform": "wuhan", "sheet": "patents"}
    site.client.post(f"{PAGE}/sheets", data=form)
    do_work(site)
    old = tmp_path / "output" / "exchange" / "1.xlsx"
    moment = (NOW - timedelta(days=KEPT_DAYS + 1)).timestamp()
    os.utime(old, (moment, moment))
    site.client.post(f"{PAGE}/sheets", data=form)
    do_work(site)
    assert not old.exists()
    gone = site.client.get(f"{PAGE}/files/1")
    assert (gone.status_code, "文件已清理" in gone.text) == (404, True)
    assert site.client.get(f"{PAGE}/files/2").status_code == 200


def test_a_program_asks_for_what_it_may(site: Site) -> None:
    leave(site.client)
    headers = bearer(site.engine, "exchange", "patent:read", "work:read")
    body = {"platform": "resource", "sheet": "patents", "industry": "其他"}
    assert site.client.post(f"{API}/sheets", json=body, headers=headers).status_code == 202
    # Without the scope to read the ledger.
    body = {"platform": "resource", "sheet": "deals"}
    assert site.client.post(f"{API}/sheets", json=body, headers=headers).status_code == 403
    platforms = site.client.get(f"{API}/platforms", headers=headers).json()
    assert [one["slug"] for one in platforms] == ["wuhan", "zhihuiqiao", "resource"]
    one = site.client.get(f"{API}/platforms/resource", headers=headers).json()
    assert one["sheets"][0]["columns"][0] == {"header": "标题", "field": "title", "words": {}}
    assert site.client.get(f"{API}/platforms/x", headers=headers).status_code == 422


def test_columns_are_fetched_replaced_after_a_check_and_gone_back_to(site: Site) -> None:
    at = f"{PAGE}/platforms/wuhan"
    content = site.client.get(f"{at}/description.toml").content
    assert content == bundled_description(ReportKind.EXCHANGE_WUHAN)
    wrong = content.replace(b'"scenario"', b'"scenaro"')
    for sent, said in (
        (wrong, "（是否为“scenario”？）"),
        (content.replace("二级单位".encode(), "院系".encode()), "已换成“我局.toml”，4 张表"),
    ):
        answer = site.client.post(f"{PAGE}/descriptions/wuhan", files={"file": ("我局.toml", sent)})
        assert said in answer.text
    shown = site.client.get(at).text
    assert "院系" in shown
    assert "我局.toml" in site.client.get(PAGE).text
    assert site.client.get(f"{at}/bundled.toml").content == content
    assert "已恢复为系统自带的栏目" in site.client.post(f"{at}/restore").text
    assert "院系" not in site.client.get(at).text
    changes = [details["files"] for details in audited(site.engine, AuditKind.RULE_CHANGE)]
    assert changes == [["我局.toml"], ["系统自带"]]


def test_columns_that_can_no_longer_be_used_are_told_of(site: Site) -> None:
    with make_session(site.engine) as session:
        session.add(
            ReportTemplate(
                kind=ReportKind.EXCHANGE_WUHAN,
                file_name="旧的.toml",
                content=b'name = "x"\n[[sheet]]\nkind = "deals"\nname = "y"\n'
                b'column = [{ header = "z", field = "former" }]\n',
                actor="张三",
                made_at=NOW,
            )
        )
        session.commit()
    assert "现用的“旧的.toml”不能用" in site.client.get(f"{PAGE}/platforms/wuhan").text
    assert "不能用" in site.client.get(PAGE).text
    form = {"platform": "wuhan", "sheet": "deals"}
    assert "系统没有字段“former”" in site.client.post(f"{PAGE}/sheets", data=form).text
