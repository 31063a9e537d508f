"""What an open licence saves of the annuities of a patent: an estimate.

Patent Law of the PRC, art. 51: annuities are cut while an open licence is in use. Cuts for other
reasons (such as those of universities) are not added to it, and are not known here.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from models.values.dates import months_after
from models.values.patent_kind import PatentKind, term_years

CONFIRMED = "confirmed"


@dataclass(frozen=True)
class Bracket:
    """The annuity of some years of life of a kind; both years are included."""

    kind: PatentKind
    first: int
    last: int
    cny: int
    is_confirmed: bool


@dataclass(frozen=True)
class AnnuityTable:
    """Annuities, and how many per cent of them are cut."""

    source: str
    reduction_percent: int
    brackets: tuple[Bracket, ...]

    def bracket(self, kind: PatentKind, year: int) -> Bracket | None:
        """Return the bracket of a year of life, None beyond the table."""
        fitting = (b for b in self.brackets if b.kind is kind and b.first <= year <= b.last)
        return next(fitting, None)


@dataclass(frozen=True)
class SavedYear:
    """A year of life (from 1) whose annuity is cut; due_on: the last day to pay it."""

    year: int
    due_on: date
    annuity_cny: int
    saved_cny: int
    is_confirmed: bool


@dataclass(frozen=True)
class Saving:
    """What is saved, year by year."""

    years: Sequence[SavedYear]

    @property
    def total_cny(self) -> int:
        """All of it."""
        return sum(one.saved_cny for one in self.years)

    @property
    def is_confirmed(self) -> bool:
        """Whether all values have been compared with their source."""
        return all(one.is_confirmed for one in self.years)


def annuity_saving(
    kind: PatentKind, filing_date: date, since: date, until: date, table: AnnuityTable
) -> Saving:
    """Return what is saved of the annuities that fall due from a day on and before another.

    The annuity of a year of life falls due on the day on which that year begins: it is paid before
    the year that it is for.
    """
    found = []
    for year in range(2, term_years(kind, filing_date) + 1):
        due_on = months_after(filing_date, 12 * (year - 1))
        bracket = table.bracket(kind, year)
        if bracket is not None and since <= due_on < until:
            saved = bracket.cny * table.reduction_percent // 100
            found.append(SavedYear(year, due_on, bracket.cny, saved, bracket.is_confirmed))
    return Saving(found)


@cache
def load_annuities() -> AnnuityTable:
    """Return the table of the data file."""
    source = files("matchmaker.data").joinpath("annuities.toml")
    data = tomllib.loads(source.read_text(encoding="utf-8"))
    brackets = tuple(
        Bracket(
            PatentKind(one["kind"]),
            one["first"],
            one["last"],
            one["cny"],
            one["status"] == CONFIRMED,
        )
        for one in data["bracket"]
    )
    return AnnuityTable(data["source"], data["reduction_percent"], brackets)
