"""The list of firms of a finance roadshow as a workbook that an official can print."""

from collections.abc import Iterator

from matchmaker.china_time import CHINA
from matchmaker.reports.sheets import Book, Column, Value, write_table, write_title, write_value
from matchmaker.services.firm_lists.view import FirmDifference, FirmLine, FirmListView

SHEET, CHANGE_SHEET = "路演企业", "与上一版的变化"
COLUMNS = (
    Column("序号", 6, centred=True),
    Column("企业", 32),
    Column("市州", 8, centred=True),
    Column("得分", 8, "0.00", centred=True),
    Column("推荐理由", 56),
    Column("邀请", 10, centred=True),
    Column("备注", 24),
    Column("人工调整", 12, centred=True),
)
CHANGE_COLUMNS = (
    Column("变化", 10, centred=True),
    Column("企业", 32),
    Column("原", 12, centred=True),
    Column("现", 12, centred=True),
    Column("说明", 60),
)


def build(view: FirmListView, difference: FirmDifference | None = None) -> bytes:
    """Return the workbook; difference: from the version before, with a sheet of its own."""
    book = Book(f"{view.event_name}路演企业名单", view.created_at)
    sheet = book.sheet(SHEET)
    write_table(book, sheet, 2, COLUMNS, [_row(one) for one in view.firms])
    write_title(book, sheet, f"{view.event_name}　路演企业名单", len(COLUMNS))
    style = book.style(align="center", text_wrap=True)
    sheet.merge_range(1, 0, 1, len(COLUMNS) - 1, "", style)
    write_value(sheet, 1, 0, describe(view), style)
    if difference is not None:
        changes = book.sheet(CHANGE_SHEET)
        write_table(book, changes, 0, CHANGE_COLUMNS, list(change_rows(difference)))
    return book.bytes()


def file_name(view: FirmListView) -> str:
    """Return the name that the file is saved under."""
    return f"{view.slug}_路演企业_v{view.version}.xlsx"


def describe(view: FirmListView) -> str:
    """Return in one line of which event and chain a list is, and how it stands."""
    at = view.locked_at or view.created_at
    moment = f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}"
    parts = (
        f"{view.held_on}",
        view.place,
        f"产业链：{view.chain_name}",
        f"第 {view.version} 版（{view.status.label}）",
        f"{'锁定' if view.locked_at else '生成'}于 {moment}",
        f"{len(view.firms)} 家",
    )
    return "　".join(parts)


def change_rows(difference: FirmDifference) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield what changed, the firm, how it was, how it is, and why, in words."""
    for line in difference.came:
        yield "新进", line.name, "", f"第 {line.place} 名", line.reason
    for line, why in difference.went:
        yield "退出", line.name, f"第 {line.place} 名", "", why
    for one in difference.moved:
        yield (
            "名次",
            one.after.name,
            f"第 {one.before.place} 名",
            f"第 {one.after.place} 名",
            "",
        )
    for one in difference.told:
        yield (
            "得分、理由",
            one.after.name,
            _score(one.before),
            _score(one.after),
            f"{one.before.reason} → {one.after.reason}",
        )


def _row(line: FirmLine) -> list[Value]:
    return [
        line.place,
        line.name,
        line.city,
        line.score,
        line.reason,
        line.answer,
        line.note,
        line.hand,
    ]


def _score(line: FirmLine) -> str:
    return "" if line.score is None else f"{line.score:.2f}"
