"""What is handed out of a timetable: the workbook, calendars and name cards, read back."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from io import BytesIO

import openpyxl
import pytest
from icalendar import Calendar, Component

from matchmaker.reports import calendar_files, name_cards, timetable_book
from matchmaker.services.halls import CHINA
from matchmaker.services.timetable_view import (
    CancelledView,
    MeetingView,
    PartyView,
    SlotView,
    TimetableView,
)
from models.meeting_enums import Side
from tests.conftest import NOW

FIRST = datetime(2024, 6, 18, 9, 0, tzinfo=CHINA)
SLOTS = tuple(
    SlotView(
        number,
        FIRST + timedelta(minutes=25 * (number - 1)),
        FIRST + timedelta(minutes=25 * (number - 1) + 20),
        is_break=number == 3,
    )
    for number in range(1, 9)
)


def party(side: Side, number: int, name: str) -> PartyView:
    return PartyView(side, number, name, "武汉", "甲", "张** 138****1234", f"token{number}", None)


FIRM = party(Side.ENTERPRISE, 1, "=武汉轧机制造有限公司")
OTHER = party(Side.ENTERPRISE, 2, "十堰<电池>有限公司")
OWNER = party(Side.INSTITUTION, 3, "武汉大学")


def meeting(slot: int, table: int, firm: PartyView) -> MeetingView:
    return MeetingView(
        SLOTS[slot - 1],
        table,
        "A区",
        firm.organisation_id,
        firm.name,
        OWNER.organisation_id,
        OWNER.name,
        "需求“裂纹”，专利“熔覆”（CN202010000001.1）",
        fixed=False,
    )


VIEW = TimetableView(
    slug="docking",
    event_name="武汉对接会",
    held_on=FIRST.date(),
    place="武汉 会展中心",
    version=2,
    status="草稿",
    made_at=NOW,
    method="最优方案（会面总价值 2.00）",
    notices=("1 对未能安排",),
    slots=SLOTS,
    tables=("A区", "A区"),
    parties=(FIRM, OTHER, OWNER),
    meetings=(meeting(1, 1, FIRM), meeting(2, 2, OTHER)),
    cancelled=(CancelledView(2, 9, SLOTS[3].starts, SLOTS[3].ends),),
)


def book() -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(timetable_book.build(VIEW)))


def cells(name: str) -> list[list[object]]:
    return [list(row) for row in book()[name].iter_rows(values_only=True)]


def test_the_workbook_has_a_sheet_a_kind() -> None:
    assert book().sheetnames == [
        "总表（第 1–6 场）",
        "总表（第 7–8 场）",
        "企业日程",
        "高校院所日程",
        "桌次表",
        "签到表",
    ]


def test_the_hall_shows_who_meets_at_which_table_when() -> None:
    rows = cells("总表（第 1–6 场）")
    head = next(number for number, row in enumerate(rows) if row[0] == "桌号")
    assert rows[head][1:3] == ["第 1 场\n09:00–09:20", "第 2 场\n09:25–09:45"]
    assert rows[head + 1][:4] == ["1 号\nA区", f"{FIRM.name}\n武汉大学", None, "休息"]
    assert rows[head + 2][2] == f"{OTHER.name}\n武汉大学"
    later = [row for row in cells("总表（第 7–8 场）") if row[0] == "桌号"]
    assert later == [["桌号", "第 7 场\n11:30–11:50", "第 8 场\n11:55–12:15"]]


def test_a_short_event_has_one_sheet_for_the_hall() -> None:
    short = replace(VIEW, slots=SLOTS[:6])
    sheets = openpyxl.load_workbook(BytesIO(timetable_book.build(short))).sheetnames
    assert sheets[:2] == ["总表", "企业日程"]


def test_no_name_becomes_a_formula() -> None:
    found = book()["企业日程"]["A1"]
    assert (found.value, found.data_type) == (FIRM.name, "s")


def test_each_party_has_its_plan_on_a_page_of_its_own() -> None:
    sheet = book()["企业日程"]
    titles = [row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).font.size == 14]
    assert [sheet.cell(row, 1).value for row in titles] == [FIRM.name, OTHER.name]
    assert [brk.id for brk in sheet.row_breaks.brk] == [titles[1] - 1]
    values = [cell.value for cell in sheet[titles[0] + 3]]
    assert values == [1, "09:00–09:20", 1, "A区", "武汉大学", VIEW.meetings[0].reason]


def test_each_table_has_its_plan() -> None:
    rows = cells("桌次表")
    first = next(number for number, row in enumerate(rows) if row[0] == "2 号桌（A区）")
    assert rows[first + 4] == [2, "09:25–09:45", OTHER.name, "武汉大学"]
    assert rows[first + 5][2] == "休息"


def test_the_sign_in_sheet_has_room_for_a_signature_and_masks_the_contact() -> None:
    rows = cells("签到表")
    assert rows[1][-1] == "签名"
    assert rows[2][:7] == [1, "企业", FIRM.name, "武汉", "甲", 1, "张** 138****1234"]
    assert book()["签到表"].row_dimensions[3].height == 30


def parse(content: bytes) -> list[Component]:
    return Calendar.from_ical(content).walk("VEVENT")


def test_the_calendar_of_an_event_holds_its_day_and_every_meeting() -> None:
    day, first, second, gone = parse(calendar_files.build(VIEW))
    assert (day["SUMMARY"], day.decoded("DTSTART"), day.decoded("DTEND")) == (
        "武汉对接会",
        SLOTS[0].starts,
        SLOTS[-1].ends,
    )
    assert first["UID"] == "docking-1-3@patent-matchmaker"
    assert first["LOCATION"] == "武汉 会展中心 A区 1 号桌"
    assert second.decoded("DTSTART") == SLOTS[1].starts
    assert (gone["UID"], gone["STATUS"]) == ("docking-2-9@patent-matchmaker", "CANCELLED")


def test_moments_are_in_the_zone_that_the_calendar_describes() -> None:
    content = calendar_files.build(VIEW).decode()
    assert "TZID:Asia/Shanghai" in content
    assert "DTSTART;TZID=Asia/Shanghai:20240618T090000" in content
    entry = parse(calendar_files.build(VIEW))[1]
    assert entry.decoded("DTSTAMP") == NOW.astimezone(UTC)
    assert entry["SEQUENCE"] == 2


def test_a_party_gets_its_own_meetings_and_what_was_cancelled() -> None:
    found = parse(calendar_files.build_party(VIEW, OTHER))
    assert [entry["SUMMARY"] for entry in found] == ["会面：武汉大学", "会面已取消"]
    found = parse(calendar_files.build_party(VIEW, OWNER))
    assert [entry["SUMMARY"] for entry in found] == [f"会面：{FIRM.name}", f"会面：{OTHER.name}"]


def test_names_of_files_hold_nothing_that_no_file_may_be_called() -> None:
    names = calendar_files.file_names(VIEW)
    assert names[Side.ENTERPRISE, 2] == "docking_v2_enterprise-2_十堰_电池_有限公司.ics"


@pytest.mark.parametrize(
    "build",
    [
        timetable_book.build,
        calendar_files.build,
        lambda view: calendar_files.build_party(view, FIRM),
        lambda view: name_cards.build(view, "http://10.0.0.1:8000"),
    ],
)
def test_the_same_version_gives_the_same_bytes(build: Callable[[TimetableView], bytes]) -> None:
    assert build(VIEW) == build(VIEW)


class Cards(HTMLParser):
    """Counts cards and codes, and collects the names."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.counts = {"article": 0, "section": 0, "segno": 0}
        self.names: list[str] = []
        self._in_name = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kinds = (dict(attrs).get("class") or "").split()
        for kind in {tag, *kinds} & self.counts.keys():
            self.counts[kind] += 1
        self._in_name = "name" in kinds

    def handle_data(self, data: str) -> None:
        if self._in_name:
            self.names.append(data)
            self._in_name = False


def test_every_participant_has_a_card_with_a_code() -> None:
    found = Cards(name_cards.build(VIEW, "http://10.0.0.1:8000/").decode())
    assert found.counts == {"article": 3, "section": 1, "segno": 3}
    assert found.names == [FIRM.name, OTHER.name, OWNER.name]


def test_the_code_leads_to_the_check_in_page() -> None:
    address = name_cards.check_in_address("http://10.0.0.1:8000/", FIRM.token)
    assert address == "http://10.0.0.1:8000/checkin/token1"
    assert "http" not in re.sub(
        r'xmlns="[^"]*"', "", name_cards.build(VIEW, "http://10.0.0.1:8000").decode()
    )


def test_without_an_address_there_is_no_code_and_the_page_says_so() -> None:
    page = name_cards.build(VIEW, "").decode()
    assert Cards(page).counts["segno"] == 0
    assert "MATCHMAKER_BASE_URL" in page


def test_ten_cards_fill_a_page() -> None:
    many = replace(VIEW, parties=tuple(party(Side.ENTERPRISE, n, f"第{n}公司") for n in range(21)))
    assert Cards(name_cards.build(many, "").decode()).counts["section"] == 3
