"""Who sits where so far: what the ways to find a timetable place meetings on."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from matchmaker.events.timetable_types import (
    LEAST_WORTH,
    UNITS,
    Hall,
    Party,
    Problem,
    Reason,
    ShortReason,
    Wish,
)
from models.meeting_enums import Side

Pair = tuple[int, int]
PartyKey = tuple[Side, int]
LEAST_UNITS = round(LEAST_WORTH * UNITS)


class Seat(NamedTuple):
    """A place at some table of a zone in a slot; ordered early first."""

    slot: int
    zone: int


def zones_of(hall: Hall) -> tuple[int, ...]:
    """Return the number of each table's zone; all are one zone where nobody is short of time."""
    names = sorted(set(hall.tables)) if hall.walk else []
    return tuple(names.index(zone) if names else 0 for zone in hall.tables)


class Board:
    """The fixed meetings of a checked problem, and those that are placed on it.

    homes: zones that institutions are not to leave, by ids. Everything is in the order of ids, so
    that the order of the input makes no difference.
    """

    def __init__(self, problem: Problem, homes: Mapping[int, int] | None = None) -> None:
        self.hall = problem.hall
        self.wishes = tuple(sorted(problem.wishes, key=lambda wish: wish.pair))
        self.parties = {(side, party.id): party for side, party in problem.parties()}
        self.placed: dict[Pair, Seat] = {}
        self._homes = homes or {}
        self._allowed = problem.allowed
        self._wish_of = {wish.pair: wish for wish in self.wishes}
        self._at: dict[PartyKey, dict[int, int]] = {key: {} for key in self.parties}
        zones = zones_of(problem.hall)
        slots = problem.hall.meeting_slots
        self._zones = tuple(sorted(set(zones)))
        self._free = {Seat(slot, zone): zones.count(zone) for slot in slots for zone in zones}
        self._common = {wish.pair: self._common_slots(wish) for wish in self.wishes}
        for meeting in problem.fixed:
            self.place(self._wish_of[meeting.pair], Seat(meeting.slot, zones[meeting.table]))

    def place(self, wish: Wish, seat: Seat) -> None:
        """Let the pair meet there."""
        self.placed[wish.pair] = seat
        self._free[seat] -= 1
        for key in keys_of(wish):
            self._at[key][seat.slot] = seat.zone

    def remove(self, wish: Wish) -> Seat:
        """Take the pair's meeting away and return where it was."""
        seat = self.placed.pop(wish.pair)
        self._free[seat] += 1
        for key in keys_of(wish):
            del self._at[key][seat.slot]
        return seat

    def open_wishes(self) -> Iterator[Wish]:
        """Yield the wishes that are not met, by ids."""
        return (wish for wish in self.wishes if wish.pair not in self.placed)

    def seats(self, wish: Wish) -> list[Seat]:
        """Return where an unmet pair could meet as things are, early first."""
        if not self.is_possible(wish) or any(self.left(key) <= 0 for key in keys_of(wish)):
            return []
        return [
            seat for seat in self._seats_free(self._slots_free(wish)) if self._in_reach(wish, seat)
        ]

    def is_possible(self, wish: Wish) -> bool:
        """Whether the groups of the pair may meet and there is a slot that both can attend."""
        return self._groups_allowed(wish) and bool(self._common[wish.pair])

    def left(self, key: PartyKey) -> int:
        """Return how many more meetings the party takes."""
        return self.parties[key].most - len(self._at[key])

    def missing(self, key: PartyKey) -> int:
        """Return how many meetings the party is below its wished minimum."""
        return max(0, self.parties[key].least - len(self._at[key]))

    def slots_of(self, key: PartyKey) -> list[int]:
        """Return the slots in which the party meets somebody, in order."""
        return sorted(self._at[key])

    def first_zone(self, key: PartyKey) -> int | None:
        """Return the zone in which the party meets somebody first; None: it meets nobody."""
        at = self._at[key]
        return at[min(at)] if at else None

    def slots_left(self, key: PartyKey) -> int:
        """Return in how many more slots the party could meet somebody."""
        attended = self.parties[key].slots.intersection(self.hall.meeting_slots)
        return len(attended.difference(self._at[key]))

    def free(self, seat: Seat) -> int:
        """Return how many tables are free in a slot and zone."""
        return self._free[seat]

    def free_tables(self) -> int:
        """Return how many tables are free in all slots together."""
        return sum(self._free.values())

    @property
    def has_zones(self) -> bool:
        """Whether zones are told apart."""
        return len(self._zones) > 1

    def other_zones(self, seat: Seat) -> Iterator[Seat]:
        """Yield the seats in its slot that are in another zone, none where nobody meets in it."""
        others = (Seat(seat.slot, zone) for zone in self._zones if zone != seat.zone)
        return (other for other in others if other in self._free)

    def gain(self, wish: Wish) -> int:
        """Return what a meeting of the pair would add to the value, in units."""
        return wish.units + sum(LEAST_UNITS for key in keys_of(wish) if self.missing(key))

    def value(self) -> int:
        """Return the value of what is placed, in units."""
        counted = (min(len(at), self.parties[key].least) for key, at in self._at.items())
        return sum(self._wish_of[pair].units for pair in self.placed) + LEAST_UNITS * sum(counted)

    def why_not(self, wish: Wish) -> Reason:
        """Return why an unmet pair that has no seat cannot meet as things are."""
        enterprise, institution = keys_of(wish)
        free = self._slots_free(wish)
        reasons = (
            (Reason.GROUPS_NOT_ALLOWED, not self._groups_allowed(wish)),
            (Reason.NO_COMMON_SLOT, not self._common[wish.pair]),
            (Reason.ENTERPRISE_CAP, self.left(enterprise) <= 0),
            (Reason.INSTITUTION_CAP, self.left(institution) <= 0),
            (Reason.BUSY, not free),
            (Reason.TABLES_FULL, not any(self._seats_free(free))),
        )
        return next((reason for reason, holds in reasons if holds), Reason.TOO_FAR)

    def why_short(self, key: PartyKey) -> ShortReason:
        """Return why a party is below its wished minimum."""
        party = self.parties[key]
        partners = sum(
            self.is_possible(wish) and all(self.parties[k].most > 0 for k in keys_of(wish))
            for wish in self.wishes
            if key in keys_of(wish)
        )
        if partners < party.least:
            return ShortReason.TOO_FEW_WISHES
        if len(party.slots.intersection(self.hall.meeting_slots)) < party.least:
            return ShortReason.TOO_FEW_SLOTS
        return ShortReason.CROWDED_OUT

    def _parties_of(self, wish: Wish) -> tuple[Party, Party]:
        enterprise, institution = keys_of(wish)
        return self.parties[enterprise], self.parties[institution]

    def _groups_allowed(self, wish: Wish) -> bool:
        enterprise, institution = self._parties_of(wish)
        return self._allowed is None or (enterprise.group, institution.group) in self._allowed

    def _common_slots(self, wish: Wish) -> tuple[int, ...]:
        enterprise, institution = self._parties_of(wish)
        both = enterprise.slots & institution.slots
        return tuple(slot for slot in self.hall.meeting_slots if slot in both)

    def _slots_free(self, wish: Wish) -> list[int]:
        one, other = (self._at[key] for key in keys_of(wish))
        return [slot for slot in self._common[wish.pair] if slot not in one and slot not in other]

    def _seats_free(self, slots: Iterable[int]) -> Iterator[Seat]:
        seats = (Seat(slot, zone) for slot in slots for zone in self._zones)
        return (seat for seat in seats if self._free[seat] > 0)

    def _in_reach(self, wish: Wish, seat: Seat) -> bool:
        if self._homes.get(wish.institution_id, seat.zone) != seat.zone:
            return False
        return all(
            self._at[key].get(near, seat.zone) == seat.zone
            for key in keys_of(wish)
            for near in (seat.slot - 1, seat.slot + 1)
        )


def keys_of(wish: Wish) -> tuple[PartyKey, PartyKey]:
    """Return its two parties, the enterprise first."""
    return (Side.ENTERPRISE, wish.enterprise_id), (Side.INSTITUTION, wish.institution_id)
