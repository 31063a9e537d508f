"""Tables of a database to lines and back, by the columns that their revision gives them.

Everything goes through plain columns, not through today's classes: the database may stand at an
earlier revision, and a value that no longer is a member of its vocabulary is carried all the same.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, MetaData, Table, types
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError, StatementError

from matchmaker.errors import BackupDamaged
from matchmaker.services.backup_values import Column, Kind, RowCodec
from models.base import UtcDateTime
from models.errors import Conflict
from models.rate_bucket import RateBucket
from models.schedule import ScheduleLease, TimerJob
from models.work import WorkProgress

# What a running process keeps for itself; what is planned stands in scheduled_run, what was asked
# for in work.
_OF_PROCESSES = (TimerJob, ScheduleLease, WorkProgress, RateBucket)
LEFT_OUT = tuple(str(table.__tablename__) for table in _OF_PROCESSES)
ROWS_AT_ONCE = 1000
POSTGRES = "postgresql"


class JsonText(types.TypeDecorator[str]):
    """A JSON document as its text, unread: None is no document, "null" is one."""

    impl = types.Text
    cache_ok = True

    def column_expression(self, column: Any) -> Any:
        """Return the text of the document that the column holds."""
        return sa.cast(column, types.Text)


class JsonbText(JsonText):
    """The same where the server keeps documents taken apart."""

    cache_ok = True

    def bind_expression(self, bindvalue: Any) -> Any:
        """Return the document of the text."""
        return sa.cast(bindvalue, JSONB)


# The kind of a column by its type; the first that fits, since one may be a case of another.
_KINDS: tuple[tuple[type[types.TypeEngine[Any]], Kind], ...] = (
    (types.JSON, Kind.JSON),
    (types.Boolean, Kind.BOOLEAN),
    (types.Integer, Kind.INTEGER),
    (types.Float, Kind.FLOAT),
    (types.DateTime, Kind.DATETIME),
    (types.Date, Kind.DATE),
    (types.Time, Kind.TIME),
    (types.LargeBinary, Kind.BYTES),
    (types.String, Kind.TEXT),
)
_TYPES: dict[Kind, types.TypeEngine[Any]] = {
    Kind.JSON: JsonText(),
    Kind.BOOLEAN: types.Boolean(),
    Kind.INTEGER: types.BigInteger(),
    # The name is that of eight bytes on both databases.
    Kind.FLOAT: types.Double(),
    Kind.DATETIME: UtcDateTime(),
    Kind.DATE: types.Date(),
    Kind.TIME: types.Time(),
    Kind.BYTES: types.LargeBinary(),
    Kind.TEXT: types.Text(),
}


def carried_tables(schema: MetaData) -> list[Table]:
    """Return the tables of a revision that a backup holds, each behind those it refers to."""
    return [table for table in schema.sorted_tables if table.name not in LEFT_OUT]


def columns_of(table: Table) -> tuple[Column, ...]:
    """Return the columns of a table with the kinds of their values."""
    return tuple(Column(column.name, _kind(column.type)) for column in table.columns)


def count_rows(connection: Connection, tables: Iterable[Table]) -> dict[str, int]:
    """Return how many rows each table has."""
    return {
        table.name: connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
        for table in tables
    }


def read_lines(connection: Connection, table: Table) -> Iterator[bytes]:
    """Yield the rows of a table as lines, by its primary key; some thousand are in memory."""
    columns = columns_of(table)
    plain = _plain(connection, table.name, columns)
    codec = RowCodec(columns)
    statement = sa.select(plain).order_by(*(plain.c[key.name] for key in table.primary_key))
    options = {"yield_per": ROWS_AT_ONCE}
    for rows in connection.execute(statement, execution_options=options).partitions():
        for row in rows:
            yield codec.encode(row)


def load_lines(
    connection: Connection, table: Table, columns: Sequence[Column], lines: Iterable[bytes]
) -> Iterator[int]:
    """Insert the rows of lines, references within the table left empty; yield how many, in parts.

    Raises Conflict where the database does not take a row, BackupDamaged for a line that is none.
    """
    plain = _plain(connection, table.name, columns)
    within = set(self_references(table))
    insert = sa.insert(plain)
    for rows in _parts(_records(table.name, columns, lines)):
        _execute(connection, insert, [{**row, **dict.fromkeys(within)} for row in rows], table.name)
        yield len(rows)


def load_references(
    connection: Connection, table: Table, columns: Sequence[Column], lines: Iterable[bytes]
) -> None:
    """Set the references within a table once all of its rows are there; raise as load_lines."""
    plain = _plain(connection, table.name, columns)
    within = self_references(table)
    keys = [key.name for key in table.primary_key]
    update = sa.update(plain).where(*(plain.c[key] == sa.bindparam(f"key_{key}") for key in keys))
    changes = (
        {f"key_{key}": row[key] for key in keys} | {name: row[name] for name in within}
        for row in _records(table.name, columns, lines)
        if any(row[name] is not None for name in within)
    )
    for part in _parts(changes):
        _execute(connection, update, part, table.name)


def self_references(table: Table) -> list[str]:
    """Return the columns of a table that name rows of the same table."""
    return sorted(key.parent.name for key in table.foreign_keys if key.column.table is table)


def set_sequences(connection: Connection, tables: Iterable[Table]) -> None:
    """Have PostgreSQL number the next rows behind those that were loaded with their numbers."""
    if connection.dialect.name != POSTGRES:
        return
    for table in tables:
        for key in table.primary_key:
            if isinstance(key.type, types.Integer):
                sequence = sa.func.pg_get_serial_sequence(f'"{table.name}"', key.name)
                newest = sa.select(sa.func.max(key)).scalar_subquery()
                # Without a row the next number is the first; a key without a sequence gives NULL.
                connection.execute(
                    sa.select(
                        sa.func.setval(sequence, sa.func.coalesce(newest, 1), newest.is_not(None))
                    )
                )


def require_references(connection: Connection) -> None:
    """Raise Conflict where a row names one that is missing; PostgreSQL has checked each already."""
    if connection.dialect.name == POSTGRES:
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        table, row, other, _ = broken
        raise Conflict(
            f"备份中表 {table} 第 {row} 行指向的 {other} 记录不存在，没有恢复。请改用另一份备份"
        )


def _kind(of: types.TypeEngine[Any]) -> Kind:
    for known, kind in _KINDS:
        if isinstance(of, known):
            return kind
    raise TypeError(f"no kind of value for a column of type {of!r}")


def _plain(connection: Connection, name: str, columns: Sequence[Column]) -> sa.TableClause:
    on_server = connection.dialect.name == POSTGRES
    kinds = {**_TYPES, Kind.JSON: JsonbText()} if on_server else _TYPES
    return sa.table(name, *(sa.column(column.name, kinds[column.kind]) for column in columns))


def _records(
    table: str, columns: Sequence[Column], lines: Iterable[bytes]
) -> Iterator[dict[str, Any]]:
    codec = RowCodec(columns)
    names = [column.name for column in columns]
    for number, line in enumerate(lines, start=1):
        try:
            values = codec.decode(line)
        except ValueError as error:
            raise BackupDamaged(
                f"备份中表 {table} 的第 {number} 行读不懂，没有恢复。请改用另一份备份"
            ) from error
        yield dict(zip(names, values, strict=True))


def _parts(records: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    part: list[dict[str, Any]] = []
    for record in records:
        part.append(record)
        if len(part) == ROWS_AT_ONCE:
            yield part
            part = []
    if part:
        yield part


def _execute(
    connection: Connection, statement: Any, rows: list[dict[str, Any]], table: str
) -> None:
    try:
        connection.execute(statement, rows)
    except (DBAPIError, StatementError) as error:
        reason = str(error.orig).partition("\n")[0]
        raise Conflict(
            f"数据库不接受备份中表 {table} 的一行，没有恢复：{reason}。请改用另一份备份，"
            "或恢复到与备份时同一种数据库"
        ) from error
