"""Which declarations are found: by whose they are, where, in which state, and who waits."""

from collections.abc import Sequence

import pytest
from sqlmodel import Session

from matchmaker.services.open_licence_uses import ask_to_use
from models.enums import LicenceKind
from models.licence_enums import OpenLicenceState
from models.organisation import Organisation
from models.patent import Patent
from models.queries import open_licences as licence_queries
from models.queries.listings import Scope
from models.queries.open_licences import WantedLicences
from tests.matchmaker.people_world import World, make_world
from tests.matchmaker.services.licence_cases import announced, declared, firm_member

State = OpenLicenceState
WUHAN, SHIYAN = "420100", "420300"


@pytest.fixture
def world(session: Session) -> World:
    """Announced and intended ones of the first owner, one of the third, which is elsewhere."""
    world = make_world(session)
    first = announced(session, world)
    declared(session, world, 5)
    declared(session, world, 4, 2)
    number = session.get_one(Patent, first.patent_id).display_number
    ask_to_use(session, firm_member(session, world), number)
    return world


def pairs(session: Session, world: World, wanted: WantedLicences) -> list[int]:
    """Return the pairs whose patents are found, the newest declaration first."""
    found = licence_queries.page_licences(session, wanted, None, 10)
    places = {patent: place for place, (_, patent) in enumerate(world.pairs)}
    return [places[one.patent_id] for one in found]


def owned(world: World, *owners: int) -> Scope:
    return Scope(frozenset(world.owners[one] for one in owners))


def test_owners_find_their_own(session: Session, world: World) -> None:
    assert pairs(session, world, WantedLicences()) == [4, 5, 0]
    assert pairs(session, world, WantedLicences(owned(world, 0))) == [5, 0]
    assert pairs(session, world, WantedLicences(owned(world, 1))) == []
    assert pairs(session, world, WantedLicences(Scope(frozenset()))) == []


def test_a_city_finds_those_of_its_patents_and_owners(session: Session, world: World) -> None:
    bodies = [session.get_one(Organisation, one).city_code for one in world.owners]
    assert bodies == [WUHAN, WUHAN, SHIYAN]
    session.get_one(Patent, world.pairs[5][1]).city_code = SHIYAN
    session.flush()
    assert pairs(session, world, WantedLicences(Scope(city_code=WUHAN))) == [0]
    assert pairs(session, world, WantedLicences(Scope(city_code=SHIYAN))) == [4, 5]
    within = WantedLicences(owned(world, 0), city_code=SHIYAN)
    assert pairs(session, world, within) == [5]
    assert licence_queries.count_by_city(session, WantedLicences(Scope(city_code=SHIYAN))) == {
        SHIYAN: {State.INTENDED: 2}
    }


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (WantedLicences(state=State.ANNOUNCED), [0]),
        (WantedLicences(state=State.INTENDED), [4, 5]),
        (WantedLicences(state=State.ENDED), []),
        (WantedLicences(asked=True), [0]),
    ],
)
def test_state_and_requests_bound(
    session: Session, world: World, wanted: WantedLicences, found: Sequence[int]
) -> None:
    assert pairs(session, world, wanted) == found


def test_counts_are_of_what_is_in_reach(session: Session, world: World) -> None:
    assert licence_queries.count_states(session, WantedLicences(owned(world, 0))) == {
        State.ANNOUNCED: 1,
        State.INTENDED: 1,
    }
    assert licence_queries.count_by_city(session, WantedLicences()) == {
        WUHAN: {State.ANNOUNCED: 1, State.INTENDED: 1},
        SHIYAN: {State.INTENDED: 1},
    }
    asked = [licence_queries.count_asked(session, owned(world, one)) for one in (0, 2)]
    assert asked == [1, 0]
    patents = [patent for _, patent in world.pairs]
    assert licence_queries.standing_states(session, patents) == {
        patents[0]: State.ANNOUNCED,
        patents[5]: State.INTENDED,
        patents[4]: State.INTENDED,
    }


def test_what_only_sheets_tell_of_is_found_until_it_is_declared(
    session: Session, world: World
) -> None:
    one, two, three = (session.get_one(Patent, world.pairs[place][1]) for place in (0, 1, 2))
    one.legal_text = two.legal_text = "开放许可声明"
    three.licence_kind = LicenceKind.OPEN
    session.flush()
    found = licence_queries.only_in_sheets(session, Scope(), 5)
    assert [patent.id for patent in found] == [two.id, three.id]
    own = licence_queries.only_in_sheets(session, owned(world, 0), 5)
    assert [patent.id for patent in own] == [two.id]
    assert len(licence_queries.only_in_sheets(session, Scope(city_code=WUHAN), 1)) == 2
    declared(session, world, 1)
    assert licence_queries.only_in_sheets(session, owned(world, 0), 5) == []
