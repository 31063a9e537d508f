"""One JSON object a line; the keys serve as headers."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest.errors import SourceError
from ingest.readers.encoding import decode
from ingest.types import Cell, RawRow, RawSheet

_NO_OBJECT = ("这一行不是 JSON 对象", "每行应是一个 {…}，键为列名；请核对该行的括号、引号与逗号")


def read(path: Path) -> Iterator[RawSheet]:
    """Yield the one sheet: a header of every key that occurs, then a row an object."""
    lines = decode(path.read_bytes(), path.name).split("\n")
    headers: dict[str, None] = {}
    for line in lines:
        record = _parse(line)
        if isinstance(record, dict):
            headers.update(dict.fromkeys(record))
    if not headers:
        raise SourceError(path.name, "没有一行是 JSON 对象", "每行应是一个 {…}，键为列名")
    yield RawSheet(name="", rows=_rows(lines, list(headers)), row_count=len(lines))


def _rows(lines: list[str], headers: list[str]) -> Iterator[RawRow]:
    # The header takes no line of its own, so that a row's number is the number of its line.
    yield RawRow(number=0, cells=list(headers))
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        record = _parse(line)
        if isinstance(record, dict):
            yield RawRow(number=number, cells=[_cell(record.get(key)) for key in headers])
        else:
            yield RawRow(number=number, cells=[line.strip()], fault=_NO_OBJECT)


def _parse(line: str) -> Any:
    try:
        return json.loads(line)
    # ValueError: not JSON, or a number of more digits than Python reads.
    except (ValueError, RecursionError):
        return None


def _cell(value: Any) -> Cell:
    if isinstance(value, list):
        return "；".join(str(item) for item in value if item is not None)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    cell: Cell = value
    return cell
