"""All patents of a database as gates and features read them, in plain arrays."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.facts import StockFacts, day_of, unknown_facts
from matchmaker.matching.gates import Gate, Occasion
from matchmaker.matching.index import MatchIndex
from matchmaker.matching.patent_gates import (
    FactColumns,
    GateColumns,
    gate_columns,
    gate_of,
    patent_gates,
)
from matchmaker.matching.types import IntArray

Columns = TypeVar("Columns", StockFacts, GateColumns)


@dataclass(frozen=True)
class Offers:
    """ids: ascending; gates, terms: of every patent, in their order."""

    ids: IntArray
    gates: GateColumns = field(repr=False)
    terms: StockFacts = field(repr=False)

    def gate(self, patent_id: int, occasion: Occasion) -> Gate | None:
        """Return the first gate that stops a patent, None where none does.

        Raises KeyError for a patent that is not in the database.
        """
        place = int(np.searchsorted(self.ids, patent_id))
        if place == len(self.ids) or self.ids[place] != patent_id:
            raise KeyError(patent_id)
        return gate_of(int(patent_gates(self.gates, occasion)[place]))

    def sort_out(self, patent_ids: IntArray, occasion: Occasion) -> tuple[IntArray, Counter[Gate]]:
        """Return which of some patents pass the gates, by id, and how many each gate stops.

        Those that are not in the database are left out.
        """
        wanted = np.isin(self.ids, patent_ids)
        codes = patent_gates(self.gates, occasion)[wanted]
        return self.ids[wanted][codes == 0], _stopped(codes)

    def mask(
        self, index: MatchIndex, occasion: Occasion
    ) -> tuple[NDArray[np.bool_], Counter[Gate]]:
        """Return which rows of an index pass the gates, and how many patents each gate stops."""
        codes = patent_gates(self.gates, occasion)
        return np.isin(index.ids, self.ids[codes == 0]), _stopped(codes)

    def facts(self, index: MatchIndex, as_of: date | None = None) -> StockFacts:
        """Return the terms in the rows of an index, as features read them on a day.

        Of a row whose patent is not in the database nothing is known.
        """
        ids = np.asarray(index.ids)
        if np.array_equal(ids, self.ids):
            return replace(self.terms, as_of_day=day_of(as_of))
        places = np.full(len(ids), -1, dtype=np.int64)
        if len(self.ids):
            near = np.minimum(np.searchsorted(self.ids, ids), len(self.ids) - 1)
            known = self.ids[near] == ids
            places[known] = near[known]
        return self.terms.take(places, day_of(as_of))


def _stopped(codes: NDArray[np.int8]) -> Counter[Gate]:
    counted = enumerate(np.bincount(codes).tolist())
    return Counter({gate: n for code, n in counted if n and (gate := gate_of(code))})


def join_offers(parts: Sequence[Offers]) -> Offers:
    """Return the patents of all parts, which come by id, in one."""
    return Offers(
        np.concatenate([_NO_IDS, *(part.ids for part in parts)]),
        _join([_NO_GATES, *(part.gates for part in parts)]),
        _join([unknown_facts(0), *(part.terms for part in parts)]),
    )


_NO_IDS = np.zeros(0, dtype=np.int64)
_NO_GATES = gate_columns(FactColumns.of([]))


def _join(parts: Sequence[Columns]) -> Columns:
    """Return arrays one after the other, field by field; what is no array is the same in all."""
    first = parts[0]
    joined: dict[str, Any] = {
        field.name: np.concatenate([getattr(part, field.name) for part in parts])
        for field in fields(first)
        if isinstance(getattr(first, field.name), np.ndarray)
    }
    return replace(first, **joined)
