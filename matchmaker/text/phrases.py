"""What two texts say in the same words: their longest common runs of characters."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from matchmaker.text.normalise import is_figure, is_han, normalise, script_runs
from matchmaker.text.segment import Segment
from matchmaker.text.stopwords import stop_words

MIN_LENGTH = 2
MAX_LENGTH = 12
# The demand at hand stays among the texts, the passages that it shares with many among the cut.
KEPT_TEXTS = 128
KEPT_PASSAGES = 16_384
# Between runs; no passage of one text that holds a break stands in the other.
_LEFT_BREAK, _RIGHT_BREAK = "\r", "\n"


def common_phrases(left: str, right: str, segment: Segment) -> list[str]:
    """Return the phrases that stand in both texts, in the order of the left one.

    A phrase is as long as both texts allow, up to twelve characters, and holds no boilerplate;
    figures are left out, and so is a phrase that stands inside another one.
    segment: a plain segmenter, whose words follow one another.
    """
    asked, offered = _left(left), _right(right)
    shared = _shared_passages(asked, offered.han)
    words = [(start, word) for start, word in asked.words if word in offered.words]
    # Both stand in the order of the text; nearly no pair shares a word that is not Han.
    passages = sorted([*shared, *words]) if words else shared
    parts = [
        part
        for run in outermost(passage for _, passage in passages)
        for part in _meaty_parts(run, segment)
    ]
    return outermost(parts)


@dataclass(frozen=True)
class _Left:
    """The text whose runs are looked for in others.

    runs: all of them, one a line; words: where those start that are not Han, and they; pairs:
    distinct codes of neighbouring characters, ascending; pair_of: the pair at every character.
    """

    runs: str
    words: tuple[tuple[int, str], ...]
    pairs: NDArray[np.uint32]
    pair_of: NDArray[np.int64]


@dataclass(frozen=True)
class _Right:
    """The text in which they are looked for; han: its Han runs, words: its others."""

    han: str
    words: frozenset[str]


@lru_cache(maxsize=KEPT_TEXTS)
def _left(text: str) -> _Left:
    runs = script_runs(normalise(text))
    starts = accumulate((len(run) + 1 for run in runs), initial=0)
    joined = _LEFT_BREAK.join(runs)
    pairs, pair_of = np.unique(_pair_codes(joined), return_inverse=True)
    words = tuple(
        (start, run)
        for start, run in zip(starts, runs, strict=False)
        if not is_han(run) and not is_figure(run) and len(run) > 1
    )
    return _Left(joined, words, pairs, pair_of)


@lru_cache(maxsize=KEPT_TEXTS)
def _right(text: str) -> _Right:
    runs = script_runs(normalise(text))
    return _Right(
        _RIGHT_BREAK.join(run for run in runs if is_han(run)),
        frozenset(run for run in runs if not is_han(run)),
    )


def _pair_codes(text: str) -> NDArray[np.uint32]:
    """Return a number for every two neighbours in a text without characters beyond 16 bits."""
    codes = np.frombuffer(text.encode("utf-16-le"), dtype="<u2").astype(np.uint32)
    return codes[:-1] << np.uint32(16) | codes[1:]


def outermost(phrases: Iterable[str]) -> list[str]:
    """Return each phrase once and drop what stands inside another: 车库 beside 立体车库.

    phrases: without line breaks.
    """
    distinct = list(dict.fromkeys(phrases))
    joined = "\n".join(distinct)
    # Every phrase stands there once for itself.
    return [phrase for phrase in distinct if joined.count(phrase) == 1]


def _shared_passages(left: _Left, other: str) -> list[tuple[int, str]]:
    """Return the passages of the left text that stand in the other and could not be longer.

    With each comes where it starts.
    """
    text = left.runs
    shared: list[tuple[int, str]] = []
    reached = 0
    for start in _shared_starts(left, other):
        end = max(reached, start + MIN_LENGTH)
        if text[start:end] not in other:
            continue
        # No passage goes beyond a run: the breaks of the two texts differ.
        while end < len(text) and text[start : end + 1] in other:
            end += 1
        # What ends where an earlier one ended stands inside it.
        if end > reached:
            shared.append((start, text[start:end]))
            reached = end
    return shared


def _shared_starts(left: _Left, other: str) -> list[int]:
    """Return where in the left text a pair of characters stands that the other has too."""
    codes = _pair_codes(other)
    if not len(left.pairs):
        return []
    place = np.minimum(np.searchsorted(left.pairs, codes), len(left.pairs) - 1)
    present = np.zeros(len(left.pairs), dtype=np.bool_)
    present[place[left.pairs[place] == codes]] = True
    starts: list[int] = np.flatnonzero(present[left.pair_of]).tolist()
    return starts


@lru_cache(maxsize=KEPT_PASSAGES)
def _meaty_parts(phrase: str, segment: Segment) -> tuple[str, ...]:
    """Return what lies between the boilerplate words, long passages cut between words."""
    if not is_han(phrase):
        return (phrase,)
    stops = stop_words()
    parts = [""]
    for word in segment(phrase):
        if word in stops:
            parts.append("")
        elif len(parts[-1]) + len(word) > MAX_LENGTH:
            parts.append(word)
        else:
            parts[-1] += word
    return tuple(part for part in parts if len(part) >= MIN_LENGTH and part not in stops)
