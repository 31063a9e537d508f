"""The ledger in the database: what keeps two people from recording the same, and from losing it."""

from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from models.errors import Conflict, NotFound
from models.ledger import Activity, Deal
from models.ledger_enums import ActivityKind, DealKind
from models.queries import ledger as ledger_queries
from models.queries.ledger import ActivityFilter, DealFilter, Totals
from models.session import make_session
from tests.conftest import NOW


def deal(key: str | None, amount_cny: int | None = None, *, is_void: bool = False) -> Deal:
    return Deal(
        kind=DealKind.ASSIGNMENT,
        giver_name="甲",
        taker_name="乙",
        key=key,
        amount_cny=amount_cny,
        signed_on=date(2024, 4, 1),
        is_void=is_void,
        actor="王",
        recorded_at=NOW,
    )


def test_who_records_the_same_at_the_same_moment_is_told_to_report_it(engine: Engine) -> None:
    with make_session(engine) as first, make_session(engine) as second:
        assert ledger_queries.find_deal_of_key(second, "k") is None
        second.rollback()
        ledger_queries.add_deal(first, deal("k"))
        first.commit()
        with pytest.raises(Conflict, match="请再提交一次"):
            ledger_queries.add_deal(second, deal("k"))


def test_what_is_held_is_read_anew(session: Session) -> None:
    made = deal("k")
    ledger_queries.add_deal(session, made)
    assert ledger_queries.hold_deal(session, made.id or 0) is made
    with pytest.raises(NotFound, match="没有编号为 99 的合同"):
        ledger_queries.hold_deal(session, 99)
    with pytest.raises(NotFound, match="没有编号为 99 的活动"):
        ledger_queries.hold_activity(session, 99)


def test_sums_leave_out_what_is_void_even_where_it_is_listed(session: Session) -> None:
    assert ledger_queries.sum_deals(session, DealFilter()) == Totals(0)
    for one in (deal("a", 3 * 10**12), deal("b"), deal(None, 5, is_void=True)):
        ledger_queries.add_deal(session, one)
    wanted = DealFilter(with_void=True)
    assert len(ledger_queries.page_deals(session, wanted, None, None)) == 3
    assert ledger_queries.sum_deals(session, wanted) == Totals(2, amount_cny=3 * 10**12)
    for void in (False, True):
        session.add(
            Activity(
                kind=ActivityKind.VISIT,
                title="走访",
                held_on=date(2024, 4, 1),
                sessions=3,
                heads=10,
                is_void=void,
                actor="王",
                recorded_at=NOW,
            )
        )
    session.flush()
    found = ledger_queries.sum_activities(session, ActivityFilter(with_void=True, of_province=True))
    assert found == Totals(1, sessions=3, heads=10)
