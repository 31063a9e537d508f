"""Where a figure will stand at the end of the year, with an interval.

What is left of the year is expected to be as large, beside what there is, as it was last year
(seasonal ratio), or, where last year's months are not known, as the days that are left. How far off
that may be is told by a quasi-Poisson model (McCullagh and Nelder, Generalized Linear Models, 1989,
ch. 6): the variance of what comes is its expectation times the dispersion φ of the months so far,
and that of the rate itself is added.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

# The interval holds the figure in four years of five (normal quantile of 0.9).
QUANTILE = 1.2815515655446004
MONTHS = 12
# Fewer whole months tell nothing of how much months differ.
LEAST_MONTHS = 2


class Method(StrEnum):
    """What the forecast goes by."""

    SEASONAL = "seasonal"
    EVEN = "even"

    @property
    def label(self) -> str:
        """The same in words."""
        return {
            "seasonal": "按上年各月占全年的比重推算",
            "even": "缺上年各月数，按今年以来的日均推算",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Forecast:
    """The figure at the end of the year: as it is expected, and between what it will lie."""

    expected: float
    low: float
    high: float
    method: Method


def forecast(
    months: Mapping[int, int], today: date, last_year: Mapping[int, int] | None
) -> Forecast | None:
    """Return where a figure will stand, None while there is nothing to go by.

    months: of this year, month → value; today: up to which they are counted; last_year: of all
    twelve months, None where they are not known.
    """
    so_far = sum(value for month, value in months.items() if month <= today.month)
    start, end = date(today.year, 1, 1), date(today.year, 12, 31)
    gone = (today - start).days + 1
    left = (end - today).days
    share, method = gone / (gone + left), Method.EVEN
    if last_year is not None and sum(last_year.values()) > 0:
        whole = sum(last_year.values())
        in_month = _part_of_month(today)
        before = sum(value for month, value in last_year.items() if month < today.month)
        seasonal = (before + in_month * last_year.get(today.month, 0)) / whole
        if seasonal > 0:
            share, method = seasonal, Method.SEASONAL
    if so_far <= 0 or share <= 0:
        return None
    expected = so_far / share
    rest = max(expected - so_far, 0.0)
    spread = QUANTILE * math.sqrt(_dispersion(months, today) * (rest + rest * rest / so_far))
    return Forecast(expected, max(expected - spread, float(so_far)), expected + spread, method)


def _part_of_month(today: date) -> float:
    following = date(today.year + today.month // MONTHS, today.month % MONTHS + 1, 1)
    days = (following - date(today.year, today.month, 1)).days
    return today.day / days


def _dispersion(months: Mapping[int, int], today: date) -> float:
    """Return the variance of the whole months beside their mean, not below that of chance."""
    values = [months.get(month, 0) for month in range(1, today.month)]
    if len(values) < LEAST_MONTHS or sum(values) <= 0:
        # One month may hold all: as far apart as its own size.
        return max(1.0, float(max(months.values(), default=0)))
    mean = sum(values) / len(values)
    variance = sum((value - mean) ** 2 for value in values) / (len(values) - 1)
    return max(1.0, variance / mean)
