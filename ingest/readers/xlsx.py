"""Excel workbooks (.xlsx, .xlsm, .xls) and .ods through calamine, guarded against bombs."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from ingest.errors import SourceError
from ingest.readers.archive import damaged, inspect_archive
from ingest.readers.careful_cells import sheet_parts, unreadable_cells
from ingest.readers.sniff import CONTENT_PART, part_names
from ingest.readers.trial import try_reading
from ingest.types import Cell, Limits, RawRow, RawSheet

MOST_SHEETS = 500
_NO_DATE = (
    "这一行有单元格是日期或时长格式，数值却超出范围",
    "请在 Excel 中把该单元格的格式改为“常规”，核对数值后保存",
)


def read(path: Path, limits: Limits) -> Iterator[RawSheet]:
    """Yield the visible sheets that hold anything; raise SourceError where there is none."""
    with_care = _inspect(path, limits)
    workbook = _open(path)
    _require_few_sheets(path, len(workbook.sheets_metadata))
    parts = sheet_parts(path) if with_care else {}
    empty = True
    for sheet in workbook.sheets_metadata:
        if sheet.typ != SheetTypeEnum.WorkSheet or sheet.visible != SheetVisibleEnum.Visible:
            continue
        place = f"表“{sheet.name}”"
        part = parts.get(sheet.name, "")
        unreadable = unreadable_cells(path, part, place) if part in with_care else {}
        cells = _open_sheet(workbook, sheet.name, damaged(path, place))
        rows = _rows(cells, unreadable)
        first = next(rows, None)
        if first is not None:
            empty = False
            yield RawSheet(sheet.name, chain([first], rows), row_count=cells.total_height)
    if empty:
        raise SourceError(
            path.name,
            "工作簿里没有内容",
            "请确认数据已保存，并且在没有隐藏的工作表中",
        )


def _inspect(path: Path, limits: Limits) -> set[str]:
    """Return the parts of an .xlsx workbook that need care; raise SourceError for a hostile one."""
    is_archive = zipfile.is_zipfile(path)
    with_care = inspect_archive(path, limits) if is_archive else set()
    if not is_archive or CONTENT_PART in part_names(path):
        try_reading(path)
    return with_care


def _require_few_sheets(path: Path, count: int) -> None:
    """Raise SourceError for very many sheets, which may all be one and the same large part."""
    if count > MOST_SHEETS:
        raise SourceError(
            path.name,
            f"工作簿有 {count} 个工作表，超过上限 {MOST_SHEETS} 个",
            "请把要导入的工作表复制到新的工作簿，保存后再导入",
        )


def _open(path: Path) -> CalamineWorkbook:
    try:
        with _told_as(damaged(path)):
            return CalamineWorkbook.from_path(str(path))
    except PasswordError as error:
        raise SourceError(
            path.name, "工作簿设有打开密码", "请在 Excel 中取消密码、另存后再导入"
        ) from error


def _open_sheet(workbook: CalamineWorkbook, name: str, broken: SourceError) -> CalamineSheet:
    with _told_as(broken):
        return workbook.get_sheet_by_name(name)


@contextmanager
def _told_as(broken: SourceError) -> Iterator[None]:
    """Raise the error for what calamine cannot read, be it that it gives up in a panic."""
    try:
        yield
    except PasswordError:
        raise
    except CalamineError as error:
        raise broken from error
    except BaseException as error:
        if not _is_panic(error):
            raise
        raise broken from error


def _is_panic(error: BaseException) -> bool:
    """Whether native code gave up: its type is no Exception and cannot be imported."""
    return type(error).__name__ == "PanicException"


def _rows(sheet: CalamineSheet, unreadable: dict[int, dict[int, str]]) -> Iterator[RawRow]:
    # calamine gives rows from the first of the sheet on, cells from the first used column on, and
    # ends where the last value stands: rows of formulas without results may follow.
    padding: list[Cell] = [None] * (sheet.start or (0, 0))[1]
    last = 0
    for number, cells in enumerate(_cells(sheet, padding), start=1):
        if cells is None:
            yield RawRow(number, [""], fault=_NO_DATE)
        else:
            yield _row(number, cells, unreadable.get(number, {}))
        last = number
    for number in sorted(unreadable):
        if number > last:
            yield _row(number, [], unreadable[number])


def _cells(sheet: CalamineSheet, padding: list[Cell]) -> Iterator[list[Cell] | None]:
    """Yield the cells of every row; None where a number is too large for its date format."""
    rows = iter(sheet.iter_rows())
    while True:
        cells: list[Cell] | None
        try:
            cells = [*padding, *next(rows)]
        except StopIteration:
            return
        except OverflowError:
            cells = None
        except BaseException as error:
            if not _is_panic(error):
                raise
            cells = None
        yield cells


def _row(number: int, cells: list[Cell], unreadable: dict[int, str]) -> RawRow:
    width = max(unreadable, default=-1) + 1
    return RawRow(number, cells + [None] * (width - len(cells)), unreadable=unreadable)
