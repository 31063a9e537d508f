"""The whole stock by what people choose patents by, in plain arrays, so that choices are counted.

Every column that can be chosen from is a facet. A facet's own choice does not bound its counts:
they tell what would be found with another choice (Hearst 2006, "Design recommendations for
hierarchical faceted search interfaces").
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.types import IntArray

Bools = NDArray[np.bool_]


class Facet(StrEnum):
    """By what patents can be chosen; its value is the name in an address."""

    INDUSTRY = "industry"
    KIND = "kind"
    STATE = "state"
    MODE = "mode"
    CITY = "city"
    SECTION = "section"
    MATURITY = "maturity"
    PRICE = "price"


class Sort(StrEnum):
    """In what order patents are shown; ties go by id."""

    BEST = "best"
    NEWEST = "newest"
    CHEAPEST = "cheapest"
    MATUREST = "maturest"


@dataclass(frozen=True)
class FacetColumn:
    """What a facet says of every patent.

    values: what can be chosen, in the order in which it is shown; bits: shape (patents,), bit i for
    values[i], since a patent may have several.
    """

    values: tuple[str, ...]
    bits: NDArray[np.uint64] = field(repr=False)

    def has(self, value: str) -> Bools:
        """Return which patents have a value; none have one that is not known."""
        if value not in self.values:
            return np.zeros(len(self.bits), dtype=np.bool_)
        found: Bools = (self.bits & np.uint64(1 << self.values.index(value))) != 0
        return found

    def counts(self, among: Bools) -> list[tuple[str, int]]:
        """Return how many of some patents have each value, without those that none has."""
        chosen = self.bits[among]
        counted = (
            (value, int(np.count_nonzero(chosen & np.uint64(1 << place))))
            for place, value in enumerate(self.values)
        )
        return [(value, count) for value, count in counted if count]


@dataclass(frozen=True)
class Catalogue:
    """All patents that are listed once, by id.

    ids: ascending; facets: each of shape (patents,); subclasses: of the main classification, four
    characters; filing_days: ordinals, 0 where unknown;
    prices_cny: the lower end, -1 where unknown; levels: of readiness, 0 where unknown;
    listed_until_days: ordinals, 0 for no end, -1 where the owner does not offer it at all.
    """

    ids: IntArray
    facets: Mapping[Facet, FacetColumn] = field(repr=False)
    subclasses: NDArray[np.str_] = field(repr=False)
    filing_days: IntArray = field(repr=False)
    prices_cny: IntArray = field(repr=False)
    levels: IntArray = field(repr=False)
    listed_until_days: IntArray = field(repr=False)

    def offered(self, day: int) -> Bools:
        """Return which patents are offered on a day, an ordinal."""
        until: Bools = (self.listed_until_days == 0) | (self.listed_until_days >= day)
        return until

    def places(self, patent_ids: IntArray) -> IntArray:
        """Return where patents stand, -1 for one that is not here."""
        if not len(self.ids):
            return np.full(len(patent_ids), -1, dtype=np.int64)
        near = np.minimum(np.searchsorted(self.ids, patent_ids), len(self.ids) - 1)
        return np.where(self.ids[near] == patent_ids, near, -1)


@dataclass(frozen=True)
class Choice:
    """What is looked for.

    chosen: value of a facet; subclass: what the main classification begins with, of at most four
    characters; only: ids that alone count, None for all; offered_on: the day, an
    ordinal, on which patents have to be offered, None for any.
    """

    chosen: Mapping[Facet, str] = field(default_factory=dict)
    subclass: str = ""
    only: IntArray | None = None
    offered_on: int | None = None


@dataclass(frozen=True)
class Found:
    """ids: of all that were found, in order; counts: for every facet what may be chosen."""

    ids: IntArray
    counts: Mapping[Facet, Sequence[tuple[str, int]]]


def look_up(
    catalogue: Catalogue,
    choice: Choice,
    scores: tuple[IntArray, NDArray[np.float32]] | None,
    sort: Sort,
) -> Found:
    """Return the patents of a choice in order.

    scores: ids of those whose words fit and how well, None where no words are asked for.
    """
    base = np.ones(len(catalogue.ids), dtype=np.bool_)
    rank = np.zeros(len(catalogue.ids), dtype=np.float32)
    if choice.offered_on is not None:
        base &= catalogue.offered(choice.offered_on)
    if choice.subclass:
        base &= np.char.startswith(catalogue.subclasses, choice.subclass)
    if choice.only is not None:
        base &= np.isin(catalogue.ids, choice.only)
    if scores is not None:
        places = catalogue.places(scores[0])
        rank[places[places >= 0]] = scores[1][places >= 0]
        base &= rank > 0
    held = {facet: catalogue.facets[facet].has(value) for facet, value in choice.chosen.items()}
    counts = {
        facet: column.counts(_all_of(base, (m for f, m in held.items() if f is not facet)))
        for facet, column in catalogue.facets.items()
    }
    found = np.flatnonzero(_all_of(base, iter(held.values())))
    return Found(
        catalogue.ids[found[np.lexsort((found, _key(catalogue, rank, sort)[found]))]], counts
    )


def _all_of(base: Bools, masks: Iterator[Bools]) -> Bools:
    joined = base
    for mask in masks:
        joined = joined & mask
    return joined


def _key(catalogue: Catalogue, rank: NDArray[np.float32], sort: Sort) -> NDArray[np.float64]:
    """Return what patents are ordered by, the least first; what is not known comes last."""
    if sort is Sort.BEST:
        return -rank.astype(np.float64)
    if sort is Sort.NEWEST:
        return -catalogue.filing_days.astype(np.float64)
    if sort is Sort.MATUREST:
        return -catalogue.levels.astype(np.float64)
    prices = catalogue.prices_cny.astype(np.float64)
    return np.where(prices < 0, np.inf, prices)
