"""A zipped workbook, looked through before it is opened: bombs, damage, cells that need care."""

import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import SourceError
from ingest.types import MIB, Limits

CHUNK_BYTES = 1024 * 1024
# What zipfile raises for an archive that is cut, overwritten or forged.
ARCHIVE_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    KeyError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)
# A formula, or a cell that holds an error value such as #N/A.
_NEEDS_CARE = re.compile(rb"<(?:\w+:)?f[\s/>]|\st=[\"']e[\"']")
# Found far more quickly than the pattern, and without one of them it cannot match.
_CARE_HINTS = (b"<f", b":f", b'="e"', b"='e'")
_FILLED_CELL = re.compile(
    rb"<(?:\w+:)?c\s(?:[^<>]*?\s)??r=[\"']([A-Za-z]{1,3})([0-9]{1,7})[\"'][^<>]*(?<!/)>(?!</)"
)
# The longest tag that is looked for stays whole across the border of two chunks.
_TAIL_BYTES = 512


@dataclass
class _Extent:
    """The box round all filled cells of a sheet."""

    rows: tuple[int, int] | None = None
    columns: tuple[int, int] | None = None

    def take(self, cells: list[tuple[bytes, bytes]]) -> None:
        if cells:
            self.rows = _widened(self.rows, {int(digits) for _, digits in cells})
            self.columns = _widened(
                self.columns, {column_index(letters.decode()) for letters in {c for c, _ in cells}}
            )

    @property
    def area(self) -> int:
        if self.rows is None or self.columns is None:
            return 0
        return (self.rows[1] - self.rows[0] + 1) * (self.columns[1] - self.columns[0] + 1)


def _widened(span: tuple[int, int] | None, numbers: set[int]) -> tuple[int, int]:
    every = numbers | set(span or ())
    return min(every), max(every)


def column_index(letters: str) -> int:
    """Return the position, from 0, of the column that a sheet calls by these letters."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def inspect_archive(path: Path, limits: Limits, broken: SourceError | None = None) -> set[str]:
    """Inflate every part once, counting; return the sheets with formulas or error values.

    Raises SourceError for a bomb, a damaged archive (broken, where that is given) and a sheet
    whose cells lie too far apart.
    The sizes that an archive states are not believed: a bomb lies about them.
    """
    with_care: set[str] = set()
    total = 0
    try:
        with zipfile.ZipFile(path) as archive:
            for part in archive.infolist():
                extent = _Extent()
                is_sheet = "worksheets/" in part.filename and part.filename.endswith(".xml")
                for size, chunk in _chunks(archive, part, limits):
                    total += size
                    if total > limits.inflated_bytes:
                        raise _bomb(path, limits)
                    if is_sheet:
                        extent.take(_FILLED_CELL.findall(chunk))
                        if _needs_care(chunk):
                            with_care.add(part.filename)
                if extent.area > limits.cells:
                    raise _too_wide(path, extent)
    except ARCHIVE_ERRORS as error:
        raise broken or damaged(path) from error
    return with_care


def _needs_care(chunk: bytes) -> bool:
    return any(hint in chunk for hint in _CARE_HINTS) and bool(_NEEDS_CARE.search(chunk))


def _chunks(
    archive: zipfile.ZipFile, part: zipfile.ZipInfo, limits: Limits
) -> Iterator[tuple[int, bytes]]:
    """Yield (bytes newly inflated, these bytes behind the last ones before them)."""
    # zipfile stops at the size that the archive states; the spreadsheet reader does not.
    part.file_size = limits.inflated_bytes + CHUNK_BYTES
    tail = b""
    with archive.open(part) as stream:
        while fresh := stream.read(CHUNK_BYTES):
            chunk = tail + fresh
            yield len(fresh), chunk
            start = chunk.rfind(b"<", -_TAIL_BYTES)
            tail = chunk[start:] if start >= 0 else b""


def damaged(path: Path, place: str = "") -> SourceError:
    """Return the error of a workbook that is broken, or of its sheet where a place is given."""
    what = "工作表" if place else "工作簿"
    return SourceError(
        path.name, f"{what}已损坏，无法读取", "请用 Excel 打开并另存为 .xlsx 后再导入", place
    )


def _bomb(path: Path, limits: Limits) -> SourceError:
    return SourceError(
        path.name,
        f"解压后超过上限 {limits.inflated_bytes / MIB:.1f} MB，可能是恶意的压缩文件",
        "请先确认文件的来源；确是数据时，请拆成几个文件分别导入",
    )


def _too_wide(path: Path, extent: _Extent) -> SourceError:
    rows, columns = extent.rows or (0, 0), extent.columns or (0, 0)
    return SourceError(
        path.name,
        f"有内容的单元格相距太远：第 {rows[0]} 至 {rows[1]} 行、"
        f"第 {columns[0] + 1} 至 {columns[1] + 1} 列",
        "请在 Excel 中按 Ctrl+End 找到表格之外的内容，删除那些行和列后保存",
    )
