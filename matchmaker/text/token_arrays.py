"""The tokens of many texts at once, as arrays of numbers.

The same tokens as those of tokens.py, without a Python object for every character: the texts are
folded, joined and read as code points, and a term is a number that sorts as its spelling does.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from matchmaker.text.normalise import normalise
from matchmaker.text.segment import Segment
from matchmaker.text.stopwords import stop_words
from matchmaker.text.tokens import MAX_LATIN_LENGTH

IntArray = NDArray[np.int64]
Mask = NDArray[np.bool_]

_FIRST_HAN, _HAN = 0x4E00, 0x5200
# A single character is followed by 0, a pair by 1 + its second character.
_SECONDS = _HAN + 1
# Belongs to no token, and is no part of any word of a segmenter.
_BREAK = "\n"


@dataclass(frozen=True)
class Tokens:
    """Tokens in no order; codes, texts: the term of every token and the position of its text.

    spell: returns the terms of codes; codes ascend as their terms do.
    """

    codes: IntArray
    texts: IntArray
    spell: Callable[[IntArray], list[str]]


class FoldedTexts:
    """Texts in one spelling, ready to be cut into the tokens of any stream."""

    def __init__(self, texts: Sequence[str]) -> None:
        folded = [normalise(text) for text in texts]
        self._joined = "".join(chain.from_iterable((text, _BREAK) for text in folded))
        coded = self._joined.encode("utf-32-le", "surrogatepass")
        points = np.frombuffer(coded, dtype="<u4").astype(np.int64)
        lengths = np.array([len(text) + 1 for text in folded], dtype=np.int64)
        self._text_of = np.repeat(np.arange(len(texts)), lengths)
        self._points = points
        self._is_han = (points >= _FIRST_HAN) & (points < _FIRST_HAN + _HAN)

    def singles(self) -> Tokens:
        """Return what single_tokens gives for each text."""
        return self._characters([self._single_places], [])

    def pairs(self) -> Tokens:
        """Return what pair_tokens gives for each text."""
        return self._characters([], [self._pair_places])

    def characters(self) -> Tokens:
        """Return what character_tokens gives for each text."""
        return self._characters([self._single_places], [self._pair_places])

    def words(self, segment: Segment) -> Tokens:
        """Return what word_tokens gives for each text."""
        han, run_texts = self._han_runs
        found = segment(han)
        latin, latin_texts = self._latin
        seen, numbers = _number([*found, *latin])
        run_of = np.cumsum(numbers[: len(found)] == seen.get(_BREAK, -1))
        # The break behind the last run belongs to no run.
        texts = np.concatenate([np.append(run_texts, 0)[run_of], latin_texts])
        stops = stop_words()
        terms = sorted(word for word in seen if len(word) > 1 and word not in stops)
        codes = _places(terms, seen)[numbers]
        kept = codes >= 0
        return Tokens(codes[kept], texts[kept], lambda which: [terms[i] for i in which.tolist()])

    @cached_property
    def _single_places(self) -> IntArray:
        return np.flatnonzero(self._is_han)

    @cached_property
    def _pair_places(self) -> IntArray:
        return np.flatnonzero(self._is_han[:-1] & self._is_han[1:])

    def _characters(self, singles: list[IntArray], pairs: list[IntArray]) -> Tokens:
        """Return the tokens that begin at the places, and the Latin words, which sort first."""
        latin, latin_texts = self._latin
        seen, numbers = _number(latin)
        terms = sorted(seen)
        first = (self._points - _FIRST_HAN) * _SECONDS + len(terms)
        second = self._points - _FIRST_HAN + 1
        codes = [_places(terms, seen)[numbers], *(first[places] for places in singles)]
        codes += [first[places] + second[places + 1] for places in pairs]
        texts = [latin_texts, *(self._text_of[places] for places in (*singles, *pairs))]

        def spell(found: IntArray) -> list[str]:
            border = int(np.searchsorted(found, len(terms)))
            return [terms[i] for i in found[:border].tolist()] + _spell(found[border:] - len(terms))

        return Tokens(np.concatenate(codes), np.concatenate(texts), spell)

    @cached_property
    def _latin(self) -> tuple[list[str], IntArray]:
        """The Latin words and their texts: the runs of letters and digits that begin with a letter.

        A run that begins with a digit holds figures alone: each takes the letters behind it.
        """
        points = self._points
        is_letter = (points >= ord("a")) & (points <= ord("z"))
        is_part = is_letter | ((points >= ord("0")) & (points <= ord("9")))
        starts, ends = _runs(is_part)
        kept = is_letter[starts] & (ends - starts <= MAX_LATIN_LENGTH)
        starts, ends = starts[kept], ends[kept]
        places = zip(starts.tolist(), ends.tolist(), strict=True)
        return [self._joined[start:end] for start, end in places], self._text_of[starts]

    @cached_property
    def _han_runs(self) -> tuple[str, IntArray]:
        """All runs of Han characters, a break behind each, and their texts.

        A segmenter gives breaks back as they are and never joins what one parts, and it takes all
        runs in one call much quicker than each in its own.
        """
        _, ends = _runs(self._is_han)
        kept = self._is_han.copy()
        kept[ends] = True
        points = np.where(self._is_han, self._points, ord(_BREAK))[kept].astype("<u4")
        return points.tobytes().decode("utf-32-le"), self._text_of[ends]


def _number(words: list[str]) -> tuple[dict[str, int], IntArray]:
    """Return the distinct words with their numbers, and the numbers of all words."""
    seen: defaultdict[str, int] = defaultdict()
    seen.default_factory = seen.__len__
    numbers = np.fromiter(map(seen.__getitem__, words), dtype=np.int64, count=len(words))
    return seen, numbers


def _places(terms: list[str], seen: dict[str, int]) -> IntArray:
    """Return the place among the terms of every number, -1 for that of another word."""
    places = np.full(len(seen), -1, dtype=np.int64)
    places[[seen[term] for term in terms]] = np.arange(len(terms))
    return places


def _runs(mask: Mask) -> tuple[IntArray, IntArray]:
    """Return where the runs of a mask begin and end; its last entry is false."""
    steps = np.diff(mask, prepend=False)
    borders = np.flatnonzero(steps)
    return borders[::2], borders[1::2]


def _spell(codes: IntArray) -> list[str]:
    """Return the single characters and pairs of codes that no Latin word precedes."""
    firsts, seconds = np.divmod(codes, _SECONDS)
    points = np.empty((len(codes), 2), dtype="<u4")
    points[:, 0] = firsts + _FIRST_HAN
    points[:, 1] = np.where(seconds > 0, seconds - 1 + _FIRST_HAN, ord(_BREAK))
    text = points.tobytes().decode("utf-32-le")
    return [text[i : i + 2].rstrip(_BREAK) for i in range(0, len(text), 2)]
