"""Figures of earlier years, as they were handed in or carried over from the ledger."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import case, distinct, func
from sqlalchemy import select as select_columns
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from models.errors import Conflict
from models.import_batch import ImportBatch
from models.kept_record import RecordChange, RecordKind
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
    """Add rows; raise Conflict where somebody has added one of them at the same moment."""
    session.add_all(figures)
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict(
            "同样的往年数据刚刚由另一次导入写入。请再导入一次：已有的会认出来，不会重复"
        ) from error


@dataclass(frozen=True)
class Coverage:
    """How much is known of a year: of how many cities, and their months and whole years."""

    cities: int
    months: int
    whole_years: int


def coverage(session: Session, cities: Collection[str]) -> dict[tuple[str, int], Coverage]:
    """Return indicator and year → how much is known of some cities."""
    rows = session.execute(
        select_columns(
            col(BaseFigure.indicator),
            col(BaseFigure.year),
            func.count(distinct(col(BaseFigure.city_code))),
            func.count(case((col(BaseFigure.month) != WHOLE_YEAR, 1))),
            func.count(case((col(BaseFigure.month) == WHOLE_YEAR, 1))),
        )
        .where(col(BaseFigure.city_code).in_(sorted(cities)))
        .group_by(col(BaseFigure.indicator), col(BaseFigure.year))
        .order_by(col(BaseFigure.year).desc())
    )
    return {(slug, year): Coverage(*counts) for slug, year, *counts in rows}


def file_names(session: Session, batch_ids: Iterable[int]) -> dict[int, str]:
    """Return import → the name of its file."""
    statement = select(ImportBatch).where(col(ImportBatch.id).in_(sorted(set(batch_ids))))
    return {batch.id or 0: batch.file_name for batch in session.exec(statement)}


def latest_changes(
    session: Session, year: int, cities: Collection[str], most: int
) -> list[tuple[RecordChange, BaseFigure]]:
    """Return the latest changes of figures of some cities of a year, the newest first."""
    statement = (
        select(RecordChange, BaseFigure)
        .join(BaseFigure, col(BaseFigure.id) == col(RecordChange.record_id))
        .where(
            RecordChange.record_kind == RecordKind.FIGURE,
            BaseFigure.year == year,
            col(BaseFigure.city_code).in_(sorted(cities)),
        )
        .order_by(col(RecordChange.id).desc())
        .limit(most)
    )
    return list(session.exec(statement).all())
