"""What a demand leaves too vague to be matched well, and what its firm had better add.

Nothing is refused for it: a firm that knows no figures yet shall still be heard.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from matchmaker.text.stopwords import stop_words
from models.values.secrecy import Confidentiality

# Characters that are left once the words are gone that every demand has.
LEAST_OF_TITLE, LEAST_OF_PROBLEM, LEAST_OF_SCENARIO = 4, 12, 8
# A figure of any unit, in digits or as 八成, 三倍; what numbers the lines of a list is none.
_FIGURE = re.compile(
    r"(?<![\d.])\d+(?:\.\d+)?(?![\d、.．)）])|[一二两三四五六七八九十百千万]+(?:成|倍|分之)"
)
_SIGNS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Advice:
    """What to add in which field, and why it matters."""

    field: str
    text: str


def advise(cells: Mapping[str, str]) -> list[Advice]:
    """Return what is too vague, the most harmful first; cells: field → text, none for empty."""
    told = {field: text.strip() for field, text in cells.items() if text.strip()}
    return [
        Advice(field, text)
        for field, text in (
            ("title", _of_title(told.get("title", ""))),
            ("problem", _of_problem(told.get("problem", ""))),
            ("target", _of_target(told)),
            ("description", _of_scenario(told.get("description", ""))),
            ("cooperation_modes", _of_modes(told)),
            ("budget", _of_budget(told)),
            ("intended_partner", _of_partner(told)),
        )
        if text
    ]


def _of_title(title: str) -> str:
    if not title:
        return "还没有名称：写“对象＋要解决的事”，如“轧辊表面裂纹的激光修复”"
    if _said(title) < LEAST_OF_TITLE:
        return f"“{title}”太笼统，几乎每条需求都这样写：加上是什么产品、什么工艺、什么毛病"
    return ""


def _of_problem(problem: str) -> str:
    if not problem:
        return "没有写主要问题：写清现在怎么做、坏在哪里、后果是什么，推荐主要靠这一段"
    if _said(problem) < LEAST_OF_PROBLEM:
        return "主要问题太短或只有套话：写出具体的部件、材料、工况和现象，至少一两句话"
    return ""


def _of_target(told: Mapping[str, str]) -> str:
    if any(_FIGURE.search(told.get(field, "")) for field in ("target", "problem", "description")):
        return ""
    if "target" in told:
        return "预期目标里没有数字：写出要达到的指标，如“寿命不低于 3000 小时”“能耗降低 15%”"
    return "没有预期目标：写出做到什么程度算解决，最好带数字和单位"


def _of_scenario(scenario: str) -> str:
    if _said(scenario) >= LEAST_OF_SCENARIO:
        return ""
    return "没有写清应用场景：用在什么设备或产品上，温度、介质、产量等条件如何"


def _of_modes(told: Mapping[str, str]) -> str:
    if "cooperation_modes" in told:
        return ""
    return "没有选合作方式：选了之后，只肯转让或只肯许可的专利会排得更准"


def _of_budget(told: Mapping[str, str]) -> str:
    return "" if "budget" in told else "没有写预算：写个范围或“面议”，报价超出太多的会排后"


def _of_partner(told: Mapping[str, str]) -> str:
    is_named = told.get("confidentiality") in (
        Confidentiality.NAMED.value,
        Confidentiality.NAMED.label,
    )
    if is_named and "intended_partner" not in told:
        return "公开级别为“定向”，却没有写合作意向单位：除组织者外没有单位看得到这条需求"
    return ""


def _said(text: str) -> int:
    """Return how many characters of a text say more than what every demand says."""
    return len(_SIGNS.sub("", _commonplaces().sub("", text.lower())))


@cache
def _commonplaces() -> re.Pattern[str]:
    # Single characters are parts of other words, too.
    words = sorted((word for word in stop_words() if len(word) > 1), key=lambda w: (-len(w), w))
    return re.compile("|".join(map(re.escape, words)))
