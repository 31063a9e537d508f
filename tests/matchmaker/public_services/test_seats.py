"""Places go in the order of coming."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.public_services.seats import Seat, is_free, moving_up
from models.course_enums import SeatState

START = datetime(2024, 5, 6, tzinfo=UTC)
T, W, G = SeatState.TAKEN, SeatState.WAITING, SeatState.GIVEN_UP


def seats(*states: SeatState) -> list[Seat]:
    return [
        Seat(number, state, START + timedelta(minutes=number))
        for number, state in enumerate(states, start=1)
    ]


@pytest.mark.parametrize(
    ("held", "capacity", "free"),
    [
        (seats(), 1, True),
        (seats(T), 1, False),
        (seats(T, G), 2, True),
        (seats(T, T, T), None, True),
        # Nobody overtakes those who wait, though a place is free.
        (seats(T, W), 2, False),
    ],
)
def test_a_place_is_free_where_nobody_waits(
    held: list[Seat], capacity: int | None, free: bool
) -> None:
    assert is_free(held, capacity) is free


@pytest.mark.parametrize(
    ("held", "capacity", "lucky"),
    [
        (seats(T, W, W), 2, [2]),
        (seats(G, W, W), 1, [2]),
        (seats(T, W, W), None, [2, 3]),
        (seats(T, T, W), 1, []),
        (seats(T, G), 5, []),
    ],
)
def test_those_who_wait_move_up(held: list[Seat], capacity: int | None, lucky: list[int]) -> None:
    assert moving_up(held, capacity) == lucky


def test_whoever_asks_again_waits_at_the_end() -> None:
    again = Seat(1, W, START + timedelta(days=1))
    assert moving_up([again, *seats(G, W, W)[1:]], 1) == [2]


@given(st.lists(st.sampled_from(SeatState), max_size=30), st.integers(1, 20))
def test_there_are_never_more_than_places_unless_there_were(
    states: list[SeatState], capacity: int
) -> None:
    held = seats(*states)
    taken = sum(one.state is T for one in held)
    lucky = moving_up(held, capacity)
    assert taken + len(lucky) <= max(capacity, taken)
    waiting = sum(one.state is W for one in held)
    assert len(lucky) == waiting or taken + len(lucky) >= capacity
