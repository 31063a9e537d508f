"""Place meetings one by one: the greedy timetable, and what a solver's timetable is tidied with."""

import heapq
from functools import partial

from matchmaker.events.timetable_board import Board, Pair, PartyKey, Seat, keys_of
from matchmaker.events.timetable_types import Wish


def fill(board: Board) -> None:
    """Place the meetings that fit, those that add most first, each as early as it can.

    Ties go by the ids. Afterwards no unmet pair could meet without another meeting giving way.
    """
    queue = [(-board.gain(wish), wish.pair, wish) for wish in board.open_wishes()]
    heapq.heapify(queue)
    while queue:
        promised, pair, wish = heapq.heappop(queue)
        gain = -board.gain(wish)
        if gain != promised:
            # What a meeting adds falls once a party has its wished minimum, and never rises.
            heapq.heappush(queue, (gain, pair, wish))
            continue
        if seats := board.seats(wish):
            board.place(wish, seats[0])


def tidy(board: Board, stay: frozenset[Pair]) -> None:
    """Move meetings to where their parties wait less between meetings, then to earlier slots.

    The same pairs meet, so the value stays. One meeting at a time is moved, those of the pairs in
    stay never; what is left is the best that single moves give, which may not be the best of all.
    """
    moved = True
    while moved:
        moved = False
        for wish in board.wishes:
            if wish.pair in board.placed and wish.pair not in stay:
                before = board.remove(wish)
                after = min(board.seats(wish), key=partial(_rank, board, wish))
                board.place(wish, after)
                moved = moved or after != before


def _rank(board: Board, wish: Wish, seat: Seat) -> tuple[int, Seat]:
    """Return how long its parties wait between meetings if they meet there, and the seat."""
    return sum(_waits(board, key, seat.slot) for key in keys_of(wish)), seat


def _waits(board: Board, key: PartyKey, slot: int) -> int:
    """Return in how many slots the party waits between meetings with one more in a slot."""
    slots = [slot, *board.slots_of(key)]
    span = range(min(slots), max(slots) + 1)
    return len(span) - len(board.hall.breaks.intersection(span)) - len(slots)
