"""Meetings at which a contract was signed, and contracts that wait, on both databases."""

from dataclasses import replace
from datetime import date

from sqlmodel import Session

from matchmaker.access.viewer import person
from matchmaker.services.ledger.deals import record_deal, void_deal
from matchmaker.services.ledger.signed_outcomes import contracts_of, count_overdue, unrecorded
from models.account_enums import Role
from models.meeting import MeetingOutcome
from models.meeting_enums import OutcomeResult
from models.queries import patents as patent_queries
from tests.conftest import NOW
from tests.matchmaker.people_world import FIRMS, OWNERS, SLUG, World, make_world
from tests.matchmaker.services.ledger.cases import AUTHOR, DEAL, WUHAN, YICHANG

PROVINCE = person(1, "省", Role.PROVINCIAL_ORGANISER)
OF_WUHAN = person(2, "武汉", Role.CITY_ORGANISER, city_code=WUHAN)
OF_YICHANG = person(3, "宜昌", Role.CITY_ORGANISER, city_code=YICHANG)
AUDITOR = person(4, "审计", Role.AUDITOR)


def tell(
    session: Session, world: World, result: OutcomeResult, pair: int | None = None, number: int = 1
) -> MeetingOutcome:
    demand_id, patent_id = (None, None) if pair is None else world.pairs[pair]
    outcome = MeetingOutcome(
        event_id=world.event.id or 0,
        enterprise_id=world.firms[0],
        institution_id=world.owners[0],
        subject="" if pair is None else f"{demand_id}:{patent_id}",
        number=number,
        demand_id=demand_id,
        patent_id=patent_id,
        held=True,
        result=result,
        actor="测试",
        recorded_at=NOW,
    )
    session.add(outcome)
    session.flush()
    return outcome


def test_what_holds_is_asked_for_and_not_what_was_corrected(session: Session) -> None:
    world = make_world(session)
    tell(session, world, OutcomeResult.CONTRACT)
    tell(session, world, OutcomeResult.INTENT, number=2)
    assert unrecorded(session, PROVINCE) == []
    last = tell(session, world, OutcomeResult.CONTRACT, number=3)
    assert unrecorded(session, PROVINCE) == [last]
    assert unrecorded(session, OF_WUHAN) == [last]
    assert (unrecorded(session, OF_YICHANG), unrecorded(session, AUDITOR)) == ([], [])


def test_a_contract_is_that_of_the_event_the_parties_and_the_patent(session: Session) -> None:
    world = make_world(session)
    first, second = (tell(session, world, OutcomeResult.CONTRACT, pair) for pair in (0, 1))
    patents = patent_queries.labels(session, [first.patent_id or 0, second.patent_id or 0])
    shown = patents[first.patent_id or 0].display_number
    words = replace(DEAL, giver=OWNERS[0], taker=FIRMS[0], event=SLUG, patents=(shown,))
    # Of another event, of another firm, and no more than an intent.
    record_deal(session, replace(words, event=""), WUHAN, AUTHOR)
    record_deal(session, replace(words, taker=FIRMS[1], signed_on=date(2024, 4, 2)), WUHAN, AUTHOR)
    assert contracts_of(session, [first, second]) == {}
    deal = record_deal(session, replace(words, signed_on=date(2024, 4, 3)), WUHAN, AUTHOR).deal
    assert contracts_of(session, [first, second]) == {first.id: deal}
    assert unrecorded(session, PROVINCE) == [second]
    void_deal(session, deal.id or 0, deal.revision or 0, "登记错了", AUTHOR)
    assert unrecorded(session, PROVINCE) == [first, second]


def test_a_contract_waits_after_thirty_days_until_it_is_registered_or_followed(
    session: Session,
) -> None:
    today = NOW.date()
    late = replace(DEAL, signed_on=date(2024, 4, 5), registered_on=None)
    old = record_deal(session, late, WUHAN, AUTHOR).deal
    record_deal(session, replace(late, signed_on=date(2024, 4, 6)), WUHAN, AUTHOR)
    assert [count_overdue(session, one, today) for one in (PROVINCE, OF_WUHAN, OF_YICHANG)] == [
        1,
        1,
        1,
    ]
    assert count_overdue(session, AUDITOR, today) == 0
    after = replace(DEAL, signed_on=date(2024, 5, 1), follows=old.id)
    record_deal(session, after, WUHAN, AUTHOR)
    assert count_overdue(session, PROVINCE, today) == 0
