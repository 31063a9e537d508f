"""The words by which a person's contact is found again in other texts, and how they are taken out.

A number is found however it is written, an address in either case. A name alone is not looked for:
张力 is a person and a tension.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from models.values.contact import split_names
from models.values.text import clean

ERASED = "（联系方式已删除）"
# Fewer figures than of a number within a town may stand for anything.
_LEAST_DIGITS = 7
_NUMBER = re.compile(r"[0-9][-–—() 0-9]{5,}[0-9]")
_BETWEEN = r"[-–—() ]*"


@dataclass(frozen=True)
class ContactWords:
    """names, numbers (figures only) and addresses (in lower case) of persons."""

    names: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()

    @classmethod
    def of(cls, contacts: Iterable[tuple[str, str, str]]) -> "ContactWords":
        """Return the words of contacts, given as name, phone and address."""
        names: set[str] = set()
        numbers: set[str] = set()
        addresses: set[str] = set()
        for name, phone, email in contacts:
            names.update(split_names(name))
            found = (re.sub(r"[^0-9]", "", one) for one in _NUMBER.findall(clean(phone)))
            numbers.update(figures for figures in found if len(figures) >= _LEAST_DIGITS)
            addresses.update(
                one.casefold() for one in re.split(r"[,，、;；\s]+", clean(email)) if "@" in one
            )
        return cls(frozenset(names), frozenset(numbers), frozenset(addresses))

    @property
    def is_empty(self) -> bool:
        """Whether nothing can be looked for in texts."""
        return not (self.numbers or self.addresses)

    @property
    def pieces(self) -> list[str]:
        """What stands in every text that may hold one of them, however a number is written."""
        return sorted({figures[-4:] for figures in self.numbers} | self.addresses)

    def stand_in(self, text: str) -> bool:
        """Whether one of the numbers or addresses stands in a text."""
        return any(pattern.search(text) for pattern in self._patterns())

    def taken_out(self, text: str) -> str:
        """Return a text without them, and without the names where one of them stands in it."""
        if not self.stand_in(text):
            return text
        for pattern in self._patterns():
            text = pattern.sub(ERASED, text)
        for name in sorted(self.names, key=lambda name: (-len(name), name)):
            text = text.replace(name, ERASED)
        return text

    def cells_taken_out(self, cells: Iterable[str], *, of_body: bool) -> list[str]:
        """Return the cells of a row, those that hold such words empty.

        of_body: whether the row is of the persons' own organisation, where a cell that is one of
        the names is theirs even without a number in the row.
        """
        given = list(cells)
        theirs = of_body or any(self.stand_in(cell) for cell in given)
        return [
            "" if self.stand_in(cell) or (theirs and set(split_names(cell)) & self.names) else cell
            for cell in given
        ]

    def _patterns(self) -> list[re.Pattern[str]]:
        numbers = [
            re.compile(rf"(?<![0-9]){_BETWEEN.join(figures)}(?![0-9])")
            for figures in sorted(self.numbers)
        ]
        addresses = [
            re.compile(re.escape(address), re.IGNORECASE) for address in sorted(self.addresses)
        ]
        return numbers + addresses
