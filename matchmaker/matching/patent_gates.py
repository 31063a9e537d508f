"""Which patents may be offered, told of a whole stock at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.facts import city_number, day_of, of_each
from matchmaker.matching.gates import Gate, Occasion
from models.enums import LicenceKind
from models.values.legal_status import LegalState
from models.values.transfer_mode import TransferMode

Bools = NDArray[np.bool_]
Codes = NDArray[np.int8]

# The province is the first two of a city's six digits.
CITIES_PER_PROVINCE = 10_000
_EXCLUDING_LICENCES = frozenset({LicenceKind.EXCLUSIVE, LicenceKind.SOLE})
_SELF_ONLY = frozenset({TransferMode.SELF_IMPLEMENTATION.value})
_GATES = tuple(Gate)


@dataclass(frozen=True, slots=True)
class PatentFacts:
    """What the gates read of a patent; city_code is the patent's own or its first owner's."""

    legal_state: LegalState
    filing_date: date | None
    expiry_date: date | None
    licence_kind: LicenceKind | None
    owner_consents: bool
    listed_until: date | None
    transfer_modes: tuple[str, ...]
    city_code: str | None


class FactColumns(NamedTuple):
    """The same of many patents, a sequence for every field."""

    legal_state: Sequence[LegalState]
    filing_date: Sequence[date | None]
    expiry_date: Sequence[date | None]
    licence_kind: Sequence[LicenceKind | None]
    owner_consents: Sequence[bool]
    listed_until: Sequence[date | None]
    transfer_modes: Sequence[tuple[str, ...]]
    city_code: Sequence[str | None]

    @classmethod
    def of(cls, patents: Sequence[PatentFacts]) -> "FactColumns":
        """Return the facts of patents field by field."""
        return cls(*([getattr(facts, name) for facts in patents] for name in cls._fields))


@dataclass(frozen=True)
class GateColumns:
    """What decides over many patents, arrays of shape (patents,).

    Days are ordinals, 0 where there is none; is_kept: the owner will only use it himself; cities:
    six-digit codes, 0 where unknown.
    """

    filing_day: NDArray[np.int32]
    is_dead: Bools
    expiry_day: NDArray[np.int32]
    is_licensed_away: Bools
    consents: Bools
    listed_until_day: NDArray[np.int32]
    is_kept: Bools
    cities: NDArray[np.int32]


def gate_columns(facts: FactColumns) -> GateColumns:
    """Return what decides over patents of these facts, in their order."""
    return GateColumns(
        filing_day=of_each(facts.filing_date, day_of, np.int32),
        is_dead=of_each(facts.legal_state, LegalState.DEAD.__eq__, np.bool_),
        expiry_day=of_each(facts.expiry_date, day_of, np.int32),
        is_licensed_away=of_each(facts.licence_kind, _EXCLUDING_LICENCES.__contains__, np.bool_),
        consents=np.array(facts.owner_consents, dtype=np.bool_),
        listed_until_day=of_each(facts.listed_until, day_of, np.int32),
        is_kept=of_each(facts.transfer_modes, _is_kept, np.bool_),
        cities=of_each(facts.city_code, city_number, np.int32),
    )


def patent_gates(columns: GateColumns, occasion: Occasion) -> Codes:
    """Return for every patent the code of the first gate that stops it, 0 for one to be offered."""
    codes = np.zeros(len(columns.is_dead), dtype=np.int8)
    for gate, stopped in _faults(columns, occasion):
        if gate not in occasion.lifted:
            codes[stopped & (codes == 0)] = _GATES.index(gate) + 1
    return codes


def gate_of(code: int) -> Gate | None:
    """Return the gate of a code, None for 0."""
    return _GATES[code - 1] if code else None


def _faults(columns: GateColumns, occasion: Occasion) -> Iterator[tuple[Gate, Bools]]:
    """Yield every gate with the patents that it stops, in the order in which reasons are given."""
    held_on = day_of(occasion.held_on)
    yield Gate.NOT_YET_FILED, columns.filing_day > day_of(occasion.as_of)
    yield Gate.DEAD, columns.is_dead
    yield Gate.EXPIRED, (columns.expiry_day > 0) & (columns.expiry_day < held_on)
    yield Gate.EXCLUSIVELY_LICENSED, columns.is_licensed_away
    yield Gate.NO_CONSENT, ~columns.consents
    yield Gate.NOT_LISTED, (columns.listed_until_day > 0) & (columns.listed_until_day < held_on)
    yield Gate.NOT_FOR_TRANSFER, columns.is_kept
    province = city_number(occasion.province) // CITIES_PER_PROVINCE
    yield Gate.OUTSIDE_PROVINCE, columns.cities // CITIES_PER_PROVINCE != province
    if occasion.patent_city is not None:
        yield Gate.OUTSIDE_CITY, columns.cities != city_number(occasion.patent_city)


def _is_kept(modes: tuple[str, ...]) -> bool:
    return bool(modes) and _SELF_ONLY.issuperset(modes)
