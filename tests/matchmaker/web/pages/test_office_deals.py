"""The ledger of contracts at the office: reported once, corrected, followed, and what waits."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from matchmaker.services.accounts.registry import Position
from matchmaker.services.ledger.deals import record_deal, void_deal
from models.account_enums import Role
from models.ledger import Deal, DealPatent
from models.meeting import MeetingOutcome
from models.meeting_enums import OutcomeResult
from models.queries import ledger as ledger_queries
from models.session import make_session
from tests.conftest import NOW
from tests.factories import number
from tests.matchmaker.people_world import FIRMS, OWNERS, SLUG, make_world
from tests.matchmaker.services.ledger.cases import AUTHOR, DEAL, WUHAN, YICHANG, licence
from tests.matchmaker.web.pages.sites import Site, open_site, renewed

PATH = "/office/ledger/deals"
NEW = f"{PATH}/new"
PATENT, OTHER = number("202010000001"), number("202110000002")
TYPED = {
    "kind": "assignment",
    "city": WUHAN,
    "giver": "武汉大学",
    "giver_city": "武汉",
    "taker": "宜昌化工有限公司",
    "taker_city": "宜昌",
    "patents": f"{PATENT}、{OTHER}",
    "amount": "50",
    "signed_on": "2024-04-01",
    "registered_on": "2024-05-03",
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


def add(site: Site, reporter: str | None = WUHAN, **changes: object) -> int:
    """Report a contract; return its id."""
    with make_session(site.engine) as session:
        words = replace(DEAL, **changes)  # type: ignore[arg-type]
        deal = record_deal(session, words, reporter, AUTHOR).deal
        session.commit()
        return deal.id or 0


def sign(site: Site, patent: bool = True) -> int:
    """Have a contract signed at an event; return the id of the outcome."""
    with make_session(site.engine) as session:
        world = make_world(session)
        demand_id, patent_id = world.pairs[0]
        outcome = MeetingOutcome(
            event_id=world.event.id or 0,
            enterprise_id=world.firms[0],
            institution_id=world.owners[0],
            subject=f"{demand_id}:{patent_id}" if patent else "",
            demand_id=demand_id if patent else None,
            patent_id=patent_id if patent else None,
            held=True,
            result=OutcomeResult.CONTRACT,
            amount_cny=800_000,
            actor="测试",
            recorded_at=NOW,
        )
        session.add(outcome)
        session.commit()
        return outcome.id or 0


def stored(site: Site, deal_id: int) -> tuple[Deal, list[DealPatent]]:
    with make_session(site.engine) as session:
        deal = session.get_one(Deal, deal_id)
        patents = ledger_queries.patents_of(session, [deal_id]).get(deal_id, [])
        session.expunge_all()
    return deal, patents


def field(page: str, name: str) -> str:
    (found,) = re.findall(rf'name="{name}" type="\w+" value="([^"]*)"', page)
    return found


def test_a_contract_is_recorded_with_patents_typed_in_any_way(site: Site) -> None:
    page = site.client.post(NEW, data=TYPED).text
    assert "已登记为第 1 号合同" in page
    deal, patents = stored(site, 1)
    assert (deal.amount_cny, deal.giver_city, deal.taker_city) == (500_000, WUHAN, YICHANG)
    assert [one.number for one in patents] == [PATENT, OTHER]
    assert "第 1 次：武汉，王某某" in page
    page = site.client.get(PATH).text
    assert ("共 1 份，金额 50 万元" in page, f'href="{PATH}/1"' in page) == (True, True)


def test_what_is_known_already_gets_a_report_and_says_who_was_first(site: Site) -> None:
    site.client.post(NEW, data=TYPED)
    page = site.client.post(NEW, data=TYPED | {"city": YICHANG, "amount": "60万元"}).text
    assert (
        "第 1 号合同已由武汉于 2024-05-06 登记，本次作为第 2 次报送附在其后，不重复计数；"
        "金额（元）与已登记的不同：已登记 500,000，本次 600,000。请核对"
    ) in page
    said = "；金额（元）报为 600,000（现登记为 500,000）"
    assert f"第 2 次：宜昌，王某某（wang），2024-05-06 09:30{said}" in page
    assert "共 1 份，金额 50 万元" in site.client.get(PATH).text


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"patents": f"12、{PATENT}，abc"}, "有 2 个专利号不对：“12”"),
        ({"patents": ""}, "至少一件"),
        ({"amount": "约谈"}, "不是金额"),
        ({"amount": "10-20"}, "应是一个数"),
        ({"giver": ""}, "请写明转让人的名称"),
        ({"giver_city": "天上"}, "认不出所在地"),
        ({"signed_on": "昨天"}, "“昨天”不是日期"),
        ({"kind": "licence"}, "请选择许可方式"),
        ({"demand": "无此需求"}, "没有需求编号"),
        ({"follows": "99"}, "没有编号为 99 的合同"),
    ],
)
def test_what_cannot_be_is_told_and_what_is_typed_stays(
    site: Site, changes: dict[str, str], told: str
) -> None:
    answer = site.client.post(NEW, data=TYPED | changes)
    if "follows" in changes:
        assert (answer.status_code, told in answer.text) == (404, True)
    else:
        assert (answer.status_code, told in answer.text) == (422, True)
        assert field(answer.text, "taker") == TYPED["taker"]
    assert "台账中还没有合同" in site.client.get(PATH).text


def test_contracts_are_found_by_what_they_are_and_wait_for(site: Site) -> None:
    add(site)
    old = add(site, signed_on=date(2024, 4, 2), registered_on=None)
    new = add(site, signed_on=date(2024, 5, 2), registered_on=None)
    add(site, reporter="421000", signed_on=date(2023, 4, 1), registered_on=date(2023, 5, 1))

    def found(query: str) -> list[int]:
        page = site.client.get(f"{PATH}?{query}").text
        return [int(one) for one in re.findall(r'href="/office/ledger/deals/(\d+)"', page)]

    assert len(found("")) == 4
    assert found("state=open") == [new, old]
    assert found("state=overdue") == [old]
    assert len(found("state=registered")) == 2
    assert len(found("year=2023")) == 1
    assert len(found("city=421000")) == 1
    assert found("kind=pledge") == []
    home = site.client.get("/office").text
    link = f'<a href="{PATH}?state=overdue"><b>1</b> 份合同签订超过 30 天，还没有登记或备案</a>'
    assert link in home
    # Once another has taken its place it waits for nothing.
    add(site, signed_on=date(2024, 5, 4), registered_on=date(2024, 5, 5), follows=old)
    assert found("state=overdue") == []


def test_a_correction_keeps_what_stood_there_and_a_void_one_cannot_return(site: Site) -> None:
    known = add(site)
    page = site.client.get(f"{PATH}/{known}").text
    (revision,) = set(re.findall(r'name="revision" value="(\d+)"', page))
    typed = TYPED | {"patents": DEAL.patents[0], "amount": "500", "revision": revision}
    page = site.client.post(f"{PATH}/{known}", data=typed | {"reason": "漏写一个零"}).text
    assert "金额（元）：500,000 → 5,000,000（原因：漏写一个零）" in page
    assert "作废后不再计数，而且不能恢复" in page
    (revision,) = set(re.findall(r'name="revision" value="(\d+)"', page))
    said = {"revision": revision, "reason": "重复"}
    assert "已作废，不再计数" in site.client.post(f"{PATH}/{known}/void", data=said).text
    page = site.client.get(f"{PATH}/{known}").text
    assert ("由此合同转为" in page, 'name="reason"' in page) == (False, False)


def test_a_contract_becomes_another_with_the_same_parties(site: Site) -> None:
    with make_session(site.engine) as session:
        known = record_deal(session, licence(), WUHAN, AUTHOR).deal.id or 0
        session.commit()
    page = site.client.get(f"{PATH}/{known}").text
    (path,) = re.findall(r'href="([^"]+kind=assignment[^"]+)"', page)
    page = site.client.get(path.replace("&amp;", "&")).text
    assert f"由第 {known} 号许可转为转让" in page
    assert (field(page, "giver"), field(page, "taker")) == (DEAL.giver, DEAL.taker)
    assert (field(page, "amount"), field(page, "signed_on")) == ("50", "")
    typed = TYPED | {"patents": DEAL.patents[0], "signed_on": "2024-05-01", "follows": str(known)}
    page = site.client.post(NEW, data=typed).text
    assert f'<a href="{PATH}/{known}">第 {known} 号</a>，两者只计一次' in page
    assert "已转为" in site.client.get(f"{PATH}/{known}").text


def test_what_was_signed_at_an_event_waits_for_its_contract(site: Site) -> None:
    outcome = sign(site)
    home = site.client.get("/office").text
    assert (
        '<a href="/office/ledger/outcomes"><b>1</b> 场会面已签约，合同还没有登记进台账</a>' in home
    )
    path = f"{NEW}?outcome={outcome}"
    assert f'href="{path}"' in site.client.get("/office/ledger/outcomes").text
    assert (
        f'<a href="{path}">登记为合同</a>'
        in site.client.get(f"/office/events/{SLUG}/outcomes").text
    )
    page = site.client.get(path).text
    assert (field(page, "giver"), field(page, "taker")) == (OWNERS[0], FIRMS[0])
    assert (field(page, "amount"), field(page, "demand")) == ("80", "需求1")
    assert f">{PATENT}</textarea>" in page
    assert f'<option value="{SLUG}" selected>' in page
    typed = TYPED | {
        "giver": OWNERS[0],
        "taker": FIRMS[0],
        "patents": PATENT,
        "event": SLUG,
        "demand": "需求1",
    }
    page = site.client.post(NEW, data=typed).text
    assert f'<a href="/patents/{PATENT}">{PATENT}</a>' in page
    assert f'<a href="/office/events/{SLUG}">' in page
    assert "没有待登记的签约" in site.client.get("/office/ledger/outcomes").text
    page = site.client.get(f"/office/events/{SLUG}/outcomes").text
    assert f'<a href="{PATH}/1">合同台账第 1 号</a>' in page
    assert "合同还没有登记进台账" not in site.client.get("/office").text
    # Taken back, it waits again.
    with make_session(site.engine) as session:
        deal = ledger_queries.get_deal(session, 1)
        void_deal(session, 1, deal.revision or 0, "登记错了", AUTHOR)
        session.commit()
    assert f'href="{path}"' in site.client.get("/office/ledger/outcomes").text


def test_a_meeting_without_a_patent_is_known_by_its_parties(site: Site) -> None:
    outcome = sign(site, patent=False)
    page = site.client.get(f"{NEW}?outcome={outcome}&kind=licence").text
    assert (field(page, "giver"), field(page, "demand")) == (OWNERS[0], "")
    add(site, giver=OWNERS[0], taker=FIRMS[0], event=SLUG)
    assert "没有待登记的签约" in site.client.get("/office/ledger/outcomes").text


def test_a_city_sees_what_concerns_it_and_corrects_what_is_its_to_correct(site: Site) -> None:
    ours, theirs = add(site), add(site, taker="十堰电池有限公司", taker_city="十堰")
    site.enter(Position(Role.CITY_ORGANISER, city="宜昌"), "li")
    page = site.client.get(PATH).text
    assert (f'href="{PATH}/{ours}"' in page, f'href="{PATH}/{theirs}"' in page) == (True, False)
    assert site.client.get(f"{PATH}/{theirs}").status_code == 403
    page = site.client.get(f"{PATH}/{ours}").text
    assert ("由此合同转为" in page, "修改这份合同" in page) == (True, False)
    typed = {name: text for name, text in TYPED.items() if name != "city"}
    assert "已登记为第 3 号合同" in site.client.post(NEW, data=typed).text
    assert "第 1 次：宜昌" in site.client.get(f"{PATH}/3").text
    assert site.client.post(NEW, data=typed | {"city": WUHAN}).status_code == 403
    # Nor does a contract of its own take the place of one that it cannot read.
    following = typed | {"signed_on": "2024-04-03", "follows": str(theirs)}
    assert site.client.post(NEW, data=following).status_code == 403
    assert site.client.post(NEW, data=following | {"follows": str(ours)}).status_code == 200


def test_whose_event_it_is_not_cannot_begin_with_its_outcome(site: Site) -> None:
    outcome = sign(site)
    site.enter(Position(Role.CITY_ORGANISER, city="宜昌"), "li")
    assert site.client.get(f"{NEW}?outcome={outcome}").status_code == 403
    assert site.client.get(f"{NEW}?outcome=99").status_code == 404
    assert "签约" not in site.client.get("/office").text
