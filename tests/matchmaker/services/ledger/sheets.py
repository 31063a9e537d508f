"""A sheet of last year's figures: the 17 cities, three of them wrong, and their total."""

from pathlib import Path

from models.values.region import HUBEI_CITIES
from tests.ingest.writing import write_book

HEAD = ("市州", "宣讲场次", "转让次数", "质押登记金额（万元）")
# Place among the cities → column, what stands there, what is wrong with it.
WRONG = {
    3: ("宣讲场次", "十二场", "不是数字"),
    7: ("质押登记金额（万元）", -300, "不能是负数"),
    11: ("转让次数", 2.5, "“专利转让”是个数，不能有小数"),
}
SHEET = "2023年"


def rows_of(wrong: bool = True) -> list[list[object]]:
    """Return the rows under the header, without the total."""
    rows: list[list[object]] = []
    for place, city in enumerate(HUBEI_CITIES):
        row = {"宣讲场次": place + 1, "转让次数": 10 * place, "质押登记金额（万元）": 1234.5}
        if wrong and place in WRONG:
            column, value, _ = WRONG[place]
            row |= {column: value}  # type: ignore[dict-item]
        rows.append([city.short_name, *row.values()])
    return rows


def write_last_year(path: Path, wrong: bool = True) -> Path:
    """Write the sheet with a title above it, as cities send it."""
    title = ["2023年各市州专利转化运用情况"]
    total = ["合计", 153, 1360, 20986.5]
    return write_book(path, {SHEET: [title, HEAD, *rows_of(wrong), total]})
