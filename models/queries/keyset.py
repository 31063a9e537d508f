"""One page after another of a long answer, by the values that the last row of a page had.

A page is found by its place in the order, not by counting rows before it: as quick at the end as at
the start, and what is added or removed meanwhile neither repeats nor hides a row
(https://use-the-index-luke.com/no-offset).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, or_
from sqlalchemy.orm import Mapped

Statement = TypeVar("Statement", bound=Select[Any])


@dataclass(frozen=True)
class Order:
    """An expression that is never NULL, and which way it sorts; the last of an order is a key."""

    by: ColumnElement[Any] | Mapped[Any]
    descending: bool = False


def page_of(
    statement: Statement, order: Sequence[Order], after: Sequence[Any] | None, limit: int
) -> Statement:
    """Return a statement for the next rows in order, one more than the limit if there are more.

    after: the values of the order's expressions in the last row that was had, None for the start.
    """
    sorting = [one.by.desc() if one.descending else one.by.asc() for one in order]
    if after is not None:
        statement = statement.where(_comes_after(order, after))
    return statement.order_by(*sorting).limit(limit + 1)


def _comes_after(order: Sequence[Order], after: Sequence[Any]) -> ColumnElement[bool]:
    """Return the condition that a row differs from the last first where it comes later."""
    cases = []
    for place, one in enumerate(order):
        same = [before.by == after[at] for at, before in enumerate(order[:place])]
        later = one.by < after[place] if one.descending else one.by > after[place]
        cases.append(and_(*same, later))
    return or_(*cases)
