"""Firms for the monthly roadshow, from patents, demands, finance, white list and past events."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from ingest.pipeline import ParseOptions
from matchmaker.access.viewer import person
from matchmaker.services.chain_candidates import view_candidates
from matchmaker.services.chain_places import place_records
from matchmaker.services.finance_demands import FinanceWords, state_finance
from matchmaker.services.imports import import_file
from matchmaker.services.ledger.activities import ActivityWords, record_activity
from matchmaker.services.ledger.contributions import load_contributions
from matchmaker.services.organisation_search import get_by_name
from matchmaker.services.participants import answer, invite_one
from models.account_enums import Role
from models.enums import EventKind, ImportKind
from models.errors import NotFound
from models.event import Event
from models.finance_enums import FinanceKind
from models.ledger_enums import ActivityKind
from models.meeting_enums import ParticipantStatus, Side
from models.organisation import Organisation
from tests.conftest import NOW
from tests.factories import number
from tests.ingest.importing import import_demands, import_patents
from tests.ingest.writing import write_xlsx
from tests.matchmaker.services.ledger.cases import AUTHOR, WUHAN, YICHANG

PROVINCE = person(5, "孙", Role.PROVINCIAL_ORGANISER)
LASER, OTHER = "武汉光谷激光有限公司", "宜昌机械有限公司"


def roadshow(session: Session, slug: str, day: date) -> Event:
    event = Event(
        slug=slug, name=slug, kind=EventKind.FINANCE_ROADSHOW, held_on=day, city_code=WUHAN
    )
    session.add(event)
    session.flush()
    return event


@pytest.fixture
def stock(session: Session, tmp_path: Path) -> Session:
    head = ("申请号", "专利名称", "申请人", "市", "主分类号", "法律状态")
    rows = [
        (number("202110000001"), "一种激光切割头", LASER, "武汉", "B23K26/38", "授权"),
        (number("202110000002"), "一种激光焊接机", LASER, "武汉", "B23K26/21", "失效"),
        (number("202110000003"), "一种激光器", "华中科技大学", "武汉", "H01S3/10", "授权"),
    ]
    import_patents(session, tmp_path / "a.csv", [head, *rows])
    asks = ("需求单位", "技术需求名称", "市州", "需求描述")
    import_demands(
        session, tmp_path / "b.csv", [asks, (OTHER, "激光焊接与激光清洗", "宜昌", "焊缝平整")]
    )
    listed = ("批次", "公布日期", "企业名称", "市州")
    path = write_xlsx(tmp_path / "c.xlsx", [listed, ("2024年第三批", "2024-03-01", LASER, "武汉")])
    import_file(session, path, ParseOptions(ImportKind.WHITE_LIST, sent_by="王"), NOW)
    place_records(session, NOW)
    return session


def test_firms_of_a_chain_are_ranked_by_what_is_known_of_them(stock: Session) -> None:
    event = roadshow(stock, "june", date(2024, 6, 20))
    firm = get_by_name(stock, OTHER).id or 0
    stock.get_one(Organisation, firm).labels = "高新技术企业；专精特新"
    words = FinanceWords(FinanceKind.EQUITY, "扩产", 5_000_000)
    state_finance(stock, PROVINCE, firm, words, AUTHOR)
    first, second = view_candidates(stock, PROVINCE, event, "laser")
    assert (first.candidate.firm.name, second.candidate.firm.name) == (OTHER, LASER)
    assert first.candidate.reasons == (
        "链上没有登记的有效专利",
        "专精特新企业",
        "正在融资：股权融资",
        "近 12 个月没有路演过",
    )
    assert second.candidate.reasons[0] == "链上有效专利 1 件"
    assert "在2024年第三批白名单" in second.candidate.reasons
    # What others ask for in finance is not told to another city's organisers.
    of_wuhan = person(4, "钱", Role.CITY_ORGANISER, city_code=WUHAN)
    told = {
        one.candidate.firm.name: one.candidate
        for one in view_candidates(stock, of_wuhan, event, "laser")
    }
    assert told[OTHER].firm.finance == ()
    of_yichang = person(4, "钱", Role.CITY_ORGANISER, city_code=YICHANG)
    told = {
        one.candidate.firm.name: one.candidate
        for one in view_candidates(stock, of_yichang, event, "laser")
    }
    assert (told[OTHER].firm.finance, told[LASER].firm.listed) == (("股权融资",), "")


def test_who_was_shown_within_a_year_is_told_and_ranks_lower(stock: Session) -> None:
    event = roadshow(stock, "june", date(2024, 6, 20))
    earlier = roadshow(stock, "march", date(2024, 3, 20))
    participant, _ = invite_one(stock, earlier, LASER, Side.ENTERPRISE, NOW)
    invite_one(stock, event, OTHER, Side.ENTERPRISE, NOW)
    before = {
        one.candidate.firm.name: one for one in view_candidates(stock, PROVINCE, event, "laser")
    }
    # Invited is not shown.
    assert before[LASER].candidate.firm.presented_on is None
    assert (before[LASER].status, before[OTHER].status) == (None, ParticipantStatus.INVITED)
    answer(stock, participant, ParticipantStatus.CONFIRMED, NOW)
    after = {
        one.candidate.firm.name: one.candidate
        for one in view_candidates(stock, PROVINCE, event, "laser")
    }
    assert after[LASER].firm.presented_on == date(2024, 3, 20)
    assert after[LASER].score < before[LASER].candidate.score
    event.held_on = date(2025, 3, 21)
    stock.flush()
    late = {
        one.candidate.firm.name: one.candidate
        for one in view_candidates(stock, PROVINCE, event, "laser")
    }
    assert late[LASER].firm.presented_on is None


def test_a_chain_that_there_is_not_is_not_found(stock: Session) -> None:
    with pytest.raises(NotFound, match="没有产业链"):
        view_candidates(stock, PROVINCE, roadshow(stock, "a", date(2024, 6, 20)), "none")


def test_a_held_roadshow_of_a_chain_counts_once(stock: Session) -> None:
    day = NOW.date() - timedelta(days=5)
    event = roadshow(stock, "held", day)
    words = ActivityWords(ActivityKind.CHAIN_ROADSHOW, "激光链", WUHAN, day, event=event.slug)
    record_activity(stock, words, AUTHOR)
    parts = load_contributions(stock, date(2024, 1, 1), NOW.date())
    counted = [one.value for one in parts if one.indicator == "chain_events"]
    assert counted == [1]
    assert len(stock.exec(select(Event)).all()) == 1
