"""Whose records of the ledger a viewer may read and write."""

from dataclasses import replace

import pytest
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer, person, program
from matchmaker.errors import Forbidden
from matchmaker.services.ledger import sight
from matchmaker.services.ledger.activities import record_activity
from matchmaker.services.ledger.deals import record_deal
from models.account_enums import Role
from models.errors import InvalidValue
from tests.matchmaker.services.ledger.cases import AUTHOR, BRIEFING, DEAL, WUHAN, YICHANG

READ, WRITE = Permission.LEDGER_READ, Permission.LEDGER_WRITE
SHIYAN, XIANGYANG = "420300", "420600"
PROVINCE = person(1, "省", Role.PROVINCIAL_ORGANISER)
AUDITOR = person(2, "审计", Role.AUDITOR)
FIRM = person(3, "企业", Role.ENTERPRISE_MEMBER, city_code=WUHAN, organisations=[1])


def city(code: str) -> Viewer:
    return person(4, "市", Role.CITY_ORGANISER, city_code=code)


def test_an_activity_is_its_citys(session: Session) -> None:
    of_city = record_activity(session, BRIEFING, AUTHOR)
    of_province = record_activity(session, replace(BRIEFING, city_code=None), AUTHOR)
    for permission in (READ, WRITE):
        known = of_city.id or 0
        assert sight.get_activity(session, city(WUHAN), permission, known) is of_city
        with pytest.raises(Forbidden):
            sight.get_activity(session, city(YICHANG), permission, known)
        with pytest.raises(Forbidden):
            sight.get_activity(session, city(WUHAN), permission, of_province.id or 0)
        assert sight.get_activity(session, PROVINCE, permission, of_province.id or 0)
    assert sight.get_activity(session, AUDITOR, READ, of_province.id or 0)
    with pytest.raises(Forbidden):
        sight.get_activity(session, AUDITOR, WRITE, of_province.id or 0)
    with pytest.raises(Forbidden):
        sight.get_activity(session, FIRM, READ, of_city.id or 0)


def test_a_contract_is_read_by_all_it_concerns_and_kept_by_some(session: Session) -> None:
    # From Wuhan to Yichang, reported by Shiyan and then by Xiangyang.
    deal = record_deal(session, DEAL, SHIYAN, AUTHOR).deal
    record_deal(session, DEAL, XIANGYANG, AUTHOR)
    for code in (WUHAN, YICHANG, SHIYAN, XIANGYANG):
        assert sight.get_deal(session, city(code), READ, deal.id or 0) is deal
    assert [
        sight.may_write(session, city(code), deal) for code in (WUHAN, YICHANG, SHIYAN, XIANGYANG)
    ] == [True, False, True, False]
    assert sight.may_write(session, PROVINCE, deal)
    with pytest.raises(Forbidden):
        sight.get_deal(session, city("421000"), READ, deal.id or 0)
    with pytest.raises(Forbidden):
        sight.get_deal(session, city(YICHANG), WRITE, deal.id or 0)


def test_a_city_records_for_itself_alone() -> None:
    assert sight.recorded_for(city(WUHAN), "") == WUHAN
    assert sight.recorded_for(city(WUHAN), "武汉市") == WUHAN
    with pytest.raises(Forbidden):
        sight.recorded_for(city(WUHAN), "宜昌")
    assert sight.recorded_for(PROVINCE, "") is None
    assert sight.recorded_for(PROVINCE, "宜昌") == YICHANG
    with pytest.raises(InvalidValue):
        sight.recorded_for(PROVINCE, "天上")
    with pytest.raises(Forbidden):
        sight.recorded_for(AUDITOR, "")


def test_lists_are_of_what_the_viewer_reads() -> None:
    assert sight.listed_for(city(WUHAN), "") == WUHAN
    assert sight.listed_for(AUDITOR, "") is None
    with pytest.raises(Forbidden):
        sight.listed_for(city(WUHAN), YICHANG)
    bound = program(9, "报送", [READ, WRITE], organisations=[1])
    with pytest.raises(Forbidden):
        sight.listed_for(bound, "")
    assert sight.recorded_for(program(9, "报送", [WRITE], city_code=WUHAN), "") == WUHAN
