"""Amounts of a year and lists of patents in cells of a survey."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import InvalidValue
from models.values.patent_number import PatentNumber
from models.values.product_cells import MOST_PATENTS, parse_amount, parse_patent_list
from tests.factories import number

NUMBERS = st.integers(min_value=0, max_value=9_999_999).map(
    lambda serial: number(f"20201{serial:07}")
)
MARKS = st.sampled_from(["；", ";", "、", "，", "\n", " | ", " "])


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("1200", 10_000, 12_000_000),
        ("1,200.5", 10_000, 12_005_000),
        ("1.2亿元", 10_000, 120_000_000),
        ("1200", 1, 1200),
        ("0", 10_000, 0),
        ("0.0001", 10_000, 1),
    ],
)
def test_an_amount_is_in_whole_yuan(text: str, unit: int, expected: int) -> None:
    assert parse_amount(text, unit) == expected


@pytest.mark.parametrize("text", ["50-80", "面议", "不低于100", "-3", "很多"])
def test_what_is_no_single_amount_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        parse_amount(text, 10_000)
    assert caught.value.remedy


@given(st.lists(NUMBERS, min_size=1, max_size=6), MARKS)
def test_a_list_gives_each_patent_once_in_its_order(numbers: list[str], mark: str) -> None:
    keys = list(dict.fromkeys(PatentNumber.parse(one).key for one in numbers))
    assert list(parse_patent_list(mark.join(numbers))) == keys
    shown = mark.join(PatentNumber.parse(one).display for one in numbers)
    assert list(parse_patent_list(f" {shown} ")) == keys


def test_a_prefix_apart_belongs_to_its_number() -> None:
    one, two = (number(digits).removeprefix("CN") for digits in ("202010000001", "202010000002"))
    assert parse_patent_list(f"ZL {one}；CN {two}") == (
        PatentNumber.parse(one).key,
        PatentNumber.parse(two).key,
    )


def test_a_wrong_number_is_told_with_its_place() -> None:
    right = number("202010000001")
    with pytest.raises(InvalidValue) as caught:
        parse_patent_list(f"{right}；2020100000010")
    assert caught.value.reason.startswith("第 2 件“2020100000010”：申请号的校验位不符")


def test_too_many_patents_are_no_product() -> None:
    listed = "；".join(number(f"20201{serial:07}") for serial in range(MOST_PATENTS + 1))
    with pytest.raises(InvalidValue) as caught:
        parse_patent_list(listed)
    assert caught.value.reason == "专利超过 200 件"


def test_an_empty_list_is_none() -> None:
    assert parse_patent_list(" \n") == ()
