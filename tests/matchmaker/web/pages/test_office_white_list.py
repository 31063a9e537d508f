"""The white list on pages: sent, looked through, exported, put right; and over HTTP."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from fastapi import FastAPI

from matchmaker.jobs.work import WorkRunner, WorkSetup, lanes
from matchmaker.jobs.work_kinds import KINDS
from matchmaker.services.accounts.registry import Position
from models.account_enums import Role
from models.audit import AuditKind
from tests.conftest import NOW
from tests.ingest.writing import write_xlsx
from tests.matchmaker.web.api.cases import audited
from tests.matchmaker.web.pages.institution_desk import words
from tests.matchmaker.web.pages.sites import Site, open_site, renewed

ORGANISER = Position(Role.PROVINCIAL_ORGANISER)
OF_YICHANG = Position(Role.CITY_ORGANISER, city="宜昌")
AT, API = "/office/white-list", "/api/v1/ledger/white-list"
HEAD = ("批次", "公布日期", "公布单位", "企业名称", "市州", "授信额度（万元）", "授信银行")
ROWS = [
    ("2024年第一批", "2024-03-15", "省局", "武汉光谷激光有限公司", "武汉", 500, "甲银行"),
    ("2024年第一批", "2024-03-15", "省局", "宜昌化工有限公司", "宜昌", 300, "乙银行"),
    ("2024年第一批", "2024-03-15", "省局", "某公司", "宜昌", "若干", "乙银行"),
]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Site]:
    with open_site(tmp_path_factory.mktemp("site"), sqlite_template) as site:
        yield site


@pytest.fixture
def site(house: Site, tmp_path: Path, sqlite_template: Path) -> Iterator[Site]:
    with renewed(house, tmp_path, sqlite_template) as fresh:
        fresh.enter(ORGANISER)
        yield fresh


def load(site: Site, folder: Path) -> None:
    content = write_xlsx(folder / "a.xlsx", [HEAD, *ROWS]).read_bytes()
    form = {"kind": "white_list", "owner": "", "source_date": ""}
    site.client.post("/office/imports", data=form, files={"file": ("白名单.xlsx", content)})
    do_work(site)
    site.client.post("/office/imports/1/confirm")
    do_work(site)


def do_work(site: Site) -> None:
    app = site.client.app
    assert isinstance(app, FastAPI)
    setup = WorkSetup(site.engine, app.state.settings, lambda: NOW, KINDS)
    for lane in lanes(site.engine, KINDS):
        WorkRunner(setup, lane).drain()


def test_an_empty_list_says_what_to_do(site: Site) -> None:
    told = words(site.client.get(AT).text)
    assert "还没有白名单" in told
    assert "导入白名单" in told


def test_a_batch_is_loaded_seen_and_what_is_wrong_comes_back(site: Site, tmp_path: Path) -> None:
    load(site, tmp_path)
    told = words(site.client.get("/office/imports/1").text)
    assert "共 3 行，新增 2，更改 0，没有变化 0，拒收 1" in told
    content = site.client.get("/api/v1/imports/1/refused.xlsx").content
    rows = list(openpyxl.load_workbook(BytesIO(content)).worksheets[0].iter_rows(values_only=True))
    assert "某公司" in rows[1]
    told = words(site.client.get(AT).text)
    assert "2024年第一批 2024-03-15 省局 2 0 800 万元" in told
    assert "宜昌化工有限公司 宜昌 2024年第一批 2024-03-15 300 万元 乙银行 在册" in told
    told = words(site.client.get(f"{AT}?words=激光").text)
    assert "武汉光谷激光有限公司" in told
    assert "宜昌化工" not in told
    assert "没有这样的企业" in words(site.client.get(f"{AT}?state=removed").text)
    told = words(site.client.get("/office/figures/white_list_firms?year=2024&first=1").text)
    assert "武汉光谷激光有限公司（2024年第一批）" in told


def test_a_firm_is_taken_off_and_put_back_with_reasons(site: Site, tmp_path: Path) -> None:
    load(site, tmp_path)
    revision = site.client.get(f"{API}/1").json()["revision"]
    form = {"revision": str(revision), "day": "2024-05-01", "reason": "  "}
    page = site.client.post(f"{AT}/1/take-off", data=form)
    assert "没有移出：请写明更正或作废的原因" in words(page.text)
    page = site.client.post(f"{AT}/1/take-off", data={**form, "reason": "贷款逾期"})
    told = words(page.text)
    assert "已移出名单，不再计入成效" in told
    assert "移出日期：（空） → 2024-05-01" in told
    found = site.client.get(f"{API}/1").json()
    assert (found["standing"], found["removed_reason"]) == ("已移出", "贷款逾期")
    back = {"revision": found["revision"], "reason": "已还清"}
    found = site.client.post(f"{API}/1/put-back", json=back).json()
    assert (found["standing"], found["removed_on"]) == ("在册", None)
    acts = [one["act"] for one in audited(site.engine, AuditKind.LEDGER_CHANGE)]
    assert acts == ["导入", "移出", "恢复"]


def test_what_is_known_of_a_batch_is_corrected(site: Site, tmp_path: Path) -> None:
    load(site, tmp_path)
    (batch,) = site.client.get(f"{API}/batches").json()
    form = {"revision": str(batch["revision"]), "name": "首批", "listed_on": "", "issuer": "省局"}
    page = site.client.post(f"{AT}/batches/1", data=form)
    assert page.status_code == 422
    assert "没有更正：请填写公布日期" in words(page.text)
    form |= {"listed_on": "2024-04-02", "reason": "日期写错"}
    assert "批次信息已更正" in words(site.client.post(f"{AT}/batches/1", data=form).text)
    (batch,) = site.client.get(f"{API}/batches").json()
    assert (batch["name"], batch["listed_on"]) == ("首批", "2024-04-02")


def test_a_city_sees_its_own_firms_on_pages_and_in_sheets(site: Site, tmp_path: Path) -> None:
    load(site, tmp_path)
    site.enter(OF_YICHANG, "qian")
    told = words(site.client.get(AT).text)
    assert "宜昌化工有限公司" in told
    assert "武汉光谷" not in told
    assert site.client.get(f"{AT}/1").status_code == 403
    assert [one["firm"] for one in site.client.get(API).json()["items"]] == ["宜昌化工有限公司"]
    for path in (f"{AT}.xlsx", f"{API}/export.xlsx"):
        sheet = openpyxl.load_workbook(BytesIO(site.client.get(path).content)).worksheets[0]
        assert [row[3] for row in sheet.iter_rows(values_only=True)][1:] == ["宜昌化工有限公司"]
    assert len(audited(site.engine, AuditKind.EXPORT)) == 2
