"""The list of firms of a roadshow as a workbook: what stands in it, and what changed."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import openpyxl

from matchmaker.reports import firm_list
from matchmaker.services.firm_lists.view import FirmLine, FirmListView, compare
from models.enums import ListStatus
from models.meeting_enums import ParticipantStatus
from tests.conftest import NOW

LINE = FirmLine(
    organisation_id=1,
    place=1,
    name="武汉激光公司",
    city="武汉",
    score=0.45,
    reasons=("链上有效专利 1 件", "近 12 个月没有路演过"),
    note="牵头处室推荐",
    hand="手工加入",
    status=ParticipantStatus.CONFIRMED,
)
OTHER = replace(
    LINE, organisation_id=2, place=2, name="宜昌机械公司", score=None, status=None, note="", hand=""
)
VIEW = FirmListView(
    slug="june",
    event_name="六月路演",
    held_on=date(2024, 6, 20),
    place="武汉　会展中心",
    campaign="",
    chain="laser",
    chain_name="光通信及激光",
    version=1,
    status=ListStatus.LOCKED,
    most=12,
    created_at=NOW,
    locked_at=NOW,
    notices=(),
    firms=(LINE, OTHER),
)


def rows_of(content: bytes, sheet: str) -> list[tuple[object, ...]]:
    book = openpyxl.load_workbook(BytesIO(content))
    return list(book[sheet].iter_rows(values_only=True))


def test_a_list_is_printed_with_its_event_and_its_firms() -> None:
    title, facts, header, first, second = rows_of(firm_list.build(VIEW), "路演企业")
    assert title[0] == "六月路演　路演企业名单"
    assert facts[0] == (
        "2024-06-20　武汉　会展中心　产业链：光通信及激光　第 1 版（已锁定）　"
        f"锁定于 {NOW.astimezone(firm_list.CHINA):%Y-%m-%d %H:%M}　2 家"
    )
    assert header[0] == "序号"
    assert first == (
        1,
        "武汉激光公司",
        "武汉",
        0.45,
        "链上有效专利 1 件；近 12 个月没有路演过",
        "已确认",
        "牵头处室推荐",
        "手工加入",
    )
    # What is not told is an empty cell, not a nought.
    assert second[3] is None
    assert firm_list.file_name(VIEW) == "june_路演企业_v1.xlsx"


def test_the_same_list_gives_the_same_bytes() -> None:
    assert firm_list.build(VIEW) == firm_list.build(VIEW)


def test_what_changed_stands_on_a_sheet_of_its_own() -> None:
    third = replace(OTHER, organisation_id=3, name="襄阳焊接公司")
    after = replace(
        VIEW, version=2, firms=(third, replace(LINE, place=2, score=0.2, reasons=("无",)))
    )
    content = firm_list.build(after, compare(VIEW, after, {2: "人工移出：已上市"}))
    assert rows_of(content, "与上一版的变化")[1:] == [
        ("新进", "襄阳焊接公司", None, "第 2 名", OTHER.reason),
        ("退出", "宜昌机械公司", "第 2 名", None, "人工移出：已上市"),
        ("得分、理由", "武汉激光公司", "0.45", "0.20", f"{LINE.reason} → 无"),
    ]
