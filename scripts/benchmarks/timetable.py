"""Timetables of 1:1 meetings on made-up events, beside greedy placing and matching slot by slot.

The peers keep the same rules. Slot by slot means: in each slot in turn the matching of the free
parties that is worth most, cut to the tables. Tables are given out by ours only.
"""

import argparse
import json
import os
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from scipy.optimize import linear_sum_assignment

from matchmaker.events.timetable_board import Board, Seat
from matchmaker.events.timetable_clashes import clashes
from matchmaker.events.timetable_fill import fill
from matchmaker.events.timetable_plan import plan, replan
from matchmaker.events.timetable_types import (
    UNITS,
    Hall,
    Limits,
    Party,
    Problem,
    Replanned,
    Timetable,
    Wish,
    meeting_weight,
)
from scripts.benchmarks.measure import OURS, make_figure, repeated, timed

SEED = 20240531
GREEDY, BY_SLOT = "greedy", "matching slot by slot"
LIMITS = Limits(seconds=60.0, gap=0.005, nodes=1000)
UNAVAILABLE, ENTERPRISE_WANTS, INSTITUTION_WANTS = 0.15, 0.4, 0.3
ENTERPRISE_CAP = 6


@dataclass(frozen=True)
class Size:
    """How large an event is; zones: 1 where nobody is short of time between slots."""

    name: str
    enterprises: int
    institutions: int
    wishes: int
    slots: int
    tables: int
    zones: int = 1


QUICK = (Size("quick", 20, 10, 80, 6, 6),)
SIZES = (
    Size("120 x 60", 120, 60, 960, 12, 40),
    Size("400 x 150", 400, 150, 3200, 16, 120),
    Size("120 x 60, 2 zones", 120, 60, 960, 12, 40, 2),
)


@dataclass(frozen=True)
class Row:
    """What somebody made of an event: median seconds, value and its distance from the bound.

    moved: which part of the other meetings a cancellation moved, the mean of several.
    """

    event: str
    who: str
    seconds: float
    runs: int
    meetings: int
    value: float
    gap: float
    method: str = ""
    moved: float | None = None


def make_problem(size: Size) -> Problem:
    chance = np.random.default_rng(SEED)

    def side(count: int, most: int) -> tuple[Party, ...]:
        there = chance.random((count, size.slots)) >= UNAVAILABLE
        return tuple(
            Party(number, frozenset(np.flatnonzero(row).tolist()), most)
            for number, row in enumerate(there, 1)
        )

    enterprises = side(size.enterprises, ENTERPRISE_CAP)
    institutions = side(size.institutions, size.slots)
    pairs = chance.choice(size.enterprises * size.institutions, size.wishes, replace=False)
    wants = chance.random((size.wishes, 2)) < (ENTERPRISE_WANTS, INSTITUTION_WANTS)
    wishes = []
    for pair, fit, (one, other) in zip(pairs, chance.random(size.wishes), wants, strict=True):
        weight = meeting_weight(float(fit), bool(one) or None, bool(other) or None)
        enterprise, institution = divmod(int(pair), size.institutions)
        wishes.append(Wish(enterprise + 1, institution + 1, weight or 1.0))
    tables = tuple(f"zone {number * size.zones // size.tables}" for number in range(size.tables))
    hall = Hall(size.slots, tables, walk=size.zones > 1)
    return Problem(enterprises, institutions, tuple(wishes), hall)


def greedy(problem: Problem) -> Board:
    board = Board(problem)
    fill(board)
    return board


def slot_by_slot(problem: Problem) -> Board:
    board = Board(problem)
    enterprises = {party.id: n for n, party in enumerate(problem.enterprises)}
    institutions = {party.id: n for n, party in enumerate(problem.institutions)}
    for slot in problem.hall.meeting_slots:
        worth = np.zeros((len(enterprises), len(institutions)))
        offers: dict[tuple[int, int], tuple[Wish, Seat]] = {}
        for wish in board.open_wishes():
            here = [seat for seat in board.seats(wish) if seat.slot == slot]
            if here:
                place = enterprises[wish.enterprise_id], institutions[wish.institution_id]
                worth[place], offers[place] = board.gain(wish), (wish, here[0])
        matched = [
            place
            for place in zip(*map(list, linear_sum_assignment(worth, maximize=True)), strict=True)
            if place in offers
        ]
        for place in sorted(matched, key=lambda place: -worth[place]):
            wish, seat = offers[place]
            if board.free(seat):
                board.place(wish, seat)
    return board


