"""Comma, semicolon or tab separated text."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from itertools import islice
from operator import itemgetter
from pathlib import Path

from ingest.errors import SourceError
from ingest.readers.encoding import decode
from ingest.types import Cell, RawRow, RawSheet

MAX_CELL_CHARACTERS = 1_000_000
MAX_LINE_CHARACTERS = 4_000_000
# Excel's own limit; a line of commas alone would make millions.
MAX_COLUMNS = 16_384
DELIMITERS = ",\t;"
DELIMITER_SEARCH_LINES = 20
# A line of headers, and a header, are shorter; more would take long to look through.
HEADER_SEARCH_CHARACTERS = 20_000
LONGEST_HEADER = 200
_QUOTED = re.compile(r'"[^"]*"')


def read(path: Path, is_header: Callable[[str], bool]) -> Iterator[RawSheet]:
    """Yield the one sheet of a text file; raise SourceError where it cannot be decoded.

    is_header: whether a text is a known header, by which the delimiter is told.
    """
    text = decode(path.read_bytes(), path.name).rstrip("\r\n")
    _require_lines(text, path.name)
    delimiter = _delimiter(text[:MAX_LINE_CHARACTERS], is_header)
    text = _without_blank_end(text, delimiter)
    rows = _rows(text, path.name, delimiter)
    yield RawSheet(name="", rows=rows, row_count=text.count("\n") + 1)


def _without_blank_end(text: str, delimiter: str) -> str:
    """Return a text without the blank lines at its end: there may be millions of them."""
    last = len(text.rstrip(f"\r\n {delimiter}"))
    ends = [place for mark in "\r\n" if (place := text.find(mark, last)) >= 0]
    return text[: min(ends, default=len(text))]


def _rows(text: str, file_name: str, delimiter: str) -> Iterator[RawRow]:
    """Yield the rows that hold anything; blank ones are counted and left out."""
    csv.field_size_limit(MAX_CELL_CHARACTERS)
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, strict=True, doublequote=True
    )
    number = 0
    while True:
        number += 1
        # A quote without its pair swallows the lines that follow: name the one where it began.
        start = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise SourceError(
                file_name,
                "英文引号不成对，或一个单元格超过 100 万字，无法分列",
                "请核对从这一行开始的英文引号（单元格内的引号要写两个），或另存为 .xlsx 后再导入",
                place=f"文本第 {start} 行",
            ) from error
        if len(cells) > MAX_COLUMNS:
            raise SourceError(
                file_name,
                f"一行有 {len(cells)} 列，超过上限 {MAX_COLUMNS} 列",
                "请核对该行的分隔符，删除多余的列后再导入",
                place=f"文本第 {start} 行",
            )
        if any(cells):
            yield RawRow(number=number, cells=list[Cell](cells))


def _require_lines(text: str, file_name: str) -> None:
    """Raise SourceError for a line that is longer than any of a table."""
    start = 0
    while len(text) - start > MAX_LINE_CHARACTERS:
        end = start + MAX_LINE_CHARACTERS
        last = max(text.rfind("\n", start, end), text.rfind("\r", start, end))
        if last < 0:
            raise SourceError(
                file_name,
                "一行超过 400 万字",
                "请核对文件是否是表格、是否缺少换行，或另存为 .xlsx 后再导入",
                place=f"文本第 {text.count(chr(10), 0, start) + 1} 行",
            )
        start = last + 1


def _delimiter(text: str, is_header: Callable[[str], bool]) -> str:
    """Return the mark that parts the most known headers in one line.

    Where none is known, it is the most frequent one in the first line that has any.
    """
    lines = list(islice(io.StringIO(text), DELIMITER_SEARCH_LINES))
    found = [
        (_known(line, mark, is_header), line.count(mark), mark)
        for line in lines
        for mark in DELIMITERS
    ]
    # The first of the best: a title above the header, or a cell below it, may hold other marks.
    best = max(found, key=itemgetter(0, 1), default=(0, 0, DELIMITERS[0]))
    if best[0]:
        return best[2]
    for line in lines:
        bare = _QUOTED.sub("", line)
        if any(mark in bare for mark in DELIMITERS):
            return max(DELIMITERS, key=bare.count)
    return DELIMITERS[0]


def _known(line: str, mark: str, is_header: Callable[[str], bool]) -> int:
    """Return how many known headers the mark parts in a line."""
    pieces = line[:HEADER_SEARCH_CHARACTERS].split(mark)
    return sum(
        len(piece) <= LONGEST_HEADER and is_header(piece.strip().strip('"')) for piece in pieces
    )
