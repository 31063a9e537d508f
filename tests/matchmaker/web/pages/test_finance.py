"""A firm states a finance demand on its desk, and the office moves it on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from matchmaker.services.accounts.registry import Position
from matchmaker.services.organisation_search import get_by_name
from models.account_enums import Role
from models.session import make_session
from tests.ingest.importing import import_patents
from tests.matchmaker.services.test_finance_demands import DEAD, FIRM, HEADER, SHEET
from tests.matchmaker.web.pages.institution_desk import words
from tests.matchmaker.web.pages.sites import Site, open_site, renewed

DESK, OFFICE = "/enterprise/finance", "/office/finance"
TYPED = {
    "kind": "pledge_loan",
    "amount": "300",
    "term": "12个月",
    "purpose": "买设备",
    "patents": HEADER,
}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Site]:
    with open_site(tmp_path_factory.mktemp("site"), sqlite_template) as site:
        yield site


@pytest.fixture
def site(house: Site, tmp_path: Path, sqlite_template: Path) -> Iterator[Site]:
    with renewed(house, tmp_path, sqlite_template) as fresh:
        with make_session(fresh.engine) as session:
            import_patents(session, tmp_path / "a.csv", SHEET)
            firm = get_by_name(session, FIRM).id
        fresh.enter(Position(Role.ENTERPRISE_MEMBER, firm))
        yield fresh


def test_a_firm_states_changes_and_closes_what_it_asks_for(site: Site) -> None:
    assert "还没有融资需求" in words(site.client.get(DESK).text)
    page = site.client.post(f"{DESK}/new", data=TYPED)
    told = words(page.text)
    assert page.url.path == f"{DESK}/1"
    assert "金额 300 万元 期限 12 个月 用途 买设备" in told
    assert "有效，归本企业所有，没有质押记录" in told
    revision = site.client.get("/api/v1/finance-demands/1").json()["revision"]
    change = {**TYPED, "amount": "500", "revision": str(revision)}
    assert "金额 500 万元" in words(site.client.post(f"{DESK}/1", data=change).text)
    page = site.client.post(f"{DESK}/1", data=change)
    assert page.status_code == 422
    assert "没有保存：这条记录刚被别人修改过" in words(page.text)
    revision = site.client.get("/api/v1/finance-demands/1").json()["revision"]
    step = {"state": "closed", "revision": str(revision), "note": ""}
    page = site.client.post(f"{DESK}/1/move", data=step)
    assert "没有保存：请写明关闭的原因" in words(page.text)
    page = site.client.post(f"{DESK}/1/move", data={**step, "note": "已贷到款"})
    assert "已记为“已关闭”" in words(page.text)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"amount": "若干"}, "没有保存"),
        ({"amount": "面议"}, "应是一个数"),
        ({"term": "一年"}, "应是月数"),
        ({"patents": DEAD}, "不能质押"),
        ({"patents": "12"}, "没有保存"),
        ({"purpose": ""}, "资金用途"),
    ],
)
def test_what_is_wrong_is_told_beside_what_was_typed(
    site: Site, change: dict[str, str], said: str
) -> None:
    page = site.client.post(f"{DESK}/new", data={**TYPED, **change})
    assert page.status_code == 422
    assert said in words(page.text)
    assert f'value="{change.get("amount", "300")}"' in page.text
    assert site.client.get("/api/v1/finance-demands").json()["items"] == []


def test_the_office_finds_it_and_moves_it_on(site: Site) -> None:
    site.client.post(f"{DESK}/new", data=TYPED)
    assert site.client.get(OFFICE).status_code == 403
    site.enter(Position(Role.CITY_ORGANISER, city="武汉"), "qian")
    told = words(site.client.get(f"{OFFICE}?state=open").text)
    assert "待对接 1 洽谈中 0 已落实 0 已关闭 0" in told
    assert f"{FIRM} 武汉 质押贷款 买设备 300 万元 12 个月 1 待对接" in told
    revision = site.client.get("/api/v1/finance-demands/1").json()["revision"]
    step = {"state": "met", "revision": str(revision), "lender": "甲银行"}
    told = words(site.client.post(f"{OFFICE}/1/move", data=step).text)
    assert "已记为“已落实”" in told
    assert "登记质押合同" in told
    assert "状态：待对接 → 已落实" in told
    assert "没有这样的融资需求" in words(site.client.get(f"{OFFICE}?state=open").text)
    site.enter(Position(Role.CITY_ORGANISER, city="宜昌"), "sun")
    assert site.client.get(f"{OFFICE}/1").status_code == 404
    assert "还没有融资需求" in words(site.client.get(OFFICE).text)
