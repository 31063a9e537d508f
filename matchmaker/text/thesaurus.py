"""Other words for what a text says: names of one thing, and what patents call a complaint."""

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from matchmaker.text.normalise import normalise
from matchmaker.text.term_scan import TermScanner

# What stands in a title is what is wanted; a body tells much besides.
TITLE_WEIGHT = 3.0
SEPARATOR = ";"

# A kind and two words in one spelling, in any order.
Pair = tuple[str, frozenset[str]]


class WordingKind(StrEnum):
    """How a term and the others of its entry belong together."""

    SAME = "same"
    RELATED = "related"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {"same": "同义", "related": "说法对应"}[self.value]

    @property
    def weight(self) -> float:
        """How much another word counts beside the one that was said, which counts 1."""
        return {"same": 1.0, "related": 0.7}[self.value]


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a thesaurus.

    same: every term of the entry may stand for every other; related: who says the term may find
    the others, not the other way round (漏油 finds 密封).
    """

    kind: WordingKind
    term: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """A term that a text says, and another word for it; weight: in 0..3, more in a title."""

    said: str
    other: str
    weight: float


class Thesaurus:
    """Finds other words for the terms of a text, the longest term where several begin together."""

    def __init__(self, entries: Iterable[Entry], refused: Iterable[Pair] = ()) -> None:
        """Take entries, without the pairs of words that were refused."""
        left_out = frozenset(refused)
        self._others: dict[str, dict[str, WordingKind]] = defaultdict(dict)
        terms: dict[str, str] = {}
        for entry in entries:
            group = (entry.term, *entry.others)
            heads = group if entry.kind is WordingKind.SAME else (entry.term,)
            for head in heads:
                folded = normalise(head)
                terms.setdefault(folded, head)
                for other in group:
                    both = frozenset((folded, normalise(other)))
                    if len(both) == 2 and (entry.kind, both) not in left_out:
                        self._others[folded].setdefault(other, entry.kind)
        self._scanner = TermScanner(terms.values())

    def holds(self, term: str, other: str) -> bool:
        """Whether either word may stand for the other."""
        words = (normalise(term), normalise(other))
        return any(
            two in map(normalise, self._others.get(one, ())) for one, two in (words, words[::-1])
        )

    def find(self, title: str, body: str) -> tuple[Wording, ...]:
        """Return other words for what a demand says, in the order in which it says it."""
        found: dict[tuple[str, str], Wording] = {}
        for text, factor in ((title, TITLE_WEIGHT), (body, 1.0)):
            for said in self._scanner.scan(text):
                for other, kind in self._others[normalise(said)].items():
                    wording = Wording(said, other, kind.weight * factor)
                    found.setdefault((said, other), wording)
        return tuple(found.values())


def bundled_entries() -> tuple[Entry, ...]:
    """Return the lines of the bundled thesaurus, compiled from general knowledge."""
    source = files("matchmaker.data").joinpath("thesaurus.csv").read_text(encoding="utf-8")
    return tuple(
        Entry(WordingKind(row["kind"]), row["term"], tuple(row["others"].split(SEPARATOR)))
        for row in csv.DictReader(source.splitlines())
    )


@cache
def bundled_thesaurus() -> Thesaurus:
    """Return the bundled thesaurus as it ships."""
    return Thesaurus(bundled_entries())
