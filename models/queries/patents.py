"""Patents by number, their owners and industries."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import bindparam, delete, insert
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, func, select

from models.patent import Patent, PatentIndustry, PatentOwner, display_number
from models.queries.bulk import KEYS_PER_QUERY


def by_numbers(session: Session, numbers: Sequence[str]) -> dict[str, Patent]:
    """Return application number → patent for those that exist."""
    found: dict[str, Patent] = {}
    for start in range(0, len(numbers), KEYS_PER_QUERY):
        part = numbers[start : start + KEYS_PER_QUERY]
        statement = select(Patent).where(col(Patent.application_number).in_(part))
        found.update({patent.application_number: patent for patent in session.exec(statement)})
    return found


class PatentLabel(NamedTuple):
    """By what people know a patent."""

    display_number: str
    title: str


_PATENTS = Patent.__table__.c  # type: ignore[attr-defined]
# Made once: it is asked for every answer.
_LABELS = sa_select(
    _PATENTS.id, _PATENTS.application_number, _PATENTS.check_character, _PATENTS.title
).where(_PATENTS.id.in_(bindparam("ids", expanding=True)))


def labels(session: Session, ids: Iterable[int]) -> dict[int, PatentLabel]:
    """Return the labels of patents by their ids, without reading the rest of them."""
    wanted = sorted(set(ids))
    found: dict[int, PatentLabel] = {}
    for start in range(0, len(wanted), KEYS_PER_QUERY):
        part = {"ids": wanted[start : start + KEYS_PER_QUERY]}
        for patent_id, number, check, title in session.execute(_LABELS, part):
            found[patent_id] = PatentLabel(display_number(number, check), title)
    return found


def by_ids(session: Session, ids: Iterable[int]) -> dict[int, Patent]:
    """Return id → patent."""
    wanted = sorted(set(ids))
    found: dict[int, Patent] = {}
    for start in range(0, len(wanted), KEYS_PER_QUERY):
        part = wanted[start : start + KEYS_PER_QUERY]
        for patent in session.exec(select(Patent).where(col(Patent.id).in_(part))):
            found[_id(patent)] = patent
    return found


def owner_ids(session: Session, patent_ids: Sequence[int]) -> dict[int, tuple[int, ...]]:
    """Return patent id → its owners' ids, the first owner first."""
    found: dict[int, list[int]] = defaultdict(list)
    for start in range(0, len(patent_ids), KEYS_PER_QUERY):
        part = patent_ids[start : start + KEYS_PER_QUERY]
        statement = (
            select(PatentOwner.patent_id, PatentOwner.organisation_id)
            .where(col(PatentOwner.patent_id).in_(part))
            .order_by(col(PatentOwner.patent_id), col(PatentOwner.position))
        )
        for patent_id, organisation_id in session.exec(statement):
            found[patent_id].append(organisation_id)
    return {patent_id: tuple(ids) for patent_id, ids in found.items()}


def owned_by(session: Session, organisation_ids: Iterable[int]) -> set[int]:
    """Return the ids of the patents that one of the organisations owns, alone or with others."""
    wanted = sorted(set(organisation_ids))
    found: set[int] = set()
    for start in range(0, len(wanted), KEYS_PER_QUERY):
        part = wanted[start : start + KEYS_PER_QUERY]
        statement = select(PatentOwner.patent_id).where(col(PatentOwner.organisation_id).in_(part))
        found.update(session.exec(statement))
    return found


def replace_owners(session: Session, owners: dict[int, tuple[int, ...]]) -> None:
    """Make the given organisations, in order, the owners of the patents."""
    _delete(session, PatentOwner, owners)
    rows = [
        {"patent_id": patent_id, "organisation_id": organisation_id, "position": position}
        for patent_id, ids in owners.items()
        for position, organisation_id in enumerate(ids)
    ]
    if rows:
        session.execute(insert(PatentOwner), rows)


def industries_of(session: Session, patent_id: int) -> list[str]:
    """Return the slugs of a patent's industries, the surest first."""
    own = PatentIndustry
    return list(
        session.exec(
            select(own.industry_slug)
            .where(col(own.patent_id) == patent_id)
            .order_by(col(own.confidence).desc(), col(own.industry_slug))
        )
    )


def surest_industries(session: Session, patent_ids: Iterable[int]) -> dict[int, str]:
    """Return patent → the slug of its surest industry, of those that have one."""
    own, found = PatentIndustry, dict[int, str]()
    ids = sorted(set(patent_ids))
    for start in range(0, len(ids), KEYS_PER_QUERY):
        statement = (
            select(own.patent_id, own.industry_slug)
            .where(col(own.patent_id).in_(ids[start : start + KEYS_PER_QUERY]))
            .order_by(col(own.patent_id), col(own.confidence).desc(), col(own.industry_slug))
        )
        for patent_id, slug in session.exec(statement):
            found.setdefault(patent_id, slug)
    return found


def replace_industries(session: Session, tags: dict[int, list[tuple[str, float, str]]]) -> None:
    """Make the given (slug, confidence, reason) the industries of the patents."""
    _delete(session, PatentIndustry, tags)
    rows = [
        {"patent_id": patent_id, "industry_slug": slug, "confidence": sure, "reason": reason}
        for patent_id, found in tags.items()
        for slug, sure, reason in found
    ]
    if rows:
        session.execute(insert(PatentIndustry), rows)


def duplicates(session: Session) -> dict[int, int]:
    """Return the patents that are records of another one, with that one."""
    statement = sa_select(_PATENTS.id, _PATENTS.duplicate_of_id)
    rows = session.execute(statement.where(_PATENTS.duplicate_of_id.is_not(None)))
    return {row[0]: row[1] for row in rows}


def iter_texts(session: Session) -> Iterator[tuple[str, str, str]]:
    """Yield title, abstract and first claim of every patent, by id."""
    statement = select(Patent.title, Patent.abstract, Patent.first_claim).order_by(col(Patent.id))
    yield from session.exec(statement)


def count_patents(session: Session) -> int:
    """Return how many patents there are."""
    return session.exec(select(func.count()).select_from(Patent)).one()


def _delete(
    session: Session, table: type[PatentOwner | PatentIndustry], owners: Iterable[int]
) -> None:
    ids = sorted(owners)
    for start in range(0, len(ids), KEYS_PER_QUERY):
        part = ids[start : start + KEYS_PER_QUERY]
        session.execute(delete(table).where(col(table.patent_id).in_(part)))


def _id(patent: Patent) -> int:
    if patent.id is None:
        raise AssertionError("a stored patent has an id")
    return patent.id
