"""A few judged pairs whose right order is plain."""

from matchmaker.matching.types import DemandDoc
from matchmaker.services.comparison import Bench
from matchmaker.services.judged_files import JudgedPair

TITLES = {
    "s1": "锂离子 电池 陶瓷 涂覆 隔膜",
    "s2": "轧辊 裂纹 激光 熔覆 修复",
    "s3": "北斗 导航 抗干扰 天线",
    "s4": "猪瘟 疫苗 制备 方法",
    "s5": "污水 脱氮 工艺",
}
DEMANDS = {
    "battery": DemandDoc(0, "锂电池隔膜耐热性提升", "现有隔膜在热失控时收缩，需要陶瓷涂覆隔膜"),
    "mill": DemandDoc(1, "轧辊修复", "轧辊表面有裂纹" * 10),
    "ship": DemandDoc(2, "北斗终端抗干扰", "船用北斗导航定位易受干扰。" * 40),
    "unjudged": DemandDoc(3, "无人评判", "污水"),
}
BEST = {"battery": "s1", "mill": "s2", "ship": "s3"}
PAIRS = [
    JudgedPair(demand, supply, title, 4 if supply == best else 1)
    for demand, best in BEST.items()
    for supply, title in TITLES.items()
]


def make_bench(pairs: list[JudgedPair] | None = None) -> Bench:
    return Bench(DEMANDS, PAIRS if pairs is None else pairs, "rjieba")
