"""Bytes to raw rows: each reader knows one format and no meaning."""

from collections.abc import Callable, Iterator
from pathlib import Path

from ingest.errors import SourceError
from ingest.readers import delimited, docx, jsonl, xlsx
from ingest.readers.sniff import FileFormat, sniff_format
from ingest.types import MIB, Limits, RawSheet


def _is_never_header(_text: str) -> bool:
    return False


def open_sheets(
    path: Path, limits: Limits, is_header: Callable[[str], bool] = _is_never_header
) -> Iterator[RawSheet]:
    """Yield the sheets of a file whose format is told from its content, never its name.

    is_header: whether a text is a known header, by which forms in documents are told from tables,
    and the delimiter of a text file from marks in its cells.
    Raises SourceError for a missing, oversized, encrypted, damaged or foreign file.
    """
    check_file(path, limits)
    match sniff_format(path):
        case FileFormat.WORKBOOK:
            yield from xlsx.read(path, limits)
        case FileFormat.DOCUMENT:
            yield from docx.read(path, limits, is_header)
        case FileFormat.JSON_LINES:
            yield from jsonl.read(path, limits)
        case FileFormat.DELIMITED:
            yield from delimited.read(path, is_header)


def check_file(path: Path, limits: Limits) -> None:
    """Raise SourceError for what is no file, cannot be opened, is empty or too large."""
    try:
        if not path.exists():
            raise SourceError(str(path), "文件不存在", "请检查路径与文件名后重试")
        if path.is_dir():
            raise SourceError(str(path), "这是一个文件夹", "请给出其中的表格文件")
        if not path.is_file():
            raise SourceError(str(path), "这不是普通文件", "请给出表格文件")
        with path.open("rb"):
            size = path.stat().st_size
    except OSError as error:
        raise SourceError(
            str(path),
            f"文件无法打开（{error.strerror}）",
            "请检查文件名与读取权限，并确认文件没有被其他程序占用",
        ) from error
    if size == 0:
        raise SourceError(path.name, "文件是空的", "请确认已保存内容后重新导出")
    if size > limits.file_bytes:
        raise SourceError(
            path.name,
            f"文件有 {size / MIB:.1f} MB，超过上限 {limits.file_bytes / MIB:.1f} MB",
            "请按单位或年份拆成几个文件分别导入",
        )
