"""Two records of one body made one, and taken apart again exactly as they were."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, update
from sqlalchemy import select as sa_select
from sqlmodel import Session, SQLModel, col, or_, select

from matchmaker.services.audit import append
from matchmaker.services.list_hands import Author
from models.audit import AuditKind
from models.demand import Demand
from models.enums import ReviewStatus
from models.errors import Conflict
from models.feedback import Feedback, ImprovementRequest
from models.finance_demand import FinanceDemand
from models.firm_list import FirmAction, FirmEntry
from models.know_how import KnowHow
from models.ledger import Deal
from models.listing import ListingProposal, ListingStep
from models.meeting import MeetingOutcome, MeetingRow
from models.open_licence import OpenLicence, OpenLicenceUse
from models.organisation import (
    Organisation,
    OrganisationAlias,
    OrganisationMerge,
    OrganisationReview,
)
from models.participant import Participant, Wish
from models.patent import PatentOwner
from models.product import Product
from models.queries import organisation_reviews as review_queries
from models.queries import organisations as organisation_queries
from models.queries.bulk import KEYS_PER_QUERY, update_rows
from models.queries.read_rows import forget_all_rows
from models.white_list import WhiteListEntry

# What refers to an organisation by one column of a row with an id, and which other columns may
# stand beside an organisation only once: where both records have such a row, each keeps its own.
_BELONGINGS: tuple[tuple[str, type[SQLModel], str, tuple[str, ...]], ...] = (
    ("aliases", OrganisationAlias, "organisation_id", ()),
    ("demands", Demand, "organisation_id", ()),
    ("know_how", KnowHow, "owner_id", ("title_key",)),
    ("parts", Organisation, "parent_id", ()),
    ("participants", Participant, "organisation_id", ("event_id", "side")),
    ("wishes_of_firm", Wish, "enterprise_id", ("event_id", "side", "institution_id")),
    ("wishes_of_owner", Wish, "institution_id", ("event_id", "side", "enterprise_id")),
    ("meetings_of_firm", MeetingRow, "enterprise_id", ("timetable_id", "institution_id")),
    ("meetings_of_owner", MeetingRow, "institution_id", ("timetable_id", "enterprise_id")),
    (
        "outcomes_of_firm",
        MeetingOutcome,
        "enterprise_id",
        ("event_id", "institution_id", "subject", "number"),
    ),
    (
        "outcomes_of_owner",
        MeetingOutcome,
        "institution_id",
        ("event_id", "enterprise_id", "subject", "number"),
    ),
    ("feedback", Feedback, "organisation_id", ()),
    ("requests_asked", ImprovementRequest, "organisation_id", ()),
    ("requests_answered", ImprovementRequest, "answering_id", ()),
    ("deals_given", Deal, "giver_id", ()),
    ("deals_taken", Deal, "taker_id", ()),
    ("listing_proposals", ListingProposal, "organisation_id", ()),
    ("listing_steps", ListingStep, "organisation_id", ()),
    ("open_licences", OpenLicence, "organisation_id", ()),
    ("open_licence_uses", OpenLicenceUse, "organisation_id", ()),
    ("products", Product, "organisation_id", ("name_key", "year")),
    ("white_list", WhiteListEntry, "organisation_id", ()),
    ("finance_demands", FinanceDemand, "organisation_id", ()),
    ("listed_firms", FirmEntry, "organisation_id", ("list_id",)),
    ("acts_on_firms", FirmAction, "organisation_id", ()),
)


def merge_organisations(
    session: Session, kept_id: int, merged_id: int, reason: str, actor: str, now: datetime
) -> OrganisationMerge:
    """Move all that belongs to one record to another that stands for the same body.

    The kept record's facts win; what it lacks is filled. Raises NotFound, and Conflict where a
    record is merged already.
    """
    if kept_id == merged_id:
        raise Conflict(f"单位 {kept_id} 不能与自己合并")
    first, second = (
        organisation_queries.hold_organisation(session, i) for i in sorted((kept_id, merged_id))
    )
    kept, merged = (first, second) if kept_id < merged_id else (second, first)
    for organisation in (kept, merged):
        if organisation.merged_into_id is not None:
            raise Conflict(
                f"单位 {organisation.id}（{organisation.name}）已并入单位 "
                f"{organisation.merged_into_id}，请对后者操作，或先撤销那次合并"
            )
    if kept.parent_id != merged_id and organisation_queries.is_under(session, kept, merged_id):
        raise Conflict(f"单位 {kept_id} 是单位 {merged_id} 下属单位的下属，请先改正上下级关系")
    moved: dict[str, Any] = {
        "kept_parent_id": kept.parent_id,
        "reviews": _close_reviews(session, kept_id, merged_id, actor, now),
    }
    if kept.parent_id == merged_id:
        kept.parent_id = None if merged.parent_id == kept_id else merged.parent_id
        session.flush()
    for name, table, column, once in _BELONGINGS:
        own = set(_belongings(session, table, column, kept_id, once).values())
        theirs = _belongings(session, table, column, merged_id, once)
        moved[name] = [row for row, key in theirs.items() if not key or key not in own]
    for name, table, column, _ in _BELONGINGS:
        update_rows(session, table, [(row, {column: kept_id}) for row in moved[name]])
    moved |= _move_owners(session, kept_id, merged_id)
    moved["facts"] = _fill_facts(kept, merged)
    merged.merged_into_id = kept_id
    merge = OrganisationMerge(
        kept_id=kept_id,
        merged_id=merged_id,
        moved=moved,
        reason=reason,
        actor=actor,
        merged_at=now,
    )
    session.add_all([kept, merged, merge])
    session.flush()
    # Rows that agreed with their records may name other owners now.
    forget_all_rows(session)
    _tell(session, AuditKind.ORGANISATIONS_MERGED, merge, Author(actor, now))
    session.expire_all()
    return merge


def undo_merge(session: Session, merge_id: int, actor: str, now: datetime) -> OrganisationMerge:
    """Give back exactly what a merge moved; what came to the kept record since then stays there.

    Raises NotFound, and Conflict where it is undone already or a later merge builds on it.
    """
    merge = review_queries.get_merge(session, merge_id)
    for organisation_id in sorted((merge.kept_id, merge.merged_id)):
        organisation_queries.hold_organisation(session, organisation_id)
    # Somebody else may have undone it before the lock was given.
    session.refresh(merge)
    if merge.undone_at is not None:
        raise Conflict(f"合并 {merge_id} 已由 {merge.undone_by} 撤销")
    later = _later_merge(session, merge)
    if later is not None:
        raise Conflict(f"合并 {merge_id} 之后还有合并 {later} 涉及同一单位，请先撤销合并 {later}")
    kept = organisation_queries.get_organisation(session, merge.kept_id)
    merged = organisation_queries.get_organisation(session, merge.merged_id)
    moved = merge.moved
    for name, table, column, _ in _BELONGINGS:
        still = _belongings(session, table, column, merge.kept_id)
        # A merge made before there were such rows tells nothing of them.
        back = [row for row in moved.get(name, ()) if row in still]
        update_rows(session, table, [(row, {column: merge.merged_id}) for row in back])
    _return_owners(session, merge)
    for name, value in moved["facts"].items():
        if getattr(kept, name) == value:
            setattr(kept, name, None if name in _NULLABLE else "")
    if moved["kept_parent_id"] == merge.merged_id:
        kept.parent_id = merge.merged_id
    merged.merged_into_id = None
    _reopen_reviews(session, moved["reviews"])
    merge.undone_by, merge.undone_at = actor, now
    session.add_all([kept, merged, merge])
    session.flush()
    # Rows that agreed with their records may name other owners now.
    forget_all_rows(session)
    _tell(session, AuditKind.ORGANISATIONS_UNMERGED, merge, Author(actor, now))
    session.expire_all()
    return merge


def _tell(session: Session, kind: AuditKind, merge: OrganisationMerge, author: Author) -> None:
    details = {"kept": merge.kept_id, "merged": merge.merged_id, "reason": merge.reason}
    append(session, kind, f"合并 {merge.id}", details, author)


_NULLABLE = frozenset({"uscc", "city_code"})


def _later_merge(session: Session, merge: OrganisationMerge) -> int | None:
    pair = (merge.kept_id, merge.merged_id)
    statement = (
        select(OrganisationMerge.id)
        .where(
            col(OrganisationMerge.id) > (merge.id or 0),
            col(OrganisationMerge.undone_at).is_(None),
            or_(
                col(OrganisationMerge.kept_id).in_(pair),
                col(OrganisationMerge.merged_id).in_(pair),
            ),
        )
        .order_by(col(OrganisationMerge.id).desc())
    )
    return session.exec(statement).first()


def _belongings(
    session: Session,
    table: type[SQLModel],
    column: str,
    owner: int,
    once: Sequence[str] = (),
) -> dict[int, tuple[Any, ...]]:
    """Return the ids of an organisation's rows → the values of the columns named, by id."""
    columns = table.__table__.c  # type: ignore[attr-defined]
    statement = (
        sa_select(columns.id, *(columns[name] for name in once))
        .where(columns[column] == owner)
        .order_by(columns.id)
    )
    return {row[0]: tuple(row[1:]) for row in session.execute(statement)}


