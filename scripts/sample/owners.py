"""Which institution, and which of its colleges, may have made a patent."""

from functools import cache

from sample import bank
from sample.bank import Owner
from sample.dice import Dice

# Words in the name of a college that fit classes of the IPC; the first line that fits counts.
_AFFINITIES = (
    (("A01K", "A22"), "水产 水生 渔业 动物"),
    (("A01", "A23", "C05", "C12Q", "B07C"), "植物 园艺 农 食品 工学院 生命"),
    (("A61K6", "A61C", "A61F", "A61L"), "医 材料 生物 化学"),
    (("A61G", "A61H", "A61B34", "A61M"), "医 机械 生物医学"),
    (("A61", "C12", "G16", "G01R33"), "医 药 生命 生物 磁共振 原子"),
    (("E0", "E2"), "土木 水利 建筑"),
    (("C02", "B09", "B01D", "F23"), "环境 资源 水 化学 能源"),
    (("D0", "A41", "B41", "B68"), "纺织 化学 服装 机械"),
    (("C", "B01J", "H01M", "B32", "B22", "H01F", "B05", "F27", "F16L"), "材料 化学 化工 耐火"),
    (("B29",), "材料 机械"),
    (("G01S", "G01C", "G01V", "G08G3", "G01W"), "测绘 导航 遥感 地 航运 测量 信息"),
    (("G06", "H04", "G10", "G08", "G16"), "计算机 软件 智能 信息 网络 自动化 电子"),
    (("H01S", "G02", "G01J", "H10", "H01H", "H05K", "G01N21"), "光 电子 微电子 物理 集成"),
    (("H02", "H05", "G05", "H03", "G01R"), "电气 自动化 电子 信息"),
    (("B", "F", "G01M"), "机械 机电 动力 能源 汽车 航空 船"),
)
_FITTING = 25.0


@cache
def _words_for(code: str) -> tuple[str, ...]:
    for prefixes, words in _AFFINITIES:
        if code.startswith(prefixes):
            return tuple(words.split())
    return ()


@cache
def _candidates(industry: str, code: str) -> tuple[tuple[Owner, str, float], ...]:
    """Every college of the industry with its weight; the fitting ones weigh more."""
    words = _words_for(code)
    result = []
    for owner in bank.owners():
        colleges = owner.colleges.get(industry, ())
        for college in colleges:
            fits = any(word in college for word in words)
            weight = owner.weight / len(colleges) * (_FITTING if fits else 1.0)
            result.append((owner, college, weight))
    return tuple(result)


def pick_owner(industry: str, code: str, dice: Dice) -> tuple[Owner, str]:
    """An institution and a college for a patent of that industry and main class."""
    found = _candidates(industry, code)
    owner, college, _ = dice.weighted(found, [weight for _, _, weight in found])
    return owner, college
