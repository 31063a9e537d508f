"""What cities state beside what records support: merged, and every difference named.

A figure that a city states is never put right silently, and never by what the ledger has: the sum
is of what cities state and the province has accepted, with the province's own from the ledger.
Equal is equal to the last unit.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from matchmaker.ledger.contribution import Key, Sum
from models.values.indicator import INDICATORS, Indicator


class Verdict(StrEnum):
    """How what a city states stands to its records."""

    EQUAL = "equal"
    OVER = "over"
    UNDER = "under"
    UNSUPPORTED = "unsupported"
    UNSTATED = "unstated"

    @property
    def label(self) -> str:
        """The same in words."""
        return {
            "equal": "一致",
            "over": "多报",
            "under": "少报",
            "unsupported": "无记录支撑",
            "unstated": "未报",
        }[self.value]


@dataclass(frozen=True)
class Stated:
    """What a city states; is_accepted: whether the province has filed it, and it counts."""

    figures: Mapping[str, int]
    is_accepted: bool


@dataclass(frozen=True)
class Cell:
    """A figure of a city; stated: None where it states none; counted: of its records."""

    city_code: str
    stated: int | None
    is_accepted: bool
    counted: Sum

    @property
    def verdict(self) -> Verdict:
        """How the two stand to each other."""
        if self.stated is None:
            return Verdict.UNSTATED
        if self.stated == self.counted.value:
            return Verdict.EQUAL
        if not self.counted.records:
            return Verdict.UNSUPPORTED
        return Verdict.OVER if self.stated > self.counted.value else Verdict.UNDER

    @property
    def difference(self) -> int:
        """By how much more is stated than counted, 0 where nothing is stated."""
        return 0 if self.stated is None else self.stated - self.counted.value

    @property
    def is_amiss(self) -> bool:
        """Whether somebody has to look: a difference, or records of which nothing is stated."""
        if self.verdict is Verdict.UNSTATED:
            return self.counted.value != 0
        return self.verdict is not Verdict.EQUAL


@dataclass(frozen=True)
class MergedLine:
    """An indicator: every city's figure, and what is the province's own by the ledger."""

    indicator: Indicator
    cells: tuple[Cell, ...]
    own: Sum

    @property
    def accepted(self) -> int:
        """The sum of what cities state, as far as it is accepted."""
        return sum(one.stated or 0 for one in self.cells if one.is_accepted)

    @property
    def total(self) -> int:
        """The same with what is the province's own."""
        return self.accepted + self.own.value

    @property
    def counted(self) -> int:
        """What the records of the cities and of the province add up to."""
        return sum(one.counted.value for one in self.cells) + self.own.value


@dataclass(frozen=True)
class WrongSum:
    """A sum that a city states, and what the parts that it states add up to."""

    city_code: str
    indicator: Indicator
    stated: int
    parts: int


def merge(
    stated: Mapping[str, Stated], counted: Mapping[Key, Sum], cities: Iterable[str]
) -> tuple[MergedLine, ...]:
    """Return every indicator, city by city in the order given; stated: by city."""
    order = tuple(cities)
    return tuple(
        MergedLine(
            one,
            tuple(_cell(one.slug, code, stated.get(code), counted) for code in order),
            counted.get((one.slug, None), Sum()),
        )
        for one in INDICATORS
    )


def wrong_sums(stated: Mapping[str, Stated], sums: Mapping[str, tuple[str, ...]]) -> list[WrongSum]:
    """Return the sums that do not agree with their parts, where a city states them all.

    sums: slug → the slugs of its parts.
    """
    known = {one.slug: one for one in INDICATORS}
    found = []
    for city, said in sorted(stated.items()):
        for slug, parts in sums.items():
            if slug not in said.figures or not all(part in said.figures for part in parts):
                continue
            added = sum(said.figures[part] for part in parts)
            if added != said.figures[slug]:
                found.append(WrongSum(city, known[slug], said.figures[slug], added))
    return found


def _cell(slug: str, city: str, said: Stated | None, counted: Mapping[Key, Sum]) -> Cell:
    value = None if said is None else said.figures.get(slug)
    return Cell(
        city, value, said is not None and said.is_accepted, counted.get((slug, city), Sum())
    )
