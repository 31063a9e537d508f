"""Numbers of patents as people type them into one field."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.errors import BadQuery
from matchmaker.services.ledger.deal_words import read_numbers
from models.values.patent_number import PatentNumber
from tests.factories import number

ONE, TWO, THREE = (number(f"20211000000{digit}") for digit in (1, 2, 3))
MARKS = ("\n", "\r\n", "、", "；", ";", "，", ",", " ", " 、\n")


@pytest.mark.parametrize("mark", MARKS)
def test_numbers_are_told_apart_by_any_usual_mark(mark: str) -> None:
    assert read_numbers(mark.join((ONE, TWO, THREE))) == (ONE, TWO, THREE)


def test_a_number_may_have_blanks_within() -> None:
    digits = PatentNumber.parse(ONE).key
    spaced = f"ZL {digits[:4]} {digits[4]} {digits[5:12]}.{digits[12]}"
    (found,) = read_numbers(f"\n{spaced}\n")
    assert PatentNumber.parse(found) == PatentNumber.parse(ONE)


def test_each_wrong_number_is_named() -> None:
    with pytest.raises(BadQuery, match=r"有 2 个专利号不对：“12”.*；“abc”") as refused:
        read_numbers(f"12、{ONE}、abc")
    assert ONE not in str(refused.value)


def test_nothing_typed_is_no_number() -> None:
    assert read_numbers(" \n、 ") == ()


@given(st.text(max_size=60))
def test_any_text_is_numbers_or_refused(text: str) -> None:
    try:
        found = read_numbers(text)
    except BadQuery:
        return
    for one in found:
        PatentNumber.parse(one)
