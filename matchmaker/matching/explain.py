"""The rows of a score as one sentence for a table cell, and terms marked in their texts."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from matchmaker.matching.features.result import NO_EFFECT
from matchmaker.matching.features.text import CHANGED, REST
from matchmaker.matching.types import ExplanationRow
from matchmaker.text.normalise import normalise
from matchmaker.text.spans import KEPT_TEXTS, Span

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
    pieces: list[str] = []
    done = 0
    for start, end in _merged(spans):
        pieces += [text[done:start], "【", text[start:end], "】"]
        done = end
    return "".join([*pieces, text[done:]])


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
