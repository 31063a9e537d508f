"""Taking back what was done to a pair of a list by hand, as another act that is written down, too.

Only what was done to a pair last can be taken back, and only while the list is a draft.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

from sqlmodel import Session

from matchmaker.events.hand_work import NOTHING, Deed, Hand, PairKey, hand_work
from matchmaker.services.list_edits import do, get_draft, renumber, set_by_hand
from matchmaker.services.list_hands import Author, write_deed
from matchmaker.services.list_log import LogLine, view_log
from models.candidate_list import CandidateEntry, CandidateList, ListAction
from models.enums import ListAct
from models.errors import Conflict, NotFound
from models.event import Event
from models.matching import Match
from models.queries import candidate_lists as list_queries
from models.queries import list_actions as action_queries


@dataclass(frozen=True)
class UndoableLine:
    """An act in words; undo: its id where it can be taken back, else None."""

    line: LogLine
    undo: int | None


def undoable_log(session: Session, event: Event, known: Collection[int]) -> list[UndoableLine]:
    """Return all acts, the newest first; known: demands of whose pairs the reader may know."""
    actions = [
        action
        for action in action_queries.list_actions(session, event)
        if action.demand_id is None or action.demand_id in known
    ]
    last = {_key(action): action.id for action in actions if action.demand_id is not None}
    latest = list_queries.find_latest(session, event)
    open_to = latest is not None and latest.locked_at is None
    lines = view_log(session, event, known)
    return [
        UndoableLine(line, action.id if open_to and last.get(_key(action)) == action.id else None)
        for action, line in zip(reversed(actions), reversed(lines), strict=True)
    ]


def last_act(session: Session, event: Event) -> int:
    """Return the id of what was done to the list last."""
    return action_queries.list_actions(session, event)[-1].id or 0


def undo(
    session: Session, event: Event, act_id: int, known: Collection[int], author: Author
) -> tuple[ListAct, bool]:
    """Take an act back; return which it was, and whether the pair stands as it stood before.

    known: demands of which whoever asks may know. A pair that was removed before the list was made
    again comes back with the next one. Raises NotFound for an act that there is not, Conflict for
    one that is not the last on its pair or on a locked list.
    """
    actions = action_queries.list_actions(session, event)
    action = next((one for one in actions if one.id == act_id and one.demand_id in known), None)
    if action is None:
        raise NotFound("没有这条操作记录，或它不是对某一对的操作。请从操作记录中选择")
    of_pair = [one for one in actions if _key(one) == _key(action)]
    if of_pair[-1] is not action:
        raise Conflict("这一对之后又有新的操作，请先撤销后来的操作")
    version = get_draft(session, event)
    before = _hand([_deed(one) for one in of_pair[:-1]], _key(action))
    there = _take_back(session, event, version, (_deed(action), before), author)
    return action.act, there


def _take_back(
    session: Session,
    event: Event,
    version: CandidateList,
    taken: tuple[Deed, Hand],
    author: Author,
) -> bool:
    deed, before = taken
    inverse = {
        ListAct.PIN: ListAct.UNPIN,
        ListAct.UNPIN: ListAct.PIN,
        ListAct.NOTE: ListAct.NOTE,
        ListAct.MOVE: ListAct.FREE if before.place is None else ListAct.MOVE,
        ListAct.FREE: ListAct.MOVE,
    }
    if deed.act is ListAct.REMOVE:
        do(session, event, Deed(deed.key, ListAct.RESTORE), author)
        there = _put_back(session, version, deed.key, before)
        if before.wanted:
            write_deed(session, event, version.version, Deed(deed.key, ListAct.PIN), author)
        return there
    if deed.act is ListAct.RESTORE:
        again = Deed(deed.key, ListAct.REMOVE, before.removed or "")
        if deed.key in list_queries.listed_pairs(session, version):
            do(session, event, replace(again, text=again.text or "撤销恢复"), author)
        else:
            write_deed(session, event, version.version, again, author)
        return True
    if deed.act is ListAct.ADD:
        _drop(session, version, deed.key)
        write_deed(session, event, version.version, Deed(deed.key, ListAct.UNPIN), author)
        return True
    if deed.act is ListAct.PIN and before.added:
        # It is pinned so that it stays, which is what its being added means, too.
        raise Conflict("这一对是手工加入的，取消固定后更新名单时会退出。如需退出请移出")
    back = Deed(deed.key, inverse[deed.act], before.note, before.place)
    do(session, event, back, author)
    return True


def _put_back(session: Session, version: CandidateList, key: PairKey, before: Hand) -> bool:
    """Put a pair back where its score puts it; say whether the version knows its score."""
    match = list_queries.find_match(session, version, key)
    if match is None:
        return False
    stored = list_queries.list_entries(session, version)
    sheet = [(entry, one) for entry, one in stored if entry.industry_slug == match.industry_slug]
    place = sum(_goes_first(entry, one, match) for entry, one in sheet)
    entry = CandidateEntry(
        list_id=version.id or 0,
        match_id=match.id or 0,
        industry_slug=match.industry_slug,
        position=0,
        note=before.note,
        pinned=before.wanted,
    )
    entries = [one for one, _ in sheet]
    entries.insert(place, entry)
    renumber(session, entries)
    set_by_hand(session, version)
    return True


def _goes_first(entry: CandidateEntry, other: Match, match: Match) -> bool:
    return entry.placed or (-other.score, other.demand_id, other.id or 0) < (
        -match.score,
        match.demand_id,
        match.id or 0,
    )


def _drop(session: Session, version: CandidateList, key: PairKey) -> None:
    stored = list_queries.list_entries(session, version)
    entry = next((e for e, m in stored if (m.demand_id, m.patent_id) == key), None)
    if entry is None:
        return
    sheet = [e for e, _ in stored if e.industry_slug == entry.industry_slug and e is not entry]
    session.delete(entry)
    renumber(session, sheet)
    set_by_hand(session, version)


def _hand(deeds: list[Deed], key: PairKey) -> Hand:
    return hand_work(deeds).get(key, NOTHING)


def _deed(action: ListAction) -> Deed:
    return Deed(_key(action), action.act, action.text, action.place)


def _key(action: ListAction) -> PairKey:
    return (action.demand_id or 0, action.patent_id or 0)
