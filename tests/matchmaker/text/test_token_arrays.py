from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.text.segment import get_segmenter
from matchmaker.text.token_arrays import FoldedTexts
from matchmaker.text.tokens import (
    character_tokens,
    pair_tokens,
    single_tokens,
    tokens_of,
    word_tokens,
)
from tests.matchmaker.text.strategies import han_texts

CHARACTER_STREAMS = ("singles", "pairs", "characters")
FIRST_HAN, LAST_HAN = "\u4e00", "\u9fff"
# Where runs of letters and figures begin and end, and the borders of what counts as Han.
BORDERLINES = ("", "5g2b", "3.5mm2a", "1.2.3", "a.5", "3.mm", "a" * 24, "a" * 25, "9" + "a" * 30)
HAN_BORDERLINES = (f"{FIRST_HAN}{LAST_HAN}{FIRST_HAN}", "\u4dff\u4e00", "\u9fff\ua000", "龘䶮鿯")
ODD = (
    "ΣΑΣ",
    "İ锂",
    "e\u0301",
    "\u0301电",
    "\ud800锂",
    "锂\x00电",
    "\r\n",
    "锂\r\n电",
    "①½ﬁ",
    "𠀀锂",
)
odd_texts = st.lists(
    st.sampled_from((*BORDERLINES, *HAN_BORDERLINES, *ODD, "锂", "电池", "a", "5", ".")), max_size=9
).map("".join)
texts = st.lists(st.one_of(han_texts, odd_texts), max_size=6)


def listed(tokens, count):
    """Return the counts of the tokens of every text."""
    codes = np.unique(tokens.codes)
    spelling = dict(zip(codes.tolist(), tokens.spell(codes), strict=True))
    found = [Counter() for _ in range(count)]
    for code, text in zip(tokens.codes.tolist(), tokens.texts.tolist(), strict=True):
        found[text][spelling[code]] += 1
    return found


@pytest.mark.parametrize("name", CHARACTER_STREAMS)
@settings(max_examples=200, deadline=None)
@given(texts)
def test_characters_are_those_of_each_text_alone(name, several):
    one_by_one = {
        "singles": single_tokens,
        "pairs": pair_tokens,
        "characters": character_tokens,
    }[name]
    tokens = getattr(FoldedTexts(several), name)()
    assert listed(tokens, len(several)) == [Counter(one_by_one(text)) for text in several]


@pytest.mark.parametrize("segmenter", ["rjieba", "jieba"])
@settings(max_examples=200, deadline=None)
@given(several=texts)
def test_words_are_those_of_each_text_alone(segmenter, several):
    segment = get_segmenter(segmenter).search
    tokens = FoldedTexts(several).words(segment)
    assert listed(tokens, len(several)) == [Counter(word_tokens(t, segment)) for t in several]


@pytest.mark.parametrize("segmenter", ["rjieba", "jieba"])
def test_no_character_changes_the_words_of_another_run(segmenter):
    segment = get_segmenter(segmenter).search
    several = [f"电池{chr(point)}，{chr(point)}电池" for point in range(0x4E00, 0xA000)]
    tokens = FoldedTexts(several).words(segment)
    assert listed(tokens, len(several)) == [Counter(word_tokens(t, segment)) for t in several]


@pytest.mark.parametrize("name", CHARACTER_STREAMS)
@given(texts)
def test_codes_ascend_as_their_terms_do(name, several):
    tokens = getattr(FoldedTexts(several), name)()
    terms = tokens.spell(np.unique(tokens.codes))
    assert terms == sorted(set(terms))


@given(texts)
def test_codes_of_words_ascend_as_the_words_do(several):
    tokens = FoldedTexts(several).words(get_segmenter("rjieba").search)
    terms = tokens.spell(np.unique(tokens.codes))
    assert terms == sorted(set(terms))


@pytest.mark.parametrize(
    ("stream", "tokens"),
    [
        ("singles", ["电", "池", "led"]),
        ("pairs", ["电池", "led"]),
        ("characters", ["电", "池", "电池", "led"]),
        ("words", ["电池", "led"]),
    ],
)
def test_a_stream_is_found_by_its_name(stream, tokens):
    segment = get_segmenter("rjieba").search
    assert tokens_of("电池LED", stream, segment) == tokens
