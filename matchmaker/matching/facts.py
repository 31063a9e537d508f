"""What is known of patents and demands beside their texts, as features read it.

The index keeps none of it: a changed price needs no new index. What is unknown is None in a
record, and 0 or nan in an array; a feature that has nothing to go by is neutral.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from models.values.transfer_mode import TransferMode

Value = TypeVar("Value", bound=Hashable)

# Every transfer mode has a bit of its own.
MODE_BITS = {mode: 1 << position for position, mode in enumerate(TransferMode)}


@dataclass(frozen=True, slots=True)
class PatentTerms:
    """On which terms a patent is offered, of one patent.

    trl: technology readiness level, 1..9; price: its ends in CNY, either may be open; city_code:
    six digits; listed_on: the day on which it was first listed or imported.
    """

    trl: int | None = None
    transfer_modes: tuple[str, ...] = ()
    price_low_cny: int | None = None
    price_high_cny: int | None = None
    negotiable: bool = False
    expiry_date: date | None = None
    city_code: str | None = None
    listed_on: date | None = None


@dataclass(frozen=True, slots=True)
class DemandTerms:
    """On which terms a demand asks, in the units of a patent's.

    negotiable: of the budget; wants_mature: it asks in so many words for what is ready to use.
    """

    budget_low_cny: int | None = None
    budget_high_cny: int | None = None
    negotiable: bool = False
    cooperation_modes: tuple[str, ...] = ()
    city_code: str | None = None
    deadline: date | None = None
    wants_mature: bool = False


class TermColumns(NamedTuple):
    """The terms of many patents, a sequence for every field of PatentTerms."""

    trl: Sequence[int | None]
    transfer_modes: Sequence[tuple[str, ...]]
    price_low_cny: Sequence[int | None]
    price_high_cny: Sequence[int | None]
    negotiable: Sequence[bool]
    expiry_date: Sequence[date | None]
    city_code: Sequence[str | None]
    listed_on: Sequence[date | None]

    @classmethod
    def of(cls, patents: Sequence[PatentTerms]) -> "TermColumns":
        """Return the terms of patents field by field."""
        return cls(*([getattr(terms, name) for terms in patents] for name in cls._fields))


@dataclass(frozen=True)
class StockFacts:
    """The terms of all patents, a row a row of the index, every array of shape (patents,).

    trl: 1..9; transfer_modes: a bit for every mode; prices in CNY; negotiable: 0 or 1; expiry_day,
    listed_day, as_of_day: ordinals of dates; cities: six-digit codes. 0 is unknown, a price nan.
    """

    trl: NDArray[np.int64]
    transfer_modes: NDArray[np.int64]
    price_low_cny: NDArray[np.float64]
    price_high_cny: NDArray[np.float64]
    negotiable: NDArray[np.bool_]
    expiry_day: NDArray[np.int64]
    cities: NDArray[np.int64]
    listed_day: NDArray[np.int64]
    as_of_day: int = 0

    def take(self, places: NDArray[np.int64], as_of_day: int) -> "StockFacts":
        """Return the facts of other rows on a day; places: of each its row here, -1 for none."""
        nothing = unknown_facts(1)
        columns = {
            name: np.append(getattr(self, name), getattr(nothing, name))[places]
            for name in _COLUMNS
        }
        return StockFacts(**columns, as_of_day=as_of_day)


_COLUMNS = tuple(field.name for field in fields(StockFacts) if field.name != "as_of_day")


@dataclass(frozen=True)
class Context:
    """What a feature is told beside index, demand and candidates; the demand's terms are its own.

    demand_heat: of every patent, how many of the demands that are ranked together have it among
    their nearest; None where a demand is ranked alone.
    """

    stock: StockFacts
    demand_heat: NDArray[np.int64] | None = None


def stock_facts(terms: Sequence[PatentTerms], as_of: date | None = None) -> StockFacts:
    """Return the terms as arrays; terms: of every row of the index, in order."""
    return facts_of_columns(TermColumns.of(terms), as_of)


def facts_of_columns(terms: TermColumns, as_of: date | None = None) -> StockFacts:
    """Return the same of terms that come field by field."""
    return StockFacts(
        trl=of_each(terms.trl, lambda level: level or 0, np.int64),
        transfer_modes=of_each(terms.transfer_modes, mode_mask, np.int64),
        price_low_cny=np.array(terms.price_low_cny, dtype=np.float64),
        price_high_cny=np.array(terms.price_high_cny, dtype=np.float64),
        negotiable=np.array(terms.negotiable, dtype=np.bool_),
        expiry_day=of_each(terms.expiry_date, day_of, np.int64),
        cities=of_each(terms.city_code, city_number, np.int64),
        listed_day=of_each(terms.listed_on, day_of, np.int64),
        as_of_day=day_of(as_of),
    )


def of_each(
    values: Sequence[Value], convert: Callable[[Value], object], kind: type[np.generic]
) -> NDArray[Any]:
    """Return what every value is converted to; few of them differ, and each is converted once."""
    table = {value: convert(value) for value in set(values)}
    return np.array([table[value] for value in values], dtype=kind)


def unknown_facts(patents: int) -> StockFacts:
    """Return the facts of a stock of which only texts are known."""
    none, no_price = np.zeros(patents, dtype=np.int64), np.full(patents, np.nan)
    negotiable = np.zeros(patents, dtype=np.bool_)
    return StockFacts(none, none, no_price, no_price, negotiable, none, none, none)


def mode_mask(modes: Sequence[str]) -> int:
    """Return the bits of the modes, given by their values."""
    return sum(MODE_BITS[TransferMode(mode)] for mode in set(modes))


def modes_of(mask: int) -> tuple[TransferMode, ...]:
    """Return the modes of a mask, in their official order."""
    return tuple(mode for mode, bit in MODE_BITS.items() if mask & bit)


def day_of(day: date | None) -> int:
    """Return a date as a number of days, 0 where there is none."""
    return 0 if day is None else day.toordinal()


def city_number(code: str | None) -> int:
    """Return the code of a city as a number, 0 where there is none."""
    return int(code) if code is not None and code.isdecimal() else 0
