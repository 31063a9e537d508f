"""Cleaning of text: for reading (`clean`, `clean_block`) and for comparison (`fold`)."""

import re
import unicodedata

# Full-width marks that Chinese prose is written with; NFKC would turn them into ASCII.
_PROSE_MARKS = re.compile("([，；：！？（）～…]+)")
_INVISIBLE = frozenset({"Cc", "Cf", "Cs"})


class _VisibleTable(dict[int, str | None]):
    """Translation table filled on demand: white space to a blank, invisible characters away."""

    def __missing__(self, code: int) -> str | None:
        character = chr(code)
        shown: str | None = character
        if character.isspace():
            shown = " "
        elif unicodedata.category(character) in _INVISIBLE:
            shown = None
        self[code] = shown
        return shown


_VISIBLE = _VisibleTable()


def clean(text: str) -> str:
    """One line for reading: half-width letters and digits, single blanks, Chinese marks kept."""
    parts = _PROSE_MARKS.split(text.translate(_VISIBLE))
    # Splitting on a captured group puts the marks at the odd places.
    parts[::2] = [unicodedata.normalize("NFKC", part) for part in parts[::2]]
    return " ".join("".join(parts).split())


def clean_block(text: str) -> str:
    """Several lines for reading: each line cleaned, empty lines dropped, single breaks kept."""
    return "\n".join(line for line in map(clean, text.splitlines()) if line)


def fold(text: str) -> str:
    """A key for comparison: full NFKC, case folded, without any white space."""
    folded = unicodedata.normalize("NFKC", text.translate(_VISIBLE)).casefold()
    folded = "".join(folded.split())
    # Folding can bring characters together that compose, so repeat until nothing changes.
    return folded if folded == text else fold(folded)
