"""Cleaning of text: for reading (`clean`, `clean_block`) and for comparison (`fold`)."""

import re
import unicodedata

# Full-width marks that Chinese prose is written with; NFKC would turn them into ASCII.
_MARKS = "，；：！？（）～…"
_PROSE_MARKS = re.compile(f"([{_MARKS}]+)")
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
    if _is_clean_but_for_blanks(text):
        return " ".join(text.split()) if "  " in text else text.strip()
    parts = _PROSE_MARKS.split(text.translate(_VISIBLE))
    # Splitting on a captured group puts the marks at the odd places.
    parts[::2] = [unicodedata.normalize("NFKC", part) for part in parts[::2]]
    return " ".join("".join(parts).split())


def _is_clean_but_for_blanks(text: str) -> bool:
    """Whether nothing need be changed but blanks: so it is with nearly every cell."""
    if not text.isprintable():
        return False
    if unicodedata.is_normalized("NFKC", text):
        return True
    # With plain commas in their places the marks no longer hide whether the rest is normal.
    for mark in _MARKS:
        text = text.replace(mark, ",")
    return unicodedata.is_normalized("NFKC", text)


def clean_block(text: str) -> str:
    """Several lines for reading: each line cleaned, empty lines dropped, single breaks kept."""
    return "\n".join(line for line in map(clean, text.splitlines()) if line)


def fold(text: str) -> str:
    """A key for comparison: full NFKC, case folded, without any white space."""
    visible = text if text.isprintable() else text.translate(_VISIBLE)
    folded = unicodedata.normalize("NFKC", visible).casefold()
    folded = "".join(folded.split())
    # Folding can bring characters together that compose, so repeat until nothing changes.
    return folded if folded == text else fold(folded)
