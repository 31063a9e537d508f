"""Lock a list, so that it stays as it is, and correct one that is locked."""

from sqlmodel import Session

from matchmaker.services.audit import append
from matchmaker.services.industry_editions import industries_in_force
from matchmaker.services.list_edits import get_draft
from matchmaker.services.list_frozen import freeze_entry, freeze_event
from matchmaker.services.list_hands import Author, write_act
from matchmaker.services.list_view import event_facts, view_list
from matchmaker.services.webhook_outbox import tell_list_published
from models.audit import AuditKind
from models.candidate_list import CandidateEntry, CandidateList
from models.enums import ListAct, ListStatus
from models.errors import Conflict
from models.event import Event
from models.queries import candidate_lists as list_queries
from models.queries.versions import add_version


def lock_list(session: Session, event: Event, author: Author) -> CandidateList:
    """Freeze what the version in hand says of event, demands and patents; return the version.

    Raises NotFound where there is no list, Conflict where it is locked already.
    """
    version = get_draft(session, event)
    views = {view.key: view for view in view_list(session, event, version).entries}
    for entry, match in list_queries.list_entries(session, version):
        entry.frozen = freeze_entry(views[match.demand_id, match.patent_id])
        session.add(entry)
    version.status = ListStatus.LOCKED
    version.locked_at = author.at
    version.frozen = freeze_event(event_facts(event, industries_in_force(session).names))
    session.add(version)
    write_act(session, event, version.version, ListAct.LOCK, author)
    tell_list_published(session, event, version, views)
    details = {"version": version.version, "entries": len(views)}
    append(session, AuditKind.LIST_LOCKED, event.slug, details, author)
    return version


def correct_list(session: Session, event: Event, reason: str, author: Author) -> CandidateList:
    """Return a new draft with the entries of the locked version, which stays readable.

    Raises NotFound where there is no list, Conflict where the newest is no locked one, or somebody
    else corrects it at the same moment.
    """
    locked = list_queries.get_version(session, event, None)
    if locked.status is not ListStatus.LOCKED:
        raise Conflict(f"{event.slug} 的名单第 {locked.version} 版尚未锁定，可直接修改")
    draft = CandidateList(
        **locked.model_dump(
            exclude={"id", "version", "status", "created_at", "frozen", "locked_at", "gone"}
        ),
        version=locked.version + 1,
        created_at=author.at,
    )
    add_version(session, draft, "名单")
    for entry, _ in list_queries.list_entries(session, locked):
        kept = entry.model_dump(exclude={"id", "list_id", "frozen"})
        session.add(CandidateEntry(**kept, list_id=draft.id or 0))
    write_act(session, event, draft.version, ListAct.CORRECT, author, reason)
    details = {"locked": locked.version, "draft": draft.version, "reason": reason}
    append(session, AuditKind.LIST_CORRECTED, event.slug, details, author)
    return draft
