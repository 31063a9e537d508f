"""On which nodes of which chains a patent or a demand lies, told by its classification and words.

Classification and words are independent evidence a and b of 1 − (1 − a)(1 − b); words count less
where there is a classification and none of it speaks for the chain. A record lies on the best node
of a chain, the first one where several are as good; on none of them where no node is sure enough,
though the chain as a whole is.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from matchmaker.industry.chains import NO_NODE, Chain, ChainNode, Chains
from matchmaker.industry.classify import is_under
from matchmaker.text.term_scan import TermScanner

# How surely the main symbol, and a further one, tells a node by a prefix that settles it, and by
# one that only suggests it.
MAIN, FURTHER = 0.6, 0.35
MAIN_RELATED, FURTHER_RELATED = 0.25, 0.15
# What a word counts in a title and in a text; so many together are half sure, and words alone never
# surer than this.
IN_TITLE, IN_TEXT = 1.0, 0.5
HALF = 1.5
MOST_BY_WORDS = 0.75
# What words are worth where the classification lies outside the chain.
AGAINST = 0.7
# How sure a node, or a chain as a whole, has to be.
LEAST = 0.34
# A record lies on so many chains, the further ones nearly as sure as the first.
MOST_CHAINS = 2
NEARLY = 0.75
SHOWN_WORDS = 3

# A chain and a node of it, by their places; NOWHERE stands for the chain as a whole.
_Spot = tuple[int, int]
_NOWHERE = -1


@dataclass(frozen=True, slots=True)
class Place:
    """A node on which a record lies, NO_NODE for a chain as a whole; score in 0..1, and why."""

    chain: str
    node: str
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class _Evidence:
    score: float = 0.0
    reason: str = ""


class ChainPlacer:
    """Places records on the chains of a list; made once, it remembers symbols that it has met."""

    def __init__(self, chains: Chains) -> None:
        self._chains = chains.chains
        self._prefixes: dict[_Spot, tuple[tuple[str, bool], ...]] = {}
        self._spots: dict[str, list[_Spot]] = defaultdict(list)
        self._claimed: dict[str, list[tuple[_Spot, str, bool]]] = {}
        for place, chain in enumerate(self._chains):
            parts: list[tuple[int, Chain | ChainNode]] = [
                (_NOWHERE, chain),
                *enumerate(chain.nodes),
            ]
            for at, part in parts:
                core = ((prefix, True) for prefix in part.ipc)
                self._prefixes[place, at] = (*core, *((prefix, False) for prefix in part.related))
                for word in part.words:
                    self._spots[word].append((place, at))
        self._scanner = TermScanner(self._spots)

    def place(self, title: str, body: str, symbols: Sequence[str]) -> tuple[Place, ...]:
        """Return the places of a record, the surest first; symbols: the main one first.

        Nothing where no chain is sure enough.
        """
        by_symbol = self._by_symbols(symbols)
        by_word = self._by_words(title, body)
        if symbols:
            meant = {chain for chain, _ in by_symbol}
            by_word = {
                spot: found if spot[0] in meant else replace(found, score=found.score * AGAINST)
                for spot, found in by_word.items()
            }
        found: dict[int, list[tuple[int, _Evidence]]] = defaultdict(list)
        for spot in by_symbol.keys() | by_word.keys():
            joined = _join(by_symbol.get(spot, _Evidence()), by_word.get(spot, _Evidence()))
            found[spot[0]].append((spot[1], joined))
        ranked = [
            (rank, chain, place)
            for chain in sorted(found)
            for rank, place in self._best(chain, sorted(found[chain]))
        ]
        ranked.sort(key=lambda one: (-one[0], one[1]))
        least = ranked[0][0] * NEARLY if ranked else 0.0
        return tuple(place for rank, _, place in ranked[:MOST_CHAINS] if rank >= least)

    def _best(
        self, chain: int, spots: Sequence[tuple[int, _Evidence]]
    ) -> Iterator[tuple[float, Place]]:
        """Yield the place on a chain and how sure the chain is, the node and the whole together."""
        known, whole = self._chains[chain], _Evidence()
        nodes = [(at, found) for at, found in spots if at != _NOWHERE]
        whole = next((found for at, found in spots if at == _NOWHERE), whole)
        at, best = max(nodes, key=lambda one: (one[1].score, -one[0]), default=(_NOWHERE, whole))
        if at != _NOWHERE and best.score >= LEAST:
            rank = _join(best, whole).score
            yield rank, Place(known.slug, known.nodes[at].slug, best.score, best.reason)
        elif whole.score >= LEAST:
            yield whole.score, Place(known.slug, NO_NODE, whole.score, whole.reason)

    def _by_symbols(self, symbols: Sequence[str]) -> dict[_Spot, _Evidence]:
        found: dict[_Spot, _Evidence] = {}
        for position, symbol in enumerate(symbols):
            sure = (MAIN, MAIN_RELATED) if position == 0 else (FURTHER, FURTHER_RELATED)
            name = "主分类号" if position == 0 else "副分类号"
            for spot, prefix, is_core in self._claims(symbol):
                score = sure[0] if is_core else sure[1]
                if score > found.get(spot, _Evidence()).score:
                    found[spot] = _Evidence(score, f"{name} {symbol} 属 {prefix}")
        return found

    def _claims(self, symbol: str) -> list[tuple[_Spot, str, bool]]:
        """Return the nodes that claim a symbol: of a chain those with the longest prefix."""
        if symbol not in self._claimed:
            longest: dict[tuple[int, bool], int] = defaultdict(int)
            claims = []
            for spot, prefixes in self._prefixes.items():
                under = [(len(p), is_core, p) for p, is_core in prefixes if is_under(symbol, p)]
                if under:
                    length, is_core, prefix = max(under)
                    claims.append((spot, prefix, is_core))
                    kind = spot[0], spot[1] == _NOWHERE
                    longest[kind] = max(longest[kind], length)
            self._claimed[symbol] = [
                (spot, prefix, is_core)
                for spot, prefix, is_core in claims
                if len(prefix) == longest[spot[0], spot[1] == _NOWHERE]
            ]
        return self._claimed[symbol]

    def _by_words(self, title: str, body: str) -> dict[_Spot, _Evidence]:
        weights: dict[_Spot, dict[str, float]] = defaultdict(dict)
        for text, weight in ((title, IN_TITLE), (body, IN_TEXT)):
            # A word repeated in one text is one piece of evidence, not many.
            for word in dict.fromkeys(self._scanner.scan(text)):
                for spot in self._spots[word]:
                    weights[spot][word] = weights[spot].get(word, 0.0) + weight
        return {spot: _told(words) for spot, words in weights.items()}


def _told(words: dict[str, float]) -> _Evidence:
    total = sum(words.values())
    ranked = sorted(words, key=lambda word: (-words[word], word))
    score = min(MOST_BY_WORDS, total / (total + HALF))
    return _Evidence(score, f"出现“{'、'.join(ranked[:SHOWN_WORDS])}”")


def _join(first: _Evidence, second: _Evidence) -> _Evidence:
    score = 1.0 - (1.0 - first.score) * (1.0 - second.score)
    return _Evidence(score, "；".join(_said(first, second)))


def _said(*evidence: _Evidence) -> Iterable[str]:
    return (one.reason for one in evidence if one.reason)
