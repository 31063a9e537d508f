"""How far the campaign is: every figure beside last year's and what is asked for, city by city."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlmodel import Session

from matchmaker.ledger.contribution import Contribution, Key, Sum, add_up, by_month, total
from matchmaker.ledger.forecast import Forecast, forecast
from matchmaker.ledger.growth import Growth, GrowthState, grown, grown_together
from matchmaker.ledger.period import Period
from matchmaker.services.ledger.contributions import load_contributions
from matchmaker.services.ledger.last_year import known_before, months_before
from models.values.indicator import INDICATORS, Indicator
from models.values.region import HUBEI_CITIES

CITIES = tuple(city.code for city in HUBEI_CITIES)
# What lies outside the province.
ELSEWHERE = "省外"


@dataclass(frozen=True)
class CityFigure:
    """A figure of a city; growth: beside the same months of the year before."""

    city_code: str
    sum: Sum
    growth: Growth


@dataclass(frozen=True)
class Line:
    """An indicator: of the province, of every city, of the province's own and of other provinces.

    growth: of the cities whose last year is known; ahead: where the year will end, None while
    nothing is there to go by or the period is no year that runs; aim: how many there are to be at
    least, which is asked of the province and of no city.
    """

    indicator: Indicator
    whole: Sum
    growth: Growth
    cities: tuple[CityFigure, ...]
    own: Sum
    elsewhere: Sum
    ahead: Forecast | None
    aim: int | None

    @property
    def is_met(self) -> bool | None:
        """Whether what is asked for is reached, None where nothing is or it cannot be told."""
        if self.aim is not None:
            return self.whole.value >= self.aim
        return _reached(self.growth, self.indicator.growth)

    @property
    def goal(self) -> str:
        """What is asked for, in words, empty for nothing."""
        if self.aim is not None:
            return f"不少于 {self.aim} {self.indicator.unit}"
        if self.indicator.growth is not None:
            return f"同比 +{float(self.indicator.growth):.0%}"
        return ""

    @property
    def behind(self) -> tuple[CityFigure, ...]:
        """The cities that have less growth than is asked for, the least first."""
        late = [one for one in self.cities if _reached(one.growth, self.indicator.growth) is False]
        return tuple(sorted(late, key=lambda one: (one.growth.rate or Fraction(0), one.city_code)))


@dataclass(frozen=True)
class Kpi:
    """The lines of a period as they stand on a day, and what they are the sums of.

    city_code: of a city alone, None for the whole province.
    """

    period: Period
    today: date
    city_code: str | None
    lines: tuple[Line, ...]
    parts: tuple[Contribution, ...]

    def line(self, slug: str) -> Line:
        """Return the line of an indicator."""
        return next(one for one in self.lines if one.indicator.slug == slug)


def view_kpi(session: Session, period: Period, today: date, city_code: str | None = None) -> Kpi:
    """Return the figures of a period, counted up to today; city_code: of one city alone."""
    parts = _of_city(load_contributions(session, period.since, min(period.until, today)), city_code)
    sums = add_up(parts)
    before = known_before(session, period)
    ahead = _ahead(session, period, today, city_code)
    cities = CITIES if city_code is None else (city_code,)
    lines = tuple(_line(one, sums, cities, before, ahead.get(one.slug)) for one in INDICATORS)
    return Kpi(period, today, city_code, lines, tuple(parts))


def _of_city(parts: list[Contribution], city_code: str | None) -> list[Contribution]:
    return [one for one in parts if city_code is None or one.city_code == city_code]


def _line(
    indicator: Indicator,
    sums: Mapping[Key, Sum],
    cities: tuple[str, ...],
    before: Mapping[tuple[str, str], int | None],
    ahead: Forecast | None,
) -> Line:
    slug = indicator.slug
    found = {code: sums.get((slug, code), Sum()) for code in cities}
    last = {code: before[slug, code] for code in cities}
    outside = [one for (of, code), one in sums.items() if of == slug and code and code not in found]
    return Line(
        indicator=indicator,
        whole=total(sums, slug),
        growth=grown_together({code: one.value for code, one in found.items()}, last),
        cities=tuple(
            CityFigure(code, one, grown(one.value, last[code])) for code, one in found.items()
        ),
        own=sums.get((slug, None), Sum()),
        elsewhere=Sum(sum(one.value for one in outside), sum(one.records for one in outside)),
        ahead=ahead,
        aim=indicator.aim if len(cities) > 1 else None,
    )


def _ahead(
    session: Session, period: Period, today: date, city_code: str | None
) -> dict[str, Forecast]:
    """Return where the year will end, by indicator, while the period is in a year that runs."""
    if period.year != today.year:
        return {}
    so_far = load_contributions(session, date(today.year, 1, 1), today)
    counted = by_month(_of_city(so_far, city_code))
    last_year = months_before(session, period.year, CITIES if city_code is None else (city_code,))
    found = {slug: forecast(months, today, last_year.get(slug)) for slug, months in counted.items()}
    return {slug: one for slug, one in found.items() if one is not None}


def _reached(growth: Growth, asked: Fraction | None) -> bool | None:
    if asked is None or growth.rate is None or growth.state is GrowthState.MISSING:
        return None
    return growth.rate >= asked
