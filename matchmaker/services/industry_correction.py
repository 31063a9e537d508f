"""A person says whether a record belongs to an industry: what the pages and the interface share."""

from dataclasses import dataclass

from sqlmodel import Session

from matchmaker.access.secrecy import Sight
from matchmaker.access.viewer import Viewer
from matchmaker.errors import Forbidden
from matchmaker.services import industry_tags
from matchmaker.services.audit import append
from matchmaker.services.list_hands import Author
from matchmaker.services.visible_demands import get_visible_by_id, load_sights
from models.audit import AuditKind
from models.enums import RecordKind
from models.queries import industries as industry_queries
from models.taxonomy import IndustryCorrection


@dataclass(frozen=True)
class Correction:
    """What is said; exactly one of patent (its number) and demand_id is given."""

    industry_slug: str
    belongs: bool
    patent: str = ""
    demand_id: int | None = None


def correct_record(
    session: Session, viewer: Viewer, said: Correction, author: Author
) -> list[tuple[str, float, str]]:
    """Correct a record and note it in the audit log; return its industries as they are now.

    Raises Forbidden for a demand that the viewer does not see in full, NotFound for no record.
    """
    if said.demand_id is not None:
        if get_visible_by_id(session, viewer, said.demand_id).sight is not Sight.FULL:
            raise Forbidden("这项需求不公开，其归类只能由其单位或组织者在服务器上更正")
        number = f"#{said.demand_id}"
        correct = industry_tags.correct_demand
    else:
        number = said.patent
        correct = industry_tags.correct_patent
    tags = correct(
        session,
        number,
        said.industry_slug,
        belongs=said.belongs,
        actor=author.actor,
        now=author.at,
    )
    details = {"record": number, "industry": said.industry_slug, "belongs": said.belongs}
    append(session, AuditKind.RULE_CHANGE, "产业", details, author)
    return list(tags)


def page_seen_corrections(
    session: Session, viewer: Viewer, before: int | None, limit: int
) -> tuple[list[IndustryCorrection], int | None]:
    """Return what people have corrected, the newest first, and the last id if there is more.

    A page leaves out demands of which the viewer may not know.
    """
    found = industry_queries.page_corrections(session, before, limit)
    shown, more = found[:limit], len(found) > limit
    ids = [one.record_id for one in shown if one.record_kind is RecordKind.DEMAND]
    seen = load_sights(session, viewer, ids)
    kept = [
        one for one in shown if one.record_kind is not RecordKind.DEMAND or one.record_id in seen
    ]
    return kept, shown[-1].id if more else None
