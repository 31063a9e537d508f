"""Patents that may be licensed openly, and their declarations."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlmodel import Session

from matchmaker.access.viewer import person as as_person
from matchmaker.services.list_hands import Author
from matchmaker.services.listing_sight import Acting
from matchmaker.services.open_licences import Declaration, Move, declare, move
from models.account_enums import Role
from models.licence_enums import OpenLicenceAct, OpenLicenceState
from models.open_licence import OpenLicence, OpenLicenceUse
from models.patent import Patent
from models.values.legal_status import LegalState
from models.values.licence_fee import LicenceFee
from tests.conftest import NOW
from tests.matchmaker.people_world import World
from tests.matchmaker.services.listing_cases import patent, person

NAME, PHONE = "张三", "13812341234"
SAID = Declaration(
    fee="按净销售额 3% 提成",
    term_from=date(2024, 6, 1),
    term_until=date(2029, 5, 31),
    other_terms="许可在中国境内制造、销售。",
    contact_name=NAME,
    contact_phone=PHONE,
    answers={"annuity_paid": True, "no_exclusive_licence": True, "not_suspended": True},
)
FILED = Move(OpenLicenceAct.SUBMITTED, date(2024, 5, 1))
ANNOUNCED = Move(OpenLicenceAct.ANNOUNCED, date(2024, 5, 5), "KX2024-17")


def ready(session: Session, world: World, pair: int = 0) -> Patent:
    """Return a patent of a pair, of which all is known that the rules ask for."""
    found = patent(session, world, pair)
    found.legal_state, found.legal_text = LegalState.IN_FORCE, "授权"
    found.filing_date, found.grant_date = date(2020, 1, 5), date(2022, 3, 1)
    session.add(found)
    session.flush()
    return found


def reviewer(session: Session, world: World, owner: int = 0) -> Acting:
    return person(session, world, Role.UNIVERSITY_REVIEWER, owner=owner)


def declared(
    session: Session, world: World, pair: int = 0, owner: int = 0, **more: Any
) -> OpenLicence:
    """Have the owner of a pair's patent declare."""
    shown = ready(session, world, pair).display_number
    return declare(session, reviewer(session, world, owner), shown, replace(SAID, **more))


def announced(session: Session, world: World, pair: int = 0, owner: int = 0) -> OpenLicence:
    """The same, filed and announced."""
    who = reviewer(session, world, owner)
    found = declared(session, world, pair, owner)
    move(session, who, found.id or 0, FILED)
    return move(session, who, found.id or 0, ANNOUNCED)


def firm_member(session: Session, world: World, firm: int = 0) -> Acting:
    """Return somebody of a firm."""
    viewer = as_person(
        900 + firm,
        "测试人",
        Role.ENTERPRISE_MEMBER,
        organisations=[world.firms[firm]],
        organisation_id=world.firms[firm],
    )
    return Acting(viewer, Author(viewer.name, NOW))


def license_openly(session: Session, patent_id: int, owner: int) -> int:
    """Have a patent licensed openly, whatever the rules say, and used by a firm; return the id."""
    licence = OpenLicence(
        patent_id=patent_id,
        organisation_id=owner,
        state=OpenLicenceState.ANNOUNCED,
        announced_on=NOW.date(),
        announcement_number="1",
        contact_name=NAME,
        contact_phone=PHONE,
        actor="测试",
        made_at=NOW,
        changed_at=NOW,
    )
    licence.set_fee(LicenceFee.parse("免费"))
    session.add(licence)
    session.flush()
    used = OpenLicenceUse(
        open_licence_id=licence.id or 0, licensee="甲厂", actor="测试", asked_at=NOW
    )
    session.add(used)
    session.flush()
    return licence.id or 0
