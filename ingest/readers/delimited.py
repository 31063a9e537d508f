"""Comma, semicolon or tab separated text."""

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from ingest.errors import SourceError
from ingest.readers.encoding import decode
from ingest.types import Cell, RawRow, RawSheet

MAX_CELL_CHARACTERS = 1_000_000
DELIMITERS = ",\t;"
DELIMITER_SEARCH_LINES = 20
_QUOTED = re.compile(r'"[^"]*"')


def read(path: Path) -> Iterator[RawSheet]:
    """Yield the one sheet of a text file; raise SourceError where it cannot be decoded."""
    text = decode(path.read_bytes(), path.name)
    yield RawSheet(name="", rows=_rows(text, path.name))


def _rows(text: str, file_name: str) -> Iterator[RawRow]:
    csv.field_size_limit(MAX_CELL_CHARACTERS)
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True, doublequote=True
    )
    number = 0
    while True:
        number += 1
        # A quote without its pair swallows the lines that follow: name the one where it began.
        start = reader.line_num + 1
        try:
            cells: list[Cell] = list(next(reader))
        except StopIteration:
            return
        except csv.Error as error:
            raise SourceError(
                file_name,
                "英文引号不成对，或一个单元格超过 100 万字，无法分列",
                "请核对从这一行开始的英文引号（单元格内的引号要写两个），或另存为 .xlsx 后再导入",
                place=f"文本第 {start} 行",
            ) from error
        yield RawRow(number=number, cells=cells)


def _delimiter(text: str) -> str:
    """Return the mark that is the most frequent in the first line that has any."""
    for line in islice(io.StringIO(text), DELIMITER_SEARCH_LINES):
        bare = _QUOTED.sub("", line)
        if any(mark in bare for mark in DELIMITERS):
            return max(DELIMITERS, key=bare.count)
    return DELIMITERS[0]