def cancellations(problem: Problem, before: Timetable, count: int) -> list[Problem]:
    """Return the event without one enterprise each: those with the most meetings, ties by ids."""
    met = Counter(meeting.enterprise_id for meeting in before.meetings)
    gone = sorted(met, key=lambda enterprise: (-met[enterprise], enterprise))[:count]
    return [
        replace(
            problem,
            enterprises=tuple(
                replace(party, slots=frozenset()) if party.id == enterprise else party
                for party in problem.enterprises
            ),
        )
        for enterprise in gone
    ]


def measure(size: Size, repeat: int | None) -> list[Row]:
    problem = make_problem(size)
    made: list[Timetable] = []
    runs = repeated(timed(lambda: made.append(plan(problem, LIMITS))), repeat)
    figure = make_figure(size.name, OURS, runs)
    ours = made[-1]
    if clashes(problem, ours.meetings) or any(other != ours for other in made):
        raise SystemExit("the timetable breaks a rule, or is another each time")
    rows = [_row(size, OURS, figure.seconds, figure.runs, ours)]
    peers: list[tuple[str, Callable[[Problem], Board]]] = [(GREEDY, greedy)]
    if size.zones == 1:
        # A matching of one slot knows nothing of the zone that somebody needs in the next.
        peers.append((BY_SLOT, slot_by_slot))
    for who, run in peers:
        boards: list[Board] = []
        runs = repeated(timed(lambda run=run, boards=boards: boards.append(run(problem))), repeat)
        figure = make_figure(size.name, who, runs)
        value, count = boards[-1].value() / UNITS, len(boards[-1].placed)
        gap = 1 - value / ours.bound
        rows.append(Row(size.name, who, figure.seconds, figure.runs, count, value, gap))
    return [*rows, replanned(size, problem, ours, repeat)]


def replanned(size: Size, problem: Problem, before: Timetable, repeat: int | None) -> Row:
    """Return what late cancellations, each by itself, do to the meetings of all others."""
    changed = cancellations(problem, before, repeat or 5)
    results: list[Replanned] = []
    runs = [
        timed(lambda one=one: results.append(replan(one, before.meetings, LIMITS)))()
        for one in changed
    ]
    if any(
        clashes(one, result.timetable.meetings)
        for one, result in zip(changed, results, strict=True)
    ):
        raise SystemExit("a new timetable breaks a rule")
    moved = [len(result.moved) / (len(result.moved) + len(result.kept)) for result in results]
    figure = make_figure(size.name, OURS, runs)
    row = _row(size, "one cancels", figure.seconds, figure.runs, results[0].timetable)
    return replace(row, moved=sum(moved) / len(moved))


def _row(size: Size, who: str, seconds: float, runs: int, timetable: Timetable) -> Row:
    count, method = len(timetable.meetings), timetable.method.value
    return Row(size.name, who, seconds, runs, count, timetable.value, timetable.gap, method)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--repeat", type=int, default=None)
    parser.add_argument("--json", type=Path, default=None)
    arguments = parser.parse_args()
    print(f"{os.cpu_count()} cores, seed {SEED}")
    print(
        f"{'event':<20}{'who':<24}{'seconds':>9}{'meetings':>10}{'value':>10}{'gap':>8}"
        f"{'moved':>8}  method"
    )
    rows = []
    for size in QUICK if arguments.quick else SIZES:
        for row in measure(size, arguments.repeat):
            moved = "" if row.moved is None else f"{row.moved:.1%}"
            print(
                f"{row.event:<20}{row.who:<24}{row.seconds:>9.2f}{row.meetings:>10}"
                f"{row.value:>10.1f}{row.gap:>8.2%}{moved:>8}  {row.method}",
                flush=True,
            )
            rows.append(row)
    if arguments.json:
        report = {"seed": SEED, "rows": [asdict(row) for row in rows]}
        arguments.json.write_text(json.dumps(report, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
