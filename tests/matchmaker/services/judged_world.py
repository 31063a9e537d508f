"""A small world of judgements in which people prefer what no shared word tells."""

import csv
from pathlib import Path

# subject of the demands → words of the patents that people like, words of those they do not.
SUBJECTS = {
    "印染废水脱色处理": ("吸附 树脂", "染料 合成"),
    "轧辊表面裂纹修复": ("熔覆 喷涂", "皮肤 疤痕"),
    "生猪养殖臭气治理": ("生物 滤池", "饲料 香味"),
    "电池包热失控预警": ("膨胀力 监测", "电视 遥控"),
    "水稻病虫害防治": ("诱捕 天敌", "稻米 加工"),
}
SITUATIONS = ("车间现场", "老旧产线", "南方地区", "小批量", "连续运行", "成本受限")


def write_world(folder: Path, *, agreeing: bool = False) -> tuple[Path, Path]:
    """Write demands and judged pairs.

    agreeing: people like what shares words with the demand, so that nothing is left to learn.
    """
    demands, pairs = [], []
    for serial, (subject, (liked, disliked)) in enumerate(SUBJECTS.items()):
        for turn, situation in enumerate(SITUATIONS):
            demand = f"d{serial}{turn}"
            demands.append(
                (demand, f"{situation}{subject}", f"{subject}效果差，{situation}难以解决")
            )
            shared = " ".join(subject[i : i + 2] for i in range(0, len(subject) - 1, 2))
            judged = [(liked, 4), (f"{disliked} {shared[:2]}", 1), (f"{liked} {shared}", 4)]
            if agreeing:
                judged = [(f"{liked} {shared}", 4), (disliked, 1), (f"{disliked} 装置", 1)]
            others = [other for other in SUBJECTS if other != subject][:3]
            judged += [(SUBJECTS[other][1], 1) for other in others]
            for place, (title, relevance) in enumerate(judged):
                pairs.append((demand, f"s{serial}{turn}{place}", title, relevance))
    return (
        _write(folder / "demands.csv", ("demand_id", "title", "content"), demands),
        _write(
            folder / "pairs.csv", ("demand_id", "supply_id", "supply_title", "relevance"), pairs
        ),
    )


def _write(path: Path, header: tuple[str, ...], rows: list[tuple[object, ...]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path
