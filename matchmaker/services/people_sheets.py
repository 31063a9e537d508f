"""Sheets that come back filled in: who comes and on what terms, and whom they wish to meet.

The workbook of invitations is one of them: its sheets are named for the sides, and its column 回复
takes the answer.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import TypeVar

from sqlmodel import Session

from ingest.cells import RowCells
from ingest.errors import SourceError
from ingest.mapping import (
    HEADER_SEARCH_ROWS,
    Source,
    cell_is_blank,
    find_header,
    map_headers,
    normalise_header,
)
from ingest.readers import open_sheets
from ingest.types import HeaderMap, Limits, RawRow, RawSheet, RejectedRow
from matchmaker.services import participants as services
from models.errors import InvalidValue, MatchmakerError
from models.event import Event
from models.meeting_enums import ParticipantStatus, Side, Wanting
from models.queries import participants as participant_queries
from models.values.slots import parse_slots
from models.values.text import clean, fold

PARTICIPANTS = Source(
    name="participants_sheet",
    label="参会单位表",
    aliases={
        "name": ("单位", "单位名称", "参会单位"),
        "side": ("类别", "单位类别", "参会方"),
        "answer": ("回复", "是否参会"),
        "group": ("分组",),
        "absent": ("缺席场次", "不到场场次"),
        "most": ("会面上限", "至多会面"),
        "least": ("希望至少", "至少会面"),
        "contact": ("联系人", "参会人"),
        "phone": ("联系电话", "电话", "手机"),
    },
    required=("name",),
)
WISHES = Source(
    name="wishes_sheet",
    label="会面意愿表",
    aliases={
        "name": ("单位", "单位名称", "意愿单位"),
        "side": ("类别", "单位类别", "意愿方"),
        "other": ("对方单位", "希望会面的单位"),
        "wants": ("意愿", "是否会面"),
        "note": ("备注",),
    },
    required=("name", "other"),
)
_SIDES = {
    "企业": Side.ENTERPRISE,
    "enterprise": Side.ENTERPRISE,
    "高校院所": Side.INSTITUTION,
    "高校": Side.INSTITUTION,
    "institution": Side.INSTITUTION,
}
_ANSWERS = {
    **dict.fromkeys(("确认", "已确认", "参加", "参会", "是"), ParticipantStatus.CONFIRMED),
    **dict.fromkeys(("谢绝", "已谢绝", "不参加", "不参会", "否"), ParticipantStatus.DECLINED),
    **dict.fromkeys(("退出", "已退出"), ParticipantStatus.WITHDRAWN),
}
_WANTS = {
    **dict.fromkeys(("希望", "希望见面", "愿意", "是"), Wanting.WANT),
    **dict.fromkeys(("不愿", "不见面", "不愿意", "否"), Wanting.DONT_WANT),
}
Known = TypeVar("Known")


@dataclass(frozen=True)
class PeopleReport:
    """What a file brought: participants and wishes taken, and the rows that were not.

    skipped: names of sheets that are of neither kind.
    """

    participants: int
    wishes: int
    rejected: tuple[RejectedRow, ...]
    headers: tuple[HeaderMap, ...]
    skipped: tuple[str, ...]


@dataclass(frozen=True)
class _Desk:
    """Where rows are taken: the event, the moment, and the side that the sheet is named for."""

    session: Session
    event: Event
    now: datetime
    side: Side | None


def import_people(
    session: Session, event: Event, path: Path, limits: Limits, now: datetime
) -> PeopleReport:
    """Take answers and wishes of a file; nothing is committed.

    A row with a fault is told of and changes nothing; a later row may build on an earlier one.
    Raises SourceError where no sheet is one of the two kinds.
    """
    counts = {PARTICIPANTS.name: 0, WISHES.name: 0}
    rejected: list[RejectedRow] = []
    headers: list[HeaderMap] = []
    skipped: list[str] = []
    for raw in open_sheets(path, limits, _is_header):
        header, rows = _understand(raw)
        if header is None:
            skipped.append(raw.name)
            continue
        headers.append(header)
        desk = _Desk(session, event, now, _SIDES.get(fold(raw.name)))
        for row in rows:
            cells = RowCells(header, row)
            _TAKERS[header.source](desk, cells)
            refused = cells.rejected()
            if refused is None:
                counts[header.source] += 1
            else:
                rejected.append(refused)
    if not headers:
        raise SourceError(
            path.name,
            "没有认得的表头",
            "参会单位表请包含：单位、类别、回复；会面意愿表请包含：单位、类别、对方单位、意愿",
        )
    return PeopleReport(
        counts[PARTICIPANTS.name],
        counts[WISHES.name],
        tuple(rejected),
        tuple(headers),
        tuple(skipped),
    )


def _understand(raw: RawSheet) -> tuple[HeaderMap | None, Iterable[RawRow]]:
    """Return how a sheet is understood and its rows; None for one that is neither kind."""
    rows = iter(raw.rows)
    head = list(islice(rows, HEADER_SEARCH_ROWS))
    found = find_header(head, (WISHES, PARTICIPANTS))
    if found is None:
        return None, ()
    for source in (WISHES, PARTICIPANTS):
        header = map_headers(raw.name, found, source)
        if set(source.required) <= set(header.columns.values()):
            return header, _filled(chain(head, rows), found.number)
    return None, ()


def _filled(rows: Iterable[RawRow], header: int) -> Iterator[RawRow]:
    for row in rows:
        if row.number > header and not all(cell_is_blank(cell) for cell in row.cells):
            yield row


def _is_header(text: str) -> bool:
    return any(normalise_header(text) in source.lookup() for source in (PARTICIPANTS, WISHES))


def _take_participant(desk: _Desk, cells: RowCells) -> None:
    name, side = cells.required("name", clean), _read_side(desk, cells)
    status = cells.parsed("answer", _parse_answer)
    terms = services.Terms(
        group=cells.text("group") or None,
        absent_slots=cells.parsed("absent", parse_slots),
        most=cells.parsed("most", _parse_count),
        least=cells.parsed("least", _parse_count),
        contact_name=cells.text("contact") or None,
        contact_phone=cells.text("phone") or None,
    )
    if status is None and terms != services.Terms() and not cells.refused("answer"):
        cells.refuse("answer", "", "写了场次、分组或联系人，却没有回复", "请填写回复，例如 确认")
    if name is None or side is None or cells.rejected() is not None:
        return
    try:
        participant, new = services.find_or_make(desk.session, desk.event, name, side, desk.now)
        if status is not None:
            services.answer(desk.session, participant, status, desk.now, terms)
        elif new:
            participant_queries.add_participants(desk.session, [participant])
    except MatchmakerError as error:
        cells.refuse("name", name, str(error), "请改正后再导入")


def _take_wish(desk: _Desk, cells: RowCells) -> None:
    name, other = cells.required("name", clean), cells.required("other", clean)
    side, note = _read_side(desk, cells), cells.text("note")
    wants = cells.parsed("wants", _parse_wanting) or Wanting.WANT
    if name is None or other is None or side is None or cells.rejected() is not None:
        return
    words = services.WishWords(name, side, other, wants, note)
    try:
        services.make_wish(desk.session, desk.event, words, desk.now)
    except MatchmakerError as error:
        cells.refuse("name", name, str(error), "请改正后再导入")


_TAKERS: dict[str, Callable[[_Desk, RowCells], None]] = {
    PARTICIPANTS.name: _take_participant,
    WISHES.name: _take_wish,
}


def _read_side(desk: _Desk, cells: RowCells) -> Side | None:
    if desk.side is not None and cells.says_nothing("side"):
        return desk.side
    return cells.required("side", _parse_side)


def _parse_side(text: str) -> Side:
    return _known(_SIDES, text, "看不懂类别")


def _parse_answer(text: str) -> ParticipantStatus:
    return _known(_ANSWERS, text, "看不懂回复")


def _parse_wanting(text: str) -> Wanting:
    return _known(_WANTS, text, "看不懂意愿")


def _known(words: Mapping[str, Known], text: str, reason: str) -> Known:
    found = words.get(fold(text))
    if found is None:
        raise InvalidValue(clean(text), reason, f"请填写其中之一：{'、'.join(words)}")
    return found


def _parse_count(text: str) -> int:
    folded = fold(text)
    if not folded.isdecimal():
        raise InvalidValue(clean(text), "不是会面次数", "请填 0 或正整数")
    return int(folded)
