"""The service catalogue: entered, corrected, withdrawn, and what of it fits."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import Session

from matchmaker.errors import BadQuery, Forbidden
from matchmaker.public_services.service_fits import NAVIGATION, TRANSFER, VALUATION
from matchmaker.services.kept_records.changes import view_changes
from matchmaker.services.service_offers import (
    OfferWords,
    correct_offer,
    enter_offer,
    services_for_patent,
    void_offer,
)
from models.kept_record import RecordKind
from models.patent import Patent
from models.queries import service_offers as offer_queries
from models.queries.service_offers import OfferFilter
from models.values.legal_status import LegalState
from tests.matchmaker.services.policy_cases import BY, OF_WUHAN, PROVINCE, WUHAN, YICHANG

TODAY = BY.at.date()
OFFER = OfferWords(VALUATION, "专利价值评估", "武汉某评估公司", None, price_text="每件 3000 元")


def enter(session: Session, **changes: object) -> int:
    return enter_offer(session, PROVINCE, replace(OFFER, **changes), BY).id or 0  # type: ignore[arg-type]


def titles(session: Session, wanted: OfferFilter) -> list[str]:
    return [one.title for one in offer_queries.list_offers(session, wanted)]


def test_services_are_bounded_by_kind_city_and_day(session: Session) -> None:
    enter(session, title="全省")
    enter(session, title="武汉", cities=[WUHAN])
    enter(session, title="到期", valid_until=TODAY - timedelta(days=1))
    enter(session, title="今天", valid_until=TODAY, kind=NAVIGATION)
    assert titles(session, OfferFilter(on=TODAY)) == ["今天", "全省", "武汉"]
    assert titles(session, OfferFilter([VALUATION], YICHANG, TODAY)) == ["全省"]
    assert titles(session, OfferFilter([VALUATION], WUHAN, TODAY)) == ["全省", "武汉"]
    assert offer_queries.list_kinds(session) == [NAVIGATION, VALUATION]


def test_a_correction_is_kept_and_a_withdrawn_one_is_gone(session: Session) -> None:
    known = enter(session)
    made = offer_queries.get_offer(session, known)
    held = known, made.revision or 0
    words = replace(OFFER, cities=[YICHANG, WUHAN], price_text="面议")
    correct_offer(session, PROVINCE, held, words, "调价", BY)
    newest, _ = view_changes(session, RecordKind.SERVICE, known)
    assert newest.lines == (
        ("价格", "每件 3000 元", "面议"),
        ("服务市州", "（空）", "武汉、宜昌"),
    )
    void_offer(session, PROVINCE, (known, made.revision or 0), "不再提供", BY)
    assert titles(session, OfferFilter()) == []
    assert titles(session, OfferFilter(with_void=True)) == ["专利价值评估"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"kind": " "}, "服务类型"),
        ({"kind": "长" * 21}, "不超过"),
        ({"title": ""}, "服务名称"),
        ({"provider_name": ""}, "提供者"),
        ({"cities": ["000000"]}, "不认识的代码"),
        ({"contact_way": "王工 138 1234 5678"}, "不能写手机号码"),
    ],
)
def test_what_cannot_be_is_told(session: Session, changes: dict[str, object], told: str) -> None:
    with pytest.raises(BadQuery, match=told):
        enter(session, **changes)


def test_a_city_keeps_its_own_entries(session: Session) -> None:
    known = enter(session)
    revision = offer_queries.get_offer(session, known).revision or 0
    with pytest.raises(Forbidden):
        void_offer(session, OF_WUHAN, (known, revision), "误", BY)
    with pytest.raises(Forbidden):
        enter_offer(session, OF_WUHAN, OFFER, BY)
    session.rollback()
    assert enter_offer(session, OF_WUHAN, replace(OFFER, city_code=WUHAN), BY).id


def test_what_a_patent_lacks_is_offered_with_the_reason(session: Session) -> None:
    patent = Patent(
        application_number="2021100000011",
        title="一种阀门",
        legal_state=LegalState.IN_FORCE,
        transfer_modes=["assignment"],
        city_code=WUHAN,
    )
    assert services_for_patent(session, patent, TODAY) == []
    for number in range(5):
        enter(session, title=f"评估{number}")
    enter(session, title="别处", kind=TRANSFER, cities=[YICHANG])
    (found,) = services_for_patent(session, patent, TODAY)
    assert (found.need.kind, found.need.reason) == (VALUATION, "还没有报价，评估后便于洽谈和质押")
    assert [one.title for one in found.offers] == ["评估0", "评估1", "评估2"]
    assert found.more == 2
    patent.price_negotiable = True
    assert services_for_patent(session, patent, date(2024, 5, 6)) == []
