"""By what people choose patents, of all patents, as plain columns."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import String, cast, func, select
from sqlmodel import Session, col

from models.patent import Patent, PatentIndustry
from models.queries.stock import owner_city


class CatalogueColumns(NamedTuple):
    """A sequence for every column, by id; values as the database has them.

    city_code: of the patent, else of its first owner; listed_until: of what is not offered at all
    no day counts (owner_consents).
    """

    ids: Sequence[int]
    kind: Sequence[str]
    legal_state: Sequence[str]
    transfer_modes: Sequence[str]
    city_code: Sequence[str | None]
    classification_main: Sequence[str]
    maturity_trl: Sequence[int | None]
    price_low_cny: Sequence[int | None]
    filing_date: Sequence[date | None]
    owner_consents: Sequence[bool]
    listed_until: Sequence[date | None]


def catalogue_columns(session: Session) -> CatalogueColumns:
    """Return the columns of all patents but those that another record stands for."""
    own = Patent.__table__.c  # type: ignore[attr-defined]
    statement = (
        select(
            own.id,
            cast(own.kind, String),
            cast(own.legal_state, String),
            cast(own.transfer_modes, String),
            func.coalesce(own.city_code, owner_city(own)),
            func.substr(own.classification_main, 1, 4),
            own.maturity_trl,
            own.price_low_cny,
            own.filing_date,
            own.owner_consents,
            own.listed_until,
        )
        .where(own.duplicate_of_id.is_(None))
        .order_by(own.id)
    )
    rows = session.execute(statement).all()
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(CatalogueColumns._fields)
    return CatalogueColumns._make(columns)


def industry_pairs(session: Session) -> Sequence[tuple[int, str]]:
    """Return patent id and industry, one row each, by id."""
    own = col(PatentIndustry.patent_id), col(PatentIndustry.industry_slug)
    return [(one, slug) for one, slug in session.execute(select(*own).order_by(*own))]
