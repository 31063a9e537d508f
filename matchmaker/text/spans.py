"""Where a term stands in a text as it was written, though it is looked for in one spelling."""

import unicodedata
from functools import cached_property

from matchmaker.text.normalise import normalise
from matchmaker.text.term_scan import inside_word

Span = tuple[int, int]


class FoldedText:
    """A text in one spelling that remembers where every character of it came from."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._pieces = [(start, normalise(text[start:end])) for start, end in _clusters(text)]

    @cached_property
    def folded(self) -> str:
        """The text in one spelling."""
        return "".join(piece for _, piece in self._pieces)

    def spans(self, term: str) -> tuple[Span, ...]:
        """Return where a term stands, as (start, end) in the text as it was written.

        Latin letters and figures count only as whole words; occurrences do not overlap.
        """
        wanted = normalise(term)
        found: list[Span] = []
        position = self.folded.find(wanted) if wanted else -1
        while position >= 0:
            end = position + len(wanted)
            if not (inside_word(self.folded, position) or inside_word(self.folded, end)):
                found.append((self._origins[position], self._ends[end - 1]))
            position = self.folded.find(wanted, end)
        return tuple(found)

    @cached_property
    def _origins(self) -> list[int]:
        return [start for start, piece in self._pieces for _ in piece]

    @cached_property
    def _ends(self) -> list[int]:
        clusters = zip(self._pieces, _clusters(self.text), strict=True)
        return [end for (_, piece), (_, end) in clusters for _ in piece]


def _clusters(text: str) -> list[Span]:
    """Return characters with the marks that combine with them."""
    if not text:
        return []
    starts = [i for i, sign in enumerate(text) if i == 0 or not unicodedata.combining(sign)]
    return list(zip(starts, [*starts[1:], len(text)], strict=True))
