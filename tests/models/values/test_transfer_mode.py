import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import InvalidValue
from models.values.transfer_mode import TransferMode, parse_modes
from tests.models.values.strategies import any_text

MODE = TransferMode


def test_labels_are_those_of_the_office():
    assert "、".join(mode.label for mode in TransferMode) == (
        "转让、独占许可、排他许可、普通许可、开放许可、作价入股、合作开发、"
        "技术服务、技术咨询、自行实施、其他"
    )


@pytest.mark.parametrize(
    ("text", "modes"),
    [
        ("转让；许可", (MODE.ASSIGNMENT, MODE.ORDINARY_LICENCE)),
        ("专利转让、技术入股/委托研发", (MODE.ASSIGNMENT, MODE.EQUITY, MODE.JOINT_DEVELOPMENT)),
        ("合作研发|联合研发", (MODE.JOINT_DEVELOPMENT,)),
        ("技术转让或技术许可", (MODE.ASSIGNMENT, MODE.ORDINARY_LICENCE)),
        (
            "独占许可,排他许可，开放许可",
            (MODE.EXCLUSIVE_LICENCE, MODE.SOLE_LICENCE, MODE.OPEN_LICENCE),
        ),
        ("独立研发;其他", (MODE.SELF_IMPLEMENTATION, MODE.OTHER)),
        ("技术服务和咨询", (MODE.TECHNICAL_SERVICE, MODE.CONSULTING)),
        ("assignment", (MODE.ASSIGNMENT,)),
        (" ； ", ()),
    ],
)
def test_parse_modes_reads_lists(text, modes):
    assert parse_modes(text) == modes


def test_unknown_word_is_named():
    with pytest.raises(InvalidValue) as refused:
        parse_modes("转让；出租")
    assert refused.value.value == "出租"
    assert "作价入股" in refused.value.remedy


@given(st.lists(st.sampled_from(TransferMode), unique=True))
def test_labels_survive_parsing(modes):
    assert parse_modes("；".join(mode.label for mode in modes)) == tuple(modes)


@given(any_text)
def test_parse_of_any_text_raises_nothing_else(text):
    try:
        modes = parse_modes(text)
    except InvalidValue:
        return
    assert len(set(modes)) == len(modes)
