"""A zipped workbook, looked through before it is opened: bombs, damage, cells that need care."""

import lzma
import re
import zipfile
import zlib
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import SourceError
from ingest.readers.directory import check_directory, require_few_parts
from ingest.readers.extent import Extent, measure_cells
from ingest.readers.markup import Markup
from ingest.types import MIB, Limits

CHUNK_BYTES = 1024 * 1024
# Tables pack to a tenth or a thirtieth; what packs so much better repeats one thing over and over.
# Up to the first size nobody is asked: small parts of blanks do no harm.
UNSUSPECTED_BYTES = 64 * MIB
BEST_PACKING = 200
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
_NEEDS_CARE = re.compile(rb"<(?:[^\s<>/!?]*:)?f[\s/>]|\st=[\"']e[\"']")
# Found far more quickly than the pattern, and without one of them it cannot match.
_CARE_HINTS = (b"<f", b":f", b'="e"', b"='e'")
# A tag stays whole across the border of two chunks, and so does what is shorter than this.
_TAIL_BYTES = 512


def inspect_archive(path: Path, limits: Limits, broken: SourceError | None = None) -> set[str]:
    """Inflate every part once, counting; return those with formulas, error values or odd cells.

    Raises SourceError for a bomb, a damaged archive (broken, where that is given) and a sheet
    whose cells lie too far apart.
    The sizes that an archive states are not believed: a bomb lies about them. Nor is the name of
    a part: the relations of a workbook may call any part a sheet.
    """
    with_care: set[str] = set()
    tally = _Tally(path, limits)
    try:
        require_few_parts(path)
        with zipfile.ZipFile(path) as archive:
            check_directory(path, archive)
            for part in archive.infolist():
                if _inspect_part(archive, part, tally, broken):
                    with_care.add(part.filename)
    except ARCHIVE_ERRORS as error:
        raise broken or damaged(path) from error
    return with_care


@dataclass
class _Tally:
    """The bytes of all parts so far, as they lie in the file and inflated."""

    path: Path
    limits: Limits
    packed: int = 0
    inflated: int = 0

    def add(self, size: int) -> None:
        """Count bytes newly inflated; raise SourceError for a bomb."""
        self.inflated += size
        if self.inflated > self.limits.inflated_bytes:
            raise _bomb(self.path, f"超过上限 {self.limits.inflated_bytes / MIB:.1f} MB")
        if self.inflated > max(UNSUSPECTED_BYTES, BEST_PACKING * self.packed):
            raise _bomb(self.path, f"超过压缩时的 {BEST_PACKING} 倍")


def _inspect_part(
    archive: zipfile.ZipFile, part: zipfile.ZipInfo, tally: _Tally, broken: SourceError | None
) -> bool:
    """Inflate a part and return whether it needs care; raise what inspect_archive raises."""
    path, limits = tally.path, tally.limits
    extent, markup, with_care = Extent(), Markup(part.filename), False
    tally.packed += part.compress_size
    for size, chunk, unfinished in _chunks(archive, part, limits):
        tally.add(size)
        extent.take(chunk, unfinished)
        wrong = markup.take(chunk[len(chunk) - size :], extent.is_sheet, extent.has_strings)
        if wrong:
            raise _excessive(path, wrong)
        with_care = with_care or (extent.is_sheet and _needs_care(chunk))
    if extent.stated_count > limits.cells:
        raise broken or damaged(path)
    if extent.is_odd:
        with_care = True
        # Closed at once: what measure_cells raises would keep the file open.
        with closing(_pieces(archive, part)) as pieces:
            extent = measure_cells(pieces)
    if extent.area > limits.cells:
        raise _too_wide(path, extent)
    return with_care


def _needs_care(chunk: bytes) -> bool:
    return any(hint in chunk for hint in _CARE_HINTS) and bool(_NEEDS_CARE.search(chunk))


def _chunks(
    archive: zipfile.ZipFile, part: zipfile.ZipInfo, limits: Limits
) -> Iterator[tuple[int, bytes, int]]:
    """Yield (bytes newly inflated, these behind the last ones before, how many come once more)."""
    # zipfile stops at the size that the archive states; the spreadsheet reader does not.
    part.file_size = limits.inflated_bytes + CHUNK_BYTES
    tail = b""
    for fresh in _pieces(archive, part):
        chunk = tail + fresh
        start = chunk.rfind(b"<")
        is_whole = start < 0 or chunk.find(b">", start) >= 0
        nearest = max(start, len(chunk) - _TAIL_BYTES) if is_whole else start
        tail = chunk[max(nearest, 0) :]
        if len(tail) > CHUNK_BYTES:
            raise ValueError("a tag without an end")
        yield len(fresh), chunk, len(tail)


def _pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Generator[bytes]:
    with archive.open(part) as stream:
        while piece := stream.read(CHUNK_BYTES):
            yield piece


def damaged(path: Path, place: str = "") -> SourceError:
    """Return the error of a workbook that is broken, or of its sheet where a place is given."""
    what = "工作表" if place else "工作簿"
    return SourceError(
        path.name, f"{what}已损坏，无法读取", "请用 Excel 打开并另存为 .xlsx 后再导入", place
    )


def _bomb(path: Path, what: str) -> SourceError:
    return SourceError(
        path.name,
        f"解压后{what}，可能是恶意的压缩文件",
        "请先确认文件的来源；确是数据时，请拆成几个文件分别导入",
    )


def _excessive(path: Path, wrong: str) -> SourceError:
    return SourceError(
        path.name,
        f"{wrong}，可能是恶意文件",
        "请先确认文件的来源；确是数据时，请把表格部分复制到新的工作簿，保存后再导入",
    )


def _too_wide(path: Path, extent: Extent) -> SourceError:
    rows, columns = extent.rows or (0, 0), extent.columns or (0, 0)
    return SourceError(
        path.name,
        f"有内容的单元格相距太远：第 {rows[0]} 至 {rows[1]} 行、"
        f"第 {columns[0] + 1} 至 {columns[1] + 1} 列",
        "请在 Excel 中按 Ctrl+End 找到表格之外的内容，删除那些行和列后保存",
    )
