"""What people do to a list of firms: each act changes the draft at once, and is written down."""

from dataclasses import replace

from sqlmodel import Session

from matchmaker.errors import BadQuery
from matchmaker.events.hand_work import Hand
from matchmaker.services.chain_candidates import kept_sight, rank_candidates
from matchmaker.services.firm_lists.hands import FirmDeed, load_hands, write_deed
from matchmaker.services.firm_lists.make import make_entry, require_finance
from matchmaker.services.list_hands import Author
from matchmaker.services.organisation_search import get_by_name
from models.enums import ListAct, ListStatus
from models.errors import Conflict, NotFound
from models.event import LARGEST_FIRMS, Event
from models.firm_list import FirmEntry, FirmList
from models.organisation import Organisation
from models.queries import firm_lists as firm_list_queries
from models.queries import organisations as organisation_queries

ACTS = (
    ListAct.PIN,
    ListAct.UNPIN,
    ListAct.REMOVE,
    ListAct.RESTORE,
    ListAct.ADD,
    ListAct.NOTE,
)


def get_draft(session: Session, event: Event, looked_at: int | None = None) -> FirmList:
    """Return the version in hand; raise NotFound where there is none, Conflict if it is locked.

    looked_at: the draft that somebody saw; Conflict where another one is in hand.
    """
    require_finance(event)
    version = firm_list_queries.get_version(session, event, None)
    if version.status is ListStatus.LOCKED:
        raise Conflict(
            f"{event.slug} 的路演企业名单第 {version.version} 版已锁定，不能改动。"
            "如需更正，请先建更正版"
        )
    if looked_at is not None and looked_at != version.version:
        raise Conflict(
            f"现在的草稿是第 {version.version} 版，不是第 {looked_at} 版。请看过新版再操作"
        )
    return version


def find_firm(session: Session, name: str, organisation_id: int | None) -> Organisation:
    """Return the firm of an id, or of any known spelling where none is given.

    Raises NotFound, and BadQuery where neither is given.
    """
    if organisation_id is not None:
        return organisation_queries.get_organisation(session, organisation_id)
    return get_by_name(session, name)


def do(session: Session, event: Event, deed: FirmDeed, author: Author) -> FirmList:
    """Do something to a firm of the draft in hand, and write it down; return the version.

    Raises NotFound for a firm that is not on the list (or, to restore it, was not removed),
    Conflict for a locked list or a firm that is on it already, BadQuery for another act or a
    removal without a reason.
    """
    version = get_draft(session, event)
    if deed.act not in ACTS:
        raise BadQuery(f"act 不能是“{deed.act.value}”，可选：{'、'.join(ACTS)}")
    if deed.act is ListAct.REMOVE and not deed.text.strip():
        raise BadQuery("移出企业须写明理由，请填写后再移出")
    entries = firm_list_queries.list_entries(session, version)
    entry = next((one for one in entries if one.organisation_id == deed.firm), None)
    if deed.act is ListAct.RESTORE:
        hand = load_hands(session, event).get(deed.firm)
        if hand is None or hand.removed is None:
            raise NotFound("这家企业没有被人工移出，无需恢复")
    elif deed.act is ListAct.ADD:
        _add(session, event, version, entries, deed)
    elif entry is None:
        raise NotFound(
            f"{event.slug} 的路演企业名单第 {version.version} 版上没有这家企业。可手工加入"
        )
    else:
        _change(session, entries, entry, deed)
    if deed.act is ListAct.ADD:
        write_deed(session, event, version.version, replace(deed, text=""), author)
        if deed.text:
            note = replace(deed, act=ListAct.NOTE)
            write_deed(session, event, version.version, note, author)
    else:
        write_deed(session, event, version.version, deed, author)
    return version


def _add(
    session: Session, event: Event, version: FirmList, entries: list[FirmEntry], deed: FirmDeed
) -> None:
    """Put a firm where its score puts it, wherever it lies."""
    name = session.get_one(Organisation, deed.firm).name
    if any(one.organisation_id == deed.firm for one in entries):
        raise Conflict(f"“{name}”已在名单上，可直接固定")
    if len(entries) >= LARGEST_FIRMS:
        raise Conflict(f"名单已有 {len(entries)} 家，不能再加。请先移出企业")
    ranked = rank_candidates(session, event, version.chain, kept_sight(), [deed.firm])
    candidate = next(one for one in ranked if one.firm.id == deed.firm)
    entry = make_entry(candidate, Hand(added=True, note=deed.text), 0)
    entry.list_id = version.id or 0
    _renumber(session, [*entries, entry])


def _change(session: Session, entries: list[FirmEntry], entry: FirmEntry, deed: FirmDeed) -> None:
    if deed.act is ListAct.REMOVE:
        session.delete(entry)
        entries = [one for one in entries if one is not entry]
    elif deed.act is ListAct.NOTE:
        entry.note = deed.text
    else:
        entry.pinned = deed.act is ListAct.PIN
        entry.added = entry.added and entry.pinned
    _renumber(session, entries)


def _renumber(session: Session, entries: list[FirmEntry]) -> None:
    """Give the entries their places, best first, ties by the firm's id."""
    ordered = sorted(entries, key=lambda one: (-one.score, one.organisation_id))
    for position, entry in enumerate(ordered, start=1):
        entry.position = position
        session.add(entry)
    session.flush()
