import pytest
from hypothesis import given

from models.values.text import clean, clean_block, fold
from tests.models.values.strategies import any_text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  一种 \t 装置\n及方法 ", "一种 装置 及方法"),
        ("ＬｉＦｅＰＯ４电池", "LiFePO4电池"),
        ("全角　空格", "全角 空格"),
        ("高效，节能。（续）：“好”；真！假？5～10…", "高效，节能。（续）：“好”；真！假？5～10…"),
        ("零\u200b宽\ufeff字\u00ad符\x00", "零宽字符"),
        ("㎏／％", "kg/%"),
        ("\ud800代理", "代理"),
        ("", ""),
    ],
)
def test_clean_keeps_prose_and_halves_letters(text, expected):
    assert clean(text) == expected


def test_clean_block_keeps_single_line_breaks():
    assert clean_block(" 第一行 \r\n\r\n 第 二  行\u2028第三行\n") == "第一行\n第 二 行\n第三行"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("（ＡＢＣ）， Ａ１", "(abc),a1"),
        ("武 汉\n市", "武汉市"),
        ("Straße", "strasse"),
        ("x ´", "x\u0301"),
    ],
)
def test_fold_makes_one_key_of_all_spellings(text, expected):
    assert fold(text) == expected


@given(any_text)
def test_clean_is_idempotent(text):
    assert clean(clean(text)) == clean(text)


@given(any_text)
def test_clean_block_is_idempotent(text):
    assert clean_block(clean_block(text)) == clean_block(text)


@given(any_text)
def test_fold_is_idempotent_and_blind_to_cleaning(text):
    assert fold(fold(text)) == fold(text)
    assert fold(clean(text)) == fold(text)


@given(any_text)
def test_clean_makes_one_line_of_a_block(text):
    assert clean(clean_block(text)) == clean(text)
