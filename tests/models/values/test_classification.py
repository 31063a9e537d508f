import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import InvalidValue
from models.values.classification import parse_classification, parse_many
from models.values.ipc import Ipc
from models.values.locarno import Locarno
from tests.models.values.strategies import any_text

ipcs = st.builds(
    Ipc,
    st.sampled_from("ABCDEFGH"),
    st.integers(1, 99).map("{:02d}".format),
    st.sampled_from("ABCDEFGHJKLMNPQRSTUVWXYZ"),
    st.integers(1, 9999),
    st.integers(0, 9999).map("{:02d}".format),
)


@pytest.mark.parametrize(
    ("text", "display"),
    [
        ("E01B3/32(2006.01)I", "E01B3/32"),
        ("H01M10/0525", "H01M10/0525"),
        ("F25D21/04", "F25D21/04"),
        ("E21D20/02（2006.01）I", "E21D20/02"),
        (" h01m 10 / 0525 ", "H01M10/0525"),
        ("H01M0010/05", "H01M10/05"),
        ("Y02E60/10", "Y02E60/10"),
        ("H01M10", "H01M10"),
        ("H01M", "H01M"),
        ("H01", "H01"),
    ],
)
def test_ipc_parse_reads_every_depth(text, display):
    assert Ipc.parse(text).display == display


def test_ipc_codes_of_its_levels():
    ipc = Ipc.parse("H01M10/0525")
    assert (ipc.class_code, ipc.subclass_code) == ("H01", "H01M")
    assert Ipc.parse("H01").subclass_code is None


@pytest.mark.parametrize(
    ("prefix", "expected"),
    [
        ("", True),
        ("H", True),
        ("H01", True),
        ("h01m", True),
        ("H01M10", True),
        ("H01M10/0525", True),
        ("H01M1", False),
        ("H01M10/05", False),
        ("H02", False),
        ("H01M10/0525A", False),
    ],
)
def test_ipc_startswith_respects_whole_numbers(prefix, expected):
    assert Ipc.parse("H01M10/0525").startswith(prefix) is expected


def test_ipc_sorts_by_group_number():
    codes = ["H01M10/05", "H01M4/13", "H01M", "G06F3/01"]
    assert [ipc.display for ipc in sorted(map(Ipc.parse, codes))] == [
        "G06F3/01",
        "H01M",
        "H01M4/13",
        "H01M10/05",
    ]


@pytest.mark.parametrize("text", ["", "电池", "I01M10/05", "H00M1/00", "H01M/05", "H01M10/05;"])
def test_ipc_parse_refuses(text):
    with pytest.raises(InvalidValue, match="国际专利分类号"):
        Ipc.parse(text)


@given(ipcs)
def test_ipc_survives_display(ipc):
    assert Ipc.parse(ipc.display) == ipc
    assert Ipc.parse(f"{ipc.display}（2006.01）I") == ipc


@pytest.mark.parametrize(
    ("text", "display"),
    [
        ("06-01", "06-01"),
        ("06-01-A0219", "06-01-A0219"),
        ("０６－０１", "06-01"),
        ("LOC(13)Cl.06-01", "06-01"),
        ("99-00", "99-00"),
    ],
)
def test_locarno_parse_reads(text, display):
    assert Locarno.parse(text).display == display


@pytest.mark.parametrize("text", ["", "33-01", "00-01", "6-1", "06-01-0219", "H01M"])
def test_locarno_parse_refuses(text):
    with pytest.raises(InvalidValue, match="洛迦诺"):
        Locarno.parse(text)


@given(st.integers(1, 32), st.integers(0, 99), st.sampled_from(["", "A0219", "Z9999"]))
def test_locarno_survives_display(class_, subclass, entry):
    code = Locarno(f"{class_:02d}", f"{subclass:02d}", entry)
    assert Locarno.parse(code.display) == code


def test_parse_classification_tells_the_types_apart():
    assert parse_classification("H01M10/05") == Ipc("H", "01", "M", 10, "05")
    assert parse_classification("06-01") == Locarno("06", "01")
    assert parse_classification("LOC(9)06-01") == Locarno("06", "01")


def test_parse_many_splits_on_every_usual_separator():
    text = "E01B3/32(2006.01)I; E01B9/10（2006.01）I；H01M | G06F,H02K，A01B、E01B3/32\n06-01;"
    assert [code.display for code in parse_many(text)] == [
        "E01B3/32",
        "E01B9/10",
        "H01M",
        "G06F",
        "H02K",
        "A01B",
        "06-01",
    ]
    assert parse_many(" ") == []


@given(any_text)
def test_parse_many_of_any_text_raises_nothing_else(text):
    try:
        codes = parse_many(text)
    except InvalidValue:
        return
    assert parse_many(";".join(code.display for code in codes)) == codes
