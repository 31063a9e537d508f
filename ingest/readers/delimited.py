"""Comma, semicolon or tab separated text in UTF-8, UTF-16 or GB 18030."""

import codecs
import csv
import io
from collections.abc import Iterator
from pathlib import Path

from ingest.errors import SourceError
from ingest.types import Cell, RawRow, RawSheet

MAX_CELL_CHARACTERS = 1_000_000
# A line of GBK text is valid UTF-8 by chance only when very short; three such characters settle it.
MIXED_EVIDENCE_CHARACTERS = 3
DELIMITERS = ",\t;"


def read(path: Path) -> Iterator[RawSheet]:
    """Yield the one sheet of a text file; raise SourceError where it cannot be decoded."""
    content = path.read_bytes()
    text = content.decode(detect_encoding(content, path.name))
    del content
    yield RawSheet(name="", rows=_rows(text, path.name))


def detect_encoding(content: bytes, file_name: str) -> str:
    """Return the codec of the bytes: a mark at the start, else UTF-8, else GB 18030.

    Raises SourceError, naming the line, where parts are in different encodings or in none.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        _refuse_mixed(content, file_name)
        return "gb18030"
    return "utf-8-sig"


def _refuse_mixed(content: bytes, file_name: str) -> None:
    """Raise SourceError unless every line is GB 18030 and none is plainly UTF-8."""
    first_foreign = first_utf8 = 0
    for number, line in enumerate(content.splitlines(), start=1):
        if line.isascii():
            continue
        try:
            decoded = line.decode("utf-8")
        except UnicodeDecodeError:
            first_foreign = first_foreign or number
            _require_gb18030(line, number, file_name)
            continue
        han = sum("\u4e00" <= character <= "\u9fff" for character in decoded)
        if han >= MIXED_EVIDENCE_CHARACTERS:
            first_utf8 = first_utf8 or number
    if first_foreign and first_utf8:
        raise SourceError(
            file_name,
            f"混有两种编码：第 {first_utf8} 行是 UTF-8，第 {first_foreign} 行是 GBK",
            "请用 Excel 打开核对后另存为“CSV UTF-8”，或直接另存为 .xlsx",
            place=f"第 {max(first_utf8, first_foreign)} 行",
        )


def _require_gb18030(line: bytes, number: int, file_name: str) -> None:
    try:
        line.decode("gb18030")
    except UnicodeDecodeError as error:
        raise SourceError(
            file_name,
            "有既非 UTF-8 也非 GBK 的字节",
            "请用 Excel 打开核对后另存为“CSV UTF-8”",
            place=f"第 {number} 行",
        ) from error


def _rows(text: str, file_name: str) -> Iterator[RawRow]:
    csv.field_size_limit(MAX_CELL_CHARACTERS)
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True, doublequote=True
    )
    number = 0
    while True:
        number += 1
        try:
            cells: list[Cell] = list(next(reader))
        except StopIteration:
            return
        except csv.Error as error:
            raise SourceError(
                file_name,
                "引号不成对或单元格过长，无法分列",
                "请核对该行的英文引号，或另存为 .xlsx 后导入",
                place=f"文本第 {reader.line_num} 行",
            ) from error
        yield RawRow(number=number, cells=cells)


def _delimiter(text: str) -> str:
    first_line = next((line for line in text.splitlines()[:20] if line.strip()), "")
    return max(DELIMITERS, key=lambda mark: (first_line.count(mark), -DELIMITERS.index(mark)))
