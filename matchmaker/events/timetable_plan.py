"""Timetables of 1:1 meetings: made from wishes, and made anew after a change.

The solver looks for the timetable worth most (timetable_solver); beside it the meetings are placed
best first, and the better of the two is taken. Where that is not near enough to the bound, or a
large event has zones, a few slots after the other are planned anew (timetable_windows). What still
fits is added, and without a change of value people are spared waiting (timetable_fill), then tables
are given out (timetable_tables).

The same problem has the same timetable, in whatever order its parts are given: all is done in the
order of ids, and the solver counts nodes. Only where Limits.seconds stops the solver before it has
reached its gap or its nodes may another run find another timetable.
"""

from collections.abc import Mapping, Sequence

from matchmaker.events.timetable_board import Board, Pair, Seat, zones_of
from matchmaker.events.timetable_check import check, check_limits
from matchmaker.events.timetable_fill import fill, tidy
from matchmaker.events.timetable_homes import homes_of
from matchmaker.events.timetable_solver import (
    Goal,
    Kept,
    Place,
    best_places,
    bound_of_pairs,
    most_kept,
)
from matchmaker.events.timetable_tables import seat_all
from matchmaker.events.timetable_types import (
    UNITS,
    Limits,
    Meeting,
    Method,
    Moved,
    Problem,
    Replanned,
    Shortfall,
    Timetable,
    Unplaced,
)
from matchmaker.events.timetable_windows import improve

# With zones a program of more choices leaves the solver so little to hold on to that it runs out of
# time without a good answer.
MOST_CHOICES_WITH_ZONES = 4_000


def plan(problem: Problem, limits: Limits) -> Timetable:
    """Return the timetable worth most that was found within the limits.

    Raises what check raises, and InvalidValue for limits that leave no room.
    """
    check(problem)
    check_limits(limits)
    return _plan(problem, (), limits)


def replan(problem: Problem, before: Sequence[Meeting], limits: Limits) -> Replanned:
    """Return a timetable that keeps as many meetings of before in place as it can.

    First comes how many stay in their slot at their table, then the value; the timetable's bound
    and method speak of the timetables that keep as many. Limits.seconds is for each of the two
    steps; the first is needed only where meetings that are possible each by itself no longer go
    together. Meetings of before may clash with the problem or among each other: what cannot stay
    is moved or dropped. Raises as plan does.
    """
    check(problem)
    check_limits(limits)
    earlier = sorted(set(before))
    timetable = _plan(problem, earlier, limits)
    return compare(earlier, timetable)


def compare(before: Sequence[Meeting], timetable: Timetable) -> Replanned:
    """Return what became of the earlier meetings; a pair that met twice is moved once at most."""
    after = {meeting.pair: meeting for meeting in timetable.meetings}
    kept = [meeting for meeting in before if after.get(meeting.pair) == meeting]
    seen = {meeting.pair for meeting in kept}
    moved, dropped = [], []
    for meeting in before:
        if after.get(meeting.pair) == meeting:
            continue
        if meeting.pair in after and meeting.pair not in seen:
            seen.add(meeting.pair)
            moved.append(Moved(meeting, after[meeting.pair]))
        else:
            dropped.append(meeting)
    added = [meeting for meeting in timetable.meetings if meeting.pair not in seen]
    return Replanned(timetable, tuple(kept), tuple(moved), tuple(dropped), tuple(added))


def _plan(problem: Problem, earlier: Sequence[Meeting], limits: Limits) -> Timetable:
    """Return the best timetable found among those that keep most of the earlier meetings."""
    possible = _possible(problem, earlier)
    stay = _together(problem, possible, limits)
    board = _board(problem, stay)
    starts: list[Mapping[int, int] | None] = [None]
    if board.has_zones:
        # Whoever need not change zones is seldom stopped by the way.
        starts.append(homes_of(board))
    filled = [_filled(problem, stay, homes) for homes in starts]
    first = max(filled, key=lambda places: _board(problem, places).value())
    if board.has_zones and _choices(board) > MOST_CHOICES_WITH_ZONES:
        best, bound = first, board.value() + bound_of_pairs(board, limits)
    else:
        best, bound = _solved(problem, (possible, stay), first, limits)
    kept = set(possible).intersection(best)
    best = improve(lambda places: _board(problem, places), kept, best, bound, limits)
    pinned = {meeting.pair: meeting.table for meeting in problem.fixed}
    method = Method.GREEDY if best == first else Method.BOUNDED
    return _finish(_board(problem, best), pinned | _tables(best), bound, method)


