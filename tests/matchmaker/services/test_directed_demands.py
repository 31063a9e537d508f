"""Directed demands of an event's cities, with whom they are meant for."""

from datetime import date

import pytest
from sqlmodel import Session

from matchmaker.access.viewer import Viewer, person
from matchmaker.services.directed_demands import RecipientView, page_directed
from matchmaker.services.list_options import event_cities
from matchmaker.services.recipients import follow_partners, name_recipient
from models.account_enums import Role
from models.demand import Demand
from models.enums import EventKind
from models.event import Event
from models.organisation import Organisation
from models.values.secrecy import Confidentiality
from tests.matchmaker.people_world import World, make_world

PROVINCE = person(1, "省", Role.PROVINCIAL_ORGANISER)
WUHAN = person(2, "市", Role.CITY_ORGANISER, city_code="420100")
ADMIN = person(3, "管", Role.PROVINCIAL_ADMIN)


def provincial(area: str | None) -> Event:
    return Event(
        slug="all",
        name="全省",
        kind=EventKind.PROVINCIAL_DOCKING,
        held_on=date(2024, 6, 18),
        city_code="420100",
        area_slug=area,
    )


@pytest.fixture
def world(session: Session) -> World:
    """A directed demand of Wuhan, one of Shiyan, and others that everybody may read."""
    world = make_world(session)
    elsewhere = session.get_one(Organisation, world.firms[1])
    elsewhere.city_code = "420300"
    for number in (0, 3):
        demand = session.get_one(Demand, world.pairs[number][0])
        demand.confidentiality = Confidentiality.NAMED
        session.add(demand)
    session.add(elsewhere)
    session.flush()
    return world


def ids(session: Session, viewer: Viewer, event: Event, after: int = 0) -> list[int]:
    return [one.demand.id for one in page_directed(session, viewer, event, after, 10)]


def test_only_directed_demands_of_the_events_cities_are_there(
    session: Session, world: World
) -> None:
    ours, theirs = world.pairs[0][0], world.pairs[3][0]
    assert ids(session, PROVINCE, world.event) == [ours]
    assert ids(session, PROVINCE, provincial(None)) == [ours, theirs]
    assert ids(session, PROVINCE, provincial(None), ours) == [theirs]
    wuhan = provincial("wuhan")
    assert "420300" not in (event_cities(wuhan) or ())
    assert ids(session, PROVINCE, wuhan) == [ours]


def test_only_those_who_may_know_of_them_see_them(session: Session, world: World) -> None:
    assert ids(session, WUHAN, provincial(None)) == [world.pairs[0][0]]
    assert ids(session, ADMIN, provincial(None)) == []


def test_recipients_are_told_with_where_they_come_from(session: Session, world: World) -> None:
    demand = session.get_one(Demand, world.pairs[0][0])
    demand.intended_partner = "武汉大学"
    follow_partners(session, [demand])
    name_recipient(session, demand, "武汉科技大学")
    (found,) = page_directed(session, PROVINCE, world.event, 0, 10)
    assert sorted(found.recipients, key=lambda one: one.name) == [
        RecipientView("武汉大学", False),
        RecipientView("武汉科技大学", True),
    ]
