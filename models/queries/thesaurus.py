"""Words of one meaning, by what people said of them."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from models.enums import ProposalStatus
from models.errors import NotFound
from models.queries.keyset import Order, page_of
from models.thesaurus import ThesaurusEntry


def list_entries(
    session: Session, status: ProposalStatus | None = None, limit: int | None = None
) -> list[ThesaurusEntry]:
    """Return entries of a status or of all, the best supported first."""
    statement = select(ThesaurusEntry).order_by(
        col(ThesaurusEntry.support).desc(), col(ThesaurusEntry.id)
    )
    if status is not None:
        statement = statement.where(ThesaurusEntry.status == status)
    return list(session.exec(statement.limit(limit)))


def page_entries(
    session: Session, status: ProposalStatus | None, after: Sequence[int] | None, limit: int
) -> list[ThesaurusEntry]:
    """Return the next entries in that order, one more than the limit if there are more.

    after: support and id of the last that was had, None for the start.
    """
    statement = select(ThesaurusEntry)
    if status is not None:
        statement = statement.where(ThesaurusEntry.status == status)
    order = (Order(col(ThesaurusEntry.support), descending=True), Order(col(ThesaurusEntry.id)))
    return list(session.exec(page_of(statement, order, after, limit)))


def list_decided(session: Session) -> list[ThesaurusEntry]:
    """Return what was accepted or refused, by id."""
    statement = (
        select(ThesaurusEntry)
        .where(ThesaurusEntry.status != ProposalStatus.PROPOSED)
        .order_by(col(ThesaurusEntry.id))
    )
    return list(session.exec(statement))


def get_entries(session: Session, ids: Sequence[int]) -> list[ThesaurusEntry]:
    """Return entries in the order of their ids given; raise NotFound for one that is not there."""
    statement = select(ThesaurusEntry).where(col(ThesaurusEntry.id).in_(ids))
    found = {entry.id: entry for entry in session.exec(statement)}
    missing = [number for number in ids if number not in found]
    if missing:
        raise NotFound(f"没有编号为 {missing[0]} 的词条。请核对编号")
    return [found[number] for number in ids]


def find_entry(session: Session, kind: str, term: str, other: str) -> ThesaurusEntry | None:
    """Return the entry of a kind for a term and another word, None where there is none."""
    statement = select(ThesaurusEntry).where(
        ThesaurusEntry.kind == kind, ThesaurusEntry.term == term, ThesaurusEntry.other == other
    )
    return session.exec(statement).first()
