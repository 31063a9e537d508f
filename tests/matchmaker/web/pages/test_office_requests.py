"""Requests of cities on pages: asked, taken on, answered, read, and whether that helped."""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from matchmaker.services.accounts.registry import Position
from matchmaker.services.ledger.activities import void_activity
from models.account_enums import Role
from models.city_request import CityRequest
from models.queries import city_requests as request_queries
from models.queries import ledger as ledger_queries
from models.request_enums import RequestOutcome, RequestState
from models.session import make_session
from tests.conftest import NOW
from tests.matchmaker.services.city_requests.cases import BY, WUHAN, answered, submitted
from tests.matchmaker.services.city_requests.test_outcome import visit
from tests.matchmaker.web.pages.sites import Site, open_site, renewed
from tests.matchmaker.web.people import sign_in

PATH = "/office/requests"
PROVINCE = Position(Role.PROVINCIAL_ORGANISER)
CITY = Position(Role.CITY_ORGANISER, city="宜昌")
ASKED = {
    "subject": "请派专家",
    "text": "企业缺专家。",
    "topic": "专家和技术经纪人",
    "wanted_by": (NOW.date() + timedelta(days=3)).isoformat(),
}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Site]:
    with open_site(tmp_path_factory.mktemp("site"), sqlite_template) as site:
        yield site


@pytest.fixture
def site(house: Site, tmp_path: Path, sqlite_template: Path) -> Iterator[Site]:
    with renewed(house, tmp_path, sqlite_template) as site:
        yield site


def found(site: Site, request_id: int = 1) -> CityRequest:
    with make_session(site.engine) as session:
        return request_queries.get_request(session, request_id)


def do(site: Site, act: str, **said: str) -> str:
    """Do something to the first request; return the page that follows."""
    form = {"revision": str(found(site).revision), **said}
    return site.client.post(f"{PATH}/1/{act}", data=form).text


def test_a_city_asks_and_the_province_answers(site: Site) -> None:
    sign_in(site.client, site.engine, CITY)
    assert "还没有诉求" in site.client.get(PATH).text
    page = site.client.post(f"{PATH}/-/new", data={**ASKED, "wanted_by": ""}).text
    assert "已存为草稿“请派专家”" in page
    assert "还没有填写希望答复日期" in do(site, "submit")
    wrong = site.client.post(
        f"{PATH}/1", data={**ASKED, "wanted_by": "明天", "revision": str(found(site).revision)}
    )
    assert wrong.status_code == 422
    assert "希望答复日期“明天”不是日期" in wrong.text
    site.client.post(f"{PATH}/1", data={**ASKED, "revision": str(found(site).revision)})
    assert "已提交省局" in do(site, "submit")
    sign_in(site.client, site.engine, PROVINCE)
    assert "项市州诉求已提交，等待受理" in site.client.get("/office").text
    assert "已受理，由李明承办" in do(site, "take-on", said="李明")
    assert "7 天内到期" in site.client.get("/office").text
    assert "市州的待办中会提示" in do(site, "answer", said="已请两位专家。")
    sign_in(site.client, site.engine, CITY)
    assert "项诉求省局已答复，还没有看过" in site.client.get("/office").text
    assert "已请两位专家。" in site.client.get(f"{PATH}/1").text
    assert "还没有看过" not in site.client.get("/office").text
    assert "按反馈的日期计入“解决问题”一个" in do(site, "outcome", outcome="solved")
    assert found(site).outcome is RequestOutcome.SOLVED


def test_the_province_returns_and_the_city_withdraws(site: Site) -> None:
    with make_session(site.engine) as session:
        submitted(session)
        session.commit()
    sign_in(site.client, site.engine, PROVINCE)
    assert "没有办成：请写明退回的原因" in do(site, "return", said=" ")
    do(site, "return", said="写明场次")
    sign_in(site.client, site.engine, CITY)
    assert "被省局退回，要修改后再提交" in site.client.get("/office").text
    assert "写明场次" in site.client.get(f"{PATH}/1").text
    assert "已撤回" in do(site, "withdraw", said="不需要了")
    assert found(site).state is RequestState.WITHDRAWN
    assert "撤回：不需要了" in site.client.get(f"{PATH}/1").text


def test_a_visit_that_has_counted_it_is_named(site: Site) -> None:
    with make_session(site.engine) as session:
        answered(session)
        gone_to = visit(session, 1).id
        session.commit()
    sign_in(site.client, site.engine, CITY)
    assert "走访企业（解决问题 1 个）" in site.client.get(f"{PATH}/1").text
    page = do(site, "outcome", outcome="solved", visit=str(gone_to))
    assert f"第 {gone_to} 号走访" in page
    assert found(site).activity_id == gone_to
    with make_session(site.engine) as session:
        gone = ledger_queries.get_activity(session, gone_to or 0)
        void_activity(session, gone.id or 0, gone.revision or 0, "重复登记", BY)
        session.commit()
    assert "按反馈的日期计入“解决问题”一个" in site.client.get(f"{PATH}/1").text


def test_the_list_is_filtered_and_exported(site: Site) -> None:
    with make_session(site.engine) as session:
        submitted(session)
        submitted(session, city=WUHAN)
        session.commit()
    sign_in(site.client, site.engine, PROVINCE)
    page = site.client.get(f"{PATH}?city=420100&state=submitted&topic=专家和技术经纪人").text
    assert f'href="{PATH}/2"' in page
    assert f'href="{PATH}/1"' not in page
    assert "没有这样的诉求" in site.client.get(f"{PATH}?state=overdue").text
    book = load_workbook(BytesIO(site.client.get(f"{PATH}.xlsx?city=420100").content))
    assert [row[0] for row in book["市州诉求"].iter_rows(min_row=2, values_only=True)] == [2]
    sign_in(site.client, site.engine, CITY)
    assert site.client.get(f"{PATH}/2").status_code == 403
    assert f'href="{PATH}/2"' not in site.client.get(PATH).text
