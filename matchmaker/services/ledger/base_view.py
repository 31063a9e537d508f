"""What is known of earlier years: how much, the figures, and who handed them in."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlmodel import Session

from matchmaker.ledger.period import MONTHS
from matchmaker.services.city_names import city_name
from models.ledger import BaseFigure
from models.queries import base_figures as figure_queries
from models.queries.base_figures import WHOLE_YEAR, Coverage
from models.values.indicator import INDICATORS, Indicator, by_slug

CHANGES = 50


@dataclass(frozen=True)
class KnownLine:
    """Of an indicator, how much is known: year → coverage, of years of which anything is."""

    indicator: Indicator
    years: dict[int, Coverage]


@dataclass(frozen=True)
class KnownCell:
    """What a city had in a year; months: of how many months it is the sum, None of the whole.

    other: what the twelve months add up to where that is not what the year is said to be.
    """

    value: int
    months: int | None = None
    other: int | None = None


@dataclass(frozen=True)
class KnownGroup:
    """The figures of a group: an indicator a column, a city a row, None where it is not known."""

    name: str
    indicators: tuple[Indicator, ...]
    rows: tuple[tuple[str, tuple[KnownCell | None, ...]], ...]


@dataclass(frozen=True)
class HandedIn:
    """Figures that came at once: file_name: "" where the ledger's own were carried over."""

    actor: str
    at: datetime
    count: int
    file_name: str


@dataclass(frozen=True)
class ChangedFigure:
    """A figure whose number was replaced; month: 0 for the whole year."""

    indicator: Indicator
    city: str
    month: int
    before: int
    after: int
    actor: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class KnownYear:
    """All that is known of a year."""

    groups: tuple[KnownGroup, ...]
    handed_in: tuple[HandedIn, ...]
    changes: tuple[ChangedFigure, ...]


def view_known(session: Session, cities: Collection[str]) -> list[KnownLine]:
    """Return of every indicator in which years it is known for how many of some cities."""
    coverage = figure_queries.coverage(session, cities)
    lines = []
    for one in INDICATORS:
        years = {year: held for (slug, year), held in coverage.items() if slug == one.slug}
        lines.append(KnownLine(one, years))
    return lines


def view_year(session: Session, year: int, cities: Sequence[str]) -> KnownYear:
    """Return what is known of a year for some cities."""
    figures = figure_queries.find_figures(session, year, cities)
    return KnownYear(
        groups=_groups(figures, cities),
        handed_in=_handed_in(session, figures),
        changes=_changes(session, year, cities),
    )


def _groups(figures: Iterable[BaseFigure], cities: Sequence[str]) -> tuple[KnownGroup, ...]:
    known: dict[tuple[str, str], dict[int, int]] = {}
    for figure in figures:
        months = known.setdefault((figure.indicator, figure.city_code), {})
        months[figure.month] = figure.value
    slugs = {slug for slug, _ in known}
    groups = []
    for group, members in groupby(INDICATORS, key=lambda one: one.group):
        shown = tuple(one for one in members if one.slug in slugs)
        rows = tuple(
            (city_name(city), tuple(_cell(known.get((one.slug, city), {})) for one in shown))
            for city in cities
        )
        if shown:
            groups.append(KnownGroup(group.value, shown, rows))
    return tuple(groups)


def _cell(months: dict[int, int]) -> KnownCell | None:
    single = {month: value for month, value in months.items() if month != WHOLE_YEAR}
    total = sum(single.values()) if len(single) == MONTHS else None
    if WHOLE_YEAR in months:
        year = months[WHOLE_YEAR]
        return KnownCell(year, other=None if total in (None, year) else total)
    if not single:
        return None
    return KnownCell(sum(single.values()), None if total is not None else len(single))


def _handed_in(session: Session, figures: Iterable[BaseFigure]) -> tuple[HandedIn, ...]:
    counts: dict[tuple[datetime, str, int | None], int] = {}
    for figure in figures:
        key = figure.recorded_at, figure.actor, figure.import_batch_id
        counts[key] = counts.get(key, 0) + 1
    files = figure_queries.file_names(session, {batch for _, _, batch in counts if batch})
    return tuple(
        HandedIn(actor, at, counts[at, actor, batch], files.get(batch or 0, ""))
        for at, actor, batch in sorted(counts, key=lambda key: key[0], reverse=True)
    )


def _changes(session: Session, year: int, cities: Sequence[str]) -> tuple[ChangedFigure, ...]:
    return tuple(
        ChangedFigure(
            by_slug()[figure.indicator],
            city_name(figure.city_code),
            figure.month,
            change.before["value"],
            change.after["value"],
            change.actor,
            change.made_at,
            change.reason,
        )
        for change, figure in figure_queries.latest_changes(session, year, cities, CHANGES)
    )
