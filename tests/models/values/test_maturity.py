import pytest
from hypothesis import given

from models.errors import InvalidValue
from models.values.maturity import Maturity
from tests.models.values.strategies import any_text


@pytest.mark.parametrize(
    ("text", "trl"),
    [
        ("正在研发", 3),
        ("已有样品", 5),
        ("通过小试", 6),
        ("通过中试", 7),
        ("可以量产", 9),
        ("实验室阶段", 4),
        ("小试阶段", 6),
        ("中试示范", 7),
        ("产业化", 9),
        ("TRL 6", 6),
        ("ｔｒｌ－6", 6),
        ("6", 6),
        ("6级", 6),
        ("TRL6级", 6),
        ("中试阶段（TRL 7）", 7),
        ("已通过中试", 7),
    ],
)
def test_parse_keeps_the_text_and_tells_the_level(text, trl):
    assert Maturity.parse(text).trl == trl


def test_parse_cleans_the_text():
    assert Maturity.parse(" 通过　中试 ") == Maturity("通过 中试", 7)


@pytest.mark.parametrize("text", ["", "未通过中试", "TRL 10", "TRL 0", "10", "成熟"])
def test_parse_refuses(text):
    with pytest.raises(InvalidValue, match="TRL 1 至 TRL 9"):
        Maturity.parse(text)


@given(any_text)
def test_parse_of_any_text_raises_nothing_else(text):
    try:
        maturity = Maturity.parse(text)
    except InvalidValue:
        return
    assert Maturity.parse(maturity.text) == maturity
