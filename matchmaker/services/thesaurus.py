"""The thesaurus in force: what ships, and what people here have accepted, refused or added."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from matchmaker.errors import BadQuery
from matchmaker.text.normalise import normalise
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
