"""How a row of a backup is written: a line of JSON, the same whatever database it comes from.

A line is an array in the order of the table's columns. JSON tells text, whole numbers, truth
values and null by itself. A float is its shortest exact decimal, or "nan", "inf", "-inf"; days and
times are in ISO 8601, moments of them in UTC; bytes are in Base64; a JSON document is a string that
holds its text, so that null in it stays apart from no document at all.
"""

import json
import math
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What the values of a column are."""

    TEXT = "text"
    INTEGER = "integer"
    FLOAT = "float"
    BOOLEAN = "boolean"
    DATE = "date"
    TIME = "time"
    DATETIME = "datetime"
    JSON = "json"
    BYTES = "bytes"


@dataclass(frozen=True)
class Column:
    """A column of a table as it stands in a backup."""

    name: str
    kind: Kind


def _write_float(value: float) -> float | str:
    return value if math.isfinite(value) else str(float(value))


def _write_bytes(value: bytes) -> str:
    return b64encode(value).decode("ascii")


def _write_moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat()


def _read_bytes(value: str) -> bytes:
    return b64decode(value, validate=True)


_WRITE: dict[Kind, Callable[[Any], Any]] = {
    Kind.FLOAT: _write_float,
    Kind.DATE: date.isoformat,
    Kind.TIME: time.isoformat,
    Kind.DATETIME: _write_moment,
    Kind.BYTES: _write_bytes,
}
_READ: dict[Kind, Callable[[Any], Any]] = {
    Kind.FLOAT: float,
    Kind.DATE: date.fromisoformat,
    Kind.TIME: time.fromisoformat,
    Kind.DATETIME: datetime.fromisoformat,
    Kind.BYTES: _read_bytes,
}


class RowCodec:
    """Rows of the given columns to lines and back."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._width = len(columns)
        self._write = _changed(columns, _WRITE)
        self._read = _changed(columns, _READ)

    def encode(self, row: Sequence[Any]) -> bytes:
        """Return the line of a row, with its end."""
        values = list(row)
        for place, write in self._write:
            if values[place] is not None:
                values[place] = write(values[place])
        line = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
        return line.encode("utf-8", "surrogatepass") + b"\n"

    def decode(self, line: bytes) -> list[Any]:
        """Return the row of a line; raise ValueError where it is no row of these columns."""
        values = json.loads(line)
        if not isinstance(values, list) or len(values) != self._width:
            raise ValueError("not a row of this table")
        try:
            for place, read in self._read:
                if values[place] is not None:
                    values[place] = read(values[place])
        except (TypeError, Base64Error) as error:
            raise ValueError(str(error)) from error
        return values


def _changed(
    columns: Sequence[Column], change: dict[Kind, Callable[[Any], Any]]
) -> list[tuple[int, Callable[[Any], Any]]]:
    return [
        (place, change[column.kind])
        for place, column in enumerate(columns)
        if column.kind in change
    ]
