"""Excel workbooks (.xlsx, .xlsm, .xls) and .ods through calamine, guarded against bombs."""

import zipfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from ingest.errors import SourceError
from ingest.readers.archive import damaged, inspect_archive
from ingest.readers.careful_cells import sheet_parts, unreadable_cells
from ingest.types import Cell, Limits, RawRow, RawSheet


def read(path: Path, limits: Limits) -> Iterator[RawSheet]:
    """Yield the visible sheets that hold anything; raise SourceError where there is none."""
    with_care = inspect_archive(path, limits) if zipfile.is_zipfile(path) else set()
    workbook = _open(path)
    parts = sheet_parts(path) if with_care else {}
    empty = True
    for sheet in workbook.sheets_metadata:
        if sheet.typ != SheetTypeEnum.WorkSheet or sheet.visible != SheetVisibleEnum.Visible:
            continue
        place = f"表“{sheet.name}”"
        part = parts.get(sheet.name, "")
        unreadable = unreadable_cells(path, part, place) if part in with_care else {}
        rows = _rows(workbook, sheet.name, damaged(path, place), unreadable)
        first = next(rows, None)
        if first is not None:
            empty = False
            yield RawSheet(name=sheet.name, rows=chain([first], rows))
    if empty:
        raise SourceError(
            path.name,
            "工作簿里没有内容",
            "请确认数据已保存，并且在没有隐藏的工作表中",
        )


def _open(path: Path) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_path(str(path))
    except PasswordError as error:
        raise SourceError(
            path.name, "工作簿设有打开密码", "请在 Excel 中取消密码、另存后再导入"
        ) from error
    except CalamineError as error:
        raise damaged(path) from error


def _rows(
    workbook: CalamineWorkbook,
    name: str,
    broken: SourceError,
    unreadable: dict[int, dict[int, str]],
) -> Iterator[RawRow]:
    try:
        sheet = workbook.get_sheet_by_name(name)
    except CalamineError as error:
        raise broken from error
    # calamine gives rows from the first of the sheet on, cells from the first used column on, and
    # ends where the last value stands: rows of formulas without results may follow.
    padding: list[Cell] = [None] * (sheet.start or (0, 0))[1]
    last = 0
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        yield _row(number, [*padding, *cells], unreadable.get(number, {}))
        last = number
    for number in sorted(unreadable):
        if number > last:
            yield _row(number, [], unreadable[number])


def _row(number: int, cells: list[Cell], unreadable: dict[int, str]) -> RawRow:
    width = max(unreadable, default=-1) + 1
    return RawRow(number, cells + [None] * (width - len(cells)), unreadable=unreadable)
