"""A page of the entries of a list, as far as somebody may see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, exists, or_
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from models.candidate_list import CandidateEntry, CandidateList
from models.demand import Demand
from models.enums import ListStatus
from models.event import Event
from models.matching import Match
from models.organisation import Organisation
from models.patent import PatentOwner
from models.queries.keyset import Order, page_of
from models.queries.visible import NONE, Seer, sight_of


@dataclass(frozen=True)
class EntryFilter:
    """Which entries of a version, and who looks; industry_slug: None for all.

    parties: records of organisations of which demand or patent must be, None for any.
    """

    list_id: int
    seer: Seer
    industry_slug: str | None = None
    parties: frozenset[int] | None = None


def page_entries(
    session: Session,
    wanted: EntryFilter,
    sheets: Mapping[str, int],
    after: Sequence[int] | None,
    limit: int,
) -> list[tuple[CandidateEntry, Match]]:
    """Return the wanted entries of whose demands the seer may know, by industry and place.

    sheets: industry → its place among the industries; after: that place, and place and id of the
    entry that was had last. Returns one more than the limit if there are more.
    """
    sheet = case(dict(sheets), value=col(CandidateEntry.industry_slug), else_=len(sheets))
    order = (Order(sheet), Order(col(CandidateEntry.position)), Order(col(CandidateEntry.id)))
    statement = (
        select(CandidateEntry)
        .join(Match, col(CandidateEntry.match_id) == col(Match.id))
        .join(Demand, col(Match.demand_id) == col(Demand.id))
        .join(Organisation, col(Demand.organisation_id) == col(Organisation.id))
        .where(*_conditions(wanted))
    )
    entries = session.exec(page_of(statement, order, after, limit)).all()
    ids = [entry.match_id for entry in entries]
    matches = {
        match.id: match for match in session.exec(select(Match).where(col(Match.id).in_(ids)))
    }
    return [(entry, matches[entry.match_id]) for entry in entries]


def count_entries(session: Session, wanted: EntryFilter) -> int:
    """Return how many entries page_entries would return in all."""
    statement: SelectOfScalar[int] = (
        select(func.count())
        .select_from(CandidateEntry)
        .join(Match, col(CandidateEntry.match_id) == col(Match.id))
        .join(Demand, col(Match.demand_id) == col(Demand.id))
        .join(Organisation, col(Demand.organisation_id) == col(Organisation.id))
        .where(*_conditions(wanted))
    )
    return session.exec(statement).one()


def locked_versions(session: Session, event: Event) -> list[CandidateList]:
    """Return the locked versions of an event's list, the first one first."""
    statement = (
        select(CandidateList)
        .where(CandidateList.event_id == event.id, CandidateList.status == ListStatus.LOCKED)
        .order_by(col(CandidateList.version))
    )
    return list(session.exec(statement))


def count_by_industry(session: Session, wanted: EntryFilter) -> dict[str, int]:
    """Return industry → how many entries page_entries would return of it, where there are any."""
    statement = (
        select(CandidateEntry.industry_slug, func.count())
        .join(Match, col(CandidateEntry.match_id) == col(Match.id))
        .join(Demand, col(Match.demand_id) == col(Demand.id))
        .join(Organisation, col(Demand.organisation_id) == col(Organisation.id))
        .where(*_conditions(wanted))
        .group_by(col(CandidateEntry.industry_slug))
    )
    return dict(session.exec(statement).all())


def _conditions(wanted: EntryFilter) -> list[ColumnElement[bool]]:
    found = [col(CandidateEntry.list_id) == wanted.list_id, sight_of(wanted.seer) != NONE]
    if wanted.industry_slug is not None:
        found.append(col(CandidateEntry.industry_slug) == wanted.industry_slug)
    if wanted.parties is not None:
        owns = exists().where(
            col(PatentOwner.patent_id) == col(Match.patent_id),
            col(PatentOwner.organisation_id).in_(wanted.parties),
        )
        found.append(or_(col(Demand.organisation_id).in_(wanted.parties), owns))
    return found
