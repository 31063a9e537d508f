"""Who has a place at a course: first come, first served, and the others wait in that order."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from models.course_enums import SeatState


@dataclass(frozen=True)
class Seat:
    """A registration; asked_at: when they registered last."""

    seat_id: int
    state: SeatState
    asked_at: datetime


def is_free(seats: Iterable[Seat], capacity: int | None) -> bool:
    """Whether the next who registers gets a place: nobody overtakes those who wait."""
    held = list(seats)
    if capacity is None:
        return True
    if any(one.state is SeatState.WAITING for one in held):
        return False
    return sum(one.state is SeatState.TAKEN for one in held) < capacity


def moving_up(seats: Iterable[Seat], capacity: int | None) -> list[int]:
    """Return the ids of those who wait and now get a place, the first to come first.

    Nobody who has a place loses it, however few places there are.
    """
    held = list(seats)
    waiting = sorted(
        (one for one in held if one.state is SeatState.WAITING),
        key=lambda one: (one.asked_at, one.seat_id),
    )
    if capacity is None:
        return [one.seat_id for one in waiting]
    free = capacity - sum(one.state is SeatState.TAKEN for one in held)
    return [one.seat_id for one in waiting[: max(free, 0)]]
