"""The database that a backup is restored into: empty but for what init puts there."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy import Connection, Engine, MetaData
from sqlalchemy.exc import OperationalError

from matchmaker.services.backup_tables import LEFT_OUT, POSTGRES, carried_tables, count_rows
from matchmaker.services.reference import load_universities
from models.errors import Conflict
from models.session import VERSION

# What init puts into an empty database; organisations besides are looked at one by one. The head of
# an audit log without records tells of nothing.
REFERENCE = frozenset({"area", "audit_head", "industry", "organisation", "organisation_alias"})
LOCK_WAIT = "30s"


@contextmanager
def sole_transaction(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that may remake tables and is committed at the end; others wait for it.

    Raises Conflict where somebody else goes on writing into a SQLite database.
    """
    on_sqlite = engine.dialect.name != POSTGRES
    with engine.connect() as connection:
        if on_sqlite:
            # Tables are remade and rows come in any order: references are checked at the end.
            # SQLite takes the setting outside of transactions only.
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.commit()
        # Begun by name: within it migrations begin, and commit, none of their own.
        with connection.begin():
            if on_sqlite:
                _begin_immediately(connection)
            yield connection


def _begin_immediately(connection: Connection) -> None:
    """Begin in the database itself, which the driver puts off until rows are changed."""
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    except OperationalError as error:
        raise _in_use() from error


def lock_tables(connection: Connection, schema: MetaData) -> None:
    """Keep everybody else off the tables on PostgreSQL; raise Conflict where they are in use."""
    if connection.dialect.name != POSTGRES:
        return
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LOCK_WAIT}'")
    names = ", ".join(f'"{table.name}"' for table in schema.sorted_tables)
    try:
        connection.exec_driver_sql(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE")
    except OperationalError as error:
        raise _in_use() from error


def require_empty(connection: Connection, schema: MetaData) -> None:
    """Raise Conflict, with tables and rows, where there is more than the reference data of init."""
    counts = count_rows(connection, carried_tables(schema))
    found = {name: rows for name, rows in counts.items() if rows and name not in REFERENCE}
    organisation = schema.tables["organisation"]
    seeds = {seed.name for seed in load_universities()}
    known = sa.select(sa.func.count()).where(organisation.c.name.in_(seeds))
    others = counts[organisation.name] - (connection.scalar(known) or 0)
    if others:
        found[organisation.name] = others
    if found:
        rows = "、".join(f"{name} {rows} 行" for name, rows in sorted(found.items()))
        raise Conflict(
            f"目标数据库已有数据（{rows}），不会覆盖。"
            "请用 MATCHMAKER_DATABASE_URL 或 MATCHMAKER_DATA_DIR 指向一个空数据库后再恢复"
        )


def drop_tables(connection: Connection, schema: MetaData) -> None:
    """Take away the tables of a schema and its revision, and nothing else that is there."""
    for table in reversed(schema.sorted_tables):
        table.drop(connection)
    connection.execute(sa.schema.DropTable(sa.Table(VERSION.name, MetaData())))


def clear_tables(connection: Connection, schema: MetaData) -> None:
    """Delete what migrations have put into tables that are to be loaded."""
    for table in reversed(schema.sorted_tables):
        if table.name not in LEFT_OUT:
            connection.execute(sa.delete(table))


def _in_use() -> Conflict:
    return Conflict("目标数据库正在使用，没有恢复。请停止服务和其他命令后再试")
