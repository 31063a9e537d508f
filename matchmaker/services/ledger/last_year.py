"""What the year before had, as far as it is known: handed in, or carried over from the ledger."""

from collections.abc import Iterable, Mapping
from datetime import date

from sqlmodel import Session

from matchmaker.errors import BadQuery
from matchmaker.ledger.period import MONTHS, Period
from matchmaker.services.audit import append
from matchmaker.services.ledger.contributions import load_contributions
from matchmaker.services.list_hands import Author
from models.audit import AuditKind
from models.ledger import BaseFigure
from models.queries import base_figures as figure_queries
from models.queries.base_figures import WHOLE_YEAR, Figures
from models.values.indicator import INDICATORS
from models.values.region import HUBEI_CITIES

# Sheets often tell the parts and leave their sum to the reader.
_SUMS = {"transfers": ("assignments", "licences")}


def known_before(session: Session, period: Period) -> dict[tuple[str, str], int | None]:
    """Return indicator and city → what the same months of the year before had, None for unknown.

    Known it is where each of the months is, or the whole year for a whole year.
    """
    figures = figure_queries.base_figures(session, period.year - 1)
    return {
        (one.slug, city.code): _known(figures, one.slug, city.code, period)
        for one in INDICATORS
        for city in HUBEI_CITIES
    }


def months_before(session: Session, year: int, cities: Iterable[str]) -> dict[str, dict[int, int]]:
    """Return indicator → month → value of the year before a year, where all its months are known.

    cities: codes; those alone are counted of which all twelve months are known.
    """
    figures, cities = figure_queries.base_figures(session, year - 1), tuple(cities)
    single = [Period(year - 1, month, month) for month in range(1, MONTHS + 1)]
    found: dict[str, dict[int, int]] = {}
    for one in INDICATORS:
        for city in cities:
            values = [_known(figures, one.slug, city, period) for period in single]
            known = [value for value in values if value is not None]
            if len(known) == MONTHS:
                sums = found.setdefault(one.slug, dict.fromkeys(range(1, MONTHS + 1), 0))
                for month, value in enumerate(known, start=1):
                    sums[month] += value
    return found


def carry_over(session: Session, year: int, author: Author) -> tuple[int, int]:
    """Keep the ledger's figures of a year as that year's; return how many were new, and were there.

    What was handed in stays as it is. Raises BadQuery for a year that is not over, and for one of
    which the ledger has no record: that would make noughts of what is not known.
    """
    if year >= author.at.year:
        raise BadQuery(f"{year} 年还没有结束，不能结转。请在次年结转")
    values: dict[tuple[str, str, int], int] = {}
    for part in load_contributions(session, date(year, 1, 1), date(year, 12, 31)):
        if part.city_code is not None:
            key = part.indicator, part.city_code, part.day.month
            values[key] = values.get(key, 0) + part.value
    if not values:
        raise BadQuery(f"台账里没有 {year} 年的记录，没有可结转的数。往年的数请用表格导入")
    known = figure_queries.base_figures(session, year)
    fresh = [
        BaseFigure(
            year=year,
            month=month,
            city_code=city.code,
            indicator=one.slug,
            value=values.get((one.slug, city.code, month), 0),
            actor=author.actor,
            recorded_at=author.at,
        )
        for one in INDICATORS
        for city in HUBEI_CITIES
        if (one.slug, city.code) not in known
        for month in range(1, MONTHS + 1)
    ]
    figure_queries.add_figures(session, fresh)
    details = {"act": "结转", "new": len(fresh), "kept": len(known)}
    append(session, AuditKind.LEDGER_CHANGE, f"{year} 年数", details, author)
    return len(fresh), len(known)


def _known(figures: Figures, slug: str, city: str, period: Period) -> int | None:
    own = _in_period(figures.get((slug, city), {}), period)
    if own is not None or slug not in _SUMS:
        return own
    parts = [_known(figures, part, city, period) for part in _SUMS[slug]]
    known = [part for part in parts if part is not None]
    return sum(known) if len(known) == len(parts) else None


def _in_period(months: Mapping[int, int], period: Period) -> int | None:
    if period.is_year and WHOLE_YEAR in months:
        return months[WHOLE_YEAR]
    if all(month in months for month in period.months):
        return sum(months[month] for month in period.months)
    return None
