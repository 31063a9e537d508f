"""Numbers of batches: every usual spelling is the same batch, and what is none is refused."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import InvalidValue
from models.values.batch_number import MOST, BatchNumber

NUMBERS = st.integers(1, MOST)
YEARS = st.none() | st.integers(2000, 2099)


@given(NUMBERS, YEARS)
def test_what_is_displayed_is_read_back(number: int, year: int | None) -> None:
    batch = BatchNumber(number, year)
    assert BatchNumber.parse(batch.display) == batch


@pytest.mark.parametrize(
    ("text", "number", "year"),
    [
        ("第三批", 3, None),
        ("3", 3, None),
        ("第 12 批次", 12, None),
        ("十批", 10, None),
        ("第二十一批", 21, None),
        ("２０２４年第三批", 3, 2024),
        ("2024年度第3批", 3, 2024),
        ("2024-3", 3, 2024),
    ],
)
def test_usual_spellings_are_read(text: str, number: int, year: int | None) -> None:
    assert BatchNumber.parse(text) == BatchNumber(number, year)


@pytest.mark.parametrize("text", ["", "第零批", "0", "100", "批", "第三四批", "三十十批", "首批"])
def test_what_is_no_batch_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue, match="不是批次"):
        BatchNumber.parse(text)


@given(st.text(max_size=12))
def test_any_text_is_a_batch_or_refused(text: str) -> None:
    with suppress(InvalidValue):
        assert 1 <= BatchNumber.parse(text).number <= MOST
