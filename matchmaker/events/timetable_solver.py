"""The timetable as a whole-number program.

A choice is a wished pair in a seat, made only for the seats that both can attend and that the
fixed meetings leave. A pair meets once, a party once in a slot and no more than its cap, and a
zone has so many tables in a slot; which table it is, is settled afterwards. Zones are told apart
only where the way between them is too long: then whoever meets in one zone is in no other zone in
the slot after. Each row is a set of choices of which any two exclude each other, or a count, which
leaves little between the program with and without whole numbers.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from matchmaker.events.timetable_board import LEAST_UNITS, Board, PartyKey, Seat, keys_of
from matchmaker.events.timetable_program import Program, Row
from matchmaker.events.timetable_types import Limits, Wish

# More choices than these are not given to the solver: even without whole numbers it would take
# minutes and gigabytes.
MOST_CHOICES = 400_000
# A choice of which less is taken is one that is not taken, but for the floats of the solver.
TAKEN = 1e-6


class Place(NamedTuple):
    """Where a pair meets; table: None for any of the zone that is free."""

    wish: Wish
    seat: Seat
    table: int | None


@dataclass(frozen=True, slots=True)
class Kept:
    """Earlier meetings that are possible each by itself; least: so many stay together at least."""

    places: Sequence[Place] = ()
    least: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """The best places found, None where none beat what was there, and a bound on all.

    bound: on the value of the whole board, in units, for all timetables that keep as much.
    """

    places: tuple[Place, ...] | None
    bound: int


@dataclass(frozen=True, slots=True)
class Goal:
    """What is looked for: a board worth more than value, in units, that keeps what is to stay."""

    value: int
    kept: Kept = Kept()


def best_places(board: Board, goal: Goal, limits: Limits) -> Found:
    """Return where the open wishes are met best, beside what the board has already.

    First the program is solved without whole numbers, which bounds the value, then with them for
    the choices that were taken there at least in part. Where that is not close enough, once more
    for every choice that an improvement could have: one whose reduced cost exceeds what there is
    to gain cannot be in a better timetable. Each step has a part of the seconds.
    """
    there = board.value()
    bound = bound_of_pairs(board, limits)
    free = [Place(wish, seat, None) for wish in board.open_wishes() for seat in board.seats(wish)]
    places = [*goal.kept.places, *free]
    if goal.value >= there + bound or len(places) > MOST_CHOICES:
        return Found(None, there + bound)
    program = _program(board, places, goal.kept)
    relaxed = program.relax(limits.seconds / 2)
    if relaxed is None:
        return Found(None, there + bound)
    chosen, worth, bound = None, goal.value - there, min(bound, relaxed.worth)
    part = replace(limits, seconds=limits.seconds / 4, gap=limits.gap / 2)
    for is_last in (False, True):
        if worth >= bound or (is_last and is_close(there + worth, there + bound, limits)):
            break
        promising = relaxed.costs <= relaxed.worth - worth if is_last else relaxed.amounts > TAKEN
        answer = program.solve(part, promising)
        if answer.chosen is not None and answer.worth > worth:
            chosen, worth = answer.chosen, answer.worth
        if is_last and answer.bound is not None:
            bound = min(bound, max(worth, answer.bound))
    found = None if chosen is None else tuple(places[number] for number in chosen)
    return Found(found, there + bound)


def is_close(value: int, bound: int, limits: Limits) -> bool:
    """Whether a value is as near to its bound as is asked."""
    return bound - value <= limits.gap * bound


def most_kept(board: Board, places: Sequence[Place], limits: Limits) -> tuple[Place, ...] | None:
    """Return as many of the places as can be kept together; None: nothing was found in time."""
    program = Program()
    for place in places:
        program.choice(1, _rows(board, place))
    answer = program.solve(replace(limits, gap=0.0), np.ones(len(places), dtype=bool))
    return None if answer.chosen is None else tuple(places[number] for number in answer.chosen)


def _program(board: Board, places: Sequence[Place], kept: Kept) -> Program:
    program = Program()
    for place in places:
        program.choice(place.wish.units, _rows(board, place))
    if kept.places:
        program.demand(range(len(kept.places)), kept.least)
    _add_bonuses(program, board, [place.wish for place in places])
    return program


def _rows(board: Board, place: Place) -> Iterator[tuple[int, Row]]:
    """Yield the rows that a choice stands in, each with its limit."""
    wish, (slot, zone), table = place
    yield 1, ("pair", *wish.pair)
    yield board.free(place.seat), ("tables", slot, zone)
    if table is not None:
        yield 1, ("table", slot, table)
    for side, party_id in keys_of(wish):
        yield 1, ("party", side, party_id, slot)
        yield board.left((side, party_id)), ("cap", side, party_id)
        if board.has_zones:
            # In a zone here, or in any other in the slot after: no two of these go together.
            yield 1, ("walk", side, party_id, slot, zone)
            for before in board.other_zones(Seat(slot - 1, zone)):
                yield 1, ("walk", side, party_id, *before)


def _add_bonuses(program: Program, board: Board, wishes: Iterable[Wish]) -> None:
    """Let meetings be worth more until their parties have their wished minimum."""
    choices: defaultdict[PartyKey, list[int]] = defaultdict(list)
    for number, wish in enumerate(wishes):
        for key in keys_of(wish):
            choices[key].append(number)
    for key in sorted(choices):
        if missing := board.missing(key):
            program.bonus(LEAST_UNITS, choices[key], missing)


def bound_of_pairs(board: Board, limits: Limits) -> int:
    """Return what the open wishes add at most where nobody asks which slot they are met in.

    A party then meets as often as its cap and its slots allow, all together as often as there are
    tables in all slots. This program has a choice for a pair only and takes no time.
    """
    program = Program()
    wishes = [wish for wish in board.open_wishes() if board.seats(wish)]
    for wish in wishes:
        limits_of = [(min(board.left(key), board.slots_left(key)), key) for key in keys_of(wish)]
        program.choice(wish.units, [*limits_of, (board.free_tables(), ("tables",)), (1, wish.pair)])
    _add_bonuses(program, board, wishes)
    relaxed = program.relax(limits.seconds)
    return sum(map(board.gain, wishes)) if relaxed is None else relaxed.worth
