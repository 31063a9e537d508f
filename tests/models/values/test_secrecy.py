import pytest
from hypothesis import given

from models.errors import InvalidValue
from models.values.secrecy import Confidentiality, require_public_secrecy
from tests.models.values.strategies import any_text


def test_labels_are_chinese():
    assert [level.label for level in Confidentiality] == ["公开", "限定", "定向", "不公开"]


@pytest.mark.parametrize("level", Confidentiality)
def test_label_and_value_survive_parsing(level):
    assert Confidentiality.parse(f" {level.label} ") == level
    assert Confidentiality.parse(level.value.upper()) == level


@pytest.mark.parametrize("text", ["", "保密", "公开一点"])
def test_parse_refuses_other_words(text):
    with pytest.raises(InvalidValue, match="公开、限定、定向、不公开"):
        Confidentiality.parse(text)


@pytest.mark.parametrize("text", ["", " ", "公开", "无", "非密", " 公 开 "])
def test_public_secrecy_is_let_in(text):
    assert require_public_secrecy(text) is None


@pytest.mark.parametrize("text", ["秘密", "机密", "绝密", "内部", "不公开"])
def test_anything_but_public_secrecy_is_refused(text):
    with pytest.raises(InvalidValue, match="本系统不得录入"):
        require_public_secrecy(text)


@given(any_text)
def test_any_text_raises_nothing_else(text):
    try:
        level = Confidentiality.parse(text)
    except InvalidValue:
        return
    assert Confidentiality.parse(level.label) == level
