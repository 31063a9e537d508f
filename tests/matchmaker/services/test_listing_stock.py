"""Listings that end: found in time, renewed, taken down, and said so by the gates."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session

from matchmaker.errors import BadQuery
from matchmaker.matching.gates import Gate, Occasion
from matchmaker.services.listing_stock import Renewed, list_ending, renew, take_down
from matchmaker.services.stock import load_offers
from models.account_enums import Role
from models.audit import AuditKind
from models.listing_enums import Ending, ListingAct
from models.queries import listings as listing_queries
from models.queries import patent_search
from models.queries.listings import Scope
from models.queries.patent_search import PatentFilter
from tests.matchmaker.people_world import World, make_world
from tests.matchmaker.services.audit_cases import told
from tests.matchmaker.services.listing_cases import UNIVERSITY, made, patent, person

TODAY, DAY = date(2024, 5, 6), timedelta(days=1)
MANY = 100


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session)


def lasting(session: Session, world: World, *ends: date | None) -> list[str]:
    """List the first patents until these days; return their numbers."""
    numbers = []
    for pair, end in enumerate(ends):
        found = patent(session, world, pair)
        found.listed_until = end
        numbers.append(found.display_number)
    session.flush()
    return numbers


def ending(session: Session, scope: Scope, kind: Ending) -> list[date | None]:
    return [one.listed_until for one in list_ending(session, scope, kind, TODAY, None, MANY)]


def test_what_ends_within_thirty_days_and_what_has_ended_are_found(
    session: Session, world: World
) -> None:
    ends = (TODAY - DAY, TODAY, TODAY + 30 * DAY, TODAY + 31 * DAY, None)
    lasting(session, world, *ends)
    assert ending(session, Scope(), Ending.EXPIRING) == [TODAY, TODAY + 30 * DAY]
    assert ending(session, Scope(), Ending.EXPIRED) == [TODAY - DAY]
    # Owners 0, 0, 1, 1 in the order of the pairs.
    own = Scope(frozenset({world.owners[1]}))
    assert ending(session, own, Ending.EXPIRING) == [TODAY + 30 * DAY]
    assert ending(session, Scope(city_code="420300"), Ending.EXPIRING) == []
    assert ending(session, Scope(city_code="420100"), Ending.EXPIRED) == [TODAY - DAY]
    patent(session, world, 0).owner_consents = False
    session.flush()
    assert ending(session, Scope(), Ending.EXPIRED) == []


def test_pages_of_what_ends_follow_each_other(session: Session, world: World) -> None:
    lasting(session, world, TODAY + DAY, TODAY, TODAY)
    first = list_ending(session, Scope(), Ending.EXPIRING, TODAY, None, 1)[0]
    after = [first.listed_until, first.id]
    rest = list_ending(session, Scope(), Ending.EXPIRING, TODAY, after, MANY)
    ids = [one.id for one in [first, *rest]]
    assert ids == [world.pairs[1][1], world.pairs[2][1], world.pairs[0][1]]


def test_a_renewal_adds_a_year_to_what_is_left(session: Session, world: World) -> None:
    ends = (TODAY + 10 * DAY, TODAY - 10 * DAY, TODAY + 10 * DAY, None)
    numbers = lasting(session, world, *ends)
    university = person(session, world, UNIVERSITY)
    found = renew(session, university, [*numbers, "123"], None)
    assert [(one.patent, one.listed_until) for one in found] == [
        (numbers[0], date(2025, 5, 16)),
        (numbers[1], date(2025, 5, 6)),
        # Of another university.
        (numbers[2], None),
        (numbers[3], None),
        ("123", None),
    ]
    assert [bool(one.error) for one in found] == [False, False, True, True, True]
    assert patent(session, world, 2).listed_until == ends[2]
    (step,) = listing_queries.patent_steps(session, world.pairs[0][1])
    assert (step.act, step.role, step.organisation_id) == (
        ListingAct.RENEWED,
        UNIVERSITY,
        world.owners[0],
    )
    ((_, kind, _, details),) = told(session)
    assert kind is AuditKind.LISTING_CHANGED
    assert details["patents"] == {
        numbers[0]: {"listed_until": "2025-05-16", "owner_consents": True},
        numbers[1]: {"listed_until": "2025-05-06", "owner_consents": True},
    }


def test_a_renewal_never_goes_beyond_three_years(session: Session, world: World) -> None:
    (number,) = lasting(session, world, date(2026, 12, 1))
    office = person(session, world, Role.PROVINCIAL_ORGANISER)
    assert renew(session, office, [number], None) == [Renewed(number, date(2027, 5, 6))]
    for day in (TODAY, date(2027, 5, 7)):
        with pytest.raises(BadQuery):
            renew(session, office, [number], day)
    assert renew(session, office, [number], date(2025, 1, 1)) == [Renewed(number, date(2025, 1, 1))]
    with pytest.raises(BadQuery):
        renew(session, office, [number] * 201, None)


def test_what_is_listed_without_end_is_renewed_only_until_a_day(
    session: Session, world: World
) -> None:
    (number,) = lasting(session, world, None)
    university = person(session, world, UNIVERSITY)
    (found,) = renew(session, university, [number], None)
    assert (found.listed_until, "长期" in found.error) == (None, True)
    (found,) = renew(session, university, [number], date(2025, 1, 1))
    assert found == Renewed(number, date(2025, 1, 1))


def gate(session: Session, patent_id: int, day: date) -> Gate | None:
    occasion = Occasion(day, day, "42", lifted=frozenset({Gate.OUTSIDE_PROVINCE}))
    return load_offers(session).gate(patent_id, occasion)


def offered(session: Session, patent_id: int, day: date) -> bool:
    wanted = PatentFilter(offered_on=day)
    found = patent_search.find_patents(session, wanted, "id", None, MANY)
    return patent_id in {one.id for one in found}


@pytest.mark.parametrize(
    ("for_good", "reason", "today", "tomorrow"),
    [
        (False, "已转让", None, Gate.NOT_LISTED),
        (True, "权利人改变主意", Gate.NO_CONSENT, Gate.NO_CONSENT),
    ],
)
def test_the_gates_say_why_what_was_taken_down_is_not_offered(
    session: Session,
    world: World,
    for_good: bool,
    reason: str,
    today: Gate | None,
    tomorrow: Gate | None,
) -> None:
    (number,) = lasting(session, world, TODAY + 10 * DAY)
    key, university = world.pairs[0][1], person(session, world, UNIVERSITY)
    assert (gate(session, key, TODAY), offered(session, key, TODAY)) == (None, True)
    (done,) = take_down(session, university, [number], reason, for_good=for_good)
    assert done.error == ""
    assert (gate(session, key, TODAY), gate(session, key, TODAY + DAY)) == (today, tomorrow)
    assert offered(session, key, TODAY) is (today is None)
    assert not offered(session, key, TODAY + DAY)
    (step,) = listing_queries.patent_steps(session, key)
    assert (step.act, step.note) == (ListingAct.TAKEN_DOWN, reason)
    (again,) = take_down(session, university, [number], reason, for_good=for_good)
    assert again.error != ""


def test_a_taking_down_needs_a_reason(session: Session, world: World) -> None:
    (number,) = lasting(session, world, TODAY + DAY)
    with pytest.raises(BadQuery):
        take_down(session, person(session, world, UNIVERSITY), [number], " ", for_good=False)


def test_who_no_longer_consents_has_to_propose_anew(session: Session, world: World) -> None:
    (number,) = lasting(session, world, TODAY + DAY)
    university = person(session, world, UNIVERSITY)
    take_down(session, university, [number], "改变主意", for_good=True)
    (found,) = renew(session, university, [number], None)
    assert (found.listed_until, "重新申报" in found.error) == (None, True)
    made(session, world, university, cells={})
    assert patent(session, world).owner_consents
