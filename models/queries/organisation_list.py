"""Organisations by what is known of them, all or a page at a time."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, false
from sqlmodel import Session, col, func, select

from models.demand import Demand
from models.organisation import Organisation, OrganisationAlias
from models.patent import PatentOwner
from models.values.org_name import OrgType, org_key


@dataclass(frozen=True)
class OrganisationFilter:
    """Which organisations are wanted; text: a part of any spelling."""

    org_type: OrgType | None = None
    city_code: str | None = None
    text: str = ""


def list_organisations(session: Session, wanted: OrganisationFilter) -> list[Organisation]:
    """Return organisations that are not merged into another, by id."""
    statement = select(Organisation).where(*_conditions(wanted)).order_by(col(Organisation.id))
    return list(session.exec(statement))


def page_organisations(
    session: Session, wanted: OrganisationFilter, after: int, limit: int
) -> list[Organisation]:
    """Return those of list_organisations with an id after one, one more than the limit."""
    statement = (
        select(Organisation)
        .where(*_conditions(wanted), col(Organisation.id) > after)
        .order_by(col(Organisation.id))
        .limit(limit + 1)
    )
    return list(session.exec(statement))


def parts_of(session: Session, organisation_id: int) -> list[Organisation]:
    """Return the bodies that are parts of one, by id, merged records left out."""
    statement = (
        select(Organisation)
        .where(
            Organisation.parent_id == organisation_id, col(Organisation.merged_into_id).is_(None)
        )
        .order_by(col(Organisation.id))
    )
    return list(session.exec(statement))


def count_belongings(session: Session) -> dict[str, dict[int, int]]:
    """Return names, patents, demands → organisation id → how many it has."""
    columns: dict[str, Any] = {
        "names": OrganisationAlias.organisation_id,
        "patents": PatentOwner.organisation_id,
        "demands": Demand.organisation_id,
    }
    return {
        name: dict(session.exec(select(column, func.count()).group_by(column)).all())
        for name, column in columns.items()
    }


def _conditions(wanted: OrganisationFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [col(Organisation.merged_into_id).is_(None)]
    if wanted.org_type is not None:
        found.append(col(Organisation.org_type) == wanted.org_type)
    if wanted.city_code is not None:
        found.append(col(Organisation.city_code) == wanted.city_code)
    if wanted.text:
        key = org_key(wanted.text)
        spelt = select(OrganisationAlias.organisation_id).where(
            col(OrganisationAlias.key).contains(key, autoescape=True)
        )
        # Nothing but marks is in no name.
        found.append(col(Organisation.id).in_(spelt) if key else false())
    return found
