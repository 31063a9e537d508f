"""Firms that tell of patent products, with patents of which all is known that the rules ask for."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlmodel import Session

from matchmaker.access.viewer import person as as_person
from matchmaker.services.list_hands import Author
from matchmaker.services.listing_sight import Acting
from matchmaker.services.products import ProductMove, ProductWords, move, tell_new
from models.account_enums import Role
from models.patent import Patent
from models.product import Product
from models.product_enums import PatentRole, ProductAct
from models.queries import patents as patent_queries
from models.values.legal_status import LegalState
from tests.conftest import NOW
from tests.matchmaker.people_world import World

NAME, PHONE = "张三", "13812341234"
WHOLE = ProductWords(
    name="激光熔覆轧辊",
    year=2023,
    description="热轧机用的复合轧辊，辊面由激光熔覆而成。",
    industry="高端装备",
    output_cny=86_000_000,
    sales_cny=81_500_000,
    firm_sales_cny=420_000_000,
    contact_name=NAME,
    contact_phone=PHONE,
)
SUBMITTED = ProductMove(ProductAct.SUBMITTED)
FILED = ProductMove(ProductAct.FILED, date(2024, 5, 6), "CP2024-0012")
RECOGNISED = ProductMove(ProductAct.RECOGNISED, date(2024, 5, 6), "RD2024-0003")


def of_firm(world: World, firm: int = 0) -> Acting:
    body = world.firms[firm]
    viewer = as_person(
        1, "厂里人", Role.ENTERPRISE_MEMBER, organisations=[body], organisation_id=body
    )
    return Acting(viewer, Author("厂里人", NOW))


def of_office(role: Role = Role.PROVINCIAL_ORGANISER, city: str | None = None) -> Acting:
    return Acting(as_person(2, "组织者", role, city_code=city), Author("组织者", NOW))


def own_patent(session: Session, world: World, pair: int = 0, firm: int = 0) -> Patent:
    """Return the patent of a pair, in force and the firm's."""
    patent = session.get_one(Patent, world.pairs[pair][1])
    patent.legal_state, patent.legal_text = LegalState.IN_FORCE, "授权"
    session.add(patent)
    patent_queries.replace_owners(session, {patent.id or 0: (world.firms[firm],)})
    session.flush()
    return patent


def words(session: Session, world: World, firm: int = 0, **more: Any) -> ProductWords:
    """Return what a firm tells of a product to which nothing is to be said."""
    patent = own_patent(session, world, firm=firm)
    roles = {patent.application_number: PatentRole.CORE}
    return replace(WHOLE, **{"patents": roles, **more})


def drafted(session: Session, world: World, firm: int = 0, **more: Any) -> Product:
    said = words(session, world, firm, **more)
    return tell_new(session, of_firm(world, firm), world.firms[firm], said)


def submitted(session: Session, world: World, firm: int = 0, **more: Any) -> Product:
    product = drafted(session, world, firm, **more)
    return move(session, of_firm(world, firm), product.id or 0, SUBMITTED)


def filed(session: Session, world: World, firm: int = 0, **more: Any) -> Product:
    product = submitted(session, world, firm, **more)
    return move(session, of_office(), product.id or 0, FILED)


def tell_of_product(session: Session, firm: int) -> int:
    """Have the office tell of a product for a firm; return the draft."""
    product = tell_new(session, of_office(), firm, WHOLE)
    return product.id or 0
