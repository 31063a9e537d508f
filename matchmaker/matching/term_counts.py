"""How often every term stands in the titles and in the bodies of texts."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.text_scheme import Text
from matchmaker.matching.types import IntArray
from matchmaker.text.segment import Segment
from matchmaker.text.token_arrays import FoldedTexts, Tokens

# Of the narrowest type that holds them: the counts of a stock stay in memory until it is weighed.
SmallInts = NDArray[np.unsignedinteger[Any]]

# Characters that are counted at a time: fewer cost more in calls, more cost memory.
CHUNK_CHARACTERS = 1 << 19
THREADS = 2


@dataclass(frozen=True)
class TermCounts:
    """The terms of one token stream in some texts, as the entries of a sparse matrix by rows.

    offsets: row i owns the entries offsets[i]:offsets[i + 1], shape (texts + 1,); columns:
    ascending within a row; titles, bodies: how often the term stands in each field.
    """

    offsets: IntArray
    columns: NDArray[np.integer[Any]]
    titles: SmallInts
    bodies: SmallInts

    def rows(self) -> IntArray:
        """Return the row of every entry."""
        return np.repeat(np.arange(len(self.offsets) - 1), np.diff(self.offsets))

    def move(self, columns: IntArray) -> "TermCounts":
        """Return the entries in other columns of the same order.

        columns: the new place of every column, -1 where its entries are to be left out.
        """
        moved = columns.astype(np.int32)[self.columns]
        kept = moved >= 0
        if kept.all():
            return replace(self, columns=moved)
        before = np.concatenate([[0], np.cumsum(kept)])
        return TermCounts(before[self.offsets], moved[kept], self.titles[kept], self.bodies[kept])


def chunks(texts: Sequence[Text]) -> Iterator[slice]:
    """Yield slices of the texts that are worth counting at a time, an empty one for no texts."""
    start = size = 0
    for place, text in enumerate(texts, start=1):
        size += len(text.title) + len(text.body) + 2
        if size >= CHUNK_CHARACTERS:
            yield slice(start, place)
            start, size = place, 0
    if start < len(texts) or not texts:
        yield slice(start, len(texts))


def count_terms(
    texts: Sequence[Text], streams: Sequence[str], segment: Segment
) -> list[tuple[list[str], TermCounts]]:
    """Return for every token stream its distinct terms, ascending, and the counts, a row a text.

    The terms are the columns of the counts; segment: gives words and the shorter ones inside them.
    """
    fields = FoldedTexts(list(chain.from_iterable((text.title, text.body) for text in texts)))
    return [_count(_cut(fields, stream, segment), len(texts)) for stream in streams]


def count_chunks(
    texts: Sequence[Text], streams: Sequence[str], segment: Segment
) -> Iterator[list[tuple[list[str], TermCounts]]]:
    """Yield the counts of every chunk of the texts, in order.

    Threads are enough to use a second processor: both the segmenter and the sorting of arrays let
    other threads run, and what is left to Python would not gain by more of them.
    """

    def count(chunk: slice) -> list[tuple[list[str], TermCounts]]:
        return count_terms(texts[chunk], streams, segment)

    first, *others = chunks(texts)
    if not others:
        yield count(first)
        return
    with ThreadPoolExecutor(THREADS) as pool:
        yield from pool.map(count, [first, *others])


def _cut(fields: FoldedTexts, stream: str, segment: Segment) -> Tokens:
    if stream == "words":
        return fields.words(segment)
    return {
        "characters": fields.characters,
        "singles": fields.singles,
        "pairs": fields.pairs,
    }[stream]()


def _count(tokens: Tokens, texts: int) -> tuple[list[str], TermCounts]:
    """Count tokens whose texts are titles and bodies in turn; texts: how many of both."""
    keys = np.sort(tokens.codes * (2 * texts) + tokens.texts)
    pairs, is_body = keys >> 1, keys & 1
    starts = np.flatnonzero(np.diff(pairs, prepend=-1))
    ends = np.append(starts[1:], len(keys))
    bodies_before = np.concatenate([[0], np.cumsum(is_body)])
    bodies = bodies_before[ends] - bodies_before[starts]
    titles = ends - starts - bodies
    codes, rows = np.divmod(pairs[starts], max(texts, 1))
    is_new = np.diff(codes, prepend=-1) > 0
    columns = np.cumsum(is_new) - 1
    # Entries lie column by column; a stable sort by rows keeps the columns ascending.
    order = np.argsort(_narrow(rows), kind="stable")
    offsets = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=texts))])
    counts = TermCounts(
        offsets, _narrow(columns[order]), _narrow(titles[order]), _narrow(bodies[order])
    )
    return tokens.spell(codes[is_new]), counts


def _narrow(values: IntArray) -> SmallInts:
    narrowed: SmallInts = values.astype(np.min_scalar_type(int(values.max(initial=0))))
    return narrowed
