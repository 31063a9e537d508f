"""Which terms of a fixed list occur in a text."""

from collections import defaultdict
from collections.abc import Iterable

from ahocorasick_rs import AhoCorasick

from matchmaker.text.normalise import normalise


class TermScanner:
    """Finds the terms of a list in a text; the longest wins where several begin together.

    Han is found anywhere, Latin letters and figures only as whole words: neither GPS nor GPS定位
    stands in AGPS定位. A term has two characters or more.
    """

    def __init__(self, terms: Iterable[str]) -> None:
        spelled: dict[str, str] = {}
        for term in sorted(set(terms)):
            spelled.setdefault(normalise(term), term)
        self._terms = list(spelled.values())
        # Every term that begins somewhere is looked at: the longest may stand inside a word.
        self._automaton = AhoCorasick(list(spelled))

    def scan(self, text: str) -> list[str]:
        """Return the terms as listed, one entry for each occurrence, in the order of the text."""
        folded = normalise(text)
        starting: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for number, start, end in self._automaton.find_matches_as_indexes(folded, overlapping=True):
            starting[start].append((end, number))
        found: list[str] = []
        position = 0
        for start in sorted(starting):
            if start < position or inside_word(folded, start):
                continue
            for end, number in sorted(starting[start], reverse=True):
                if not inside_word(folded, end):
                    found.append(self._terms[number])
                    position = end
                    break
        return found


def inside_word(folded: str, position: int) -> bool:
    """Whether the characters before and at a position belong to one Latin word or figure."""
    if not 0 < position < len(folded):
        return False
    before, after = folded[position - 1], folded[position]
    return before.isascii() and after.isascii() and before.isalnum() and after.isalnum()
