"""Better a timetable a few slots at a time, where all of them at once are too much.

So it is where zones are too far apart for the pause: which zone somebody is in ties all slots
together. With the meetings of all but a few neighbouring slots left as they are, the program is
small and solved to the end (large neighbourhood search: Shaw, "Using constraint programming and
local search methods to solve vehicle routing problems", CP 1998).
"""

from collections.abc import Callable, Sequence, Set
from dataclasses import replace

from matchmaker.events.timetable_board import Board
from matchmaker.events.timetable_solver import Goal, Place, best_places, is_close
from matchmaker.events.timetable_types import Limits

# Slots that are planned anew together. On made-up events of 120 and 60 parties in two zones three
# came to within 0.1 % of the bound, in half the time of four.
WINDOW = 3
# After so many rounds over all slots hardly anything is gained.
ROUNDS = 6

MakeBoard = Callable[[Sequence[Place]], Board]


def improve(
    make_board: MakeBoard,
    stay: Set[Place],
    places: tuple[Place, ...],
    bound: int,
    limits: Limits,
) -> tuple[Place, ...]:
    """Return places worth as much or more; bound: what none can be worth, in units.

    make_board: puts places on an empty board; stay: those that are not to be touched. Ends where
    the value is as near to the bound as is asked, or a round gains nothing.
    """
    part = replace(limits, gap=0.0)
    for _ in range(ROUNDS):
        before = places
        for slots in _windows(make_board(places)):
            value = make_board(places).value()
            if is_close(value, bound, limits):
                return places
            kept = tuple(p for p in places if p in stay or p.seat.slot not in slots)
            found = best_places(make_board(kept), Goal(value), part)
            if found.places is not None:
                places = (*kept, *found.places)
        if places == before:
            break
    return places


def _windows(board: Board) -> list[frozenset[int]]:
    slots = board.hall.meeting_slots
    return [
        frozenset(slots[first : first + WINDOW]) for first in range(max(1, len(slots) - WINDOW + 1))
    ]