def _solved(
    problem: Problem,
    earlier: tuple[Sequence[Place], tuple[Place, ...]],
    first: tuple[Place, ...],
    limits: Limits,
) -> tuple[tuple[Place, ...], int]:
    """Return what the solver finds for all slots at once, first itself for nothing, and the bound.

    earlier: the meetings that are possible each by itself, and those of them that stay.
    """
    possible, stay = earlier
    # Where all can stay, none of them needs to be a choice.
    there, kept = (stay, Kept()) if len(stay) == len(possible) else ((), Kept(possible, len(stay)))
    goal = Goal(_board(problem, first).value(), kept)
    found = best_places(_board(problem, there), goal, limits)
    return first if found.places is None else (*there, *found.places), found.bound


def _choices(board: Board) -> int:
    return sum(len(board.seats(wish)) for wish in board.open_wishes())


def _filled(
    problem: Problem, stay: Sequence[Place], homes: Mapping[int, int] | None
) -> tuple[Place, ...]:
    """Return what is to stay and what is placed greedily beside it."""
    board = _board(problem, stay, homes)
    open_wishes = list(board.open_wishes())
    fill(board)
    added = (wish for wish in open_wishes if wish.pair in board.placed)
    return (*stay, *(Place(wish, board.placed[wish.pair], None) for wish in added))


def _finish(board: Board, pinned: Mapping[Pair, int], bound: int, method: Method) -> Timetable:
    """Add what fits, spare people waiting, give out the tables and say what is missing."""
    fill(board)
    tidy(board, frozenset(pinned))
    fill(board)
    value = board.value()
    return Timetable(
        meetings=seat_all(board, pinned),
        value=value / UNITS,
        bound=bound / UNITS,
        gap=1 - value / bound if bound else 0.0,
        method=Method.EXACT if value == bound else method,
        unplaced=_unplaced(board),
        shortfalls=_shortfalls(board),
    )


def _unplaced(board: Board) -> tuple[Unplaced, ...]:
    """Return the wishes that are not met, those worth most first."""
    wishes = sorted(board.open_wishes(), key=lambda wish: (-wish.units, wish.pair))
    return tuple(Unplaced(wish, board.why_not(wish)) for wish in wishes)


def _shortfalls(board: Board) -> tuple[Shortfall, ...]:
    """Return the parties below their wished minimum, enterprises first, by ids."""
    return tuple(
        Shortfall(side, party_id, party.least, party.least - missing, board.why_short(key))
        for key, party in sorted(board.parties.items())
        for side, party_id in [key]
        if (missing := board.missing(key))
    )


def _possible(problem: Problem, earlier: Sequence[Meeting]) -> list[Place]:
    """Return the earlier meetings that are not fixed and each possible beside the fixed ones."""
    board, zones = Board(problem), zones_of(problem.hall)
    wishes = {wish.pair: wish for wish in board.open_wishes()}
    taken = {(meeting.slot, meeting.table) for meeting in problem.fixed}
    places = []
    for meeting in earlier:
        wish = wishes.get(meeting.pair)
        if (
            wish
            and meeting.table in range(len(zones))
            and (meeting.slot, meeting.table) not in taken
        ):
            seat = Seat(meeting.slot, zones[meeting.table])
            if seat in board.seats(wish):
                places.append(Place(wish, seat, meeting.table))
    return places


def _together(problem: Problem, places: Sequence[Place], limits: Limits) -> tuple[Place, ...]:
    """Return as many of the places as was found that can stay together."""
    board = Board(problem)
    tables, stay = set(), []
    for place in places:
        table = place.seat.slot, place.table
        is_met = place.wish.pair in board.placed
        if not is_met and table not in tables and place.seat in board.seats(place.wish):
            board.place(place.wish, place.seat)
            tables.add(table)
            stay.append(place)
    if len(stay) < len(places):
        found = most_kept(Board(problem), places, limits)
        if found is not None and len(found) > len(stay):
            return found
    return tuple(stay)


def _board(
    problem: Problem, places: Sequence[Place], homes: Mapping[int, int] | None = None
) -> Board:
    board = Board(problem, homes)
    for place in places:
        board.place(place.wish, place.seat)
    return board


def _tables(places: Sequence[Place]) -> dict[Pair, int]:
    return {place.wish.pair: place.table for place in places if place.table is not None}
