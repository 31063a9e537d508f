"""One JSON object a line; the keys serve as headers."""

import json
from collections import Counter
from collections.abc import Iterator
from math import isinf
from pathlib import Path
from typing import Any

from ingest.errors import SourceError
from ingest.readers.encoding import decode
from ingest.types import Cell, Limits, RawRow, RawSheet

MAX_LINE_CHARACTERS = 4_000_000
MAX_COLUMNS = 16_384
_NO_OBJECT = ("这一行不是 JSON 对象", "每行应是一个 {…}，键为列名；请核对该行的括号、引号与逗号")
_TWO_VALUES = ("这一行有重复的键“{}”", "请只保留其中正确的一个")
_NO_NUMBER = ("这一行有超出范围的数值“{}”", "请改为普通的数字")

Fault = tuple[str, str]


class _Faulty(ValueError):
    """A line is JSON and says what cannot be stored."""

    def __init__(self, fault: Fault, what: str) -> None:
        super().__init__(what)
        self.fault = fault[0].format(what[:40]), fault[1]


def read(path: Path, limits: Limits) -> Iterator[RawSheet]:
    """Yield the one sheet: a header of every key that occurs, then a row an object.

    Raises SourceError where no line is an object, and for lines or columns beyond all measure.
    """
    lines = decode(path.read_bytes(), path.name).rstrip("\r\n").split("\n")
    headers: dict[str, None] = {}
    count = 0
    for number, line in _filled(lines):
        if len(line) > MAX_LINE_CHARACTERS:
            raise _excess(path, "一行超过 400 万字", number)
        record = _parse(line)
        if isinstance(record, dict):
            count += 1
            headers.update(dict.fromkeys(record))
        if len(headers) > MAX_COLUMNS:
            raise _excess(path, f"不同的键超过上限 {MAX_COLUMNS} 列", number)
    if not headers:
        raise SourceError(path.name, "没有一行是 JSON 对象", "每行应是一个 {…}，键为列名")
    if len(headers) * count > limits.cells:
        raise _excess(path, f"{count} 行 {len(headers)} 列，超过上限 {limits.cells} 格", 1)
    yield RawSheet(name="", rows=_rows(lines, list(headers)), row_count=len(lines))


def _excess(path: Path, reason: str, number: int) -> SourceError:
    remedy = "请核对文件是否是表格；各行请用同样的键，一行只写一条记录"
    return SourceError(path.name, reason, remedy, place=f"文本第 {number} 行")


def _filled(lines: list[str]) -> Iterator[tuple[int, str]]:
    return (
        (number, line) for number, line in enumerate(lines, start=1) if line and not line.isspace()
    )


def _rows(lines: list[str], headers: list[str]) -> Iterator[RawRow]:
    # The header takes no line of its own, so that a row's number is the number of its line.
    yield RawRow(number=0, cells=list(headers))
    for number, line in _filled(lines):
        record = _parse(line)
        if isinstance(record, dict):
            yield RawRow(number=number, cells=[_cell(record.get(key)) for key in headers])
        else:
            yield RawRow(number=number, cells=[line.strip()], fault=record)


def _parse(line: str) -> dict[str, Any] | Fault:
    """Return the object of a line, or what is wrong with it and what to do."""
    try:
        record = _DECODER.decode(line)
    except _Faulty as error:
        return error.fault
    # ValueError: not JSON, or a number of more digits than Python reads.
    except (ValueError, RecursionError):
        return _NO_OBJECT
    return record if isinstance(record, dict) else _NO_OBJECT


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) < len(pairs):
        (name, _), *_ = Counter(name for name, _ in pairs).most_common(1)
        raise _Faulty(_TWO_VALUES, name)
    return record


def _number(text: str) -> float:
    """Return a number; NaN, which some programs write for an empty cell, is one as well."""
    number = float(text)
    if isinf(number):
        raise _Faulty(_NO_NUMBER, text)
    return number


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_float=_number, parse_constant=_number)


def _cell(value: Any) -> Cell:
    if isinstance(value, list):
        return "；".join(str(item) for item in value if item is not None)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    cell: Cell = value
    return cell
