"""Patents in which words stand, the best first.

What is typed is cut into words. A word stands in a patent if all pairs of neighbouring characters
of it do, or itself if it is a Latin word or a single character: for words of two characters that is
the same as containing them, and for longer ones nearly. Figures are not looked for, nor single
characters and boilerplate beside words.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.candidates import similarities
from matchmaker.matching.index import GONE, MatchIndex
from matchmaker.matching.text_scheme import Text
from matchmaker.matching.types import IntArray
from matchmaker.text.normalise import is_figure, is_han, normalise, script_runs
from matchmaker.text.segment import get_segmenter
from matchmaker.text.stopwords import stop_words

Scores = tuple[IntArray, NDArray[np.float32]]
NOTHING: Scores = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32))


def read_words(typed: str, segmenter: str) -> tuple[str, ...]:
    """Return the words of what somebody has typed, each once; segmenter: its name."""
    segment, stops = get_segmenter(segmenter).plain, stop_words()
    words: dict[str, None] = {}
    for run in script_runs(normalise(typed)):
        if not is_figure(run):
            words.update(dict.fromkeys(segment(run) if is_han(run) else [run]))
    telling = [word for word in words if len(word) > 1 and word not in stops]
    return tuple(telling or words)


def find_words(index: MatchIndex, words: Sequence[str]) -> Scores | None:
    """Return ids of the patents in which all words stand, and how well they fit (above 0, to 1).

    None where there is nothing to look for.
    """
    if not words:
        return None
    rows = np.arange(len(index), dtype=np.int64)
    for term in dict.fromkeys(term for word in words for term in _terms(word)):
        rows = np.intersect1d(rows, _rows_with(index, term), assume_unique=True)
    rows = rows[np.asarray(index.ids)[rows] != GONE]
    if not len(rows):
        return NOTHING
    vector = index.vectoriser.demands([Text(" ".join(words), "")])
    scores = similarities(index, vector, rows)
    return np.asarray(index.ids)[rows], np.maximum(scores, np.finfo(np.float32).tiny)


def _terms(word: str) -> list[str]:
    """Return what has to stand in a patent that has a word."""
    if len(word) == 1 or not is_han(word):
        return [word]
    return [word[start : start + 2] for start in range(len(word) - 1)]


def _rows_with(index: MatchIndex, term: str) -> IntArray:
    """Return the rows that have a term, ascending, whatever stream it belongs to."""
    found = [np.zeros(0, dtype=np.int64)]
    for block in index.vectoriser.blocks:
        (place,) = block.find([term]).tolist()
        if place >= 0:
            found.append(index.postings.rows_of(int(block.columns[place])))
    return np.unique(np.concatenate(found))
