"""Words of advertising in a declaration, which is to be exact and plain.

The words stand in a data file. How they are matched, so that "第一权利要求" and "最大值" are none:
a word counts only where one of its `before` stands right in front of it (if it has any), one of its
`after` right behind it (if it has any), and no phrase of its `unless` covers it.
"""

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from models.values.text import fold


@dataclass(frozen=True)
class AdvertisingWord:
    """A word, and where it counts; all folded."""

    word: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()

    def find(self, text: str) -> Iterator[str]:
        """Yield each place of a folded text where it counts, with what stands round it."""
        start = text.find(self.word)
        while start >= 0:
            end = start + len(self.word)
            front = _first(self.before, text[:start].endswith)
            behind = _first(self.after, text[end:].startswith)
            if front is not None and behind is not None and not self._is_covered(text, start):
                yield f"{front}{self.word}{behind}"
            start = text.find(self.word, end)

    def _is_covered(self, text: str, start: int) -> bool:
        end = start + len(self.word)
        for phrase in self.unless:
            place = text.find(phrase, max(0, end - len(phrase)))
            if 0 <= place <= start and end <= place + len(phrase):
                return True
        return False


def find_advertising(text: str) -> list[str]:
    """Return the words of advertising of a text, each as it stands there."""
    folded = fold(text)
    return [hit for word in load_words() for hit in word.find(folded)]


@cache
def load_words() -> tuple[AdvertisingWord, ...]:
    """Return the words of the data file."""
    source = files("matchmaker.data").joinpath("advertising_words.toml")
    entries = tomllib.loads(source.read_text(encoding="utf-8"))["word"]
    return tuple(
        AdvertisingWord(
            fold(entry["text"]),
            *(tuple(map(fold, entry.get(name, ()))) for name in ("before", "after", "unless")),
        )
        for entry in entries
    )


def _first(choices: tuple[str, ...], holds: Callable[[str], bool]) -> str | None:
    """Return the choice that holds, "" where there is none to choose, None where none holds."""
    return next(filter(holds, choices), None) if choices else ""
