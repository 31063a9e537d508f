"""Proposals for the thesaurus from the texts of the stock, for people to decide on."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from matchmaker.services.stock_texts import iter_patent_texts
from matchmaker.text.mining import Proposal, mine_brackets, mine_neighbours
from matchmaker.text.normalise import normalise
from matchmaker.text.segment import get_segmenter
from matchmaker.text.thesaurus import WordingKind, bundled_thesaurus
from models.enums import ProposalStatus, WordingOrigin
from models.queries import thesaurus as thesaurus_queries
from models.thesaurus import ThesaurusEntry


@dataclass(frozen=True)
class Mined:
    """How many proposals were new, and how many were known already."""

    new: int
    known: int


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
