"""Excel workbooks (.xlsx, .xlsm, .xls) and .ods through calamine, guarded against bombs."""

import zipfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from ingest.errors import SourceError
from ingest.types import MIB, Cell, Limits, RawRow, RawSheet

CHUNK_BYTES = 1024 * 1024
_RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_SHEET_NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def read(path: Path, limits: Limits) -> Iterator[RawSheet]:
    """Yield the visible sheets that hold anything; raise SourceError where there is none."""
    with_formulas = _inspect_archive(path, limits)
    try:
        workbook = CalamineWorkbook.from_path(str(path))
    except PasswordError as error:
        raise SourceError(
            path.name, "工作簿设有打开密码", "请在 Excel 中取消密码、另存后导入"
        ) from error
    except CalamineError as error:
        raise SourceError(
            path.name, "工作簿已损坏，无法打开", "请用 Excel 打开并另存为 .xlsx 后导入"
        ) from error
    names = [
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
    ]
    empty = True
    parts = _sheet_parts(path) if with_formulas else {}
    for name in names:
        unsolved = _unsolved(path, parts[name]) if parts.get(name) in with_formulas else {}
        rows = _rows(workbook, name, path, unsolved)
        first = next(rows, None)
        if first is not None:
            empty = False
            yield RawSheet(name=name, rows=_chain(first, rows))
    if empty:
        raise SourceError(path.name, "工作簿里没有内容", "请确认数据在可见的工作表中并已保存")


def _chain(first: RawRow, rest: Iterator[RawRow]) -> Iterator[RawRow]:
    yield first
    yield from rest


def _rows(
    workbook: CalamineWorkbook, name: str, path: Path, unsolved: dict[int, set[int]]
) -> Iterator[RawRow]:
    try:
        sheet = workbook.get_sheet_by_name(name)
    except CalamineError as error:
        raise SourceError(
            path.name, "工作表已损坏，无法读取", "请用 Excel 打开并另存后导入", place=f"表“{name}”"
        ) from error
    # calamine gives rows from the first of the sheet on, cells from the first used column on.
    padding: list[Cell] = [None] * (sheet.start or (0, 0))[1]
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        yield RawRow(
            number=number,
            cells=[*padding, *cells],
            formula_columns=frozenset(unsolved.get(number, ())),
        )


def _inspect_archive(path: Path, limits: Limits) -> set[str]:
    """Inflate every part once, counting; return the worksheet parts that hold formulas.

    The sizes that an archive states are not believed: a bomb lies about them.
    """
    if not zipfile.is_zipfile(path):
        return set()
    total, with_formulas = 0, set()
    try:
        with zipfile.ZipFile(path) as archive:
            for part in archive.infolist():
                tail = b""
                with archive.open(part) as stream:
                    while chunk := stream.read(CHUNK_BYTES):
                        total += len(chunk)
                        if total > limits.inflated_bytes:
                            raise SourceError(
                                path.name,
                                f"解压后超过 {limits.inflated_bytes / MIB:.0f} MB，疑似压缩炸弹",
                                "请确认文件来源；确是数据时请拆成几个文件导入",
                            )
                        if b"<f" in tail + chunk and "worksheets/" in part.filename:
                            with_formulas.add(part.filename)
                        tail = chunk[-1:]
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise SourceError(
            path.name, "工作簿已损坏，无法解压", "请用 Excel 打开并另存为 .xlsx 后导入"
        ) from error
    return with_formulas


def _sheet_parts(path: Path) -> dict[str, str]:
    """Return sheet name → part of the archive, as the workbook's relations state it."""
    with zipfile.ZipFile(path) as archive:
        relations = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
        book = ET.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314
    targets = {
        relation.get("Id"): "xl/" + relation.get("Target", "").removeprefix("/xl/")
        for relation in relations
    }
    return {
        sheet.get("name", ""): targets.get(sheet.get(_RELATION_ID), "")
        for sheet in book.iter(f"{_SHEET_NS}sheet")
    }


def _unsolved(path: Path, part: str) -> dict[int, set[int]]:
    """Return row number → columns whose formula has no stored result."""
    found: dict[int, set[int]] = defaultdict(set)
    with zipfile.ZipFile(path) as archive, archive.open(part) as stream:
        for _, cell in ET.iterparse(stream):  # noqa: S314
            if cell.tag != f"{_SHEET_NS}c":
                continue
            value = cell.find(f"{_SHEET_NS}v")
            if cell.find(f"{_SHEET_NS}f") is not None and (value is None or not value.text):
                row, column = _split_reference(cell.get("r", "A1"))
                found[row].add(column)
            cell.clear()
    return found


def _split_reference(reference: str) -> tuple[int, int]:
    """Return (row number from 1, column from 0) of a reference such as ``AB12``."""
    letters = "".join(character for character in reference if character.isalpha())
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter.upper()) - ord("A") + 1
    return int(reference[len(letters) :]), column - 1
