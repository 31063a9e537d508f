"""Mutations that keep the grammar of an input, since blind ones rarely get past its first check."""

import re
from collections.abc import Callable, Sequence
from random import Random

from scripts.fuzzing.inputs import CELL_MARK, PART_MARK, ROW_MARK
from scripts.fuzzing.vocabulary import MARKUP_WORDS, PACKAGE_TEXTS, SIGNS, WORDS

# Cells and lines are moved about whole; so are tags and the texts between them.
_PIECES = {
    "table": re.compile(f"([{ROW_MARK}{CELL_MARK}])"),
    "text": re.compile(r"([\n\t,;])"),
    "markup": re.compile(f"(<[^<>]*>|{PART_MARK}[^\n]*\n)"),
}
_ATTRIBUTE = re.compile(r'(?<==")[^"<>]*(?=")')
_MOST_STEPS = 4
# Signs of a number are replaced by these.
_DIGITS = "0123456789-+.eE"

Mutate = Callable[[bytes, int], bytes]


class Mutator:
    """Mutates inputs of one grammar; blind: what libFuzzer itself does to bytes."""

    def __init__(self, grammar: str, choices: int, blind: Mutate) -> None:
        self._grammar = grammar
        self._choices = choices
        self._blind = blind

    def __call__(self, data: bytes, longest: int, seed: int) -> bytes:
        """Return a mutated input of the greatest length or less."""
        dice = Random(seed)
        if self._grammar == "bytes" or dice.random() < 0.25:
            return self._blind(data, longest)
        head, text = data[: self._choices], data[self._choices :].decode("utf-8", "surrogateescape")
        if head and dice.random() < 0.2:
            head = self._blind(head, len(head)).ljust(self._choices, b"0")
        for _ in range(dice.randint(1, _MOST_STEPS)):
            text = self._step(dice)(dice, text)
        return (head + _bytes_of(text))[:longest]

    def _step(self, dice: Random) -> Callable[[Random, str], str]:
        steps: list[Callable[[Random, str], str]] = [
            self._move_pieces,
            self._move_pieces,
            self._insert_word,
            _insert_sign,
            _change_sign,
            _change_digit,
            _cut,
        ]
        if self._grammar == "markup":
            steps += [_change_attribute, _change_attribute, self._insert_word]
        return dice.choice(steps)

    def _move_pieces(self, dice: Random, text: str) -> str:
        pieces = _PIECES[self._grammar].split(text)
        start = dice.randrange(len(pieces))
        end = min(len(pieces), start + dice.choice((1, 1, 2, 3, 4, 8)))
        taken = pieces[start:end]
        match dice.randrange(3):
            case 0:
                del pieces[start:end]
            case 1:
                place = dice.randrange(len(pieces) + 1)
                pieces[place:place] = taken
            case _:
                place = dice.randrange(len(pieces))
                pieces[start:end], pieces[place : place + 1] = pieces[place : place + 1], taken
        return "".join(pieces)

    def _insert_word(self, dice: Random, text: str) -> str:
        words: Sequence[str] = WORDS
        if self._grammar == "markup":
            words = dice.choice((MARKUP_WORDS, MARKUP_WORDS, PACKAGE_TEXTS, WORDS))
        elif self._grammar == "table" and dice.random() < 0.5:
            pieces = _PIECES["table"].split(text)
            place = dice.randrange(0, len(pieces), 2)
            pieces[place] = dice.choice(words)
            return "".join(pieces)
        return _inserted(dice, text, dice.choice(words))


def _bytes_of(text: str) -> bytes:
    """Return the bytes; surrogates are what was no text before, or are to be none now."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


def _inserted(dice: Random, text: str, word: str) -> str:
    place = dice.randint(0, len(text))
    return text[:place] + word + text[place:]


def _insert_sign(dice: Random, text: str) -> str:
    sign = chr(dice.randrange(0x10000)) if dice.random() < 0.2 else dice.choice(SIGNS)
    return _inserted(dice, text, sign * dice.choice((1, 1, 1, 2, 9)))


def _change_sign(dice: Random, text: str) -> str:
    if not text:
        return text
    place = dice.randrange(len(text))
    return text[:place] + dice.choice(SIGNS) + text[place + 1 :]


def _change_digit(dice: Random, text: str) -> str:
    places = [match.start() for match in re.finditer("[0-9]", text)]
    if not places:
        return text
    place = dice.choice(places)
    return text[:place] + dice.choice(_DIGITS) + text[place + 1 :]


def _cut(dice: Random, text: str) -> str:
    start = dice.randint(0, len(text))
    return text[:start] + text[start + dice.choice((1, 2, 5, 20)) :]


def _change_attribute(dice: Random, text: str) -> str:
    found = list(_ATTRIBUTE.finditer(text))
    if not found:
        return text
    match = dice.choice(found)
    value = dice.choice((dice.choice(found)[0], dice.choice(PACKAGE_TEXTS)))
    return text[: match.start()] + value + text[match.end() :]
