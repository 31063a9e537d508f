"""Figures of earlier years, as they were handed in or carried over from the ledger."""

from collections.abc import Iterable, Sequence

from sqlmodel import Session, col, select

from models.ledger import BaseFigure

WHOLE_YEAR = 0
# Indicator, city's code → month → value; WHOLE_YEAR where only the year's figure is known.
Figures = dict[tuple[str, str], dict[int, int]]


def base_figures(session: Session, year: int) -> Figures:
    """Return what is known of a year."""
    found: Figures = {}
    rows = session.exec(
        select(BaseFigure.indicator, BaseFigure.city_code, BaseFigure.month, BaseFigure.value)
        .where(BaseFigure.year == year)
        .order_by(col(BaseFigure.id))
    )
    for indicator, city, month, value in rows:
        found.setdefault((indicator, city), {})[month] = value
    return found


def known_years(session: Session) -> list[int]:
    """Return the years of which figures are known, the last one first."""
    statement = select(BaseFigure.year).distinct().order_by(col(BaseFigure.year).desc())
    return list(session.exec(statement))


def find_figures(session: Session, year: int, cities: Iterable[str]) -> list[BaseFigure]:
    """Return the rows of some cities of a year, by id."""
    statement = select(BaseFigure).where(
        BaseFigure.year == year, col(BaseFigure.city_code).in_(sorted(set(cities)))
    )
    return list(session.exec(statement.order_by(col(BaseFigure.id))))


def add_figures(session: Session, figures: Sequence[BaseFigure]) -> None:
    """Add rows."""
    session.add_all(figures)
    session.flush()
