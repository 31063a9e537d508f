"""Contracts: one is one record, whoever reports it; corrections keep what stood there."""

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import Session

from matchmaker.errors import BadQuery
from matchmaker.services.kept_records.changes import view_changes
from matchmaker.services.kept_records.words import Teller
from matchmaker.services.ledger.deals import correct_deal, record_deal, void_deal
from models.enums import LicenceKind
from models.errors import Conflict, InvalidValue, NotFound
from models.kept_record import RecordKind
from models.ledger import CountingRule
from models.ledger_enums import CountedFor, DealKind
from models.queries import ledger as ledger_queries
from tests.conftest import NOW
from tests.factories import number
from tests.matchmaker.services.ledger.cases import (
    AUTHOR,
    DEAL,
    LATE,
    WUHAN,
    YICHANG,
    figures,
    licence,
)


def test_a_contract_counts_once_where_the_giver_sits_from_its_registration(
    session: Session,
) -> None:
    record_deal(session, DEAL, YICHANG, AUTHOR)
    assert figures(session) == {
        ("assignments", WUHAN): 1,
        ("transfers", WUHAN): 1,
        ("transfer_amount", WUHAN): 500_000,
    }
    assert figures(session, 2023) == {}


def test_what_two_cities_report_is_one_contract_with_two_reports(session: Session) -> None:
    first = record_deal(session, DEAL, WUHAN, AUTHOR)
    again = record_deal(session, replace(DEAL, amount_cny=600_000), YICHANG, AUTHOR)
    assert (first.made, again.made, again.deal.id) == (True, False, first.deal.id)
    assert again.differs == ("amount_cny",)
    assert figures(session)["transfers", WUHAN] == 1
    reports = ledger_queries.reports_of(session, [first.deal.id or 0])[first.deal.id or 0]
    assert [(one.city_code, one.said["amount_cny"]) for one in reports] == [
        (WUHAN, 500_000),
        (YICHANG, 600_000),
    ]


def test_a_registration_number_tells_the_contract_though_all_else_is_written_otherwise(
    session: Session,
) -> None:
    first = record_deal(session, licence(number="X2024-420-1"), WUHAN, AUTHOR)
    words = licence(number="x20244201", giver="武汉大学科研院", signed_on=None)
    assert record_deal(session, words, YICHANG, AUTHOR).deal.id == first.deal.id


def test_what_is_not_registered_yet_does_not_count(session: Session) -> None:
    record_deal(session, replace(DEAL, registered_on=None), WUHAN, AUTHOR)
    assert figures(session) == {}


def test_a_licence_that_becomes_an_assignment_counts_as_one_of_the_year(session: Session) -> None:
    first = record_deal(session, licence(), WUHAN, AUTHOR).deal
    words = replace(DEAL, registered_on=date(2024, 8, 1), follows=first.id)
    record_deal(session, words, WUHAN, LATE)
    found = figures(session)
    assert (found["transfers", WUHAN], found["assignments", WUHAN]) == (1, 1)
    assert ("licences", WUHAN) not in found
    assert found["transfer_amount", WUHAN] == 500_000


def test_what_has_counted_in_an_earlier_year_stays_and_does_not_count_again(
    session: Session,
) -> None:
    old = licence(signed_on=date(2023, 3, 1), registered_on=date(2023, 4, 1))
    first = record_deal(session, old, WUHAN, AUTHOR).deal
    second = record_deal(session, replace(DEAL, follows=first.id), WUHAN, AUTHOR).deal
    third = replace(DEAL, kind=DealKind.SHARE, registered_on=date(2024, 5, 5), follows=second.id)
    record_deal(session, third, WUHAN, AUTHOR)
    assert figures(session, 2023)["licences", WUHAN] == 1
    assert figures(session, 2024) == {}


def test_a_contract_is_followed_by_one_other_only(session: Session) -> None:
    first = record_deal(session, licence(), WUHAN, AUTHOR).deal
    record_deal(session, replace(DEAL, follows=first.id), WUHAN, AUTHOR)
    again = replace(DEAL, follows=first.id, signed_on=date(2024, 4, 2))
    with pytest.raises(Conflict, match="已由第"):
        record_deal(session, again, WUHAN, AUTHOR)


def test_a_contract_corrected_in_october_for_may_moves_its_figures_and_keeps_its_history(
    session: Session,
) -> None:
    deal = record_deal(session, DEAL, WUHAN, AUTHOR).deal
    october = replace(AUTHOR, actor="李", at=NOW.replace(month=10, day=8))
    words = replace(DEAL, amount_cny=5_000_000, giver_city="宜昌")
    correct_deal(session, deal.id or 0, deal.revision or 0, words, "漏写一个零", october)
    assert figures(session) == {
        ("assignments", YICHANG): 1,
        ("transfers", YICHANG): 1,
        ("transfer_amount", YICHANG): 5_000_000,
    }
    newest, first = view_changes(session, RecordKind.DEAL, deal.id or 0)
    assert (newest.actor, newest.reason, newest.made_at) == ("李", "漏写一个零", october.at)
    assert newest.lines == (
        ("供给方所在地", "武汉", "宜昌"),
        ("金额（元）", "500,000", "5,000,000"),
    )
    assert (first.number, first.lines) == (1, ())


