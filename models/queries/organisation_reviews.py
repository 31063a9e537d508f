"""Doubtful pairs of organisations, and the merges that people have made of some."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from models.enums import ReviewStatus
from models.errors import NotFound
from models.organisation import OrganisationMerge, OrganisationReview
from models.queries.bulk import insert_rows
from models.queries.hold import hold_row
from models.queries.keyset import Order, page_of

# The likeliest first.
REVIEW_ORDER = (
    Order(col(OrganisationReview.score), descending=True),
    Order(col(OrganisationReview.id)),
)


def reviewed_pairs(session: Session) -> set[frozenset[int]]:
    """Return every pair that was put to a person, whatever the answer."""
    statement = select(OrganisationReview.organisation_id, OrganisationReview.candidate_id)
    return {frozenset(pair) for pair in session.exec(statement)}


def add_reviews(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Add pairs that a person has to decide."""
    insert_rows(session, OrganisationReview, rows)


def hold_review(session: Session, review_id: int) -> OrganisationReview:
    """Return a pair that no one else decides before this transaction ends; raise NotFound."""
    hold_row(session, OrganisationReview, review_id, written="status")
    found = session.get(OrganisationReview, review_id, populate_existing=True)
    if found is None:
        raise NotFound(f"没有编号为 {review_id} 的待核记录")
    return found


def get_merge(session: Session, merge_id: int) -> OrganisationMerge:
    """Return a merge; raise NotFound."""
    found = session.get(OrganisationMerge, merge_id)
    if found is None:
        raise NotFound(f"没有编号为 {merge_id} 的合并记录")
    return found


def reviews(session: Session, status: ReviewStatus | None) -> list[OrganisationReview]:
    """Return doubtful pairs of a status, or all, the likeliest first."""
    statement = select(OrganisationReview).order_by(
        col(OrganisationReview.score).desc(), col(OrganisationReview.id)
    )
    if status is not None:
        statement = statement.where(OrganisationReview.status == status)
    return list(session.exec(statement))


def page_reviews(
    session: Session, status: ReviewStatus | None, after: Sequence[Any] | None, limit: int
) -> list[OrganisationReview]:
    """Return the next pairs of REVIEW_ORDER, one more than the limit if there are more."""
    statement = select(OrganisationReview)
    if status is not None:
        statement = statement.where(OrganisationReview.status == status)
    return list(session.exec(page_of(statement, REVIEW_ORDER, after, limit)))


def count_reviews(session: Session, status: ReviewStatus) -> int:
    """Return how many doubtful pairs have a status."""
    statement = select(func.count()).select_from(OrganisationReview)
    return session.exec(statement.where(OrganisationReview.status == status)).one()


def merges(session: Session) -> list[OrganisationMerge]:
    """Return every merge, the newest first."""
    statement = select(OrganisationMerge).order_by(col(OrganisationMerge.id).desc())
    return list(session.exec(statement))


def page_merges(session: Session, after: int | None, limit: int) -> list[OrganisationMerge]:
    """Return the next merges, the newest first, one more than the limit if there are more."""
    order = (Order(col(OrganisationMerge.id), descending=True),)
    last = None if after is None else (after,)
    return list(session.exec(page_of(select(OrganisationMerge), order, last, limit)))
