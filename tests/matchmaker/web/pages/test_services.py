"""The service catalogue: for everybody, and as the office keeps it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from matchmaker.services.accounts.registry import Position
from models.account_enums import Role
from models.queries import service_offers as offer_queries
from models.session import make_session
from tests.matchmaker.web.pages.sites import Site, open_site, renewed
from tests.matchmaker.web.people import leave

OFFICE = "/office/services"
NEW = f"{OFFICE}/-/new"
TYPED = {
    "kind": "专利导航",
    "title": "光电子产业专利导航",
    "provider_name": "武汉某知识产权公司",
    "cities": ["420100", "420500"],
    "valid_until": "2025-12-31",
}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Site]:
    with open_site(tmp_path_factory.mktemp("site"), sqlite_template) as site:
        yield site


@pytest.fixture
def site(house: Site, tmp_path: Path, sqlite_template: Path) -> Iterator[Site]:
    with renewed(house, tmp_path, sqlite_template) as site:
        site.enter(Position(Role.PROVINCIAL_ORGANISER))
        yield site


def revision(site: Site) -> str:
    with make_session(site.engine) as session:
        return str(offer_queries.get_offer(session, 1).revision)


def test_the_office_enters_and_everybody_reads(site: Site) -> None:
    assert "服务目录还是空的" in site.client.get("/services").text
    assert "已收录“光电子产业专利导航”" in site.client.post(NEW, data=TYPED).text
    leave(site.client)
    page = site.client.get("/services?city=420500").text
    assert "光电子产业专利导航" in page
    assert "武汉、宜昌" in page
    assert "没有这样的服务" in site.client.get("/services?city=420300").text
    assert "武汉某知识产权公司" in site.client.get("/services/1").text
    assert site.client.get("/services/9").status_code == 404


def test_what_is_wrong_is_told_beside_what_was_typed(site: Site) -> None:
    for changes, told in (
        ({"kind": ""}, "请写明服务类型"),
        ({"valid_until": "明年"}, "有效期至“明年”不是日期"),
    ):
        answer = site.client.post(NEW, data={**TYPED, **changes})
        assert (answer.status_code, told in answer.text) == (422, True)
        assert 'value="光电子产业专利导航"' in answer.text


def test_a_service_is_corrected_and_withdrawn(site: Site) -> None:
    site.client.post(NEW, data=TYPED)
    said = {**TYPED, "price_text": "8 万元", "revision": revision(site), "reason": "定价"}
    page = site.client.post(f"{OFFICE}/1", data=said).text
    assert "价格：（空） → 8 万元" in page
    assert "刚被别人修改过" in site.client.post(f"{OFFICE}/1", data=said).text
    form = {"revision": revision(site), "reason": "机构注销"}
    assert "已撤下" in site.client.post(f"{OFFICE}/1/void", data=form).text
    assert "光电子产业专利导航" in site.client.get(f"{OFFICE}?void=yes").text
    assert "光电子产业专利导航" not in site.client.get(OFFICE).text
    assert site.client.get("/services/1").status_code == 404
    leave(site.client)
    assert site.client.get("/api/v1/services/1").status_code == 404


def test_programs_enter_and_find_services(site: Site) -> None:
    form = {"kind": "评估", "title": "评估", "provider_name": "甲", "cities": ["宜昌"]}
    made = site.client.post("/api/v1/services", json=form).json()
    assert (made["cities"], made["city_code"]) == (["420500"], None)
    found = site.client.get("/api/v1/services?city=宜昌&kind=评估").json()["items"]
    assert [one["id"] for one in found] == [made["id"]]
    assert site.client.get("/api/v1/services?city=武汉").json()["items"] == []