def test_a_void_contract_counts_no_more_and_can_be_recorded_anew(session: Session) -> None:
    deal = record_deal(session, DEAL, WUHAN, AUTHOR).deal
    void_deal(session, deal.id or 0, deal.revision or 0, "重复", AUTHOR)
    assert figures(session) == {}
    with pytest.raises(Conflict, match="已作废"):
        void_deal(session, deal.id or 0, deal.revision or 0, "再作废", AUTHOR)
    assert record_deal(session, DEAL, WUHAN, AUTHOR).made


def test_two_contracts_cannot_be_corrected_into_one(session: Session) -> None:
    first = record_deal(session, DEAL, WUHAN, AUTHOR).deal
    other = replace(DEAL, signed_on=date(2024, 4, 2))
    second = record_deal(session, other, WUHAN, AUTHOR).deal
    with pytest.raises(Conflict, match=f"第 {first.id} 号合同相同"):
        correct_deal(session, second.id or 0, second.revision or 0, DEAL, "写错", AUTHOR)


def test_who_has_not_seen_the_last_change_is_told(session: Session) -> None:
    deal = record_deal(session, DEAL, WUHAN, AUTHOR).deal
    seen = deal.revision or 0
    correct_deal(session, deal.id or 0, seen, replace(DEAL, note="补"), "补备注", AUTHOR)
    with pytest.raises(Conflict, match="刚被别人修改"):
        correct_deal(session, deal.id or 0, seen, replace(DEAL, note="另"), "补备注", AUTHOR)


def test_pledges_and_open_licences_have_figures_of_their_own(session: Session) -> None:
    pledge = replace(DEAL, kind=DealKind.PLEDGE, taker="湖北银行", amount_cny=30_000_000)
    record_deal(session, pledge, WUHAN, AUTHOR)
    record_deal(session, licence(licence_kind=LicenceKind.OPEN), WUHAN, AUTHOR)
    found = figures(session)
    assert (found["pledges", WUHAN], found["pledge_amount", WUHAN]) == (1, 30_000_000)
    assert (found["open_uses", WUHAN], found["open_amount", WUHAN]) == (1, 500_000)
    assert (found["licences", WUHAN], found["transfers", WUHAN]) == (1, 1)


@pytest.mark.parametrize(
    ("rule", "city"),
    [(CountedFor.GIVER, WUHAN), (CountedFor.TAKER, YICHANG), (CountedFor.REPORTER, "421000")],
)
def test_the_rule_tells_for_which_city_a_contract_counts(
    session: Session, rule: CountedFor, city: str
) -> None:
    record_deal(session, DEAL, "421000", AUTHOR)
    session.add(CountingRule(counted_for=CountedFor.GIVER, actor="王", made_at=NOW))
    session.flush()
    session.add(CountingRule(counted_for=rule, actor="王", made_at=NOW))
    session.flush()
    assert figures(session)["transfers", city] == 1


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"giver": " "}, "请写明转让人的名称"),
        ({"taker": "武汉大学"}, "同一家单位"),
        ({"patents": ()}, "至少一件"),
        ({"amount_cny": -1}, "金额应在"),
        ({"signed_on": None, "registered_on": None}, "请写明签订日期"),
        ({"signed_on": date(2024, 5, 7), "registered_on": None}, "还没有到"),
        ({"signed_on": date(2024, 5, 4)}, "早于签订日期"),
        ({"licence_kind": LicenceKind.OPEN}, "只有许可合同才有许可方式"),
        ({"kind": DealKind.LICENCE}, "请选择许可方式"),
        ({"kind": DealKind.INTENT}, "意向不登记"),
        ({"giver": "无名研究社", "giver_city": ""}, "在哪个市州"),
        ({"giver_city": "天上"}, "认不出所在地"),
    ],
)
def test_what_cannot_be_is_refused_with_a_remedy(
    session: Session, changes: dict[str, object], told: str
) -> None:
    with pytest.raises(BadQuery, match=told):
        record_deal(session, replace(DEAL, **changes), WUHAN, AUTHOR)  # type: ignore[arg-type]
    assert figures(session) == {}


def test_wrong_numbers_name_what_is_not_there(session: Session) -> None:
    with pytest.raises(InvalidValue):
        record_deal(session, replace(DEAL, patents=("12",)), WUHAN, AUTHOR)
    with pytest.raises(NotFound, match="没有编号为 99"):
        record_deal(session, replace(DEAL, follows=99), WUHAN, AUTHOR)
    with pytest.raises(NotFound, match="没有活动"):
        record_deal(session, replace(DEAL, event="none"), WUHAN, AUTHOR)


def test_patents_outside_the_stock_are_kept_by_their_number(session: Session) -> None:
    deal = record_deal(session, DEAL, WUHAN, AUTHOR).deal
    (patent,) = ledger_queries.patents_of(session, [deal.id or 0])[deal.id or 0]
    assert (patent.patent_id, patent.number) == (None, number("202110000001"))


def test_a_word_is_told_by_the_field_in_which_it_stands(session: Session) -> None:
    teller = Teller(session, [])
    told = {name: teller.tell(name, "open") for name in ("licence_kind", "state")}
    assert told == {"licence_kind": "开放许可", "state": "待对接"}
