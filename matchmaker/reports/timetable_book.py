"""The timetable of an event as one workbook: the hall at a glance, a page a party, a page a table.

A page a party and a page a table are parted by page breaks, which Excel heeds only where a sheet is
not fitted to the page: their columns fit upright A4 even where a wider font stands in for Excel's.
"""

from collections.abc import Sequence

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from matchmaker.reports.sheets import (
    HEADER_FILL,
    HEADING_FONT,
    Book,
    Column,
    Value,
    row_height,
    write_table,
    write_title,
    write_value,
)
from matchmaker.services.timetable_view import MeetingView, PartyView, SlotView, TimetableView
from models.meeting_enums import Side

GRID_SHEET = "总表"
PARTY_SHEETS = {Side.ENTERPRISE: "企业日程", Side.INSTITUTION: "高校院所日程"}
TABLE_SHEET = "桌次表"
SIGN_SHEET = "签到表"
# Slots beside each other on a sheet of the hall; more of them would be too small to read on paper.
SLOTS_PER_SHEET = 6
BREAK_FILL = "#EDEDED"
GRID_TABLE_WIDTH = 8.0
GRID_SLOT_WIDTH = 20.0
# Per cent at which the columns below fit the page.
PRINT_SCALE = 90
PARTY_COLUMNS = (
    Column("场次", 5, centred=True),
    Column("时间", 12, centred=True),
    Column("桌号", 5, centred=True),
    Column("区域", 7, centred=True),
    Column("对方单位", 19),
    Column("会面事由", 25),
)
TABLE_COLUMNS = (
    Column("场次", 5, centred=True),
    Column("时间", 12, centred=True),
    Column("企业", 28),
    Column("高校院所", 28),
)
SIGN_COLUMNS = (
    Column("序号", 6, centred=True),
    Column("类别", 10, centred=True),
    Column("单位", 36),
    Column("市州", 9, centred=True),
    Column("分组", 10, centred=True),
    Column("会面场数", 9, centred=True),
    Column("联系人", 20, centred=True),
    Column("签到时间", 14, centred=True),
    Column("签名", 24),
)
# Room for a signature by hand.
SIGN_ROW_POINTS = 30.0
FREE = "—"


def build(view: TimetableView) -> bytes:
    """Return the workbook; the same version gives the same bytes."""
    book = Book(f"{view.event_name}洽谈日程", view.made_at)
    _grids(book, view)
    for side, name in PARTY_SHEETS.items():
        _parties(book, view, side, name)
    _tables(book, view)
    _sign_in(book, view)
    return book.bytes()


def file_name(view: TimetableView) -> str:
    """Return the name that the file is saved under."""
    return f"{view.slug}_v{view.version}_timetable.xlsx"


def _grids(book: Book, view: TimetableView) -> None:
    """Write tables against slots, a few slots a sheet, so that it can be read on paper."""
    for first in range(0, len(view.slots), SLOTS_PER_SHEET):
        slots = view.slots[first : first + SLOTS_PER_SHEET]
        whole = len(slots) == len(view.slots)
        span = "" if whole else f"（第 {slots[0].number}–{slots[-1].number} 场）"
        sheet = book.sheet(f"{GRID_SHEET}{span}")
        sheet.set_column(0, 0, GRID_TABLE_WIDTH)
        sheet.set_column(1, len(slots), GRID_SLOT_WIDTH)
        write_title(book, sheet, f"{view.event_name}　洽谈总表{span}", len(slots) + 1)
        _grid(book, sheet, _facts(book, sheet, view, len(slots)), view, slots)


def _facts(book: Book, sheet: Worksheet, view: TimetableView, slots: int) -> int:
    """Write when and where it is and how the version was made; return the next free row."""
    lines = [
        f"{view.held_on:%Y年%m月%d日}　{view.place}　第 {view.version} 版（{view.status}）",
        f"{len(view.parties)} 家单位，{len(view.meetings)} 场会面。{view.method}",
        *view.notices,
    ]
    width = GRID_TABLE_WIDTH + GRID_SLOT_WIDTH * slots
    style = book.style(text_wrap=True)
    for row, line in enumerate(lines, start=1):
        sheet.merge_range(row, 0, row, slots, "", style)
        sheet.write_string(row, 0, line, style)
        sheet.set_row(row, row_height([(line, width)]))
    return len(lines) + 1


def _grid(
    book: Book, sheet: Worksheet, head_row: int, view: TimetableView, slots: Sequence[SlotView]
) -> None:
    at = {(meeting.slot.number, meeting.table): meeting for meeting in view.meetings}
    first = book.style(border=1, align="center", text_wrap=True)
    cell = book.style(border=1, text_wrap=True, font_size=9)
    shut = book.style(border=1, align="center", bg_color=BREAK_FILL, font_size=9)
    sheet.write_string(head_row, 0, "桌号", _head(book))
    for column, slot in enumerate(slots, start=1):
        sheet.write_string(head_row, column, f"第 {slot.number} 场\n{slot.span}", _head(book))
    sheet.set_row(head_row, 30)
    for table, zone in enumerate(view.tables, start=1):
        row = head_row + table
        label = f"{table} 号\n{zone}" if zone else f"{table} 号"
        write_value(sheet, row, 0, label, first)
        texts: list[tuple[Value, float]] = [(label, GRID_TABLE_WIDTH)]
        for column, slot in enumerate(slots, start=1):
            meeting = at.get((slot.number, table))
            text = f"{meeting.enterprise}\n{meeting.institution}" if meeting else ""
            shown = "休息" if slot.is_break else text
            write_value(sheet, row, column, shown, shut if slot.is_break else cell)
            texts.append((shown, GRID_SLOT_WIDTH))
        sheet.set_row(row, row_height(texts))
    sheet.freeze_panes(head_row + 1, 1)
    sheet.repeat_rows(head_row)


