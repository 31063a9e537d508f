"""Phrases with slots: `{30~45}` is a figure of that range, `<a|b>` one of the wordings."""

import re
from decimal import Decimal

from sample.dice import Dice

_RANGE = re.compile(r"\{([\d.]+)~([\d.]+)\}")
_CHOICE = re.compile(r"<([^<>|]*\|[^<>]*)>")
_CHINESE_RUN = re.compile(r"[\u4e00-\u9fff]+")
# Words that may always stand for each other in a patent text.
_SYNONYMS = {
    "采用": ("采用", "采用", "使用", "选用"),
    "提高": ("提高", "提升"),
    "设有": ("设有", "设置有"),
    "显著": ("显著", "明显"),
    "从而": ("从而", "进而"),
    "包括": ("包括", "包括", "包含"),
    "依据": ("依据", "根据"),
    "得到": ("得到", "获得"),
    "判断": ("判断", "判定"),
    "避免": ("避免", "防止"),
    "随后": ("随后", "之后"),
    "并以": ("并以", "且以"),
    "再以": ("再以", "再用", "然后以"),
    "先以": ("先以", "首先以", "先用"),
    "其中，": ("其中，", "具体地，"),
}
# The same for the spoken words of a demand letter.
_SPOKEN = {
    "现在": ("现在", "目前", "眼下", "如今"),
    "经常": ("经常", "时常", "常常"),
    "而且": ("而且", "并且", "同时"),
    "试过": ("试过", "曾试过", "也试过"),
    "，别": ("，别", "，不要"),
    "老是": ("老是", "总是"),
    "特别": ("特别", "尤其"),
}


# And for the set words of a title.
_TITLE_WORDS = {
    "基于": ("基于", "基于", "利用"),
    "面向": ("面向", "用于"),
    "融合": ("融合", "结合"),
    "与": ("与", "与", "和"),
    "自适应": ("自适应", "自适应", "自动适应"),
    "协同": ("协同", "协同", "联合"),
}


def fill(text: str, dice: Dice) -> str:
    """The phrase with every slot decided; choices may hold figures, figures hold no choices."""
    while _CHOICE.search(text):
        text = _CHOICE.sub(lambda match: dice.pick(match[1].split("|")), text)
    return _RANGE.sub(lambda match: _figure(match[1], match[2], dice), text)


def reword(text: str, dice: Dice) -> str:
    """The same sentence with some of its set words exchanged."""
    return _exchange(text, _SYNONYMS, dice)


def reword_title(text: str, dice: Dice) -> str:
    return _exchange(text, _TITLE_WORDS, dice)


def retell(text: str, dice: Dice) -> str:
    """The same sentence as another clerk would have put it down."""
    return _exchange(text, _SPOKEN, dice)


def _exchange(text: str, words: dict[str, tuple[str, ...]], dice: Dice) -> str:
    return re.sub("|".join(words), lambda match: dice.pick(words[match[0]]), text)


def _figure(low: str, high: str, dice: Dice) -> str:
    decimals = len(low.partition(".")[2])
    scale = 10**decimals
    first, last = int(Decimal(low) * scale), int(Decimal(high) * scale)
    step = _step(first, last) if decimals == 0 else 1
    value = first + step * dice.below((last - first) // step + 1)
    return f"{Decimal(value) / scale:.{decimals}f}"


def _step(first: int, last: int) -> int:
    for step in (1000, 100, 50, 10, 5):
        if first % step == 0 and last % step == 0 and (last - first) // step >= 4:
            return step
    return 1


def chinese_runs(text: str, length: int) -> list[str]:
    """Every run of that many neighbouring Chinese characters in the text, in order."""
    return [
        run[start : start + length]
        for run in _CHINESE_RUN.findall(text)
        for start in range(len(run) - length + 1)
    ]


def shared_run(one: str, other: str, length: int) -> str | None:
    """A run of that many Chinese characters found in both texts, or None."""
    return next((run for run in chinese_runs(one, length) if run in other), None)
