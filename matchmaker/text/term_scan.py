"""Which terms of a fixed list occur in a text."""

from collections import defaultdict
from collections.abc import Iterable

from matchmaker.text.normalise import normalise

HEAD_CHARACTERS = 2


class TermScanner:
    """Finds the terms of a list in a text; the longest wins where several begin together.

    Han is found anywhere, Latin letters and figures only as whole words: neither GPS nor GPS定位
    stands in AGPS定位. A term has two characters or more.
    """

    def __init__(self, terms: Iterable[str]) -> None:
        self._terms: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for term in sorted(set(terms)):
            folded = normalise(term)
            self._terms[folded[:HEAD_CHARACTERS]].append((folded, term))
        for candidates in self._terms.values():
            candidates.sort(key=lambda pair: (-len(pair[0]), pair[0]))

    def scan(self, text: str) -> list[str]:
        """Return the terms as listed, one entry for each occurrence, in the order of the text."""
        folded = normalise(text)
        found: list[str] = []
        position = 0
        while position <= len(folded) - HEAD_CHARACTERS:
            step = 1
            head = folded[position : position + HEAD_CHARACTERS]
            for candidate, term in self._terms.get(head, ()):
                end = position + len(candidate)
                if (
                    folded.startswith(candidate, position)
                    and not _inside_word(folded, position)
                    and not _inside_word(folded, end)
                ):
                    found.append(term)
                    step = len(candidate)
                    break
            position += step
        return found


def _inside_word(folded: str, position: int) -> bool:
    """Whether the characters before and at a position belong to one Latin word or figure."""
    if not 0 < position < len(folded):
        return False
    before, after = folded[position - 1], folded[position]
    return before.isascii() and after.isascii() and before.isalnum() and after.isalnum()
