"""Rows of the stock-taking sheet 存量专利盘点表."""

import datetime as dt
from dataclasses import dataclass

from sample import bank, legal, people
from sample.bank import Angle, Topic, Trap
from sample.dice import Dice
from sample.legal import Life
from sample.numbers import application_number, publication_number
from sample.owners import pick_owner
from sample.phrase import fill, reword, reword_title

COLUMNS = (
    "专利名称",
    "申请号",
    "公开(公告)号",
    "申请人",
    "当前权利人",
    "发明人",
    "学院",
    "申请人地址",
    "申请日",
    "授权公告日",
    "主分类号",
    "分类号",
    "摘要",
    "主权项",
    "当前法律状态",
    "技术成熟度",
    "可接受的转化方式",
    "预期交易价格(万元)",
    "是否财政资助",
    "应用场景(产业化前景)",
    "许可类型",
    "联系人",
    "联系电话",
)
# What the last word of a title makes of the text: the word that stands for it later.
_NOUNS = ("方法", "工艺", "系统", "装置", "设备", "平台", "材料", "结构", "机构", "传感器")
_DEVICE_ENDINGS = ("装置", "设备", "结构", "机构", "器", "机", "箱", "夹具", "模组", "架", "头")
# What an invention may claim besides; the first ending that fits counts.
_BESIDES = (
    ("制备方法", ("及其应用", "与应用")),
    ("方法", ("及系统", "及装置", "及其应用")),
    ("系统", ("及方法", "及其控制方法")),
    ("材料", ("及其制备方法", "及其应用")),
    ("工艺", ("及设备", "及其应用")),
    (_DEVICE_ENDINGS, ("及其使用方法", "及方法")),
)
_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x41, 0x5B)}


@dataclass(frozen=True)
class Text:
    """What a patent says, before anything of its owner and its life."""

    industry: str
    title: str
    ipc: tuple[str, ...]
    abstract: str
    claim: str
    scene: str


def may_be_utility_model(title: str) -> bool:
    return title.endswith(_DEVICE_ENDINGS)


def _noun(title: str) -> str:
    return next(("该" + noun for noun in _NOUNS if title.endswith(noun)), "其")


def _with_besides(title: str, kind: int, dice: Dice) -> str:
    """Three inventions in ten claim a second thing; a title that has one already stays."""
    if kind == 2 or "及" in title or not dice.chance(0.3):
        return title
    endings = (endings for ending, endings in _BESIDES if title.endswith(ending))
    return title + dice.pick(next(endings, ("",)))


def topic_text(topic: Topic, angle: Angle, kind: int, dice: Dice) -> Text:
    """A patent text for one solution of a topic; other details on every call."""
    title = fill(angle.title, dice)
    values = {
        "this": "本发明" if kind == 1 else "本实用新型",
        "title": "一种" + _with_besides(reword_title(title, dice), kind, dice),
        "area": topic.area,
        "gap": fill(dice.pick(angle.gap), dice),
        "noun": _noun(title),
        "means": fill(angle.means, dice),
    }
    parts = dice.some(angle.part, dice.weighted((2, 3, 4), (2, 5, 2)))
    gains = dice.some(angle.gain, 2)
    means = values["means"]
    values["said"] = means if means.startswith("包括") else values["noun"] + means
    values["gain"] = "，".join(fill(gain, dice) for gain in gains)
    details = [fill(part, dice) for part in parts]
    values["part"] = dice.pick(("", "其中，", "进一步地，", "优选地，")) + "；".join(details)
    scene = fill(dice.pick(angle.scene), dice)
    abstract = reword(_abstract_frame(dice).format(**values), dice)
    if dice.chance(0.45) or len(abstract) < 190:
        abstract += f"{dice.pick(('适用于', '可用于', '可应用于'))}{scene}。"
    if len(abstract) < 165:
        abstract += dice.pick(bank.common("patent")["remark"])
    claim = f"1.{values['title']}，其特征在于，{means}；{details[0]}。"
    ipc = (angle.ipc[0], *dice.some(angle.ipc[1:], 2))
    return Text(topic.industry, values["title"], ipc, abstract, claim, scene)


def _abstract_frame(dice: Dice) -> str:
    """An opening and an ending of which exactly one tells the problem."""
    wordings = bank.common("patent")
    if dice.chance(0.5):
        return dice.pick(wordings["opening_gap"]) + dice.pick(wordings["ending_plain"])
    return dice.pick(wordings["opening_plain"]) + dice.pick(wordings["ending_gap"])


def trap_text(trap: Trap, dice: Dice) -> Text:
    return Text(
        trap.industry,
        "一种" + trap.title,
        trap.ipc,
        fill(trap.text, dice),
        f"1.一种{trap.title}，其特征在于，{fill(trap.claim, dice)}。",
        trap.scene,
    )


def _date(day: dt.date, style: int) -> str:
    if style == 0:
        return f"{day.year}.{day.month:02d}.{day.day:02d}"
    if style == 1:
        return f"{day.year}/{day.month}/{day.day}"
    return day.isoformat()


def _price(dice: Dice) -> str:
    kind = dice.weighted(("talk", "number", "none"), (4, 4, 2))
    if kind == "number":
        return str(
            dice.pick((5, 8, 10, 12, 15, 20, 25, 30, 35, 40, 50, 60, 80, 100, 150, 200, 300))
        )
    return "面议" if kind == "talk" else ""


def _ipc_with_version(code: str, dice: Dice) -> str:
    return f"{code}(2006.01)I" if dice.chance(0.03) else code


def row(text: Text, life: Life, serial: int, dice: Dice, *, blemishes: bool) -> list[str]:
    """One line of the sheet."""
    owner, college = pick_owner(text.industry, text.ipc[0], dice)
    number = application_number(life.filed.year, life.kind, serial)
    letter = "U" if life.kind == 2 else ("B" if life.granted else "A")
    applicants = [owner.name]
    if dice.chance(0.04):
        second, _ = pick_owner(text.industry, text.ipc[0], dice)
        if second.name != owner.name:
            applicants.append(second.name)
    title, main = text.title, _ipc_with_version(text.ipc[0], dice)
    style = 9
    if blemishes:
        style = dice.below(25)
        if dice.chance(0.15):
            title = title.translate(_FULL_WIDTH)
        if dice.chance(0.01):
            main = main.translate(_FULL_WIDTH)
        if life.granted and dice.chance(0.02):
            number = "ZL" + number.removeprefix("CN")
    return [
        title,
        number,
        publication_number(life.kind, serial, letter),
        "; ".join(applicants),
        "; ".join(applicants),
        people.inventors(dice),
        college,
        owner.address,
        _date(life.filed, style),
        _date(life.granted, style) if life.granted else "",
        main,
        "; ".join(text.ipc),
        text.abstract,
        text.claim,
        life.state,
        legal.maturity(dice),
        legal.transfer_modes(life, dice),
        _price(dice),
        "是" if dice.chance(0.45) else "否",
        text.scene if dice.chance(0.92) else "",
        life.licence,
        people.office_contact(owner.office, dice),
        people.office_phone(dice),
    ]
