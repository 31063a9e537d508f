"""Whom a demand is meant for: by hand, and by the partner that its sheet names."""

import pytest
from sqlmodel import Session

from matchmaker.access.viewer import person
from matchmaker.errors import BadQuery
from matchmaker.services.recipients import (
    follow_partners,
    list_recipients,
    name_recipient,
    strike_recipient,
)
from matchmaker.services.visible_demands import list_visible
from models.account_enums import Role
from models.demand import Demand
from models.errors import NotFound
from models.queries import organisations as organisation_queries
from models.values.org_name import OrgType
from models.values.secrecy import Confidentiality


@pytest.fixture
def demand(session: Session) -> Demand:
    firms = organisation_queries.add_organisations(
        session, [("宜昌化工有限公司", {})], OrgType.ENTERPRISE
    )
    made = Demand(
        key="k",
        demand_number="X-1",
        organisation_id=next(iter(firms.values())),
        title="萃取",
        confidentiality=Confidentiality.NAMED,
        intended_partner="武汉大学、无此大学；武汉科技大学",
    )
    session.add(made)
    session.flush()
    return made


def test_partners_that_are_surely_known_are_named(session: Session, demand: Demand) -> None:
    assert follow_partners(session, [demand]) == 1
    assert sorted(list_recipients(session, demand)) == [
        ("武汉大学", False),
        ("武汉科技大学", False),
    ]
    assert follow_partners(session, [demand]) == 0


def test_a_changed_partner_takes_the_place_of_the_old_and_hand_work_stays(
    session: Session, demand: Demand
) -> None:
    follow_partners(session, [demand])
    name_recipient(session, demand, "华中科技大学")
    demand.intended_partner = "武汉大学"
    follow_partners(session, [demand])
    assert sorted(list_recipients(session, demand)) == [("华中科技大学", True), ("武汉大学", False)]


def test_a_name_that_two_bodies_bear_names_nobody(session: Session, demand: Demand) -> None:
    named = organisation_queries.add_organisations(session, [("光谷研究院", {})], OrgType.INSTITUTE)
    organisation_queries.add_namesake(session, "光谷研究院", "光谷研究院（二）", {}, None)
    demand.intended_partner = "光谷研究院"
    assert named
    assert follow_partners(session, [demand]) == 0


def test_a_demand_of_another_level_is_meant_for_nobody(session: Session, demand: Demand) -> None:
    demand.confidentiality = Confidentiality.PUBLIC
    assert follow_partners(session, [demand]) == 0
    with pytest.raises(BadQuery, match="只有“定向”"):
        name_recipient(session, demand, "武汉大学")


def test_who_is_struck_off_no_longer_sees_it(session: Session, demand: Demand) -> None:
    body = name_recipient(session, demand, "武汉大学")
    viewer = person(1, "a", Role.INSTITUTION_MEMBER, organisations=[body.id or 0])
    assert [view.id for view in list_visible(session, viewer)] == [demand.id]
    strike_recipient(session, demand, "武汉大学")
    assert list_visible(session, viewer) == []
    with pytest.raises(NotFound, match="无需移除"):
        strike_recipient(session, demand, "武汉大学")
