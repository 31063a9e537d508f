"""Rows that every table has been given at every earlier revision are kept to the newest."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Column, Connection, Engine, MetaData, Table
from sqlmodel import SQLModel

from models import schema
from models.base import EnumText
from models.schema import upgrade_schema
from models.session import VERSION, head_revision, known_revisions, make_session, schema_revision
from tests.models.conftest import BOTH, bare_database
from tests.models.test_migrations import migrate

MOMENT = datetime(2024, 5, 6, 1, 30, tzinfo=UTC)
Row = dict[str, Any]
Rows = dict[str, list[Row]]
# The head of the audit log, which a migration adds.
ONLY = {"audit_head"}
# Columns in whose place others stand now; what became of their rows is told by tests of their own.
REPLACED = {("finance_patent", "patent_id")}
# Tables that have another name now.
RENAMED = {"ledger_change": "record_change", "ledger_file": "record_file"}
# The first that fits, a moment before a day.
PLAIN: Mapping[type[sa.types.TypeEngine[Any]], Any] = {
    sa.JSON: [],
    sa.Boolean: True,
    sa.Float: 1.5,
    sa.Numeric: 1.5,
    sa.DateTime: MOMENT,
    sa.Date: date(2024, 6, 18),
    sa.Time: time(9, 30),
}


@dataclass(frozen=True)
class Walk:
    """A database that went through all revisions and got rows at each of them.

    left: revision → all rows once it had got its own; met: revision → the same after the next
    one, or once all was done.
    """

    engine: Engine
    left: dict[str, Rows]
    met: dict[str, Rows]


@pytest.fixture(scope="module", params=BOTH)
def walk(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Walk]:
    """All in one transaction, as an upgrade is: what a revision leaves there troubles the next."""
    left: dict[str, Rows] = {}
    met: dict[str, Rows] = {}
    with bare_database(request.param, tmp_path_factory.mktemp("walk"), "walk") as engine:
        with upgrading(engine) as connection:
            for revision in known_revisions():
                schema.migrate(connection, revision)
                tables = reflected(connection)
                if left:
                    met[max(left)] = read(connection, tables)
                fill(connection, tables, revision)
                left[revision] = read(connection, tables)
        with engine.connect() as connection:
            met[head_revision()] = read(connection, reflected(connection))
        yield Walk(engine, left, met)


@contextmanager
def upgrading(engine: Engine) -> Iterator[Connection]:
    """A transaction in which SQLite may make its tables anew."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.commit()
        with connection.begin():
            yield connection


@pytest.mark.parametrize("revision", known_revisions())
def test_rows_of_every_revision_are_kept_by_the_next(walk: Walk, revision: str) -> None:
    require_kept(walk.left[revision], walk.met[revision])


def test_database_that_went_through_every_revision_is_as_the_program_has_it(walk: Walk) -> None:
    require_newest(walk.engine)
    with walk.engine.connect() as connection:
        if walk.engine.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []


def test_first_revision_becomes_the_newest_with_its_rows(bare: Engine) -> None:
    first = known_revisions()[0]
    migrate(bare, first)
    with bare.begin() as connection:
        tables = reflected(connection)
        fill(connection, tables, first)
        before = read(connection, tables)
    upgrade_schema(bare)
    with bare.connect() as connection:
        require_kept(before, read(connection, reflected(connection)))
    require_newest(bare)


def require_kept(before: Rows, after: Rows) -> None:
    """Every column of every row is as it was, and no row has come."""
    for name, rows in before.items():
        kept = [column for column in rows[0] if (name, column) not in REPLACED] if rows else []
        now = name if name in after else RENAMED[name]
        assert [[row[column] for column in kept] for row in after[now]] == [
            [row[column] for column in kept] for row in rows
        ]


def require_newest(engine: Engine) -> None:
    """The schema is what the tables of the program say, and every row is read by them."""
    assert schema_revision(engine) == head_revision()
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []
    with make_session(engine) as session:
        for mapper in SQLModel._sa_registry.mappers:
            session.execute(sa.select(mapper)).all()


def reflected(connection: Connection) -> list[Table]:
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != VERSION.name]


def read(connection: Connection, tables: Sequence[Table]) -> Rows:
    return {
        table.name: [
            dict(row)
            for row in connection.execute(
                sa.select(table).order_by(*table.primary_key.columns)
            ).mappings()
        ]
        for table in tables
    }


def fill(connection: Connection, tables: Sequence[Table], revision: str) -> None:
    """Add a row to every table but those to which migrations have added what there is."""
    keys: dict[str, Row] = {}
    for table in tables:
        if table.name not in ONLY:
            row = {c.name: value(c, keys, revision) for c in table.columns if not is_numbered(c)}
            connection.execute(sa.insert(table).values(row))
        last = sa.select(table).order_by(*(column.desc() for column in table.primary_key.columns))
        keys[table.name] = dict(connection.execute(last).mappings().first() or {})


def is_numbered(column: Column[Any]) -> bool:
    return column.name == "id" and isinstance(column.type, sa.Integer)


def value(column: Column[Any], keys: Mapping[str, Row], revision: str) -> Any:
    for key in column.foreign_keys:
        other = keys.get(key.column.table.name)
        # Of two tables that name each other one comes first.
        return None if other is None else other[key.column.name]
    name = column.table.name
    today = SQLModel.metadata.tables.get(RENAMED.get(name, name))
    known = None if today is None else today.columns.get(column.name)
    if known is not None and isinstance(known.type, EnumText):
        return next(iter(known.type.enum)).value
    # What may have to be another one in every row.
    if isinstance(column.type, sa.Integer):
        return int(revision)
    if isinstance(column.type, sa.LargeBinary):
        return b"\x00\xff" + revision.encode()
    for kind, plain in PLAIN.items():
        if isinstance(column.type, kind):
            return plain
    return f"旧{column.name}{revision}"
