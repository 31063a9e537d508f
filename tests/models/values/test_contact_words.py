"""Contacts found again in texts, and taken out of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.values.contact_words import ERASED, ContactWords

WORDS = ContactWords.of(
    [("张伟、李娜", "13812341234", "zhang@whu.edu.cn"), ("王", "027-87654321", "")]
)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("请拨 138-1234-1234 找张伟", f"请拨 {ERASED} 找{ERASED}"),
        ("写信到 ZHANG@WHU.EDU.CN", f"写信到 {ERASED}"),
        ("(027) 8765 4321", f"({ERASED}"),
        ("张伟做的张力测试", "张伟做的张力测试"),
        ("编号 913812341234 号", "编号 913812341234 号"),
        ("", ""),
    ],
)
def test_numbers_and_addresses_are_taken_out_and_names_beside_them(text: str, left: str) -> None:
    assert WORDS.taken_out(text) == left


def test_cells_of_a_row_that_holds_one_lose_the_names_too() -> None:
    row = ["武汉轧机厂", "张伟", "13812341234", "轧辊"]
    assert WORDS.cells_taken_out(row, of_body=False) == ["武汉轧机厂", "", "", "轧辊"]


def test_a_name_alone_is_theirs_only_in_a_row_of_their_organisation() -> None:
    row = ["武汉轧机厂", "张伟"]
    assert WORDS.cells_taken_out(row, of_body=False) == row
    assert WORDS.cells_taken_out(row, of_body=True) == ["武汉轧机厂", ""]


@given(st.text("0123456789- 张伟a@.", max_size=60))
def test_nothing_of_them_is_left(text: str) -> None:
    left = WORDS.taken_out(text)
    assert not WORDS.stand_in(left)
    assert WORDS.taken_out(left) == left


@given(st.text("0123456789- ", max_size=30))
def test_every_text_that_holds_one_holds_a_piece_that_is_searched_for(text: str) -> None:
    joined = text.replace("-", "").replace(" ", "")
    assert not WORDS.stand_in(joined) or any(piece in joined for piece in WORDS.pieces)
