"""Lock a list of firms, so that it stays as it is, and correct one that is locked."""

from sqlmodel import Session

from matchmaker.services.audit import append
from matchmaker.services.firm_lists.edits import get_draft
from matchmaker.services.firm_lists.hands import write_act
from matchmaker.services.firm_lists.make import require_finance
from matchmaker.services.industry_editions import industries_in_force
from matchmaker.services.list_frozen import freeze_event
from matchmaker.services.list_hands import Author
from matchmaker.services.list_view import event_facts
from matchmaker.services.webhook_outbox import tell_firms_published
from models.audit import AuditKind
from models.enums import ListAct, ListStatus
from models.errors import Conflict
from models.event import Event
from models.firm_list import FirmEntry, FirmList
from models.queries import firm_lists as firm_list_queries


def lock(session: Session, event: Event, author: Author, looked_at: int | None = None) -> FirmList:
    """Freeze the version in hand and what it says of the event; return it.

    looked_at, and what is raised: as of get_draft; Conflict also where nobody is on the list.
    """
    version = get_draft(session, event, looked_at)
    count = len(firm_list_queries.list_entries(session, version))
    if not count:
        raise Conflict("名单上没有企业，不能锁定。请先加入企业，或换一条产业链再生成")
    version.status, version.locked_at = ListStatus.LOCKED, author.at
    version.frozen = freeze_event(event_facts(event, industries_in_force(session).names))
    session.add(version)
    write_act(session, event, version.version, ListAct.LOCK, author)
    tell_firms_published(session, event, version, count)
    details = {"version": version.version, "firms": count}
    append(session, AuditKind.LIST_LOCKED, event.slug, details, author)
    return version


def correct(session: Session, event: Event, reason: str, author: Author) -> FirmList:
    """Return a new draft with the firms of the locked version, which stays readable.

    Raises NotFound where there is no list, Conflict where the newest is no locked one, or somebody
    else corrects it at the same moment.
    """
    require_finance(event)
    locked = firm_list_queries.get_version(session, event, None)
    if locked.status is not ListStatus.LOCKED:
        raise Conflict(f"{event.slug} 的路演企业名单第 {locked.version} 版尚未锁定，可直接修改")
    draft = FirmList(
        **locked.model_dump(
            exclude={"id", "version", "status", "created_at", "frozen", "locked_at", "gone"}
        ),
        version=locked.version + 1,
        created_at=author.at,
    )
    entries = [
        FirmEntry(**one.model_dump(exclude={"id", "list_id"}), list_id=0)
        for one in firm_list_queries.list_entries(session, locked)
    ]
    firm_list_queries.add_list(session, draft, entries)
    write_act(session, event, draft.version, ListAct.CORRECT, author, text=reason)
    details = {"locked": locked.version, "draft": draft.version, "reason": reason}
    append(session, AuditKind.LIST_CORRECTED, event.slug, details, author)
    return draft
