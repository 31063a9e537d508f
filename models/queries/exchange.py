"""What is offered to other platforms: patents, a page at a time, and events with a locked list."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, exists, func, or_
from sqlmodel import Session, col, select

from models.candidate_list import CandidateList
from models.enums import ListStatus
from models.event import Event
from models.organisation import Organisation
from models.patent import Patent, PatentIndustry, PatentOwner
from models.queries.bulk import KEYS_PER_QUERY
from models.queries.keyset import Order, page_of
from models.values.legal_status import LegalState


@dataclass(frozen=True)
class OfferedFilter:
    """Which patents that are offered on a day; None and empty for any.

    organisation_ids: records of an owner.
    """

    on: date
    city_code: str | None = None
    industry_slug: str | None = None
    organisation_ids: frozenset[int] | None = None


def count_offered(session: Session, wanted: OfferedFilter) -> int:
    """Return how many patents page_offered would return in all."""
    statement = select(func.count(col(Patent.id))).where(*_conditions(wanted))
    return session.exec(statement).one()


def page_offered(session: Session, wanted: OfferedFilter, after: int, limit: int) -> list[Patent]:
    """Return the patents of a filter with an id after one, by id."""
    statement = select(Patent).where(*_conditions(wanted))
    # One more tells whether there is more, which nobody asks here.
    return list(session.exec(page_of(statement, [Order(col(Patent.id))], [after], limit - 1)))


def owners_of(
    session: Session, patent_ids: Collection[int]
) -> dict[int, list[tuple[str, str, str]]]:
    """Return patent → name, code and district of its owners, the first one first."""
    found: dict[int, list[tuple[str, str, str]]] = {}
    wanted = sorted(patent_ids)
    for start in range(0, len(wanted), KEYS_PER_QUERY):
        statement = (
            select(
                PatentOwner.patent_id, Organisation.name, Organisation.uscc, Organisation.district
            )
            .join(Organisation, col(Organisation.id) == col(PatentOwner.organisation_id))
            .where(col(PatentOwner.patent_id).in_(wanted[start : start + KEYS_PER_QUERY]))
            .order_by(col(PatentOwner.patent_id), col(PatentOwner.position), col(Organisation.id))
        )
        for patent_id, name, uscc, district in session.exec(statement):
            found.setdefault(patent_id, []).append((name, uscc or "", district))
    return found


def events_with_locked(session: Session) -> list[Event]:
    """Return the events of which a version of the list is locked, the last one first."""
    locked = exists().where(
        col(CandidateList.event_id) == col(Event.id),
        col(CandidateList.status) == ListStatus.LOCKED,
    )
    statement = select(Event).where(locked)
    return list(session.exec(statement.order_by(col(Event.held_on).desc(), col(Event.id).desc())))


def _conditions(wanted: OfferedFilter) -> list[ColumnElement[bool]]:
    """Return the conditions; those of the offer are Patent.is_offered_on's."""
    until = col(Patent.listed_until)
    found: list[ColumnElement[bool]] = [
        col(Patent.owner_consents).is_(True),
        or_(until.is_(None), until >= wanted.on),
        col(Patent.legal_state) != LegalState.DEAD,
        col(Patent.duplicate_of_id).is_(None),
    ]
    if wanted.city_code is not None:
        found.append(col(Patent.city_code) == wanted.city_code)
    if wanted.industry_slug is not None:
        tagged = exists().where(
            col(PatentIndustry.patent_id) == col(Patent.id),
            col(PatentIndustry.industry_slug) == wanted.industry_slug,
        )
        found.append(tagged)
    if wanted.organisation_ids is not None:
        owned = exists().where(
            col(PatentOwner.patent_id) == col(Patent.id),
            col(PatentOwner.organisation_id).in_(sorted(wanted.organisation_ids)),
        )
        found.append(owned)
    return found
