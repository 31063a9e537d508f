"""Words of advertising are told from words of technique."""

import pytest

from matchmaker.licensing.advertising import AdvertisingWord, find_advertising, load_words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("国内第一，行业 领先", ["国内第一", "行业领先"]),
        ("第一品牌", ["第一品牌"]),
        ("第一权利要求、第一端与第二端", []),
        ("最大值、最小值、最终产品、最优解", []),
        ("最先进的工艺", ["最先进"]),
        ("温度最好为 30℃", []),
        ("最佳实施例；最佳选择", ["最佳"]),
        ("独家", ["独家"]),
        ("国家级成果", ["国家级"]),
        ("国家级高新技术企业可用", []),
        ("极致", ["极致"]),
        ("唯一标识", []),
        ("全国唯一", ["全国唯一"]),
        ("", []),
    ],
)
def test_what_is_found(text: str, found: list[str]) -> None:
    assert find_advertising(text) == found


def test_a_phrase_covers_only_the_place_where_it_stands() -> None:
    word = AdvertisingWord("最佳", unless=("最佳实施",))
    assert list(word.find("最佳实施例是最佳")) == ["最佳"]


def test_every_word_of_the_file_can_be_found() -> None:
    for word in load_words():
        front, behind = next(iter(word.before), ""), next(iter(word.after), "")
        text = f"{front}{word.word}{behind}"
        assert text in find_advertising(text), text
