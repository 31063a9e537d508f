"""What a record adds to a figure: every figure is a sum of these, and opens onto them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Contribution:
    """A part of a figure; city_code: None for the province's own; record: kind and id."""

    indicator: str
    city_code: str | None
    day: date
    value: int
    record: tuple[str, int]


@dataclass(frozen=True, slots=True)
class Sum:
    """A figure: its value in the smallest unit, and of how many records it is the sum."""

    value: int = 0
    records: int = 0


# Indicator and city, None for what is the province's own.
Key = tuple[str, str | None]


def add_up(parts: Iterable[Contribution]) -> dict[Key, Sum]:
    """Return the figures by indicator and city; a record that adds several parts counts once."""
    values: dict[Key, int] = defaultdict(int)
    records: dict[Key, set[tuple[str, int]]] = defaultdict(set)
    for part in parts:
        key = part.indicator, part.city_code
        values[key] += part.value
        records[key].add(part.record)
    return {key: Sum(value, len(records[key])) for key, value in values.items()}


def by_month(parts: Iterable[Contribution]) -> dict[str, dict[int, int]]:
    """Return indicator → month → value, of all cities."""
    found: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for part in parts:
        found[part.indicator][part.day.month] += part.value
    return {slug: dict(months) for slug, months in found.items()}


def total(sums: Mapping[Key, Sum], indicator: str) -> Sum:
    """Return the figure of the whole province."""
    own = [found for (slug, _), found in sums.items() if slug == indicator]
    return Sum(sum(one.value for one in own), sum(one.records for one in own))
