"""Words looked for in the stock: all of them, wherever they stand, the best first."""

import pytest

from matchmaker.matching.index import extend_index
from matchmaker.matching.text_scheme import BLOCKS_V2, FIELDS_V1, TextScheme
from matchmaker.matching.word_search import find_words, read_words
from tests.matchmaker.matching.corpus import PATENTS, make_index, patent

SCHEMES = (FIELDS_V1, BLOCKS_V2)


def found(words: str, scheme: TextScheme = BLOCKS_V2) -> list[int] | None:
    index = make_index(PATENTS, scheme=scheme)
    scores = find_words(index, read_words(words, index.vectoriser.segmenter))
    if scores is None:
        return None
    ids, values = scores
    assert (values > 0).all()
    return sorted(ids.tolist(), key=lambda one: -values[ids.tolist().index(one)])


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("word", ["隔膜", "北斗", "电池", "缝", "修复", "三元", "锂"])
def test_a_short_word_finds_exactly_the_patents_that_contain_it(
    scheme: TextScheme, word: str
) -> None:
    expected = {doc.id for doc in PATENTS if word in doc.title + "\n" + doc.body}
    assert set(found(word, scheme) or []) == expected


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (" 激光，焊接 Laser 2024 激光", ("激光", "焊接", "laser")),
        ("轧辊裂纹的修复", ("轧辊", "裂纹", "修复")),
        ("缝", ("缝",)),
        ("2024", ()),
    ],
)
def test_what_is_typed_is_cut_into_words(typed: str, words: tuple[str, ...]) -> None:
    assert read_words(typed, "rjieba") == words


def test_all_words_have_to_stand_in_a_patent() -> None:
    assert found("锂离子 电解液") == [13]
    assert found("北斗 缝合") == []
    assert set(found("锂离子电池") or []) == {11, 12, 13}


def test_the_one_that_is_about_it_comes_first() -> None:
    assert (found("轧辊裂纹修复") or [])[0] == 41
    assert (found("电池") or [0])[-1] != 14


@pytest.mark.parametrize("nothing", ["", "  ", "，。", "2024"])
def test_without_words_nothing_is_looked_for(nothing: str) -> None:
    assert found(nothing) is None


def test_a_word_that_nobody_uses_finds_nothing() -> None:
    assert found("量子") == []
    assert found("电池 graphene") == []


def test_patents_that_came_later_are_found_and_those_that_are_gone_are_not() -> None:
    late = patent(61, "一种量子隔膜", "用于电池。")
    index = extend_index(make_index(PATENTS, scheme=BLOCKS_V2), [late], gone=[11])
    scores = find_words(index, ["隔膜"])
    assert scores is not None
    assert set(scores[0].tolist()) == {61}
