import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.text.normalise import normalise
from matchmaker.text.phrases import MAX_LENGTH, MIN_LENGTH, common_phrases, outermost
from matchmaker.text.segment import get_segmenter
from matchmaker.text.stopwords import stop_words
from tests.matchmaker.text.strategies import han_texts

SEGMENT = get_segmenter("rjieba").plain


@pytest.mark.parametrize(
    ("left", "right", "phrases"),
    [
        ("轧辊裂纹修复", "轧辊表面裂纹的检测", ["轧辊", "裂纹"]),
        ("需要立体车库，旧车库改造", "一种立体车库", ["立体车库"]),
        (
            "甲钒液流电池乙，液流电池储能",
            "液流电池储能系统与钒液流电池",
            ["钒液流电池", "液流电池储能"],
        ),
        ("GNSS定位，200mm", "定位误差200mm的gnss接收机", ["gnss", "定位"]),
        ("定位，GNSS天线", "gnss天线的定位", ["定位", "gnss", "天线"]),
        ("电池，材料", "电池\n材料", ["电池", "材料"]),
        ("铝合金", "镁合金", ["合金"]),
        ("隔膜", "正极", []),
        ("膜", "膜", []),
        ("", "隔膜", []),
    ],
)
def test_phrases_are_what_both_texts_say(left, right, phrases):
    assert common_phrases(left, right, SEGMENT) == phrases


def test_phrase_is_as_long_as_both_texts_allow():
    left, right = "高镍三元正极，三元正极材料包覆", "三元正极材料；高镍三元"
    assert common_phrases(left, right, SEGMENT) == ["高镍三元", "三元正极材料"]


def test_boilerplate_is_cut_out_of_a_shared_passage():
    phrases = common_phrases("本发明提供一种锂电池隔膜", "提供一种锂电池隔膜", SEGMENT)
    assert phrases == ["锂电池隔膜"]


def test_shared_boilerplate_alone_is_no_phrase():
    assert common_phrases("我司希望解决技术难题", "希望解决技术难题", SEGMENT) == []


def test_figures_and_single_letters_are_no_phrases():
    assert common_phrases("耐温200℃，A型，5g", "200℃的A型，5G", SEGMENT) == []


def test_long_shared_passage_is_cut_between_words():
    passage = "锂离子电池正极材料高温固相烧结炉温度均匀性控制"
    phrases = common_phrases(passage, passage, SEGMENT)
    assert "".join(phrases) == passage
    assert max(map(len, phrases)) <= MAX_LENGTH


@settings(max_examples=300, deadline=None)
@given(han_texts, han_texts)
def test_every_phrase_stands_in_both_texts_and_none_inside_another(left, right):
    phrases = common_phrases(left, right, SEGMENT)
    for phrase in phrases:
        assert phrase in normalise(left)
        assert phrase in normalise(right)
        assert len(phrase) >= MIN_LENGTH
        assert phrase not in stop_words()
    assert [p for p in phrases for other in phrases if p != other and p in other] == []
    assert len(set(phrases)) == len(phrases)


@settings(max_examples=300, deadline=None)
@given(han_texts, han_texts)
def test_the_order_of_the_texts_changes_only_the_order_of_the_phrases(left, right):
    there, back = common_phrases(left, right, SEGMENT), common_phrases(right, left, SEGMENT)
    assert sorted(there) == sorted(back)


def uncut(phrase):
    return [phrase]


# One character more than in a word that is cut; none of them is boilerplate.
@settings(max_examples=300, deadline=None)
@given(
    st.text(alphabet="轧辊铝铜，", max_size=16),
    st.text(alphabet="轧辊铝铜，", max_size=16),
)
def test_phrases_are_the_longest_passages_that_both_texts_hold(left, right):
    passages = {
        left[start:end]
        for start in range(len(left))
        for end in range(start + MIN_LENGTH, len(left) + 1)
        if left[start:end] in right and "，" not in left[start:end]
    }
    longest = {p for p in passages if not any(p != q and p in q for q in passages)}
    whole = {p for p in longest if len(p) <= MAX_LENGTH}
    found = common_phrases(left, right, uncut)
    assert {p for p in found if len(p) <= MAX_LENGTH} == whole
    assert [left.index(p) for p in found] == sorted(left.index(p) for p in found)


@given(st.lists(st.text(alphabet="ab", min_size=1, max_size=4), max_size=8))
def test_outermost_phrases_stand_inside_no_other(phrases):
    kept = [p for p in phrases if not any(p != other and p in other for other in phrases)]
    assert outermost(phrases) == list(dict.fromkeys(kept))
