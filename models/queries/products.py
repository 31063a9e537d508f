"""Patent products, their patents and steps, and what reports count of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, delete, exists, func
from sqlalchemy import select as sa_select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, select

from models.errors import Conflict, NotFound
from models.organisation import Organisation
from models.product import Product, ProductPatent, ProductStep
from models.product_enums import HANDED_IN, PatentRole, ProductState
from models.queries.bulk import KEYS_PER_QUERY
from models.queries.hold import hold_row
from models.queries.keyset import Order, page_of
from models.queries.listings import Scope
from models.values.contact import CONTACT_FIELDS
from models.values.text import fold

NEWEST_FIRST = (Order(col(Product.id), descending=True),)
# Of firms of no city.
NO_CITY = "-"


@dataclass(frozen=True)
class WantedProducts:
    """Which products; None bounds nothing; city_code: NO_CITY for firms of which none is known.

    words: in the name of the product or of its firm; handed_in: only what was, and not withdrawn.
    """

    scope: Scope = field(default_factory=Scope)
    state: ProductState | None = None
    year: int | None = None
    industry: str | None = None
    city_code: str | None = None
    words: str = ""
    handed_in: bool = False


class CountedRow(NamedTuple):
    """A product that counts from a day on; output_cny: None where it is not told."""

    product_id: int
    organisation_id: int
    city_code: str | None
    day: date
    output_cny: int | None


def product_key(name: str) -> str:
    """Return by what a product of a firm is known again: its name, however it is spaced."""
    return fold(name)


def hold_product(session: Session, product_id: int) -> Product:
    """Return a product that nobody else changes before this transaction ends; raise NotFound."""
    hold_row(session, Product, product_id)
    return get_product(session, product_id)


def get_product(session: Session, product_id: int) -> Product:
    """Return a product as it stands in the database now; raise NotFound."""
    found = session.get(Product, product_id, populate_existing=True)
    if found is None:
        raise unknown_product(product_id)
    return found


def unknown_product(product_id: int) -> NotFound:
    """Return the error of a product that is none, or of which whoever asks is not to know."""
    return NotFound(f"没有编号为 {product_id} 的专利产品。请核对编号")


def find_same(session: Session, organisation_id: int, name_key: str, year: int) -> Product | None:
    """Return what a firm has told of a product in a year, None for nothing."""
    statement = select(Product).where(
        Product.organisation_id == organisation_id,
        Product.name_key == name_key,
        Product.year == year,
    )
    return session.exec(statement.execution_options(populate_existing=True)).first()


def save_product(session: Session, product: Product) -> None:
    """Write a product; raise Conflict where somebody tells of the same one at this moment.

    After a Conflict the caller rolls back.
    """
    session.add(product)
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict("同一产品刚刚被填报过。请回到列表，到那一条修改") from error


def products_of(session: Session, organisation_ids: Iterable[int]) -> list[Product]:
    """Return all products of firms, by id."""
    wanted, found = sorted(set(organisation_ids)), list[Product]()
    for start in range(0, len(wanted), KEYS_PER_QUERY):
        part = wanted[start : start + KEYS_PER_QUERY]
        found += session.exec(select(Product).where(col(Product.organisation_id).in_(part)))
    return sorted(found, key=lambda one: one.id or 0)


def page_products(
    session: Session, wanted: WantedProducts, after: Sequence[int] | None, limit: int
) -> list[Product]:
    """Return the next products, the newest first, one more than the limit if there are more."""
    statement = select(Product).where(*_conditions(wanted))
    return list(session.exec(page_of(statement, NEWEST_FIRST, after, limit)))


def count_states(session: Session, wanted: WantedProducts) -> dict[ProductState, int]:
    """Return how many products there are of each state that has any."""
    statement = (
        select(Product.state, func.count(col(Product.id)))
        .where(*_conditions(wanted))
        .group_by(col(Product.state))
    )
    return {ProductState(state): count for state, count in session.exec(statement)}


def count_by_city(
    session: Session, wanted: WantedProducts
) -> dict[str | None, dict[ProductState, int]]:
    """Return city of the firm → state → how many products; None where no city is known."""
    return _count_by(session, wanted, col(Organisation.city_code))


def count_by_industry(
    session: Session, wanted: WantedProducts
) -> dict[str | None, dict[ProductState, int]]:
    """Return industry → state → how many products; empty where none is told."""
    return _count_by(session, wanted, col(Product.industry))


def years_known(session: Session, scope: Scope) -> list[int]:
    """Return the years of which products are told, the last one first."""
    statement = select(Product.year).where(*_of_scope(scope)).distinct()
    return sorted(session.exec(statement), reverse=True)


def patents_of(session: Session, product_ids: Iterable[int]) -> dict[int, list[ProductPatent]]:
    """Return product → its patents, the core ones first, by number."""
    wanted, found = sorted(set(product_ids)), dict[int, list[ProductPatent]]()
    for start in range(0, len(wanted), KEYS_PER_QUERY):
        part = wanted[start : start + KEYS_PER_QUERY]
        statement = select(ProductPatent).where(col(ProductPatent.product_id).in_(part))
        order = (col(ProductPatent.role), col(ProductPatent.number))
        for one in session.exec(statement.order_by(*order)):
            found.setdefault(one.product_id, []).append(one)
    return found


def set_patents(session: Session, product_id: int, roles: Mapping[str, PatentRole]) -> None:
    """Let a product have these patents and no others; roles: number → role."""
    session.flush()
    session.execute(delete(ProductPatent).where(col(ProductPatent.product_id) == product_id))
    for number, role in sorted(roles.items()):
        session.add(ProductPatent(product_id=product_id, number=number, role=role))
    session.flush()


def steps_of(session: Session, product_id: int) -> list[ProductStep]:
    """Return all that was done to a product, in the order in which it was."""
    statement = select(ProductStep).where(ProductStep.product_id == product_id)
    return list(session.exec(statement.order_by(col(ProductStep.id))))


def surveyed_between(session: Session, first: date, last: date) -> list[CountedRow]:
    """Return the products told of from a day to another, both included, by day and id."""
    return _between(session, col(Product.surveyed_on), first, last)


def filed_between(session: Session, first: date, last: date) -> list[CountedRow]:
    """Return the products filed from a day to another, both included, by day and id."""
    return _between(session, col(Product.filed_on), first, last)


def recognised_between(session: Session, first: date, last: date) -> list[CountedRow]:
    """Return the products recognised from a day to another, both included, by day and id."""
    return _between(session, col(Product.recognised_on), first, last)


def forget_contacts(session: Session, product_ids: Iterable[int]) -> int:
    """Take contacts out of the steps of products; return out of how many steps."""
    count = 0
    for product_id in product_ids:
        for step in steps_of(session, product_id):
            before, after = _without_contacts(step.before), _without_contacts(step.after)
            count += (before, after) != (step.before, step.after)
            step.before, step.after = before, after
            session.add(step)
    session.flush()
    return count


def _without_contacts(told: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in told.items() if name not in CONTACT_FIELDS}


def _between(
    session: Session, day: Mapped[date | None], first: date, last: date
) -> list[CountedRow]:
    statement = (
        sa_select(
            col(Product.id),
            col(Product.organisation_id),
            col(Organisation.city_code),
            day,
            col(Product.output_cny),
        )
        .join(Organisation, col(Organisation.id) == col(Product.organisation_id))
        .where(day.between(first, last), col(Product.state) != ProductState.WITHDRAWN)
        .order_by(day, col(Product.id))
    )
    return [CountedRow(*row) for row in session.execute(statement)]


def _count_by(
    session: Session, wanted: WantedProducts, by: Mapped[str | None] | Mapped[str]
) -> dict[str | None, dict[ProductState, int]]:
    statement = (
        sa_select(by, col(Product.state), func.count(col(Product.id)))
        .join(Organisation, col(Organisation.id) == col(Product.organisation_id))
        .where(*_conditions(wanted))
        .group_by(by, col(Product.state))
    )
    found: dict[str | None, dict[ProductState, int]] = {}
    for value, state, count in session.execute(statement):
        found.setdefault(value, {})[ProductState(state)] = count
    return found


def _conditions(wanted: WantedProducts) -> list[ColumnElement[bool]]:
    conditions = _of_scope(wanted.scope)
    if wanted.state is not None:
        conditions.append(col(Product.state) == wanted.state)
    if wanted.year is not None:
        conditions.append(col(Product.year) == wanted.year)
    if wanted.industry is not None:
        conditions.append(col(Product.industry) == wanted.industry)
    if wanted.city_code is not None:
        city = col(Organisation.city_code)
        is_there = city.is_(None) if wanted.city_code == NO_CITY else city == wanted.city_code
        conditions.append(_of_firm(is_there))
    if wanted.handed_in:
        conditions.append(col(Product.state).in_(HANDED_IN))
    if wanted.words:
        named = col(Organisation.name).icontains(wanted.words, autoescape=True)
        conditions.append(
            col(Product.name).icontains(wanted.words, autoescape=True) | _of_firm(named)
        )
    return conditions


def _of_scope(scope: Scope) -> list[ColumnElement[bool]]:
    """Return the condition that the firm is one of these, or of the city."""
    if scope.city_code is not None:
        return [_of_firm(col(Organisation.city_code) == scope.city_code)]
    if scope.organisations is None:
        return []
    return [col(Product.organisation_id).in_(sorted(scope.organisations))]


def _of_firm(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    found = exists().where(col(Organisation.id) == col(Product.organisation_id), condition)
    return found.correlate(Product)
