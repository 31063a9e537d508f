"""What two texts say in the same words: their longest common runs of characters."""

from collections.abc import Iterable
from functools import lru_cache

from matchmaker.text.normalise import is_figure, is_han, normalise, script_runs
from matchmaker.text.segment import Segment
from matchmaker.text.stopwords import stop_words

MIN_LENGTH = 2
MAX_LENGTH = 12
# The demand at hand stays among the texts, the passages that it shares with many among the cut.
KEPT_TEXTS = 1024
KEPT_PASSAGES = 16_384


def common_phrases(left: str, right: str, segment: Segment) -> list[str]:
    """Return the phrases that stand in both texts, in the order of the left one.

    A phrase is as long as both texts allow, up to twelve characters, and holds no boilerplate;
    figures are left out, and so is a phrase that stands inside another one.
    segment: a plain segmenter, whose words follow one another.
    """
    right_runs = _runs(right)
    right_han = "\n".join(run for run in right_runs if is_han(run))
    right_latin = {run for run in right_runs if not is_han(run)}
    shared: list[str] = []
    for run in _runs(left):
        if is_han(run):
            shared.extend(_shared_runs(run, right_han))
        elif run in right_latin and not is_figure(run) and len(run) > 1:
            shared.append(run)
    parts = [part for run in outermost(shared) for part in _meaty_parts(run, segment)]
    return outermost(parts)


@lru_cache(maxsize=KEPT_TEXTS)
def _runs(text: str) -> tuple[str, ...]:
    return tuple(script_runs(normalise(text)))


def outermost(phrases: Iterable[str]) -> list[str]:
    """Return each phrase once and drop what stands inside another: 车库 beside 立体车库.

    phrases: without line breaks.
    """
    distinct = list(dict.fromkeys(phrases))
    joined = "\n".join(distinct)
    # Every phrase stands there once for itself.
    return [phrase for phrase in distinct if joined.count(phrase) == 1]


def _shared_runs(run: str, other: str) -> list[str]:
    """Return the passages of a run that stand in the other text and could not be longer."""
    shared: list[str] = []
    reached = 0
    for start in range(len(run) - MIN_LENGTH + 1):
        end = max(reached, start + MIN_LENGTH)
        if run[start:end] not in other:
            continue
        while end < len(run) and run[start : end + 1] in other:
            end += 1
        # What ends where an earlier one ended stands inside it.
        if end > reached:
            shared.append(run[start:end])
            reached = end
    return shared


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
