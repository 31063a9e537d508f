import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import InvalidValue
from models.values.uscc import Uscc
from tests.models.values.strategies import any_text

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
codes = st.text(alphabet=ALPHABET, min_size=18, max_size=18)


def test_parse_reads_any_case_and_width():
    assert Uscc.parse(" ９１350100m000100y43 ") == Uscc("91350100M000100Y43")


def test_check_ok_of_the_example_of_the_standard():
    assert Uscc.parse("91350100M000100Y43").check_ok is True


def test_failing_check_is_told_but_not_refused():
    assert Uscc.parse("91350100M000100Y44").check_ok is False


def test_area_code_is_characters_3_to_8():
    assert Uscc.parse("91350100M000100Y43").area_code == "350100"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("91350100M000100Y4", "现为 17 位"),
        ("420106000012345", "现为 15 位"),
        ("", "现为 0 位"),
        ("9135O100M0OO1I0Y43", "不允许的字符 OI"),
    ],
)
def test_parse_refuses_wrong_length_and_alphabet(text, message):
    with pytest.raises(InvalidValue, match=message):
        Uscc.parse(text)


@given(codes, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_check_catches_every_corruption_of_one_place(code, place, wrong):
    right = next(candidate for last in ALPHABET if (candidate := Uscc(code[:17] + last)).check_ok)
    corrupt = Uscc(right.code[:place] + wrong + right.code[place + 1 :])
    assert corrupt.check_ok is (corrupt == right)


@given(any_text)
def test_parse_of_any_text_raises_nothing_else(text):
    try:
        code = Uscc.parse(text)
    except InvalidValue:
        return
    assert Uscc.parse(code.code) == code
