"""Which table each meeting of a slot is at: people stay at theirs as far as it goes."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from matchmaker.events.timetable_board import Board, Pair, zones_of
from matchmaker.events.timetable_types import Meeting
from models.meeting_enums import Side


def seat_all(board: Board, pinned: Mapping[Pair, int]) -> tuple[Meeting, ...]:
    """Return the meetings on the board with their tables, in the order of slots and tables.

    pinned: tables that are settled. Slot by slot, as many institutions as can stay at the table
    where they met last; then as many enterprises; then as many of both in the zone where they met
    last; then as few as can take a table that an absent institution comes back to; then the lowest
    numbers. Each slot is the best for itself, which need not be the best for the whole day.
    """
    seating = _Seating(board)
    return tuple(
        meeting
        for slot in board.hall.meeting_slots
        for meeting in sorted(seating.seat_slot(slot, pinned))
    )


class _Seating:
    """The board, and at which table each party sat last."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._zone_of = np.array(zones_of(board.hall))
        # The names of zones, told apart even where the board does not need to.
        self._name_of = np.array(board.hall.tables)
        self._last: dict[tuple[Side, int], int] = {}

    def seat_slot(self, slot: int, pinned: Mapping[Pair, int]) -> list[Meeting]:
        """Seat the meetings of a slot, which comes after all that were seated before."""
        pairs = sorted(pair for pair, seat in self._board.placed.items() if seat.slot == slot)
        tables = {pair: pinned[pair] for pair in pairs if pair in pinned}
        open_pairs = [pair for pair in pairs if pair not in pinned]
        free = np.setdiff1d(np.arange(len(self._zone_of)), list(tables.values()))
        if open_pairs:
            rows, columns = linear_sum_assignment(self._costs(slot, open_pairs)[:, free])
            for row, column in zip(rows, columns, strict=True):
                tables[open_pairs[row]] = int(free[column])
        for (enterprise, institution), table in tables.items():
            self._last[Side.ENTERPRISE, enterprise] = table
            self._last[Side.INSTITUTION, institution] = table
        return [Meeting(slot, table, *pair) for pair, table in tables.items()]

    def _costs(self, slot: int, pairs: Sequence[Pair]) -> NDArray[np.float64]:
        """Return the costs of pairs (rows) at tables (columns).

        A kind of cost outweighs all the later ones of the slot together.
        """
        count = len(self._zone_of)
        claim = float(count * count + 1)
        zone = claim * (count + 1)
        enterprise_stays = zone * (2 * count + 1)
        institution_stays = enterprise_stays * (count + 1)
        never = institution_stays * (count + 1)
        costs = np.tile(np.arange(count, dtype=float), (len(pairs), 1))
        costs[:, self._claimed(slot)] += claim
        for row, pair in zip(costs, pairs, strict=True):
            for side, party_id, stays in (
                (Side.ENTERPRISE, pair[0], enterprise_stays),
                (Side.INSTITUTION, pair[1], institution_stays),
            ):
                if (last := self._last.get((side, party_id))) is not None:
                    row[last] -= stays
                    row[self._name_of == self._name_of[last]] -= zone
            row[self._zone_of != self._board.placed[pair].zone] = never
        return costs

    def _claimed(self, slot: int) -> list[int]:
        """Return the tables of institutions that are not in the slot and come back after it."""
        claimed = []
        for (side, party_id), table in self._last.items():
            slots = self._board.slots_of((side, party_id))
            if side is Side.INSTITUTION and slot not in slots and slots[-1] > slot:
                claimed.append(table)
        return claimed
