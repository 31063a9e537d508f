"""The thesaurus in force: what ships, and what people here have accepted, refused or added."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from matchmaker.errors import BadQuery
from matchmaker.services.stock_texts import iter_patent_texts
from matchmaker.text.mining import Proposal, mine_brackets, mine_neighbours
from matchmaker.text.normalise import normalise
from matchmaker.text.segment import get_segmenter
from matchmaker.text.thesaurus import (
    Entry,
    Thesaurus,
    WordingKind,
    bundled_entries,
    bundled_thesaurus,
)
from models.enums import ProposalStatus, WordingOrigin
from models.queries import thesaurus as thesaurus_queries
from models.thesaurus import ThesaurusEntry

SHORTEST_TERM = 2


@dataclass(frozen=True)
class Mined:
    """How many proposals were new, and how many were known already."""

    new: int
    known: int


def load_thesaurus(session: Session) -> Thesaurus:
    """Return what ships without what people have refused, and with what they have accepted."""
    decided = thesaurus_queries.list_decided(session)
    if not decided:
        return bundled_thesaurus()
    accepted = [
        Entry(WordingKind(entry.kind), entry.term, (entry.other,))
        for entry in decided
        if entry.status is ProposalStatus.ACCEPTED
    ]
    refused = {
        (entry.kind, frozenset((normalise(entry.term), normalise(entry.other))))
        for entry in decided
        if entry.status is ProposalStatus.REFUSED
    }
    return Thesaurus([*bundled_entries(), *accepted], refused)


def mine(session: Session, segmenter: str, now: datetime) -> Mined:
    """Look through all patents for words of one meaning, and keep what is new as proposals."""
    texts = list(iter_patent_texts(session))
    cut = get_segmenter(segmenter).plain
    known = {
        frozenset((normalise(entry.term), normalise(entry.other)))
        for entry in thesaurus_queries.list_entries(session)
    }
    bundled = bundled_thesaurus()
    counts = {"new": 0, "known": 0}
    for origin, proposals in (
        (WordingOrigin.BRACKETS, mine_brackets(texts, cut)),
        (WordingOrigin.NEIGHBOURS, mine_neighbours(texts, cut)),
    ):
        for proposal in proposals:
            pair = frozenset((normalise(proposal.term), normalise(proposal.other)))
            if pair in known or bundled.holds(proposal.term, proposal.other):
                counts["known"] += 1
                continue
            known.add(pair)
            counts["new"] += 1
            session.add(_entry(proposal, origin, now))
    session.flush()
    return Mined(**counts)


def decide(
    session: Session, ids: Sequence[int], status: ProposalStatus, actor: str, now: datetime
) -> list[ThesaurusEntry]:
    """Note what a person says of entries; raise NotFound for a number that is not there."""
    entries = thesaurus_queries.get_entries(session, ids)
    for entry in entries:
        entry.status, entry.decided_by, entry.decided_at = status, actor, now
        session.add(entry)
    session.flush()
    return entries


def set_pair(
    session: Session, entry: Entry, status: ProposalStatus, actor: str, now: datetime
) -> ThesaurusEntry:
    """Accept or refuse a pair by its words, one that ships too.

    Raises BadQuery for a word that is too short to be looked for, or for two words that are one.
    """
    (other,) = entry.others
    for word in (entry.term, other):
        if len(word.strip()) < SHORTEST_TERM:
            raise BadQuery(f"词语“{word}”太短，至少需要 {SHORTEST_TERM} 个字")
    if normalise(entry.term) == normalise(other):
        raise BadQuery(f"“{entry.term}”与“{other}”是同一个词，无需登记")
    found = thesaurus_queries.find_entry(session, entry.kind.value, entry.term, other)
    if found is None:
        ships = bundled_thesaurus().holds(entry.term, other)
        found = ThesaurusEntry(
            kind=entry.kind.value,
            term=entry.term,
            other=other,
            status=status,
            origin=WordingOrigin.BUNDLED if ships else WordingOrigin.PERSON,
            created_at=now,
        )
    found.status, found.decided_by, found.decided_at = status, actor, now
    session.add(found)
    session.flush()
    return found


def _entry(proposal: Proposal, origin: WordingOrigin, now: datetime) -> ThesaurusEntry:
    return ThesaurusEntry(
        kind=WordingKind.SAME.value,
        term=proposal.term,
        other=proposal.other,
        status=ProposalStatus.PROPOSED,
        origin=origin,
        support=proposal.support,
        example=proposal.example,
        created_at=now,
    )
