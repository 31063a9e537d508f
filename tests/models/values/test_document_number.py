"""Document numbers stand as they are printed, however their brackets were typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.values.document_number import tidy_document_number


@pytest.mark.parametrize(
    "typed",
    [
        "国办发〔2023〕37号",
        "国办发[2023]37号",
        "国办发［2023］37号",
        "国办发（ 2023 ）37号",
        " 国办发【2023】37号 ",
    ],
)
def test_the_year_stands_in_brackets_of_print(typed: str) -> None:
    assert tidy_document_number(typed) == "国办发〔2023〕37号"


@pytest.mark.parametrize("text", ["主席令第五十五号", "国务院令第769号", "实施细则（修订）", ""])
def test_what_has_no_year_in_brackets_stays(text: str) -> None:
    assert tidy_document_number(text) == text


@given(st.text(alphabet="国办发〔〕[]（）0123456789号 ", max_size=30))
def test_what_is_tidy_stays(text: str) -> None:
    once = tidy_document_number(text)
    assert tidy_document_number(once) == once
