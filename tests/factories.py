"""Small real files, as people send them."""

import csv
from collections.abc import Sequence
from pathlib import Path

from models.values.patent_number import check_digit

PATENT_HEADERS = (
    "专利名称",
    "申请号",
    "申请人",
    "申请日",
    "主分类号",
    "摘要",
    "申请人地址",
    "当前法律状态",
)
DEMAND_HEADERS = ("技术需求编号", "企业名称", "市州", "技术需求名称", "主要问题")

PATENTS: tuple[tuple[str, ...], ...] = (
    (
        "一种轧辊表面裂纹的激光熔覆修复方法",
        "202010000001",
        "武汉科技大学",
        "2020-01-05",
        "C23C24/10",
        "本发明公开了一种轧辊表面裂纹的激光熔覆修复方法，对轧辊裂纹处开槽、预热并送粉熔覆，修复层与基体结合牢固。",
        "湖北省武汉市青山区和平大道947号",
        "授权",
    ),
    (
        "一种皮肤瘢痕激光治疗仪",
        "202020000002",
        "武汉大学",
        "2020-02-06",
        "A61N5/067",
        "本实用新型涉及一种皮肤瘢痕激光治疗仪，通过点阵激光照射皮肤表面，促进瘢痕修复。",
        "湖北省武汉市武昌区珞珈山",
        "授权",
    ),
    (
        "一种磷酸铁锂电池包的热失控预警方法",
        "201910000003",
        "华中科技大学",
        "2019-03-07",
        "H01M10/42",
        "本发明公开了一种磷酸铁锂电池包的热失控预警方法，采集电池电压与产气信号，在热失控前发出预警。",
        "湖北省武汉市洪山区珞喻路1037号",
        "未缴年费专利权终止",
    ),
    (
        "一种动力电池包热失控早期预警装置",
        "202110000004",
        "湖北汽车工业学院",
        "2021-04-08",
        "H01M10/48",
        "本发明公开了一种动力电池包热失控早期预警装置，监测电池膨胀力和温度，提前发现热失控。",
        "湖北省十堰市车城西路167号",
        "授权",
    ),
)

DEMANDS: tuple[tuple[str, ...], ...] = (
    (
        "X-1",
        "武汉轧机制造有限公司",
        "武汉",
        "轧辊裂纹修复",
        "轧辊用久了表面开裂，换新的太贵，想用激光把裂纹修好。",
    ),
    (
        "X-2",
        "十堰电池有限公司",
        "十堰",
        "电池包热失控预警",
        "电池包热失控之前没有任何提示，希望能提前预警。",
    ),
)


def number(digits: str) -> str:
    """Return a 12-digit number in full, with its check character."""
    return f"CN{digits}.{check_digit(digits)}"


def wrong_number(digits: str) -> str:
    """Return a 12-digit number with a check character that is not its own."""
    return f"CN{digits}.{'1' if check_digit(digits) != '1' else '2'}"


def write_csv(path: Path, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headers)
        writer.writerows(rows)
    return path


def write_patents(path: Path, rows: Sequence[Sequence[str]] = PATENTS) -> Path:
    return write_csv(path, PATENT_HEADERS, [[r[0], number(r[1]), *r[2:]] for r in rows])


def write_demands(path: Path, rows: Sequence[Sequence[str]] = DEMANDS) -> Path:
    return write_csv(path, DEMAND_HEADERS, rows)


CAMPAIGN = """
name = "测试活动"

[[event]]
slug = "docking"
name = "武汉都市圈对接会"
kind = "provincial_docking"
date = 2024-06-18
city = "武汉"
area = "wuhan"
per_demand = 3
per_patent = 2
institution_share = 0.9

[[event]]
slug = "roadshow"
name = "十堰路演"
kind = "roadshow"
date = 2024-06-27
city = "420300"
institution_share = 1.0
"""
