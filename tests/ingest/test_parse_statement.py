"""What a city states in a summary table: read from our own, and from tables made by hand."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlmodel import Session

from ingest.errors import SourceError
from ingest.parse_statement import Statement, read_statement
from ingest.types import Limits
from matchmaker.ledger.period import Period
from matchmaker.reports.campaign_files import table_file
from matchmaker.services.ledger.kpi import view_kpi
from tests.conftest import NOW
from tests.matchmaker.services.ledger.campaign import stand_campaign

WUHAN, YICHANG = "420100", "420500"
Rows = Sequence[Sequence[object]]


def read(folder: Path, rows: Rows, city: str = YICHANG, name: str = "汇总.xlsx") -> Statement:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "表"
    for row in rows:
        sheet.append(list(row))
    path = folder / name
    book.save(path)
    return read_statement(path, Limits(), city)


@pytest.mark.parametrize("whole", [False, True], ids=["own table", "the province's"])
def test_the_summary_table_of_this_service_is_read_back(
    session: Session, tmp_path: Path, whole: bool
) -> None:
    stand_campaign(session, tmp_path)
    own = view_kpi(session, Period(2024, 5, 10), date(2024, 11, 1), YICHANG)
    kpi = view_kpi(session, own.period, own.today) if whole else own
    path = tmp_path / "表.xlsx"
    path.write_bytes(table_file(session, kpi, NOW).content)
    found = read_statement(path, Limits(), YICHANG)
    assert found.figures == {line.indicator.slug: line.whole.value for line in own.lines}
    assert any(found.figures.values())
    assert (found.period, found.counted_until) == ("2024 年 5–10 月", date(2024, 11, 1))
    assert found.unknown == ()


def test_names_and_numbers_below_each_other_are_read(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        [
            ["宜昌市活动成效汇总表"],
            ["指标", "单位", "数值"],
            ["宣讲活动", "场", 3],
            ["质押登记金额", "万元", 1234.5],
            ["质押融资", "", "—"],
            ["其中：省级对接活动", "场", 0],
            ["满意度", "", 98],
            ["转让次数", "次", "1,200"],
        ],
    )
    assert found.figures == {
        "briefing_sessions": 3,
        "provincial_events": 0,
        "pledge_amount": 12_345_000,
        "assignments": 1200,
    }
    assert found.unknown == ("满意度",)


def test_the_row_of_the_city_is_read_and_no_other(tmp_path: Path) -> None:
    rows = [
        ["市州", "宣讲活动", "质押融资额（万元）"],
        ["武汉", 9, 1],
        ["宜昌市", 4, 2.5],
        ["合计", 13, 3.5],
    ]
    assert read(tmp_path, rows).figures == {"briefing_sessions": 4, "pledge_amount": 25_000}
    long = [["市州", "指标", "数值"], ["武汉", "宣讲活动", 9], ["宜昌", "宣讲活动", 4]]
    assert read(tmp_path, long).figures == {"briefing_sessions": 4}


@pytest.mark.parametrize(
    ("rows", "place", "reason"),
    [
        ([["指标", "数值"], ["宣讲活动", "三"]], "表“表” 第 2 行 宣讲活动", "“三”不是数字"),
        ([["指标", "数值"], ["宣讲活动", 1.5]], "表“表” 第 2 行 宣讲活动", "不能有小数"),
        ([["指标", "数值"], ["宣讲活动", -1]], "表“表” 第 2 行 宣讲活动", "不能是负数"),
        (
            [["指标", "数值"], ["宣讲活动", 1], ["宣讲场次", 2]],
            "表“表” 第 3 行 宣讲场次",
            "“宣讲活动”与表“表” 第 2 行 宣讲活动的数不一致",
        ),
        ([["市州", "宣讲活动"], ["武汉", 1]], "", "只有其他市州的数"),
        ([["市州", "宣讲活动"], ["荆襄", 1]], "表“表” 第 2 行 市州", "“荆襄”不是湖北省"),
        ([["项目", "说明"], ["宣讲", "很好"]], "", "没有找到任何指标的数"),
        ([["指标", "日期", "数值"], ["宣讲活动", "5月", 1]], "", "没有找到任何指标的数"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, rows: Rows, place: str, reason: str) -> None:
    with pytest.raises(SourceError) as caught:
        read(tmp_path, rows)
    assert (caught.value.file, caught.value.place) == ("汇总.xlsx", place)
    assert reason in caught.value.reason
    assert caught.value.remedy


def test_text_files_are_read_too(tmp_path: Path) -> None:
    path = tmp_path / "表.csv"
    path.write_text("指标,数值\n宣讲活动,3\n转让许可合计（次）,5\n", "utf-8")
    found = read_statement(path, Limits(), WUHAN)
    assert found.figures == {"briefing_sessions": 3, "transfers": 5}
