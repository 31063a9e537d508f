"""Organisations for people: who is known, which pairs are doubtful, what was merged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from matchmaker.services.organisation_merges import merge_organisations, undo_merge
from models.enums import ReviewStatus
from models.errors import Conflict
from models.organisation import Organisation, OrganisationMerge, OrganisationReview
from models.queries import organisation_reviews as review_queries
from models.queries import organisations as organisation_queries
from models.values.org_match import is_part

__all__ = [
    "MergeView",
    "ReviewView",
    "decide_review",
    "find_merge_of",
    "history",
    "list_reviews",
    "merge_organisations",
    "merge_views",
    "page_reviews",
    "undo_merge",
]


# Others may merge between a decision and the look for its merge, but not many.
LATEST_MERGES = 10


@dataclass(frozen=True)
class ReviewView:
    """A pair to be decided; the two records that stand for its bodies today."""

    id: int
    name: str
    organisation_id: int
    candidate: str
    candidate_id: int
    score: float
    reason: str
    status: ReviewStatus
    actor: str
    decided_at: datetime | None


@dataclass(frozen=True)
class MergeView:
    """A merge: who, when, why, and how many things it moved."""

    id: int
    kept: str
    kept_id: int
    merged: str
    merged_id: int
    aliases: int
    patents: int
    demands: int
    reason: str
    actor: str
    merged_at: datetime
    undone_by: str
    undone_at: datetime | None


def list_reviews(
    session: Session, status: ReviewStatus | None = ReviewStatus.OPEN
) -> list[ReviewView]:
    """Return pairs of a status (None for all), the likeliest first.

    An open pair whose two records have since become one asks nothing more and is left out.
    """
    return _review_views(session, review_queries.reviews(session, status))


def page_reviews(
    session: Session, status: ReviewStatus | None, after: Sequence[Any] | None, limit: int
) -> tuple[list[ReviewView], list[Any] | None]:
    """Return the next of list_reviews, at most so many, and where they end if there are more.

    after: where the last page ended, None for the start.
    """
    found = review_queries.page_reviews(session, status, after, limit)
    shown, more = found[:limit], len(found) > limit
    end = [shown[-1].score, shown[-1].id] if more else None
    return _review_views(session, shown), end


def decide_review(
    session: Session, review_id: int, answer: ReviewStatus, actor: str, now: datetime
) -> OrganisationReview:
    """Answer a doubtful pair: same merges the new record into the candidate, part makes it a part.

    Raises NotFound, and Conflict where the pair is decided already or the answer contradicts it.
    """
    review = review_queries.hold_review(session, review_id)
    if answer is ReviewStatus.OPEN:
        raise Conflict("请给出结论：same（同一单位）、different（不同单位）或 part（上下级）")
    if review.status is not ReviewStatus.OPEN:
        raise Conflict(
            f"待核记录 {review_id} 已由 {review.actor} 定为“{review.status.label}”。"
            "改判请先撤销相应的合并"
        )
    made = organisation_queries.get_survivor(session, review.organisation_id)
    candidate = organisation_queries.get_survivor(session, review.candidate_id)
    if made.id == candidate.id and answer is not ReviewStatus.SAME:
        raise Conflict(f"两个单位已合并为单位 {made.id}（{made.name}），请先撤销合并")
    if answer is ReviewStatus.SAME and made.id != candidate.id:
        merge = merge_organisations(
            session, candidate.id or 0, made.id or 0, review.reason, actor, now
        )
        # Undoing the merge asks again.
        asked = {*merge.moved["reviews"], review_id}
        merge.moved = {**merge.moved, "reviews": sorted(asked)}
        session.add(merge)
    elif answer is ReviewStatus.PART:
        _set_part(session, made, candidate)
    if review.status is ReviewStatus.OPEN:
        review.status, review.actor, review.decided_at = answer, actor, now
        session.add(review)
    session.flush()
    return review


def history(session: Session) -> list[MergeView]:
    """Return every merge, the newest first."""
    return merge_views(session, review_queries.merges(session))


def merge_views(session: Session, merges: Sequence[OrganisationMerge]) -> list[MergeView]:
    """Return merges as people see them."""
    ids = {i for merge in merges for i in (merge.kept_id, merge.merged_id)}
    names = organisation_queries.names_by_id(session, ids)
    return [
        MergeView(
            id=merge.id or 0,
            kept=names[merge.kept_id],
            kept_id=merge.kept_id,
            merged=names[merge.merged_id],
            merged_id=merge.merged_id,
            aliases=len(merge.moved["aliases"]),
            patents=len(merge.moved["owned"]) + len(merge.moved["owned_by_both"]),
            demands=len(merge.moved["demands"]),
            reason=merge.reason,
            actor=merge.actor,
            merged_at=merge.merged_at,
            undone_by=merge.undone_by,
            undone_at=merge.undone_at,
        )
        for merge in merges
    ]


def _review_views(session: Session, reviews: Sequence[OrganisationReview]) -> list[ReviewView]:
    views = []
    for review in reviews:
        made = organisation_queries.get_survivor(session, review.organisation_id)
        candidate = organisation_queries.get_survivor(session, review.candidate_id)
        if review.status is ReviewStatus.OPEN and made.id == candidate.id:
            continue
        views.append(
            ReviewView(
                id=review.id or 0,
                name=made.name,
                organisation_id=made.id or 0,
                candidate=candidate.name,
                candidate_id=candidate.id or 0,
                score=review.score,
                reason=review.reason,
                status=review.status,
                actor=review.actor,
                decided_at=review.decided_at,
            )
        )
    return views


def _set_part(session: Session, made: Organisation, candidate: Organisation) -> None:
    """Make the new record a part of the candidate, or the reverse where the names say so."""
    part, whole = made, candidate
    if is_part(organisation_queries.identity_of(candidate), organisation_queries.identity_of(made)):
        part, whole = candidate, made
    if organisation_queries.is_under(session, whole, part.id or 0):
        raise Conflict(f"“{whole.name}”已是“{part.name}”的下级，不能互为上下级")
    part.parent_id = whole.id
    session.add(part)


def find_merge_of(session: Session, review_id: int) -> OrganisationMerge | None:
    """Return the merge by which a doubtful pair was decided, if it is the latest of few."""
    for merge in review_queries.page_merges(session, None, LATEST_MERGES):
        if merge.undone_at is None and review_id in merge.moved.get("reviews", ()):
            return merge
    return None
