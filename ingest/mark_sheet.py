"""A sheet of reviewers' marks becomes valid rows and refused ones; nothing is lost between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from ingest.cells import RowCells, whole_digits
from ingest.errors import SourceError
from ingest.mapping import (
    HEADER_SEARCH_ROWS,
    Source,
    cell_is_blank,
    find_header,
    header_texts,
    map_headers,
    nearest_headers,
    normalise_header,
)
from ingest.readers import open_sheets
from ingest.types import HeaderMap, Limits, RawRow, RawSheet, RejectedRow, SkippedSheet
from models.errors import InvalidValue
from models.values.patent_number import PatentNumber
from models.values.text import clean

FULL_MARK = 100.0
MARK_SHEET = Source(
    name="mark_sheet",
    label="评审打分表",
    aliases={
        "application_number": ("申请号", "专利号", "专利申请号", "申请号/专利号"),
        "reviewer": ("评审人", "评审专家", "评委", "专家姓名", "专家"),
        "mark": ("分数", "评分", "得分", "打分", "总分"),
        "remark": ("意见", "评审意见", "评语", "备注"),
    },
    required=("application_number", "reviewer", "mark"),
)


@dataclass(frozen=True, slots=True)
class MarkRow:
    """A row that passed every check of its cells; key: the patent's, as it is stored."""

    cells: RowCells
    key: str
    reviewer: str
    mark: float
    remark: str


@dataclass(frozen=True)
class MarkFile:
    """The rows of a file in its order, and the sheets that hold none."""

    headers: tuple[HeaderMap, ...]
    rows: tuple[MarkRow, ...]
    rejected: tuple[RejectedRow, ...]
    skipped_sheets: tuple[SkippedSheet, ...]


def parse_mark(text: str) -> float:
    """Read a mark from 0 to 100, with or without 分; raise InvalidValue."""
    shown = clean(text)
    try:
        mark = float(shown.removesuffix("分"))
    except ValueError:
        raise InvalidValue(shown, "分数不是数字", "请填写 0 到 100 的数字，例如 85") from None
    if not 0.0 <= mark <= FULL_MARK:
        raise InvalidValue(shown, "分数不在 0 到 100 之间", "请按百分制填写，例如 85")
    return mark


def read_marks(path: Path, limits: Limits) -> MarkFile:
    """Return the rows of a file; raise SourceError where no sheet is one of marks."""
    headers: list[HeaderMap] = []
    rows: list[MarkRow] = []
    rejected: list[RejectedRow] = []
    skipped: list[SkippedSheet] = []
    known = MARK_SHEET.lookup()
    for sheet in open_sheets(path, limits, lambda text: normalise_header(text) in known):
        head = list(islice(sheet.rows, HEADER_SEARCH_ROWS))
        found = _read_header(sheet, head)
        if isinstance(found, str):
            skipped.append(SkippedSheet(sheet.name, found))
            continue
        headers.append(found)
        below = (row for row in head if row.number > found.row_number)
        for raw in chain(below, sheet.rows):
            if all(map(cell_is_blank, raw.cells)) and not raw.fault:
                continue
            row = _read_row(found, raw)
            if isinstance(row, RejectedRow):
                rejected.append(row)
            else:
                rows.append(row)
    if not headers:
        why = "；".join(dict.fromkeys(sheet.reason for sheet in skipped)) or "没有工作表"
        raise SourceError(path.name, why, "表头应有 申请号、评审人、分数、意见 四列，意见可不填")
    return MarkFile(tuple(headers), tuple(rows), tuple(rejected), tuple(skipped))


def _read_header(sheet: RawSheet, head: Sequence[RawRow]) -> HeaderMap | str:
    """Return the header row as it is understood, or why there is none."""
    row = find_header(head, [MARK_SHEET])
    if row is None:
        return "没有认得的表头"
    header = map_headers(sheet.name, row, MARK_SHEET)
    missing = [name for name in MARK_SHEET.required if name not in header.positions]
    if not missing:
        return header
    named = "、".join(MARK_SHEET.aliases[name][0] for name in missing)
    known = [alias for name in missing for alias in MARK_SHEET.aliases[name]]
    near = [text for text in header_texts(row).values() if nearest_headers(text, known)]
    hint = f"（相近的列：{'、'.join(near)}）" if near else ""
    return f"第 {row.number} 行的表头缺少“{named}”{hint}"


def _read_row(header: HeaderMap, raw: RawRow) -> MarkRow | RejectedRow:
    cells = RowCells(header, raw)
    if raw.fault:
        cells.refuse_at("（整行）", "", *raw.fault)
    number = cells.required("application_number", whole_digits(PatentNumber.parse))
    reviewer = cells.required("reviewer", clean)
    mark = cells.parsed("mark", parse_mark)
    if mark is None and not cells.refused("mark"):
        cells.refuse("mark", "", "必填项为空", f"请填写“{cells.column('mark')}”")
    remark = cells.block("remark")
    rejected = cells.rejected()
    if rejected is not None:
        return rejected
    if number is None or reviewer is None or mark is None:
        raise AssertionError("a row without refusals must be valid")
    return MarkRow(cells, number.key, reviewer, mark, remark)
