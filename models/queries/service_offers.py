"""The service catalogue in the database."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select

from models.errors import NotFound
from models.queries import topics
from models.queries.hold import hold_row
from models.service_offer import ServiceOffer


@dataclass(frozen=True)
class OfferFilter:
    """Which services; nothing bounds nothing; city_code: that is served.

    on: those that are not over on a day.
    """

    kinds: Collection[str] = ()
    city_code: str | None = None
    on: date | None = None
    with_void: bool = False


def get_offer(session: Session, offer_id: int) -> ServiceOffer:
    """Return a service as it stands in the database now; raise NotFound."""
    found = session.get(ServiceOffer, offer_id, populate_existing=True)
    if found is None:
        raise NotFound(f"服务目录中没有编号为 {offer_id} 的服务。请核对编号")
    return found


def hold_offer(session: Session, offer_id: int) -> ServiceOffer:
    """Return a service that no one else changes before this transaction ends; raise NotFound."""
    hold_row(session, ServiceOffer, offer_id)
    return get_offer(session, offer_id)


def list_offers(session: Session, wanted: OfferFilter) -> list[ServiceOffer]:
    """Return the services of a filter, by kind and then in the order of entering."""
    statement = select(ServiceOffer).where(*_conditions(wanted))
    return list(session.exec(statement.order_by(col(ServiceOffer.kind), col(ServiceOffer.id))))


def offer_titles(session: Session, ids: Collection[int]) -> dict[int, str]:
    """Return id → title of services."""
    statement = select(ServiceOffer.id, ServiceOffer.title).where(col(ServiceOffer.id).in_(ids))
    return {known or 0: title for known, title in session.exec(statement)}


def list_kinds(session: Session) -> list[str]:
    """Return the kinds that services have, in order."""
    statement = select(ServiceOffer.kind).where(col(ServiceOffer.is_void).is_(False)).distinct()
    return sorted(session.exec(statement))


def _conditions(wanted: OfferFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if not wanted.with_void:
        conditions.append(col(ServiceOffer.is_void).is_(False))
    if wanted.kinds:
        conditions.append(col(ServiceOffer.kind).in_(sorted(wanted.kinds)))
    if wanted.city_code is not None:
        served = topics.has_topic(col(ServiceOffer.cities), wanted.city_code)
        conditions.append(or_(col(ServiceOffer.cities) == "", served))
    if wanted.on is not None:
        until = col(ServiceOffer.valid_until)
        conditions.append(or_(until.is_(None), until >= wanted.on))
    return conditions
