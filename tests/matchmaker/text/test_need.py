"""What of a demand asks for something."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.text.need import needed

INTRODUCTIONS = [
    "我公司成立于1998年，位于赤水河畔，是一家白酒酿造企业，占地500亩。",
    "公司荣获国家高新技术企业称号，员工600余人，产品远销欧美。",
    "企业拥有授权专利85项，处于国内领先水平。",
    "本公司主要生产输液器、注射器等七大类产品；",
]
WISHES = [
    "希望采用机器视觉实现在线检测。",
    "灌装后酒液中有玻璃屑，人工灯检漏检多。",
    "公司拥有三条灌装线，现需要自动检测设备。",
    "油缸工作1000小时后活塞杆处漏油！",
]


@pytest.mark.parametrize("introduction", INTRODUCTIONS)
@pytest.mark.parametrize("wish", WISHES)
def test_what_introduces_the_firm_is_left_out(introduction: str, wish: str) -> None:
    assert needed(introduction + wish) == wish
    assert needed(wish + introduction) == wish


def test_a_text_of_nothing_but_introductions_stays_whole() -> None:
    text = "".join(INTRODUCTIONS)
    assert needed(text) == text


@given(st.text(max_size=200))
def test_nothing_is_made_up_and_nothing_becomes_empty(text: str) -> None:
    kept = needed(text)
    assert bool(kept.strip()) == bool(text.strip())
    rest = iter(text)
    assert all(sign in rest for sign in kept)


@pytest.mark.parametrize("text", ["", " \n", *WISHES, "".join(WISHES), "轴承异响\n。温升高"])
def test_a_text_that_introduces_no_one_stays_as_it_is(text: str) -> None:
    assert needed(text) == text


@given(st.lists(st.sampled_from([*INTRODUCTIONS, *WISHES, "\n", "轴承异响。"]), max_size=6))
def test_every_sentence_is_kept_or_left_out_by_itself(parts: list[str]) -> None:
    kept = "".join(part for part in parts if part not in INTRODUCTIONS)
    assert needed("".join(parts)) == (kept if kept.strip() else "".join(parts))
