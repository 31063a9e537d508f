"""A figure beside last year's, in words where there is nothing to divide by.

A growth is told only where last year is known to be above nought; of a sum only the cities whose
last year is known are compared, and it is said how many these are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class GrowthState(StrEnum):
    """What can be said of a figure and last year's."""

    KNOWN = "known"
    PARTIAL = "partial"
    FROM_NOUGHT = "from_nought"
    BOTH_NOUGHT = "both_nought"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Growth:
    """now, before: of what is compared; cities: how many are, of: how many there are.

    before: None where last year is not known.
    """

    state: GrowthState
    now: int
    before: int | None
    cities: int = 1
    of: int = 1

    @property
    def rate(self) -> Fraction | None:
        """By what part the figure is above last year's, None where that cannot be told."""
        if not self.before:
            return None
        return Fraction(self.now - self.before, self.before)

    @property
    def text(self) -> str:
        """The same in words."""
        rate = self.rate
        if self.state is GrowthState.MISSING:
            return "缺上年同期数"
        if self.state is GrowthState.FROM_NOUGHT:
            return "上年同期为零，不计增幅"
        if self.state is GrowthState.BOTH_NOUGHT:
            return "两年同期均为零"
        told = "" if rate is None else f"{float(rate):+.1%}"
        if self.state is GrowthState.PARTIAL:
            if rate is None:
                told = "上年同期为零，不计增幅"
            return (
                f"{told}（仅 {self.cities} 个市州有上年同期数，另 {self.of - self.cities} 个未计）"
            )
        return told

    @property
    def short(self) -> str:
        """The same for a narrow column."""
        if self.state is GrowthState.MISSING:
            return "缺上年数"
        if self.rate is None:
            return "上年为零"
        part = f"（{self.cities} 个市州）" if self.state is GrowthState.PARTIAL else ""
        return f"{float(self.rate):+.1%}{part}"


def grown(now: int, before: int | None) -> Growth:
    """Return how a figure stands beside last year's, None where that is not known."""
    if before is None:
        return Growth(GrowthState.MISSING, now, None)
    if before > 0:
        return Growth(GrowthState.KNOWN, now, before)
    state = GrowthState.FROM_NOUGHT if now > 0 else GrowthState.BOTH_NOUGHT
    return Growth(state, now, before)


def grown_together(now: Mapping[str, int], before: Mapping[str, int | None]) -> Growth:
    """Return the same of a sum over cities; before: of every city, None where it is not known."""
    known = {city: value for city, value in before.items() if value is not None}
    if not known:
        return Growth(GrowthState.MISSING, sum(now.get(city, 0) for city in before), None, 0, 1)
    compared = sum(now.get(city, 0) for city in known)
    whole = grown(compared, sum(known.values()))
    if len(known) == len(before):
        return Growth(whole.state, whole.now, whole.before, len(known), len(before))
    return Growth(GrowthState.PARTIAL, whole.now, whole.before, len(known), len(before))
