"""Which terms of a fixed list occur in a text."""

from collections import defaultdict
from collections.abc import Iterable

from matchmaker.text.normalise import is_han, normalise, script_runs

HEAD_CHARACTERS = 2


class TermScanner:
    """Finds the terms of a list in a text; the longest wins where several begin together.

    Han terms are found anywhere, Latin ones only as whole words.
    """

    def __init__(self, terms: Iterable[str]) -> None:
        self._latin: dict[str, str] = {}
        self._han: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for term in sorted(set(terms)):
            folded = normalise(term)
            if folded.isascii():
                self._latin[folded] = term
            else:
                self._han[folded[:HEAD_CHARACTERS]].append((folded, term))
        for candidates in self._han.values():
            candidates.sort(key=lambda pair: (-len(pair[0]), pair[0]))

    def scan(self, text: str) -> list[str]:
        """Return the terms as listed, one entry for each occurrence, in the order of the text."""
        folded = normalise(text)
        found: list[tuple[int, str]] = []
        position = 0
        while position < len(folded) - 1:
            step = 1
            for candidate, term in self._han.get(folded[position : position + 2], ()):
                if folded.startswith(candidate, position):
                    found.append((position, term))
                    step = len(candidate)
                    break
            position += step
        if self._latin:
            found.extend(
                (len(folded), self._latin[run])
                for run in script_runs(folded)
                if not is_han(run) and run in self._latin
            )
        return [term for _, term in found]
