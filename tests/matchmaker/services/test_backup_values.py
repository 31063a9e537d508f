"""A row of a backup is read as it was written."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.services.backup_values import Column, Kind, RowCodec

# Every character that a text can hold, halves of pairs too: a JSON document may bring them.
TEXTS = st.text(st.characters())
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))
VALUES: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.TEXT: TEXTS,
    Kind.INTEGER: st.integers(-(2**63), 2**63 - 1),
    Kind.FLOAT: st.floats(),
    Kind.BOOLEAN: st.booleans(),
    Kind.DATE: st.dates(),
    Kind.TIME: st.times().map(lambda t: t.replace(fold=0)),
    Kind.DATETIME: st.datetimes(timezones=ZONES)
    .filter(lambda moment: 1 < moment.year < 9999)
    .map(lambda moment: moment.replace(fold=0)),
    Kind.JSON: TEXTS,
    Kind.BYTES: st.binary(),
}
COLUMNS = tuple(Column(kind.value, kind) for kind in Kind)
CODEC = RowCodec(COLUMNS)


def exact(row: list[Any]) -> list[str]:
    """Return what tells values apart that are equal or unlike themselves, as -0.0 and nan are."""
    return [repr(value) for value in row]


@given(st.tuples(*(st.none() | VALUES[kind] for kind in Kind)))
def test_a_row_comes_back_as_it_was(row: tuple[Any, ...]) -> None:
    wanted = [v.astimezone(UTC) if isinstance(v, datetime) else v for v in row]
    assert exact(CODEC.decode(CODEC.encode(row))) == exact(wanted)


@given(st.tuples(*(st.none() | VALUES[kind] for kind in Kind)))
def test_a_row_is_one_line(row: tuple[Any, ...]) -> None:
    line = CODEC.encode(row)
    assert (line.count(b"\n"), line[-1:]) == (1, b"\n")


def test_every_kind_has_values_that_are_tried() -> None:
    assert set(VALUES) == set(Kind)


def test_a_line_is_written_as_described() -> None:
    codec = RowCodec([Column("moment", Kind.DATETIME), Column("x", Kind.FLOAT)])
    moment = datetime(2024, 5, 6, 9, 30, tzinfo=timezone(timedelta(hours=8)))
    assert codec.encode([moment, float("-inf")]) == b'["2024-05-06T01:30:00+00:00","-inf"]\n'


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"{}",
        b"[]",
        b"[1,2,3]",
        b'["2024-05-06","!"]',
        b'["2024-13-06","AA=="]',
        b'[5,"AA=="]',
        b'["2024-05-06",5]',
    ],
)
def test_a_line_that_is_no_row_is_refused(line: bytes) -> None:
    codec = RowCodec([Column("day", Kind.DATE), Column("bytes", Kind.BYTES)])
    with pytest.raises(ValueError):
        codec.decode(line)
