"""What the white list adds to the figures: firms and their credit, from the day of their batch.

A firm in several batches of a calendar year counts once in that year, from the first of them; in
the next year it counts anew. Its credit is that of every bank once, the largest that any batch of
the year tells: a later batch renews what an earlier one gave. Who was taken off counts no longer.
The rule is the service's own, since the notice asks for both figures and says nothing of batches.
"""

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from sqlmodel import Session

from matchmaker.ledger.contribution import Contribution
from models.queries import white_list as list_queries
from models.queries.white_list import ListedRow
from models.values.text import fold

LISTED = "white_list"


def white_list_contributions(session: Session, since: date, until: date) -> list[Contribution]:
    """Return what the batches of the days from since to until add.

    Whole years are read, since what counts in a part of a year depends on what came before it.
    """
    rows = list_queries.listed_between(session, date(since.year, 1, 1), until)
    return [
        part
        for _, of_year in groupby(rows, key=lambda row: row.listed_on.year)
        for part in _of_year(list(of_year))
        if part.day >= since
    ]


def _of_year(rows: list[ListedRow]) -> Iterator[Contribution]:
    """Yield what the firms of a year add; rows: the first batch first."""
    told: dict[tuple[int, str], int] = {}
    seen: set[int] = set()
    for row in rows:
        record = (LISTED, row.entry_id)
        if row.organisation_id not in seen:
            seen.add(row.organisation_id)
            yield Contribution("white_list_firms", row.city_code, row.listed_on, 1, record)
        if row.credit_cny is None:
            continue
        at_bank = row.organisation_id, fold(row.bank)
        # Of a larger amount that a later batch tells, only what is more comes on that day.
        more = row.credit_cny - told.get(at_bank, 0)
        if more > 0:
            told[at_bank] = row.credit_cny
            yield Contribution("white_list_credit", row.city_code, row.listed_on, more, record)
