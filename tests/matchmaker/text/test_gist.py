"""What an abstract says for people in a hurry: its own words, cut where they end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.text.gist import CUT_MARK, cut_at_end, gain_of, problem_of, use_of, way_of

DRYER = (
    "本发明提供一种浸膏微波真空带式干燥装置，用于解决浸膏粘壁吸潮、干燥能耗高的问题。"
    "该装置包括布料机构、真空腔、3段微波源、输送带和冷却破碎段，微波功率依含水率逐段递减。"
    "优选地，干燥腔真空度为4kPa，料层厚度降低至2mm。"
    "本发明的有益效果是：粉体水分低于4%，休止角小于44°，干燥能耗降低50%。"
    "可用于黄连、艾叶、天麻等道地药材加工。"
)
GLASS = (
    "本发明公开了一种玻璃透镜模压方法，该方法在缓冷段降至应变点以下再脱模。"
    "本发明解决了模具寿命短的缺陷，模具寿命由1万次提升至8万次，良率提升16个百分点。"
)
BARE = "一种阀门，阀体内设有阀芯。"


def test_problem_is_quoted() -> None:
    assert problem_of(DRYER) == "浸膏粘壁吸潮、干燥能耗高的问题"
    assert problem_of(GLASS) == "模具寿命短的缺陷"
    assert problem_of("目的是提高加工质量，提供一种模具。") == "提高加工质量"


@pytest.mark.parametrize(
    ("text", "gain"),
    [
        (DRYER, "粉体水分低于4%，休止角小于44°，干燥能耗降低50%。"),
        (GLASS, "模具寿命由1万次提升至8万次，良率提升16个百分点。"),
        ("一种接头，包括半圆钢管。操作简便，固定牢固。", "操作简便，固定牢固。"),
        ("一种阀门，包括阀体，密封性提高。", "密封性提高。"),
        ("由梯度提升模型输出概率。", ""),
        (BARE, ""),
    ],
)
def test_gain_is_what_follows_the_words_for_it(text: str, gain: str) -> None:
    assert gain_of(text, 200) == gain


def test_way_is_the_sentence_of_its_parts() -> None:
    assert way_of(DRYER, 200).startswith("该装置包括布料机构")
    assert way_of(BARE, 200) == ""


def test_use_is_quoted() -> None:
    assert use_of(DRYER) == "黄连、艾叶、天麻等道地药材加工"
    assert use_of(BARE) == ""


@pytest.mark.parametrize(
    ("longest", "shown"),
    [
        (20, "第一句话说完。第二句话，还没有说完。"),
        (15, "第一句话说完。"),
        (9, "第一句话说完。"),
        (7, "第一句话说" + CUT_MARK),
    ],
)
def test_a_long_text_is_cut_where_a_sentence_ends(longest: int, shown: str) -> None:
    assert cut_at_end("第一句话说完。第二句话，还没有说完。", longest) == shown


@given(st.text("甲乙，；。", max_size=60), st.integers(4, 40))
def test_a_cut_text_is_a_beginning_and_no_longer_than_wanted(text: str, longest: int) -> None:
    shown = cut_at_end(text, longest)
    assert len(shown) <= max(longest, 0)
    assert text.startswith(shown.removesuffix(CUT_MARK))
    assert (shown == text) == (len(text) <= longest)