def _fill_facts(kept: Organisation, merged: Organisation) -> dict[str, str]:
    filled = {
        name: getattr(merged, name)
        for name in organisation_queries.FACTS
        if getattr(merged, name) and not getattr(kept, name)
    }
    for name, value in filled.items():
        setattr(kept, name, value)
    return filled


def _move_owners(session: Session, kept_id: int, merged_id: int) -> dict[str, Any]:
    """Hand over patents; where both own one, the kept record takes the better place of the two."""
    positions = [_positions(session, organisation_id) for organisation_id in (kept_id, merged_id)]
    own, others = positions
    joint = sorted(patent for patent in others if patent in own)
    alone = sorted(patent for patent in others if patent not in own)
    _set_owner(session, alone, merged_id, kept_id)
    _delete_owners(session, joint, merged_id)
    for patent in joint:
        _set_position(session, patent, kept_id, min(own[patent], others[patent]))
    return {
        "owned": alone,
        "owned_by_both": [[patent, others[patent], own[patent]] for patent in joint],
    }


def _return_owners(session: Session, merge: OrganisationMerge) -> None:
    present = _positions(session, merge.kept_id)
    back = [patent for patent in merge.moved["owned"] if patent in present]
    _set_owner(session, back, merge.kept_id, merge.merged_id)
    rows = []
    for patent, position, kept_position in merge.moved["owned_by_both"]:
        if patent in present:
            _set_position(session, patent, merge.kept_id, kept_position)
            rows.append(
                {
                    "patent_id": patent,
                    "organisation_id": merge.merged_id,
                    "position": position,
                }
            )
    if rows:
        session.execute(insert(PatentOwner), rows)


