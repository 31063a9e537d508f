import pytest
from hypothesis import given, settings

from matchmaker.text.normalise import normalise
from matchmaker.text.segment import get_segmenter
from matchmaker.text.stopwords import stop_words
from matchmaker.text.tokens import MAX_LATIN_LENGTH, character_tokens, word_tokens
from tests.matchmaker.text.strategies import han_texts

SEGMENT = get_segmenter("rjieba").search


def test_word_tokens_leave_out_boilerplate():
    assert word_tokens("本发明公开了一种轧辊，涉及隔膜", SEGMENT) == ["轧辊", "隔膜"]


def test_word_tokens_give_the_shorter_words_inside_a_long_one():
    assert word_tokens("锂离子电池", SEGMENT) == ["离子", "锂离子", "电池"]


@pytest.mark.parametrize("figure", ["200", "3.5mm", "５００", "5g", "2024"])
def test_figures_are_no_tokens(figure):
    assert word_tokens(figure, SEGMENT) == []
    assert character_tokens(figure) == []


def test_latin_words_are_tokens_in_one_spelling():
    assert word_tokens("ＧＰＳ与LiFePO4", SEGMENT) == ["gps", "lifepo4"]
    assert character_tokens("GPS") == ["gps"]


def test_single_latin_letters_are_characters_but_no_words():
    assert word_tokens("A", SEGMENT) == []
    assert character_tokens("A") == ["a"]


def test_overlong_latin_words_are_no_tokens():
    sequence = "acgt" * MAX_LATIN_LENGTH
    assert word_tokens(sequence, SEGMENT) == []
    assert character_tokens(sequence) == []


def test_character_tokens_are_single_and_neighbouring_characters():
    assert character_tokens("防锈油") == ["防", "锈", "油", "防锈", "锈油"]


def test_character_pairs_do_not_cross_punctuation():
    assert "池隔" not in character_tokens("锂电池，隔膜")


@pytest.mark.parametrize("text", ["", "，。", " \n", "①"])
def test_text_without_words_gives_no_tokens(text):
    assert word_tokens(text, SEGMENT) == []
    assert character_tokens(text) == []


@settings(deadline=None)
@given(han_texts)
def test_word_tokens_are_words_of_the_folded_text(text):
    folded = normalise(text)
    for token in word_tokens(text, SEGMENT):
        assert token in folded
        assert len(token) > 1
        assert token not in stop_words()


@settings(deadline=None)
@given(han_texts)
def test_character_tokens_do_not_depend_on_width_and_case(text):
    assert character_tokens(text) == character_tokens(normalise(text))


def test_stop_words_are_folded_as_texts_are():
    assert {word for word in stop_words() if normalise(word) != word} == set()


def test_stop_words_hold_the_boilerplate_of_both_sides():
    assert {"本发明", "所述", "我司", "技术难题"} <= stop_words()


def test_stop_words_spare_technical_words():
    assert not {"激光", "电池", "导航", "轧辊", "疫苗", "光纤", "涂层"} & stop_words()
