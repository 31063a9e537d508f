"""What a feature returns."""

from collections.abc import Callable
from dataclasses import dataclass

from matchmaker.matching.types import FloatArray, PatentDoc

# The score of a feature that has nothing to go by: it neither lifts nor lowers one candidate
# against another that is as unknown.
NEUTRAL = 0.5
# How the sentence of such a feature ends.
NO_EFFECT = "不加不减"


@dataclass(frozen=True, slots=True)
class Part:
    """A fraction of a feature's score that can be named.

    said, found: the words of the demand and of the patent that it comes from, empty where it
    comes from many.
    """

    label: str
    fraction: float
    said: str = ""
    found: str = ""


@dataclass(frozen=True)
class FeatureResult:
    """Scores of all candidates, shape (candidates,), and the reason of each when asked.

    sentence: candidate's position → one sentence in Chinese; quotes: position → what the demand
    and what the patent say about it, in few words; parts: position and patent → fractions that
    add up to one, for a feature that can name what its score is made of.
    """

    scores: FloatArray
    sentence: Callable[[int], str]
    quotes: Callable[[int], tuple[str, str]] | None = None
    parts: Callable[[int, PatentDoc], list[Part]] | None = None


def unknown(what: str) -> str:
    """Return the sentence of a feature that lacks what it needs."""
    return f"{what}，{NO_EFFECT}"
