"""What two texts say in the same words: their longest common runs of characters."""

from matchmaker.text.normalise import is_figure, is_han, normalise, script_runs
from matchmaker.text.segment import Segment
from matchmaker.text.stopwords import stop_words

MIN_LENGTH = 2
MAX_LENGTH = 12


def common_phrases(left: str, right: str, segment: Segment) -> list[str]:
    """Return the phrases that stand in both texts, in the order of the left one.

    A phrase is as long as both texts allow and holds no boilerplate; figures are left out, and
    so is a phrase that stands inside another one.
    segment: a plain segmenter, whose words follow one another.
    """
    right_runs = script_runs(normalise(right))
    right_han = "\n".join(run for run in right_runs if is_han(run))
    right_latin = {run for run in right_runs if not is_han(run)}
    found: dict[str, None] = {}
    for run in script_runs(normalise(left)):
        if is_han(run):
            found.update(dict.fromkeys(_han_phrases(run, right_han, segment)))
        elif run in right_latin and not is_figure(run) and len(run) > 1:
            found[run] = None
    # "车库" says nothing beside "立体车库".
    return [p for p in found if not any(p != other and p in other for other in found)]


def _han_phrases(run: str, other: str, segment: Segment) -> list[str]:
    phrases = []
    start = 0
    while start <= len(run) - MIN_LENGTH:
        end = start + MIN_LENGTH
        if run[start:end] not in other:
            start += 1
            continue
        while end < len(run) and end - start < MAX_LENGTH and run[start : end + 1] in other:
            end += 1
        phrases.extend(_meaty_parts(run[start:end], segment))
        start = end - 1
    return phrases


def _meaty_parts(phrase: str, segment: Segment) -> list[str]:
    """Return what lies between the boilerplate words of a phrase."""
    stops = stop_words()
    parts = [""]
    for word in segment(phrase):
        if word in stops:
            parts.append("")
        else:
            parts[-1] += word
    return [part for part in parts if len(part) >= MIN_LENGTH]
