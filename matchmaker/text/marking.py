"""Texts cut into pieces, some of which are marked, so that a page shows where words stand."""

from collections.abc import Iterable, Sequence

from matchmaker.text.spans import FoldedText, Span

Piece = tuple[str, bool]
ELLIPSIS = "……"
# How much of a snippet stands before its first mark.
LEAD = 0.25


def mark(text: str, terms: Iterable[str]) -> list[Piece]:
    """Return the pieces of a text in order; marked is what belongs to an occurrence of a term."""
    return _cut(text, 0, len(text), _spans(text, terms))


def snippet(text: str, terms: Iterable[str], length: int) -> list[Piece]:
    """Return the same of so many characters of a text: where most of the terms stand together."""
    wanted = list(terms)
    spans = _spans(text, wanted)
    if len(text) <= length:
        return _cut(text, 0, len(text), spans)
    start = _best_start(text, wanted, length)
    pieces = _cut(text, start, start + length, spans)
    before = [(ELLIPSIS, False)] if start else []
    after = [(ELLIPSIS, False)] if start + length < len(text) else []
    return [*before, *pieces, *after]


def _best_start(text: str, terms: Sequence[str], length: int) -> int:
    """Return where to begin so that as many terms as may be are seen, the earliest of the best."""
    folded = FoldedText(text)
    lead, last = int(length * LEAD), len(text) - length
    starts = [[start for start, _ in folded.spans(term)] for term in terms]
    best, most = 0, 0
    for first in sorted({start for found in starts for start in found}):
        begin = max(0, min(first - lead, last))
        seen = sum(any(begin <= at < begin + length for at in found) for found in starts)
        if seen > most:
            best, most = begin, seen
    return best


def _spans(text: str, terms: Iterable[str]) -> list[Span]:
    """Return where terms stand, ascending, what touches or overlaps as one."""
    folded = FoldedText(text)
    joined: list[Span] = []
    for start, end in sorted({span for term in terms for span in folded.spans(term)}):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _cut(text: str, start: int, end: int, spans: Sequence[Span]) -> list[Piece]:
    pieces: list[Piece] = []
    at = start
    for first, last in spans:
        if last <= start or first >= end:
            continue
        begun, done = max(first, start), min(last, end)
        pieces += [(text[at:begun], False), (text[begun:done], True)]
        at = done
    pieces.append((text[at:end], False))
    return [piece for piece in pieces if piece[0]]
