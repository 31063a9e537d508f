"""Whom to invite to an event, a sheet a side, the strongest first."""

from collections.abc import Sequence
from datetime import datetime

from matchmaker.reports.sheets import Book, Column, Value, write_table, write_title
from matchmaker.services.invitations import Invitee
from models.meeting_enums import Side

COLUMNS = (
    Column("名次", 6, centred=True),
    Column("单位", 40),
    Column("市州", 9, centred=True),
    Column("名单上的配对", 12, centred=True),
    Column("可会面的对方", 12, centred=True),
    Column("最高契合度", 11, "0.00", centred=True),
    Column("契合度合计", 11, "0.00", centred=True),
    Column("状态", 10, centred=True),
    Column("回复", 12, centred=True),
    Column("缺席场次", 12, centred=True),
    Column("会面上限", 10, centred=True),
)
NOT_INVITED = "未邀请"


def build(event_name: str, invitees: Sequence[Invitee], made_at: datetime) -> bytes:
    """Return the workbook; the last columns are for what is heard on the telephone.

    Filled in, it can be loaded as it is: the sheets are named for the sides.
    """
    book = Book(f"{event_name}邀请名单", made_at)
    for side in Side:
        sheet = book.sheet(side.label)
        write_title(book, sheet, f"{event_name}　邀请名单（{side.label}）", len(COLUMNS))
        rows = [_row(invitee) for invitee in invitees if invitee.side is side]
        write_table(book, sheet, 1, COLUMNS, rows)
    return book.bytes()


def file_name(slug: str) -> str:
    """Return the name that the file is saved under."""
    return f"{slug}_invitations.xlsx"


def _row(invitee: Invitee) -> list[Value]:
    return [
        invitee.place,
        invitee.name,
        invitee.city,
        invitee.pairs,
        invitee.partners,
        invitee.best,
        invitee.strength,
        invitee.status.label if invitee.status else NOT_INVITED,
        "",
        "",
        "",
    ]