def _parties(book: Book, view: TimetableView, side: Side, name: str) -> None:
    sheet = _upright(book, name, PARTY_COLUMNS)
    row, breaks = 0, []
    for party in view.parties:
        if party.side is side:
            if row:
                breaks.append(row)
            row = _party_block(book, sheet, row, view, party)
    sheet.set_h_pagebreaks(breaks)


def _party_block(
    book: Book, sheet: Worksheet, row: int, view: TimetableView, party: PartyView
) -> int:
    """Write the plan of a party; return the row that the next one begins in."""
    meetings = view.meetings_of(party)
    about = [party.side.label, party.city, f"分组 {party.group}" if party.group else ""]
    row = _block_title(book, sheet, row, party.name, PARTY_COLUMNS)
    details = "　".join(part for part in about if part)
    count = f"共 {len(meetings)} 场会面" if meetings else "暂未安排会面，请与会务组联系"
    row = _block_line(book, sheet, row, f"{_when(view)}　{details}　{count}", PARTY_COLUMNS)
    rows: list[list[Value]] = [
        [
            meeting.slot.number,
            meeting.slot.span,
            meeting.table,
            meeting.zone,
            meeting.partner(party.side),
            meeting.reason,
        ]
        for meeting in meetings
    ]
    return _block_table(book, sheet, row, PARTY_COLUMNS, rows) + 1


def _tables(book: Book, view: TimetableView) -> None:
    sheet = _upright(book, TABLE_SHEET, TABLE_COLUMNS)
    row, breaks = 0, []
    for table, zone in enumerate(view.tables, start=1):
        if row:
            breaks.append(row)
        title = f"{table} 号桌（{zone}）" if zone else f"{table} 号桌"
        row = _block_title(book, sheet, row, title, TABLE_COLUMNS)
        row = _block_line(book, sheet, row, _when(view), TABLE_COLUMNS)
        at = {meeting.slot.number: meeting for meeting in view.meetings if meeting.table == table}
        rows = [_table_row(slot, at.get(slot.number)) for slot in view.slots]
        row = _block_table(book, sheet, row, TABLE_COLUMNS, rows) + 1
    sheet.set_h_pagebreaks(breaks)


def _table_row(slot: SlotView, meeting: MeetingView | None) -> list[Value]:
    if slot.is_break:
        return [slot.number, slot.span, "休息", "休息"]
    if meeting is None:
        return [slot.number, slot.span, FREE, FREE]
    return [slot.number, slot.span, meeting.enterprise, meeting.institution]


def _sign_in(book: Book, view: TimetableView) -> None:
    sheet = book.sheet(SIGN_SHEET)
    write_title(book, sheet, f"{view.event_name}　签到表", len(SIGN_COLUMNS))
    rows: list[list[Value]] = [
        [
            number,
            party.side.label,
            party.name,
            party.city,
            party.group,
            len(view.meetings_of(party)),
            party.contact,
            f"{party.checked_in_at:%m-%d %H:%M}" if party.checked_in_at else "",
            "",
        ]
        for number, party in enumerate(view.parties, start=1)
    ]
    write_table(book, sheet, 1, SIGN_COLUMNS, rows)
    for row in range(2, 2 + len(rows)):
        sheet.set_row(row, SIGN_ROW_POINTS)


def _upright(book: Book, name: str, columns: Sequence[Column]) -> Worksheet:
    """Return a sheet of upright A4 pages that heeds page breaks."""
    sheet = book.sheet(name)
    sheet.set_portrait()
    sheet.set_print_scale(PRINT_SCALE)
    sheet.center_horizontally()
    for position, column in enumerate(columns):
        sheet.set_column(position, position, column.width)
    return sheet


def _block_title(
    book: Book, sheet: Worksheet, row: int, text: str, columns: Sequence[Column]
) -> int:
    style = book.style(font_name=HEADING_FONT, font_size=14, bold=True, text_wrap=True)
    sheet.merge_range(row, 0, row, len(columns) - 1, "", style)
    sheet.write_string(row, 0, text, style)
    sheet.set_row(row, 26)
    return row + 1


def _block_line(
    book: Book, sheet: Worksheet, row: int, text: str, columns: Sequence[Column]
) -> int:
    style = book.style(text_wrap=True)
    sheet.merge_range(row, 0, row, len(columns) - 1, "", style)
    sheet.write_string(row, 0, text, style)
    sheet.set_row(row, row_height([(text, sum(column.width for column in columns))]))
    return row + 1


def _block_table(
    book: Book,
    sheet: Worksheet,
    row: int,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Value]],
) -> int:
    for position, column in enumerate(columns):
        sheet.write_string(row, position, column.header, _head(book))
    for values in rows:
        row += 1
        for position, (column, value) in enumerate(zip(columns, values, strict=True)):
            align = {"align": "center"} if column.centred else {}
            style = book.style(border=1, text_wrap=True, **align)
            write_value(sheet, row, position, value, style)
        sheet.set_row(row, row_height([(v, c.width) for c, v in zip(columns, values, strict=True)]))
    return row + 1


def _head(book: Book) -> Format:
    return book.style(bold=True, align="center", border=1, text_wrap=True, bg_color=HEADER_FILL)


def _when(view: TimetableView) -> str:
    return (
        f"{view.event_name}　{view.held_on:%Y年%m月%d日}　{view.place}"
        f"　第 {view.version} 版（{view.status}）"
    )
