"""Names of organisations that are in doubt, and two that were merged."""

from sqlmodel import Session

from matchmaker.services.list_hands import Author
from matchmaker.services.organisation_merges import merge_organisations
from models.organisation import OrganisationReview
from models.queries import organisations as organisation_queries
from models.values.org_name import OrgType


def add_doubt(session: Session, organisation_id: int, candidate_id: int) -> int:
    pair = OrganisationReview(
        organisation_id=organisation_id, candidate_id=candidate_id, score=0.5, reason="名称相近"
    )
    session.add(pair)
    session.flush()
    return pair.id or 0


def merge_two(session: Session, by: Author) -> int:
    bodies = organisation_queries.add_organisations(
        session, [("襄阳轴承厂", {}), ("襄阳轴承集团", {})], OrgType.ENTERPRISE
    )
    kept, merged = bodies.values()
    return merge_organisations(session, kept, merged, "更名", by.actor, by.at).id or 0
