"""Rows of the demand form 技术需求征集表."""

import datetime as dt

from sample import bank, people
from sample.bank import Angle, Topic
from sample.dice import Dice
from sample.firms import Firm
from sample.numbers import working_day
from sample.phrase import fill, retell

COLUMNS = (
    "技术需求编号",
    "企业名称",
    "统一社会信用代码",
    "市州",
    "县市区",
    "企业类型",
    "主营业务",
    "技术需求名称",
    "所属产业",
    "技术领域",
    "主要问题",
    "技术关键",
    "预期目标",
    "现有基础",
    "关键词",
    "拟投入资金总额(万元)",
    "技术需求合作模式",
    "需求时限",
    "保密级别",
    "联系人",
    "移动电话",
)
# The columns in which the firm speaks in its own words.
TEXT_COLUMNS = (
    "主营业务",
    "技术需求名称",
    "主要问题",
    "技术关键",
    "预期目标",
    "现有基础",
    "关键词",
)
LEAST_LETTER = 160
_FIRM_TYPES = (
    "高新技术企业",
    "科技型中小企业",
    "专精特新中小企业",
    "专精特新“小巨人”企业",
    "规上工业企业",
    "其他",
)
_FIRM_TYPE_WEIGHTS = (30, 22, 20, 8, 15, 5)
_LEVELS = ("公开", "限定", "定向", "不公开")
_LEVEL_WEIGHTS = (78, 12, 5, 5)
_MODES = ("合作研发", "委托研发", "技术转让", "技术转让；合作研发", "技术入股", "专利许可", "其他")
_MODE_WEIGHTS = (30, 25, 14, 12, 6, 10, 3)
_BUDGETS = (10, 15, 20, 30, 40, 50, 60, 80, 100, 120, 150, 200, 260, 300, 500)


def row(number: str, firm: Firm, topic: Topic, angle: Angle, dice: Dice) -> list[str]:
    """One line of the form."""
    words = list(dict.fromkeys((angle.word, *dice.some(topic.words, dice.between(2, 3)))))
    until = working_day(dt.date(2024, 12, 30), dt.date(2026, 12, 31), dice)
    return [
        number,
        firm.name,
        firm.uscc,
        firm.city.name,
        firm.county,
        dice.weighted(_FIRM_TYPES, _FIRM_TYPE_WEIGHTS),
        topic.product,
        fill(angle.name, dice),
        bank.industry(topic.industry).name,
        topic.area,
        *(retell(text, dice) for text in _letter(topic, angle, dice)),
        "；".join(words),
        str(dice.pick(_BUDGETS)) if dice.chance(0.94) else "",
        dice.weighted(_MODES, _MODE_WEIGHTS),
        max(until, dt.date(2024, 12, 31)).isoformat(),
        dice.weighted(_LEVELS, _LEVEL_WEIGHTS),
        people.firm_contact(dice),
        people.mobile_phone(dice),
    ]


def own_words(demand: list[str]) -> str:
    """All text of a row that a patent is compared with."""
    values = dict(zip(COLUMNS, demand, strict=True))
    return "\n".join(values[column] for column in TEXT_COLUMNS)


def _letter(topic: Topic, angle: Angle, dice: Dice) -> tuple[str, str, str, str]:
    while True:
        letter = (
            _problem(topic.product, angle, dice),
            _key(angle, dice),
            _target(angle, dice),
            _base(angle, dice),
        )
        if sum(len(text) for text in letter) >= LEAST_LETTER:
            return letter


def _problem(product: str, angle: Angle, dice: Dice) -> str:
    wordings = bank.common("demand")
    opening = fill(dice.pick(wordings["opening"]), dice).format(product=product)
    troubles = dice.some(angle.trouble, dice.weighted((1, 2), (1, 3)))
    endings = [dice.pick(wordings["plight"])]
    if len(troubles) == 1 or dice.chance(0.4):
        endings.append(dice.pick(wordings["cost"]))
    told = [fill(trouble, dice) + "。" for trouble in troubles]
    return opening + "".join(told) + "".join(fill(ending, dice) for ending in endings)


def _key(angle: Angle, dice: Dice) -> str:
    wordings = bank.common("demand")
    closing = dice.pick(wordings["closing"]) if dice.chance(0.7) else ""
    return f"{dice.pick(wordings['wish'])}{fill(angle.want, dice)}。{closing}"


def _target(angle: Angle, dice: Dice) -> str:
    wordings = bank.common("demand")
    points = [fill(point, dice) for point in dice.some(angle.target, 2)]
    if dice.chance(0.65):
        points.append(fill(dice.pick(wordings["target"]), dice))
    if len(points) > 1 and dice.chance(0.4):
        return "；".join(f"{place}、{point}" for place, point in enumerate(points, 1)) + "。"
    return "；".join(points) + "。"


def _base(angle: Angle, dice: Dice) -> str:
    wordings = bank.common("demand")
    tried = fill(dice.pick(angle.base), dice) + "。"
    able = [fill(text, dice) for text in dice.some(wordings["base"], dice.between(1, 2))]
    return "".join(dice.shuffled([tried, *able]))
