"""What patent products add to the figures: from the day of the survey, the filing, recognition.

Products count for the city of their firm, unless they were withdrawn. No activity of the ledger
tells of them (services.ledger.activities.COUNTS), so that nothing counts twice.
"""

from collections.abc import Iterator
from datetime import date

from sqlmodel import Session

from matchmaker.ledger.contribution import Contribution
from models.queries import products as product_queries
from models.queries.products import CountedRow

PRODUCT = "product"


def product_contributions(session: Session, since: date, until: date) -> list[Contribution]:
    """Return what products of the days from since to until add."""
    filed = product_queries.filed_between(session, since, until)
    recognised = product_queries.recognised_between(session, since, until)
    outputs = (
        Contribution("product_output", row.city_code, row.day, row.output_cny, (PRODUCT, row[0]))
        for row in filed
        if row.output_cny
    )
    return [
        *_surveyed(session, since, until),
        *_each("products_filed", filed),
        *_each("products_recognised", recognised),
        *outputs,
    ]


def _surveyed(session: Session, since: date, until: date) -> Iterator[Contribution]:
    """Yield every firm with the first product that it told of in a calendar year.

    The years are looked at from their first day: a firm counts once in each, whatever part of it
    is asked for.
    """
    met: set[tuple[int, int]] = set()
    rows = product_queries.surveyed_between(session, date(since.year, 1, 1), until)
    for row in rows:
        key = row.day.year, row.organisation_id
        if key not in met and row.day >= since:
            yield Contribution(
                "product_firms", row.city_code, row.day, 1, (PRODUCT, row.product_id)
            )
        met.add(key)


def _each(slug: str, rows: list[CountedRow]) -> Iterator[Contribution]:
    for row in rows:
        yield Contribution(slug, row.city_code, row.day, 1, (PRODUCT, row.product_id))
