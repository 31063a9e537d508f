"""The rows of a score as one sentence for a table cell, and terms marked in their texts."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from matchmaker.matching.features.result import NO_EFFECT
from matchmaker.matching.features.text import CHANGED, REST
from matchmaker.matching.types import ExplanationRow
from matchmaker.text.normalise import normalise
from matchmaker.text.spans import KEPT_TEXTS, Span

# A part of a text and whether it is marked.
Piece = tuple[str, bool]

SHOWN_TERMS = 5
# Characters of a text on either side of a quoted term: enough to see what is meant.
AROUND = 8
# Of classification and industry a reader is told even that they are unknown; of the facts of a
# listing only what is known.
_ALWAYS_SAID = frozenset({"ipc", "industry"})
_SPACE = re.compile(r"\s+")


def reason_text(rows: Sequence[ExplanationRow]) -> str:
    """Return the shared terms, largest share first, then other words, then the other features."""
    # A patent that a language model found may share no term; its row of text has no share.
    terms = [r.label for r in rows if r.feature == "text" and r.label != REST and r.share > 0.0]
    parts = []
    shared = [term for term in terms if CHANGED not in term]
    changed = [term for term in terms if CHANGED in term]
    for said, found in (("共有", shared), ("换词相合", changed)):
        if found:
            parts.append(said + "".join(f"“{term}”" for term in found[:SHOWN_TERMS]))
    parts.extend(
        row.sentence
        for row in rows
        if row.feature != "text"
        and (row.feature in _ALWAYS_SAID or not row.sentence.endswith(NO_EFFECT))
    )
    return "；".join(parts)


def marked(text: str, spans: Iterable[Span]) -> str:
    """Return a text with the given parts of it in brackets 【】, those that overlap as one.

    spans: (start, end) in the text.
    """
    return "".join(f"【{piece}】" if hit else piece for piece, hit in pieces(text, spans))


def pieces(text: str, spans: Iterable[Span]) -> list[Piece]:
    """Return a text in pieces, each with whether it is one of the given parts."""
    found: list[Piece] = []
    done = 0
    for start, end in _merged(spans):
        found += [(text[done:start], False), (text[start:end], True)]
        done = end
    return [piece for piece in [*found, (text[done:], False)] if piece[0]]


def passage(text: str, spans: Sequence[Span], longest: int) -> list[Piece]:
    """Return so many characters of a text from shortly before its first given part, in pieces."""
    if len(text) <= longest:
        return pieces(text, spans)
    first = min((start for start, _ in spans), default=0)
    left = min(max(0, first - AROUND), len(text) - longest)
    right = left + longest
    inside = [
        (max(s, left) - left, min(e, right) - left) for s, e in spans if s < right and e > left
    ]
    before = [("…", False)] if left else []
    after = [("…", False)] if right < len(text) else []
    return [*before, *pieces(text[left:right], inside), *after]


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


@lru_cache(maxsize=KEPT_TEXTS)
def one_line(text: str) -> str:
    """Return a text on one line, spelt as the index spells it, for excerpts."""
    return _SPACE.sub(" ", normalise(text))


def excerpt(line: str, term: str) -> str:
    """Return a term with the words around it, empty where the line lacks it."""
    start = line.find(term)
    if start < 0:
        return ""
    left, right = max(0, start - AROUND), min(len(line), start + len(term) + AROUND)
    return ("…" if left else "") + line[left:right] + ("…" if right < len(line) else "")
