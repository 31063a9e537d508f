"""Slots as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import InvalidValue
from models.values.slots import parse_slots, show_slots


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("", set()),
        ("1", {0}),
        ("1,3-5", {0, 2, 3, 4}),
        ("２、４", {1, 3}),
        ("第1场至第3场", {0, 1, 2}),
        ("5；6", {4, 5}),
        ("1 3", {0, 2}),
    ],
)
def test_slots_are_read(text: str, slots: set[int]) -> None:
    assert parse_slots(text) == slots


@pytest.mark.parametrize("text", ["0", "上午", "5-3", "1,x", "-2"])
def test_what_is_no_slot_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue, match="看不懂场次"):
        parse_slots(text)


@given(st.sets(st.integers(0, 200)))
def test_slots_shown_are_read_back(slots: set[int]) -> None:
    assert parse_slots(show_slots(slots)) == slots
