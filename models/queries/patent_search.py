"""Patents by what is known of them, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, exists, func, or_
from sqlmodel import Session, col, select

from models.organisation import Organisation
from models.patent import Patent, PatentIndustry, PatentOwner
from models.queries.keyset import Order, page_of
from models.values.legal_status import LegalState
from models.values.patent_kind import PatentKind

# Before every filing date that there is.
_NEVER = date(1, 1, 1)

ORDERS: dict[str, Sequence[Order]] = {
    "id": (Order(col(Patent.id)),),
    "-id": (Order(col(Patent.id), descending=True),),
    "application_number": (Order(col(Patent.application_number)), Order(col(Patent.id))),
    "-application_number": (
        Order(col(Patent.application_number), descending=True),
        Order(col(Patent.id), descending=True),
    ),
    "title": (Order(col(Patent.title)), Order(col(Patent.id))),
}
KINDS: dict[str, Sequence[type[Any]]] = {
    "id": (int,),
    "-id": (int,),
    "application_number": (str, int),
    "-application_number": (str, int),
    "title": (str, int),
}


@dataclass(frozen=True)
class PatentFilter:
    """Which patents; what is empty or None bounds nothing.

    words: all of them stand in title or abstract; classification: what a class begins with; mode: a
    way of transfer as it is stored; offered_on: those whose owners offer them on that day.
    """

    words: tuple[str, ...] = ()
    industry: str | None = None
    classification: str = ""
    city_code: str | None = None
    owner_id: int | None = None
    kind: PatentKind | None = None
    legal_state: LegalState | None = None
    mode: str | None = None
    most_price_cny: int | None = None
    least_trl: int | None = None
    offered_on: date | None = None
    filed_since: date | None = None


def find_patents(
    session: Session, wanted: PatentFilter, sort: str, after: Sequence[Any] | None, limit: int
) -> list[Patent]:
    """Return the next patents in one of ORDERS, one more than the limit if there are more."""
    statement = page_of(
        select(Patent).where(*filter_conditions(wanted)), ORDERS[sort], after, limit
    )
    return list(session.exec(statement).all())


def sort_values(patent: Patent, sort: str) -> list[Any]:
    """Return where a patent stands in one of ORDERS."""
    first = getattr(patent, sort.lstrip("-"))
    return [first] if sort.lstrip("-") == "id" else [first, patent.id]


def filter_conditions(wanted: PatentFilter) -> list[ColumnElement[bool]]:
    """Return the conditions of a filter on patents."""
    conditions = [
        or_(
            col(Patent.title).contains(word, autoescape=True),
            col(Patent.abstract).contains(word, autoescape=True),
        )
        for word in wanted.words
    ]
    equal = {
        Patent.kind: wanted.kind,
        Patent.legal_state: wanted.legal_state,
    }
    conditions += [col(column) == value for column, value in equal.items() if value is not None]
    if wanted.classification:
        conditions.append(
            col(Patent.classification_main).startswith(wanted.classification, autoescape=True)
        )
    if wanted.mode:
        conditions.append(_as_text(Patent.transfer_modes).contains(f'"{wanted.mode}"'))
    if wanted.most_price_cny is not None:
        conditions.append(col(Patent.price_low_cny) <= wanted.most_price_cny)
    if wanted.least_trl is not None:
        conditions.append(col(Patent.maturity_trl) >= wanted.least_trl)
    if wanted.filed_since is not None:
        conditions.append(func.coalesce(Patent.filing_date, _NEVER) >= wanted.filed_since)
    if wanted.offered_on is not None:
        conditions.append(is_offered(wanted.offered_on))
    return conditions + _related(wanted)


def is_offered(day: date) -> ColumnElement[bool]:
    """Return the condition that holds for patents of which is_offered_on does."""
    until = col(Patent.listed_until)
    return and_(
        col(Patent.owner_consents).is_(True),
        or_(until.is_(None), until >= day),
        col(Patent.legal_state) != LegalState.DEAD,
    )


def _related(wanted: PatentFilter) -> list[ColumnElement[bool]]:
    """Return the conditions on other tables."""
    conditions: list[ColumnElement[bool]] = []
    if wanted.industry is not None:
        conditions.append(
            exists().where(
                col(PatentIndustry.patent_id) == Patent.id,
                col(PatentIndustry.industry_slug) == wanted.industry,
            )
        )
    if wanted.owner_id is not None:
        conditions.append(
            exists().where(
                col(PatentOwner.patent_id) == Patent.id,
                col(PatentOwner.organisation_id) == wanted.owner_id,
            )
        )
    if wanted.city_code is not None:
        conditions.append(in_city(wanted.city_code))
    return conditions


def in_city(city_code: str) -> ColumnElement[bool]:
    """Return the condition that a patent is a city's: by its own, or else by an owner's."""
    of_owner = (
        exists()
        .where(
            col(PatentOwner.patent_id) == Patent.id,
            col(PatentOwner.organisation_id) == Organisation.id,
            col(Organisation.city_code) == city_code,
        )
        .correlate(Patent)
    )
    own_city = col(Patent.city_code)
    return or_(own_city == city_code, own_city.is_(None) & of_owner)


def _as_text(column: Any) -> ColumnElement[str]:
    return cast(column, String)
