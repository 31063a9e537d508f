"""Pairs that one side has turned down: the one source of what is not offered to a firm again.

What came of meetings and what is said outside of them count alike (see pair_words).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from matchmaker.events.hand_work import PairKey
from matchmaker.services.pair_words import PairWord, load_words
from models.meeting_enums import DeclineReason, Side
from models.queries import demands as demand_queries
from models.queries import patents as patent_queries

_SAID = {Side.ENTERPRISE: "企业此前未接受", Side.INSTITUTION: "权利人认为不合适"}


@dataclass(frozen=True)
class Decline:
    """Who turned a pair down and why; met_at: the event at whose meeting, None outside of one."""

    side: Side
    reasons: tuple[DeclineReason, ...]
    met_at: int | None

    @property
    def label(self) -> str:
        """The same in Chinese."""
        reasons = "、".join(reason.label for reason in self.reasons)
        return f"{_SAID[self.side]}：{reasons}"


@dataclass(frozen=True)
class Declines:
    """said: pairs as they were turned down; told: the same with what is listed twice.

    Whoever turns a patent down turns down its twin (an invention and its utility model) as well,
    for a demand and for the same demand sent again. asked_again: pairs whose unfit is set aside →
    since when, listed twice or not.
    """

    said: Mapping[PairKey, Decline]
    told: Mapping[PairKey, Decline]
    asked_again: Mapping[PairKey, datetime]

    def label(self, key: PairKey) -> str:
        """Return who turned a pair down and why, in Chinese; empty for nobody."""
        return self.told[key].label if key in self.told else ""

    def patents_by_demand(self) -> dict[int, set[int]]:
        """Return demand id → ids of the patents that are not offered for it."""
        found: dict[int, set[int]] = defaultdict(set)
        for demand_id, patent_id in self.told:
            found[demand_id].add(patent_id)
        return dict(found)


def load_declines(session: Session) -> Declines:
    """Return all pairs that are turned down; the firm's word goes before the owner's."""
    words = load_words(session)
    said: dict[PairKey, Decline] = {}
    for word in sorted((word for word in words if word.declines), key=_firm_last):
        said[word.key] = Decline(word.side, word.reasons, word.met_at)
    again = {
        word.key: word.asked_again_at
        for word in words
        if word.asked_again_at is not None and word.key not in said
    }
    twins = _Twins(session, {*said, *again})
    return Declines(
        said,
        {twin: said[key] for key in sorted(said, reverse=True) for twin in twins.of(key)} | said,
        {twin: again[key] for key in sorted(again, reverse=True) for twin in twins.of(key)} | again,
    )


def _firm_last(word: PairWord) -> tuple[bool, PairKey, int]:
    return (word.side is Side.ENTERPRISE, word.key, word.organisation_id)


class _Twins:
    """What stands for the same demand and the same patent as a pair does."""

    def __init__(self, session: Session, keys: Iterable[PairKey]) -> None:
        wanted = list(keys)
        self._demands = _groups(demand_queries.duplicates(session)) if wanted else {}
        self._patents = _groups(patent_queries.duplicates(session)) if wanted else {}

    def of(self, key: PairKey) -> list[PairKey]:
        """Return the pair and its twins."""
        demands = self._demands.get(key[0], [key[0]])
        patents = self._patents.get(key[1], [key[1]])
        return [(demand, patent) for demand in demands for patent in patents]


def _groups(duplicates: Mapping[int, int]) -> dict[int, list[int]]:
    """Return id → all ids of its group, of those that are in one."""
    members: dict[int, list[int]] = defaultdict(list)
    for copy, original in sorted(duplicates.items()):
        members[original].append(copy)
    return {
        member: [original, *copies]
        for original, copies in members.items()
        for member in (original, *copies)
    }
