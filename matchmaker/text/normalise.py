"""One spelling for what means the same: width, case, and runs of one script."""

import re
import unicodedata

# Latin words, formulas and figures stay whole (LiFePO4, 5g); Han text is cut further.
_RUN = re.compile(r"[a-z][a-z0-9]*|[0-9]+(?:\.[0-9]+)?[a-z]*|[\u4e00-\u9fff]+")
_FIGURE = re.compile(r"^[0-9]")
_NORMAL = re.compile(r"[a-z0-9\u4e00-\u9fff]*")
# The usual marks of Chinese prose, the only characters of most texts that are not normal.
_PLAIN_MARKS = {mark: unicodedata.normalize("NFKC", mark) for mark in "，；：！？（）～…"}


def normalise(text: str) -> str:
    """Return the text folded to half width and lower case."""
    # Words are asked for by the thousand, and nearly all of them are normal.
    if _NORMAL.fullmatch(text):
        return text
    # Replacing a few characters and asking is much quicker than rebuilding a long text.
    for mark, plain in _PLAIN_MARKS.items():
        text = text.replace(mark, plain)
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    return text.lower()


def script_runs(normalised: str) -> list[str]:
    """Return the maximal runs of Han characters, Latin words and figures, in order."""
    return _RUN.findall(normalised)


def is_han(run: str) -> bool:
    """Whether a run is written in Chinese characters."""
    return "\u4e00" <= run[0] <= "\u9fff"


def is_figure(run: str) -> bool:
    """Whether a run is a number, with or without a unit."""
    return _FIGURE.match(run) is not None