def _positions(session: Session, organisation_id: int) -> dict[int, int]:
    """Return patent id → place among its owners."""
    statement = select(PatentOwner.patent_id, PatentOwner.position).where(
        PatentOwner.organisation_id == organisation_id
    )
    return dict(session.exec(statement).all())


def _set_owner(session: Session, patents: Sequence[int], before: int, after: int) -> None:
    for part in _parts(patents):
        session.execute(
            update(PatentOwner)
            .where(col(PatentOwner.organisation_id) == before, col(PatentOwner.patent_id).in_(part))
            .values(organisation_id=after)
            .execution_options(synchronize_session=False)
        )


def _delete_owners(session: Session, patents: Sequence[int], owner: int) -> None:
    for part in _parts(patents):
        session.execute(
            delete(PatentOwner)
            .where(col(PatentOwner.organisation_id) == owner, col(PatentOwner.patent_id).in_(part))
            .execution_options(synchronize_session=False)
        )


def _set_position(session: Session, patent: int, owner: int, position: int) -> None:
    session.execute(
        update(PatentOwner)
        .where(col(PatentOwner.organisation_id) == owner, col(PatentOwner.patent_id) == patent)
        .values(position=position)
        .execution_options(synchronize_session=False)
    )


def _parts(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    for start in range(0, len(ids), KEYS_PER_QUERY):
        yield ids[start : start + KEYS_PER_QUERY]


def _close_reviews(
    session: Session, kept_id: int, merged_id: int, actor: str, now: datetime
) -> list[int]:
    """Answer what was asked of the two records; return the questions."""
    pair = (kept_id, merged_id)
    statement = select(OrganisationReview).where(
        col(OrganisationReview.organisation_id).in_(pair),
        col(OrganisationReview.candidate_id).in_(pair),
        OrganisationReview.status == ReviewStatus.OPEN,
    )
    closed = session.exec(statement).all()
    for review in closed:
        review.status, review.actor, review.decided_at = ReviewStatus.SAME, actor, now
    session.add_all(closed)
    return [review.id or 0 for review in closed]


def _reopen_reviews(session: Session, review_ids: Sequence[int]) -> None:
    for review_id in review_ids:
        review = review_queries.hold_review(session, review_id)
        review.status, review.actor, review.decided_at = ReviewStatus.OPEN, "", None
        session.add(review)
