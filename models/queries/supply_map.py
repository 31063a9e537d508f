"""How many patents and demands there are by industry and city, counted by the database."""

from sqlalchemy import ColumnElement, func
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, select

from models.demand import Demand, DemandIndustry
from models.organisation import Organisation
from models.patent import Patent, PatentIndustry, PatentOwner
from models.queries.visible import EXISTENCE, FULL, Seer, sight_of
from models.values.legal_status import LegalState

# Industry and city's code, None where it is not known → how many.
Cells = dict[tuple[str, str | None], int]


def patent_cells(session: Session) -> Cells:
    """Return the patents that are not dead, by the city of their own or of their first owner."""
    city = _city(col(Patent.city_code))
    slug = col(PatentIndustry.industry_slug)
    statement = (
        select(slug, city, func.count())
        .select_from(PatentIndustry)
        .join(Patent, col(Patent.id) == col(PatentIndustry.patent_id))
        .join(
            PatentOwner,
            (col(PatentOwner.patent_id) == col(Patent.id)) & (col(PatentOwner.position) == 0),
            isouter=True,
        )
        .join(Organisation, col(Organisation.id) == col(PatentOwner.organisation_id), isouter=True)
        .where(col(Patent.legal_state) != LegalState.DEAD, col(Patent.duplicate_of_id).is_(None))
        .group_by(slug, city)
    )
    return {(industry, code): count for industry, code, count in session.exec(statement)}


def demand_cells(session: Session, seer: Seer) -> Cells:
    """Return the demands that are seen in full: nothing is to be guessed of the others."""
    city = _city(col(Demand.city_code))
    slug = col(DemandIndustry.industry_slug)
    statement = (
        select(slug, city, func.count())
        .select_from(DemandIndustry)
        .join(Demand, col(Demand.id) == col(DemandIndustry.demand_id))
        .join(Organisation, col(Organisation.id) == col(Demand.organisation_id))
        .where(sight_of(seer) == FULL, col(Demand.duplicate_of_id).is_(None))
        .group_by(slug, city)
    )
    return {(industry, code): count for industry, code, count in session.exec(statement)}


def count_left_out(session: Session, seer: Seer) -> int:
    """Return of how many demands no more is seen than that they are there."""
    statement = (
        select(func.count())
        .select_from(Demand)
        .join(Organisation, col(Organisation.id) == col(Demand.organisation_id))
        .where(sight_of(seer) == EXISTENCE)
    )
    return session.exec(statement).one()


def _city(own: Mapped[str | None]) -> ColumnElement[str | None]:
    return func.coalesce(func.nullif(own, ""), col(Organisation.city_code))
