"""The figures of a campaign, each recomputed by plain SQL."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import Session

from matchmaker.errors import BadQuery
from matchmaker.ledger.forecast import Method
from matchmaker.ledger.growth import GrowthState
from matchmaker.ledger.period import Period
from matchmaker.services.ledger.kpi import Kpi, view_kpi
from matchmaker.services.ledger.last_year import carry_over, known_before
from matchmaker.services.ledger.records import source_rows
from matchmaker.services.list_hands import Author
from models.ledger import BaseFigure
from tests.conftest import NOW
from tests.matchmaker.services.ledger.campaign import AUTHOR, carry_campaign, stand_campaign
from tests.matchmaker.services.ledger.cases import WUHAN, YICHANG

PERIOD = Period(2024, 5, 10)
DAY = date(2024, 11, 1)
DEALS = "FROM deal WHERE NOT is_void AND registered_on BETWEEN '2024-05-01' AND '2024-10-31'"
DONE = "FROM activity WHERE NOT is_void AND held_on BETWEEN '2024-05-01' AND '2024-10-31'"
# Indicator → its sum over the province, from the tables themselves.
PLAIN = {
    "briefing_sessions": f"SELECT sum(sessions) {DONE} AND kind = 'briefing'",
    "briefing_heads": f"SELECT sum(heads) {DONE} AND kind = 'briefing'",
    "docking_events": f"SELECT 4 + sum(sessions) {DONE} AND kind = 'docking'",
    "provincial_events": "SELECT count(*) FROM event WHERE kind = 'provincial_docking'",
    "roadshow_sessions": f"SELECT sum(sessions) {DONE} AND kind = 'roadshow'",
    "park_events": f"SELECT sum(sessions) {DONE} AND kind = 'park_finance'",
    "chain_events": f"SELECT sum(sessions) {DONE} AND kind = 'chain_roadshow'",
    "visits": f"SELECT sum(sessions) {DONE} AND kind = 'visit'",
    "training_sessions": f"SELECT sum(sessions) {DONE} AND kind = 'training'",
    "training_heads": f"SELECT sum(heads) {DONE} AND kind = 'training'",
    "press_items": f"SELECT sum(sessions) {DONE} AND kind = 'press'",
    "assignments": f"SELECT count(*) {DEALS} AND kind IN ('assignment', 'share')",
    "licences": f"SELECT count(*) {DEALS} AND kind = 'licence'",
    "transfers": f"SELECT count(*) {DEALS} AND kind IN ('assignment', 'share', 'licence')",
    "transfer_amount": f"SELECT sum(amount_cny) {DEALS} AND kind <> 'pledge'",
    "open_uses": f"SELECT count(*) {DEALS} AND licence_kind = 'open'",
    "open_amount": f"SELECT sum(amount_cny) {DEALS} AND licence_kind = 'open'",
    "pledges": f"SELECT count(*) {DEALS} AND kind = 'pledge'",
    "pledge_amount": f"SELECT sum(amount_cny) {DEALS} AND kind = 'pledge'",
}


@pytest.fixture
def kpi(session: Session, tmp_path: Path) -> Kpi:
    stand_campaign(session, tmp_path)
    return view_kpi(session, PERIOD, DAY)


def test_every_figure_is_what_plain_sql_makes_of_the_records(session: Session, kpi: Kpi) -> None:
    told = {line.indicator.slug: line.whole.value for line in kpi.lines if line.whole.value}
    plain = {slug: int(session.execute(text(sql)).scalar_one()) for slug, sql in PLAIN.items()}
    assert told == plain


def test_every_figure_opens_onto_its_records(session: Session, kpi: Kpi) -> None:
    rows = source_rows(session, kpi.parts)
    for line in kpi.lines:
        own = [row for row in rows if row.indicator is line.indicator]
        assert sum(row.value for row in own) == line.whole.value
        assert len({row.path for row in own}) == line.whole.records
    assert all(row.name and row.path.startswith("/office/") for row in rows)


def test_cities_are_compared_with_their_own_last_year(session: Session, kpi: Kpi) -> None:
    line = kpi.line("transfers")
    by_city = {one.city_code: one for one in line.cities}
    for city in (YICHANG, WUHAN):
        before = session.execute(
            text(
                "SELECT sum(value) FROM base_figure WHERE year = 2023 AND month BETWEEN 5 AND 10 "
                f"AND indicator IN ('assignments', 'licences') AND city_code = '{city}'"
            )
        ).scalar_one()
        assert by_city[city].growth.before == int(before)
    # Wuhan had nothing last year, Shennongjia did not say.
    assert by_city[WUHAN].growth.state is GrowthState.FROM_NOUGHT
    assert by_city["429021"].growth.state is GrowthState.MISSING
    assert (line.growth.state, line.growth.cities, line.growth.of) == (GrowthState.PARTIAL, 15, 17)
    assert line.is_met is False
    assert [one.growth.rate for one in line.behind] == sorted(
        one.growth.rate or Fraction(0) for one in line.behind
    )
    assert WUHAN not in {one.city_code for one in line.behind}


def test_a_figure_without_last_year_meets_and_misses_nothing(kpi: Kpi) -> None:
    line = kpi.line("pledge_amount")
    assert (line.growth.text, line.is_met, line.behind) == ("缺上年同期数", None, ())
    assert (kpi.line("provincial_events").is_met, kpi.line("visits").is_met) == (True, None)


def test_the_year_is_foretold_by_last_years_months(kpi: Kpi) -> None:
    ahead = kpi.line("transfers").ahead
    assert ahead is not None
    assert ahead.method is Method.SEASONAL
    assert ahead.low <= ahead.expected <= ahead.high
    assert kpi.line("press_items").ahead.method is Method.EVEN  # type: ignore[union-attr]
    assert kpi.line("cases").ahead is None


def test_a_year_that_is_over_is_foretold_by_nobody(session: Session) -> None:
    carry_campaign(session, activities=9, deals=9)
    found = view_kpi(session, PERIOD, date(2025, 1, 2))
    assert {line.ahead for line in found.lines} == {None}


def test_the_whole_year_of_a_sheet_serves_a_whole_year_only(session: Session) -> None:
    for slug, month, value in (("visits", 0, 40), ("press_items", 5, 3), ("press_items", 6, 4)):
        session.add(
            BaseFigure(
                year=2023,
                month=month,
                city_code=WUHAN,
                indicator=slug,
                value=value,
                actor="王",
                recorded_at=NOW,
            )
        )
    session.flush()
    assert known_before(session, Period(2024))["visits", WUHAN] == 40
    assert known_before(session, PERIOD)["visits", WUHAN] is None
    assert known_before(session, Period(2024, 5, 6))["press_items", WUHAN] == 7
    assert known_before(session, PERIOD)["press_items", WUHAN] is None


def test_the_ledger_of_a_year_is_carried_over_to_the_next(session: Session, tmp_path: Path) -> None:
    stand_campaign(session, tmp_path)
    with pytest.raises(BadQuery, match="2024 年还没有结束"):
        carry_over(session, 2024, AUTHOR)
    author = Author("王", NOW.replace(year=2025))
    new, kept = carry_over(session, 2024, author)
    assert kept == 0
    assert carry_over(session, 2024, author) == (0, new // 12)
    known = known_before(session, Period(2025, 5, 10))
    for line in view_kpi(session, PERIOD, date(2025, 1, 1)).lines:
        if line.indicator.slug != "transfers":
            for city in line.cities:
                assert known[line.indicator.slug, city.city_code] == city.sum.value


@pytest.mark.parametrize("months", [(0, 3), (5, 4), (1, 13)])
def test_months_that_are_none_are_refused(months: tuple[int, int]) -> None:
    with pytest.raises(BadQuery, match="月份应在"):
        Period(2024, *months)
