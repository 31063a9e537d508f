"""The rule of counting at the office: tried, changed with a reason, told of."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from matchmaker.services.accounts.registry import Position
from matchmaker.services.ledger.counted_deals import counting_rule
from matchmaker.services.ledger.deals import record_deal
from models.account_enums import Role
from models.ledger_enums import CountedFor
from models.session import make_session
from tests.matchmaker.services.ledger.cases import AUTHOR, DEAL, WUHAN
from tests.matchmaker.web.pages.sites import Site, open_site, renewed

PATH = "/office/rules/counting"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Site]:
    with open_site(tmp_path_factory.mktemp("site"), sqlite_template) as site:
        yield site


@pytest.fixture
def site(house: Site, tmp_path: Path, sqlite_template: Path) -> Iterator[Site]:
    with renewed(house, tmp_path, sqlite_template) as site:
        with make_session(site.engine) as session:
            record_deal(session, DEAL, WUHAN, AUTHOR)
            session.commit()
        site.enter(Position(Role.PROVINCIAL_ORGANISER))
        yield site


def held(site: Site) -> CountedFor:
    with make_session(site.engine) as session:
        return counting_rule(session)


def test_a_rule_is_tried_before_it_is_changed(site: Site) -> None:
    assert f'href="{PATH}"' in site.client.get("/office/rules").text
    page = site.client.get(PATH).text
    assert ("现行规则：<b>计入转让人" in page, 'name="note"' in page) == (True, False)
    page = site.client.get(f"{PATH}?rule=taker").text
    assert '<td class="number">1</td><td class="number"><b>0</b></td>' in page
    assert '<td class="number">0</td><td class="number"><b>50</b></td>' in page
    assert "没有更改过" in page
    assert held(site) is CountedFor.GIVER


def test_a_rule_is_changed_with_a_reason(site: Site) -> None:
    answer = site.client.post(PATH, data={"rule": "taker", "note": " "})
    assert (answer.status_code, "请写明更改计数规则的原因" in answer.text) == (422, True)
    page = site.client.post(PATH, data={"rule": "taker", "note": "省局通知"}).text
    assert "合同现按“受让人、被许可人或质权人所在地”计入市州" in page
    assert "改为计入受让人、被许可人或质权人所在地（原因：省局通知）" in page
    assert held(site) is CountedFor.TAKER
    again = site.client.post(PATH, data={"rule": "taker", "note": "再来"})
    assert (again.status_code, "没有更改：现行规则已经是" in again.text) == (422, True)


def test_who_keeps_no_rules_reads_them(site: Site) -> None:
    site.enter(Position(Role.CITY_ORGANISER, city="宜昌"), "li")
    page = site.client.get(f"{PATH}?rule=taker").text
    assert ("现行规则" in page, "试算" in page, "<b>50</b>" in page) == (True, False, False)
    said = {"rule": "taker", "note": "省局通知"}
    assert site.client.post(PATH, data=said).status_code == 403
