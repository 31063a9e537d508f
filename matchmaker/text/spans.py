"""Where a term stands in a text as it was written, though it is looked for in one spelling."""

import re
import unicodedata
from functools import cached_property, lru_cache

from matchmaker.text.normalise import normalise
from matchmaker.text.term_scan import inside_word

Span = tuple[int, int]

# The texts of the pairs at hand: one demand after the other with its best patents.
KEPT_TEXTS = 128
# Characters of which each becomes one character, whatever stands beside it: nearly all of prose.
_ONE_TO_ONE = re.compile(
    r"[\x00-\x7f\u4e00-\u9fff\u3000-\u3003\u3008-\u3011\u03b1-\u03c9，；：！？（）～“”‘’—·°±×÷≤≥√′²³µΩ]*"
)


class FoldedText:
    """A text in one spelling that remembers where every character of it came from."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._found: dict[str, tuple[Span, ...]] = {}
        self._one_to_one = _ONE_TO_ONE.fullmatch(text) is not None

    @cached_property
    def folded(self) -> str:
        """The text in one spelling."""
        return normalise(self.text) if self._one_to_one else "".join(self._pieces)

    def spans(self, term: str) -> tuple[Span, ...]:
        """Return where a term stands, as (start, end) in the text as it was written.

        Latin letters and figures count only as whole words; occurrences do not overlap.
        """
        return self.spans_of_folded(normalise(term))

    def spans_of_folded(self, wanted: str) -> tuple[Span, ...]:
        """Return the same of a term that is in the one spelling already."""
        if wanted not in self._found:
            self._found[wanted] = self._find(wanted)
        return self._found[wanted]

    def _find(self, wanted: str) -> tuple[Span, ...]:
        folded = self.folded
        # What begins and ends with Han is part of no Latin word.
        in_latin = wanted[:1].isascii() or wanted[-1:].isascii()
        found: list[Span] = []
        position = folded.find(wanted) if wanted else -1
        while position >= 0:
            end = position + len(wanted)
            if not in_latin or not (inside_word(folded, position) or inside_word(folded, end)):
                found.append((position, end))
            position = folded.find(wanted, end)
        if self._one_to_one:
            return tuple(found)
        return tuple((self._origins[start], self._ends[end - 1]) for start, end in found)

    @cached_property
    def _clusters(self) -> list[Span]:
        return _clusters(self.text)

    @cached_property
    def _pieces(self) -> list[str]:
        return [_piece(self.text[start:end]) for start, end in self._clusters]

    @cached_property
    def _origins(self) -> list[int]:
        clusters = zip(self._pieces, self._clusters, strict=True)
        return [start for piece, (start, _) in clusters for _ in piece]

    @cached_property
    def _ends(self) -> list[int]:
        clusters = zip(self._pieces, self._clusters, strict=True)
        return [end for piece, (_, end) in clusters for _ in piece]


@lru_cache(maxsize=KEPT_TEXTS)
def folded_text(text: str) -> FoldedText:
    """Return a text in one spelling; those asked for last are kept."""
    return FoldedText(text)


# More than the characters of all technical prose.
@lru_cache(maxsize=16_384)
def _piece(cluster: str) -> str:
    return normalise(cluster)


def _clusters(text: str) -> list[Span]:
    """Return characters with the marks that combine with them."""
    if not text:
        return []
    starts = [i for i, sign in enumerate(text) if i == 0 or not unicodedata.combining(sign)]
    return list(zip(starts, [*starts[1:], len(text)], strict=True))
