"""Reviewers' marks: one by hand, or a sheet of many in one transaction."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlmodel import Session

from ingest.errors import printable_name
from ingest.mark_sheet import FULL_MARK, MarkRow, read_marks
from ingest.types import HeaderMap, Limits, RejectedRow, SkippedSheet
from matchmaker.errors import BadQuery
from matchmaker.services.edits import get_patent
from matchmaker.services.roadshow_plan import require_roadshow
from models.errors import InvalidValue
from models.event import Event
from models.patent import Patent
from models.queries import patents as patent_queries
from models.queries import roadshow as roadshow_queries
from models.roadshow import ReviewerMark
from models.values.text import clean, clean_block


@dataclass(frozen=True)
class GivenMark:
    """A mark as a reviewer gives it, 0..100."""

    number: str
    reviewer: str
    mark: float
    remark: str = ""


@dataclass
class MarksReport:
    """What a sheet of marks brought: rows = new + changed + unchanged + refused."""

    file_name: str
    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    headers: tuple[HeaderMap, ...] = ()
    skipped_sheets: tuple[SkippedSheet, ...] = ()
    rejected: list[RejectedRow] = field(default_factory=list)

    @property
    def refused(self) -> int:
        """How many rows were refused."""
        return len(self.rejected)


def set_mark(session: Session, event: Event, given: GivenMark, now: datetime) -> str:
    """Store a reviewer's mark in the place of an earlier one; say new, changed or unchanged.

    Raises BadQuery for an event that is no roadshow or a nameless reviewer, InvalidValue for a mark
    beyond 0..100 or no number of a patent, NotFound for a patent that does not exist.
    """
    require_roadshow(event)
    if not clean(given.reviewer):
        raise BadQuery("请写明评审人")
    if not 0.0 <= given.mark <= FULL_MARK:
        raise InvalidValue(f"{given.mark:g}", "分数不在 0 到 100 之间", "请按百分制打分，例如 85")
    patent = get_patent(session, given.number)
    marks = _stored(session, event)
    return _put(session, marks, (event, patent), given, now)


def import_marks(
    session: Session,
    event: Event,
    path: Path,
    limits: Limits,
    now: datetime,
    on_rows: Callable[[int, int], None] = lambda _done, _total: None,
) -> MarksReport:
    """Store the marks of a sheet; refused rows stand in the report, all others are stored.

    on_rows: told of how many rows are done, and of how many there are. Raises SourceError for a
    file that cannot be read.
    """
    require_roadshow(event)
    found = read_marks(path, limits)
    report = MarksReport(
        printable_name(path.name),
        rows=len(found.rows) + len(found.rejected),
        headers=found.headers,
        skipped_sheets=found.skipped_sheets,
        rejected=list(found.rejected),
    )
    patents = patent_queries.by_numbers(session, sorted({row.key for row in found.rows}))
    marks = _stored(session, event)
    met: dict[tuple[str, str], tuple[float, str]] = {}
    for done, row in enumerate(found.rows, start=1):
        said = (row.mark, row.remark)
        first = met.setdefault((row.key, row.reviewer), said)
        patent = patents.get(row.key)
        rejected = _refusal(row, patent, contradicts=first != said)
        if rejected is not None:
            report.rejected.append(rejected)
        elif patent is not None:
            given = GivenMark(row.key, row.reviewer, row.mark, row.remark)
            outcome = _put(session, marks, (event, patent), given, now)
            setattr(report, outcome, getattr(report, outcome) + 1)
        on_rows(done, len(found.rows))
    order = {header.sheet: place for place, header in enumerate(found.headers)}
    report.rejected.sort(key=lambda row: (order[row.sheet], row.row_number))
    return report


def _refusal(row: MarkRow, patent: Patent | None, *, contradicts: bool) -> RejectedRow | None:
    if patent is None:
        shown = row.cells.shown("application_number")
        row.cells.refuse(
            "application_number", shown, "库中没有这件专利", "请核对申请号，或先导入该专利"
        )
    if contradicts:
        row.cells.refuse(
            "mark",
            row.cells.shown("mark"),
            "同一评审人对同一专利在本文件中已有不同的分数或意见",
            "请只保留一行",
        )
    return row.cells.rejected()


def _put(
    session: Session,
    marks: dict[tuple[int, str], ReviewerMark],
    judged: tuple[Event, Patent],
    given: GivenMark,
    now: datetime,
) -> str:
    event, patent = judged
    reviewer, remark = clean(given.reviewer), clean_block(given.remark)
    stored = marks.get((patent.id or 0, reviewer))
    if stored is not None and (stored.mark, stored.remark) == (given.mark, remark):
        return "unchanged"
    outcome = "new" if stored is None else "changed"
    if stored is None:
        stored = ReviewerMark(
            event_id=event.id or 0,
            patent_id=patent.id or 0,
            reviewer=reviewer,
            mark=given.mark,
            marked_at=now,
        )
        marks[stored.patent_id, reviewer] = stored
    stored.mark, stored.remark, stored.marked_at = given.mark, remark, now
    session.add(stored)
    session.flush()
    return outcome


def _stored(session: Session, event: Event) -> dict[tuple[int, str], ReviewerMark]:
    marks = roadshow_queries.list_marks(session, event)
    return {(mark.patent_id, mark.reviewer): mark for mark in marks}
