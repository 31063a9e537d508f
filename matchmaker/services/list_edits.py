"""What people do to a list: each act changes the draft at once, is written down, and is kept."""

from sqlmodel import Session

from matchmaker.errors import BadQuery
from matchmaker.events.hand_work import Deed, PairKey
from matchmaker.services.edits import get_patent
from matchmaker.services.list_hands import Author, load_hands, write_deed
from models.candidate_list import CandidateEntry, CandidateList
from models.enums import ListAct, ListStatus
from models.errors import Conflict, NotFound
from models.event import Event
from models.matching import Match
from models.queries import candidate_lists as list_queries
from models.queries import demands as demand_queries


def find_key(session: Session, demand_number: str, patent_number: str) -> PairKey:
    """Return the pair of two numbers; raise NotFound, Conflict or InvalidValue."""
    demand = demand_queries.get_demand(session, demand_number)
    return (demand.id or 0, get_patent(session, patent_number).id or 0)


def get_draft(session: Session, event: Event) -> CandidateList:
    """Return the version in hand; raise NotFound where there is none, Conflict if it is locked."""
    version = list_queries.get_version(session, event, None)
    if version.status is ListStatus.LOCKED:
        raise Conflict(
            f"{event.slug} 的名单第 {version.version} 版已锁定，不能改动。如需更正，请先建更正版"
        )
    return version


def do(session: Session, event: Event, deed: Deed, author: Author) -> CandidateList:
    """Do something to a pair of the version in hand, and write it down; return the version.

    Raises NotFound for a pair that is not on the list (or, to restore it, was not removed),
    Conflict for a locked list, BadQuery for a removal without a reason or a place below 1.
    """
    version = get_draft(session, event)
    if deed.act is ListAct.REMOVE and not deed.text.strip():
        raise BadQuery("移出配对须写明理由")
    if deed.act is ListAct.MOVE and (deed.place is None or deed.place < 1):
        raise BadQuery(f"位置应从 1 起，收到 {deed.place}")
    if deed.act is ListAct.RESTORE:
        hand = load_hands(session, event).get(deed.key)
        if hand is None or hand.removed is None:
            raise NotFound("这一对没有被人工移出，无需恢复")
    else:
        _change(session, event, version, deed)
    write_deed(session, event, version.version, deed, author)
    return version


def _change(session: Session, event: Event, version: CandidateList, deed: Deed) -> None:
    entries = list_queries.list_entries(session, version)
    entry = next(
        (entry for entry, match in entries if (match.demand_id, match.patent_id) == deed.key), None
    )
    if entry is None:
        raise NotFound(f"{event.slug} 的名单第 {version.version} 版上没有这一对。可手工加入")
    sheet = [other for other, _ in entries if other.industry_slug == entry.industry_slug]
    if deed.act is ListAct.REMOVE:
        session.delete(entry)
        sheet.remove(entry)
        set_by_hand(session, version)
    elif deed.act is ListAct.MOVE and deed.place is not None:
        sheet.remove(entry)
        sheet.insert(deed.place - 1, entry)
        entry.placed = True
    elif deed.act is ListAct.FREE:
        entry.placed = False
        sheet = _by_score(sheet, entries)
    elif deed.act is ListAct.NOTE:
        entry.note = deed.text
    else:
        entry.pinned = deed.act is ListAct.PIN
        entry.added = entry.added and entry.pinned
    renumber(session, sheet)


def set_by_hand(session: Session, version: CandidateList) -> None:
    """Note that the entries no longer follow from what the version was made from."""
    version.input_digest = ""
    session.add(version)


def renumber(session: Session, sheet: list[CandidateEntry]) -> None:
    """Give the entries of an industry their places, in their order."""
    for position, entry in enumerate(sheet, start=1):
        entry.position = position
        session.add(entry)
    session.flush()


def _by_score(
    sheet: list[CandidateEntry], entries: list[tuple[CandidateEntry, Match]]
) -> list[CandidateEntry]:
    """Return a sheet best first but for what stands at a place of its own."""
    matches = {entry.id: match for entry, match in entries}
    order = sorted(
        (entry for entry in sheet if not entry.placed),
        key=lambda entry: (-matches[entry.id].score, matches[entry.id].demand_id, entry.match_id),
    )
    for entry in sheet:
        if entry.placed:
            order.insert(entry.position - 1, entry)
    return order
