"""Texts that a spreadsheet program would evaluate, and the way back."""

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.text.safe_csv import escape_formula, unescape_formula, write_rows

STARTS = "=+-@\t\r＝＋－＠"


@pytest.mark.parametrize("start", STARTS)
def test_what_would_be_evaluated_gets_an_apostrophe(start: str) -> None:
    assert escape_formula(f"{start}HYPERLINK(1)") == f"'{start}HYPERLINK(1)"


@pytest.mark.parametrize(
    "text", ["", "轧辊", "-0.5", "+8613812345678", "1e-05", "-1.5E+3", "'a", "a=1"]
)
def test_numbers_and_common_texts_stay(text: str) -> None:
    assert escape_formula(text) == text
    assert unescape_formula(text) == text


@pytest.mark.parametrize("text", ["-1+1", "+86 138", "-0.5%", "-", "=1"])
def test_what_only_begins_like_a_number_does_not(text: str) -> None:
    assert escape_formula(text) == f"'{text}"


@given(st.text(alphabet=f"{STARTS}'1a.e", max_size=6) | st.text())
def test_what_is_written_is_read_again(text: str) -> None:
    written = escape_formula(text)
    assert unescape_formula(written) == text


@given(st.lists(st.lists(st.text(alphabet="=\r\n\t',\"a1轧"), min_size=2, max_size=2), max_size=5))
def test_rows_that_are_written_are_read_again(rows: list[list[str]]) -> None:
    file = StringIO(newline="")
    write_rows(file, rows)
    file.seek(0)
    assert [[unescape_formula(cell) for cell in row] for row in csv.reader(file)] == rows


def test_only_what_needs_it_is_quoted() -> None:
    file = StringIO(newline="")
    write_rows(file, [("a", -0.5, None), ("b\rc", 1, None)])
    assert file.getvalue() == 'a,-0.5,\n"b\rc","1",""\n'
