"""Rows of fields to cells of a platform's columns, written so that a sheet can be read back."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from matchmaker.exchange.fields import Amount, Given, Row
from matchmaker.exchange.platform import PlatformColumn
from models.values.money import header_unit_yuan

SEPARATOR = "；"
NEGOTIABLE, FREE = "面议", "免费"

Cell = str | int | float | date | None


def fill(columns: Sequence[PlatformColumn], row: Row) -> list[Cell]:
    """Return the cells of a row in the order of the columns; what is not known stays empty."""
    return [_cell(column, row[column.field]) for column in columns]


def amount_cell(amount: Amount, unit_yuan: int) -> str | int | float | None:
    """Return an amount in a unit of so many yuan as the importer reads it back, to the yuan."""
    low, high = amount.low_cny, amount.high_cny
    if low is None and high is None:
        return NEGOTIABLE if amount.negotiable else None
    if low == high and not amount.negotiable:
        return FREE if low == 0 else _number(low or 0, unit_yuan)
    if low is None:
        text = f"{_plain(high or 0, unit_yuan)}以下"
    elif high is None:
        text = f"{_plain(low, unit_yuan)}以上"
    elif low == high:
        text = FREE if low == 0 else _plain(low, unit_yuan)
    else:
        text = f"{_plain(low, unit_yuan)}-{_plain(high, unit_yuan)}"
    return f"{text}（可议）" if amount.negotiable else text


def _cell(column: PlatformColumn, value: Given) -> Cell:
    if isinstance(value, Amount):
        return amount_cell(value, header_unit_yuan(column.header))
    if isinstance(value, tuple):
        return SEPARATOR.join(column.words.get(one, one) for one in value) or None
    if isinstance(value, str):
        return column.words.get(value, value) or None
    return value


def _number(amount_cny: int, unit_yuan: int) -> str | int | float:
    """Return a number; as text where it is so small that it would be spelled with an exponent."""
    whole, rest = divmod(amount_cny, unit_yuan)
    if not rest:
        return whole
    number = amount_cny / unit_yuan
    return _plain(amount_cny, unit_yuan) if "e" in repr(number) else number


def _plain(amount_cny: int, unit_yuan: int) -> str:
    return f"{(Decimal(amount_cny) / unit_yuan).normalize():f}"
