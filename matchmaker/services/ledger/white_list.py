"""The white list kept right: a firm taken off or put back, what is known of a batch corrected."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Owned, Viewer
from matchmaker.errors import BadQuery
from matchmaker.services.audit import append
from matchmaker.services.kept_records.changes import (
    require_reason,
    require_revision,
    snapshot,
    write_change,
)
from matchmaker.services.list_hands import Author
from models.audit import AuditKind
from models.errors import Conflict
from models.queries import white_list as list_queries
from models.white_list import WhiteListBatch, WhiteListEntry


@dataclass(frozen=True)
class Removal:
    """Since when a firm is off the list, and why; revision: of what whoever says so has read."""

    revision: int
    day: date
    reason: str


@dataclass(frozen=True)
class BatchWords:
    """What is said of a batch, and why it is said anew."""

    revision: int
    name: str
    listed_on: date
    issuer: str
    reason: str


def get_seen_entry(session: Session, viewer: Viewer, entry_id: int) -> WhiteListEntry:
    """Return a firm of a batch that the viewer may read; raise NotFound or Forbidden."""
    entry = list_queries.get_entry(session, entry_id)
    viewer.require(Permission.LEDGER_READ, owned_entry(entry))
    return entry


def owned_entry(entry: WhiteListEntry) -> Owned:
    """Return the city whose firm it is, of none where that is not known."""
    return Owned(frozenset({entry.city_code} if entry.city_code else ()))


def take_off(
    session: Session, viewer: Viewer, entry_id: int, removal: Removal, author: Author
) -> WhiteListEntry:
    """Take a firm off the list, whose credit and place count no longer.

    Raises NotFound, Forbidden, BadQuery for a day that cannot be or no reason, Conflict where it is
    off already or was changed meanwhile.
    """
    entry = _hold(session, viewer, entry_id, removal.revision)
    reason = require_reason(removal.reason)
    if not entry.stands:
        raise Conflict(f"“{entry.firm_name}”已在 {entry.removed_on} 移出，不用再移出")
    batch = list_queries.get_batch(session, entry.batch_id)
    if not batch.listed_on <= removal.day <= author.at.date():
        raise BadQuery(f"移出日期应在公布日 {batch.listed_on} 与今天之间，请核对")
    before = snapshot(entry)
    entry.removed_on, entry.removed_reason = removal.day, reason
    return _keep(session, (entry, before, reason), "移出", author)


def put_back(
    session: Session, viewer: Viewer, entry_id: int, revision: int, reason: str, author: Author
) -> WhiteListEntry:
    """Put a firm that was taken off back on the list; raise as take_off does."""
    entry = _hold(session, viewer, entry_id, revision)
    said = require_reason(reason)
    if entry.stands:
        raise Conflict(f"“{entry.firm_name}”在名单上，不用恢复")
    before = snapshot(entry)
    entry.removed_on, entry.removed_reason = None, ""
    return _keep(session, (entry, before, said), "恢复", author)


def correct_batch(
    session: Session, viewer: Viewer, batch_id: int, words: BatchWords, author: Author
) -> WhiteListBatch:
    """Say anew what is known of a batch, which is the province's to say.

    Raises NotFound, Forbidden, BadQuery for a day to come, no reason or no change, Conflict where
    it was changed meanwhile.
    """
    viewer.require(Permission.LEDGER_WRITE, Owned())
    batch = list_queries.hold_batch(session, batch_id)
    require_revision(batch, words.revision)
    reason = require_reason(words.reason)
    if words.listed_on > author.at.date():
        raise BadQuery(f"公布日期 {words.listed_on} 还没有到，请核对")
    before = snapshot(batch)
    batch.name, batch.issuer = words.name.strip(), words.issuer.strip()
    batch.listed_on = words.listed_on
    after = snapshot(batch)
    if before == after:
        raise BadQuery("没有改动任何内容。请修改后再保存")
    session.add(batch)
    session.flush()
    write_change(session, batch, (before, after), reason, author)
    details = {"act": "更正", "title": batch.title}
    append(session, AuditKind.LEDGER_CHANGE, f"白名单批次 {batch.id}", details, author)
    return batch


def _hold(session: Session, viewer: Viewer, entry_id: int, revision: int) -> WhiteListEntry:
    entry = list_queries.hold_entry(session, entry_id)
    viewer.require(Permission.LEDGER_WRITE, owned_entry(entry))
    require_revision(entry, revision)
    return entry


def _keep(
    session: Session,
    change: tuple[WhiteListEntry, dict[str, object], str],
    act: str,
    author: Author,
) -> WhiteListEntry:
    entry, before, reason = change
    session.add(entry)
    session.flush()
    write_change(session, entry, (before, snapshot(entry)), reason, author)
    details = {"act": act, "title": entry.firm_name}
    append(session, AuditKind.LEDGER_CHANGE, f"白名单 {entry.id}", details, author)
    return entry
