import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import InvalidValue
from models.values.patent_kind import PatentKind
from models.values.patent_number import PatentNumber, check_digit
from tests.models.values.strategies import any_text

modern_digits = st.builds(
    "{}{}{:07d}".format,
    st.integers(2003, 2100),
    st.sampled_from("12389"),
    st.integers(0, 9_999_999),
)
old_digits = st.builds(
    "{}{}{:05d}".format,
    st.sampled_from([f"{year % 100:02d}" for year in range(1985, 2004)]),
    st.sampled_from("12389"),
    st.integers(0, 99_999),
)


@pytest.mark.parametrize(
    ("digits", "check"), [("201310699744", "2"), ("95115608", "X"), ("201510817712", "7")]
)
def test_check_digit_of_known_numbers(digits, check):
    assert check_digit(digits) == check


@pytest.mark.parametrize(
    "text",
    [
        "CN201510817712.7",
        "ZL201510817712.7",
        "2015108177127",
        "zl 2015 1 0817712.7",
        "ＣＮ２０１５１０８１７７１２．７",
        "CN-ZL201510817712-7",
        " 201510817712·7\u200b",
    ],
)
def test_parse_reads_every_spelling_of_one_number(text):
    number = PatentNumber.parse(text)
    assert number == PatentNumber("201510817712", "7")
    assert number.key == "2015108177127"
    assert number.display == "CN201510817712.7"
    assert (number.year, number.kind) == (2015, PatentKind.INVENTION)


def test_parse_reads_old_numbers():
    number = PatentNumber.parse("95115608.x")
    assert (number.key, number.display) == ("95115608X", "CN95115608.X")
    assert (number.year, number.kind) == (1995, PatentKind.INVENTION)
    assert PatentNumber.parse(f"02212345{check_digit('02212345')}").year == 2002


def test_parse_allows_a_missing_check_digit_in_the_eighties_only():
    number = PatentNumber.parse("CN85102475")
    assert (number.key, number.display, number.check) == ("85102475", "CN85102475", None)
    with pytest.raises(InvalidValue, match=r"1985 至 1989 年.*95115608\.X"):
        PatentNumber.parse("95115608")
    with pytest.raises(InvalidValue, match=r"201310699744\.2"):
        PatentNumber.parse("ZL201310699744")


def test_number_of_the_eighties_is_one_with_and_without_its_check_digit():
    plain, checked = PatentNumber.parse("87101357"), PatentNumber.parse("CN87101357.6")
    assert plain == checked
    assert hash(plain) == hash(checked)
    assert plain.key == checked.key == "87101357"
    assert checked.display == "CN87101357.6"


@pytest.mark.parametrize(
    ("digit", "kind"),
    [
        ("1", PatentKind.INVENTION),
        ("8", PatentKind.INVENTION),
        ("2", PatentKind.UTILITY_MODEL),
        ("9", PatentKind.UTILITY_MODEL),
        ("3", PatentKind.DESIGN),
    ],
)
def test_kind_follows_the_digit_after_the_year(digit, kind):
    assert PatentNumber(f"2015{digit}0817712", None).kind == kind
    assert PatentNumber(f"88{digit}00783", None).kind == kind


def test_numbers_sort_by_their_digits():
    parsed = [PatentNumber.parse(text) for text in ("201510817712.7", "201310699744.2")]
    assert [number.year for number in sorted(parsed)] == [2013, 2015]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("201510817712.8", "校验位应为 7"),
        ("199912345678.0", "2003 至 2100"),
        ("50123456.1", "1985 至 2003"),
        ("201540817712.7", "1、2、3、8 或 9"),
        ("CN105512345A", "公开（公告）号"),
        ("2.01511E+12", "位数或字符"),
        ("PCT/CN2015/000001", "位数或字符"),
        ("", "位数或字符"),
    ],
)
def test_parse_refuses_with_a_reason(text, message):
    with pytest.raises(InvalidValue, match=message):
        PatentNumber.parse(text)


@given(st.one_of(modern_digits, old_digits))
def test_every_valid_number_survives_display_and_key(digits):
    number = PatentNumber(digits, check_digit(digits))
    assert PatentNumber.parse(number.display) == number
    assert PatentNumber.parse(number.key) == number
    assert PatentNumber.parse(number.display).display == number.display


@given(modern_digits, st.integers(0, 12), st.sampled_from("0123456789X"))
def test_every_corruption_of_one_place_is_refused(digits, place, wrong):
    right = digits + check_digit(digits)
    corrupt = right[:place] + wrong + right[place + 1 :]
    if corrupt != right:
        with pytest.raises(InvalidValue):
            PatentNumber.parse(corrupt)


@given(any_text)
def test_parse_of_any_text_raises_nothing_else(text):
    try:
        number = PatentNumber.parse(text)
    except InvalidValue:
        return
    assert PatentNumber.parse(number.display) == number
