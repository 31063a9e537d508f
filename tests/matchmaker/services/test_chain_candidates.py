"""Firms for the monthly roadshow, from patents, demands, finance, white list and past events."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from matchmaker.services.chain_candidates import view_candidates
from matchmaker.services.ledger.activities import ActivityWords, record_activity
from matchmaker.services.ledger.contributions import load_contributions
from matchmaker.services.participants import answer, invite_one
from models.errors import NotFound
from models.event import Event
from models.ledger_enums import ActivityKind
from models.meeting_enums import ParticipantStatus, Side
from models.organisation import Organisation
from tests.conftest import NOW
from tests.matchmaker.services.firm_lists.cases import (
    LASER,
    OF_WUHAN,
    OF_YICHANG,
    OTHER,
    PROVINCE,
    ask_for_equity,
    firm_id,
    load_stock,
    roadshow,
)
from tests.matchmaker.services.ledger.cases import AUTHOR, WUHAN


@pytest.fixture
def stock(session: Session, tmp_path: Path) -> Session:
    load_stock(session, tmp_path)
    return session


def test_firms_of_a_chain_are_ranked_by_what_is_known_of_them(stock: Session) -> None:
    event = roadshow(stock, "june", date(2024, 6, 20))
    firm = firm_id(stock, OTHER)
    stock.get_one(Organisation, firm).labels = "高新技术企业；专精特新"
    ask_for_equity(stock, OTHER)
    first, second = view_candidates(stock, PROVINCE, event, "laser")
    assert (first.firm.name, second.firm.name) == (OTHER, LASER)
    assert first.reasons == (
        "链上有需求 1 项，没有登记的有效专利",
        "专精特新企业",
        "正在融资：股权融资",
        "近 12 个月没有路演过",
    )
    assert second.reasons[0] == "链上有效专利 1 件"
    assert "在2024年第三批白名单" in second.reasons
    # What others ask for in finance is not told to another city's organisers.
    told = {one.firm.name: one for one in view_candidates(stock, OF_WUHAN, event, "laser")}
    assert told[OTHER].firm.finance == ()
    told = {one.firm.name: one for one in view_candidates(stock, OF_YICHANG, event, "laser")}
    assert (told[OTHER].firm.finance, told[LASER].firm.listed) == (("股权融资",), "")


def test_who_was_shown_within_a_year_is_told_and_ranks_lower(stock: Session) -> None:
    event = roadshow(stock, "june", date(2024, 6, 20))
    earlier = roadshow(stock, "march", date(2024, 3, 20))
    participant, _ = invite_one(stock, earlier, LASER, Side.ENTERPRISE, NOW)
    before = {one.firm.name: one for one in view_candidates(stock, PROVINCE, event, "laser")}
    # Invited is not shown.
    assert before[LASER].firm.presented_on is None
    answer(stock, participant, ParticipantStatus.CONFIRMED, NOW)
    after = {one.firm.name: one for one in view_candidates(stock, PROVINCE, event, "laser")}
    assert after[LASER].firm.presented_on == date(2024, 3, 20)
    assert after[LASER].score < before[LASER].score
    event.held_on = date(2025, 3, 21)
    stock.flush()
    late = {one.firm.name: one for one in view_candidates(stock, PROVINCE, event, "laser")}
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
