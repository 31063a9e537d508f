"""The database that a backup is restored into: empty but for what init puts there."""

import sqlalchemy as sa
from sqlalchemy import Connection, MetaData
from sqlalchemy.exc import OperationalError

from matchmaker.services.backup_tables import LEFT_OUT, POSTGRES, carried_tables, count_rows
from matchmaker.services.reference import load_universities
from models.errors import Conflict
from models.session import VERSION

# What init puts into an empty database; organisations besides are looked at one by one.
REFERENCE = frozenset({"area", "industry", "organisation", "organisation_alias"})
LOCK_WAIT = "30s"


def begin_alone(connection: Connection) -> None:
    """Begin a transaction on SQLite that may remake tables; others wait until it ends.

    Raises Conflict where somebody else goes on writing.
    """
    if connection.dialect.name == POSTGRES:
        return
    # Tables are remade and rows come in any order: references are checked at the end. SQLite takes
    # the setting outside of transactions only, and the driver begins none by itself before a read.
    connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
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
