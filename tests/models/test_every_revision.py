"""A database of any earlier revision, with a row in every table, becomes today's and keeps them."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Column, Connection, Engine, MetaData, Table
from sqlmodel import SQLModel

from models.base import EnumText
from models.schema import upgrade_schema
from models.session import VERSION, head_revision, known_revisions, make_session, schema_revision
from tests.models.test_migrations import migrate

MOMENT = datetime(2024, 5, 6, 1, 30, tzinfo=UTC)
Row = dict[str, Any]
# The first that fits, a moment before a day.
PLAIN: Mapping[type[sa.types.TypeEngine[Any]], Any] = {
    sa.JSON: [],
    sa.Boolean: True,
    sa.Integer: 7,
    sa.Float: 1.5,
    sa.Numeric: 1.5,
    sa.DateTime: MOMENT,
    sa.Date: date(2024, 6, 18),
    sa.Time: time(9, 30),
    sa.LargeBinary: b"\x00\xff",
}


@pytest.mark.parametrize("revision", known_revisions())
def test_every_revision_becomes_the_newest_with_its_rows(bare: Engine, revision: str) -> None:
    migrate(bare, revision)
    before = fill(bare)
    upgrade_schema(bare)
    assert schema_revision(bare) == head_revision()
    after = read(bare)
    for name, rows in before.items():
        kept = set(rows[0]) & set(after[name][0])
        assert [pick(row, kept) for row in after[name]] == [pick(row, kept) for row in rows]
        assert kept == set(rows[0]) - dropped(name)
    with bare.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []
    with make_session(bare) as session:
        for mapper in SQLModel._sa_registry.mappers:
            session.execute(sa.select(mapper)).all()


def dropped(table: str) -> set[str]:
    """The columns that a later revision does away with, on purpose."""
    return set() if table in SQLModel.metadata.tables else {"the whole table"}


def pick(row: Row, names: set[str]) -> Row:
    return {name: row[name] for name in sorted(names)}


def reflected(connection: Connection) -> list[Table]:
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != VERSION.name]


def read(engine: Engine) -> dict[str, list[Row]]:
    with engine.connect() as connection:
        return {
            table.name: [
                dict(row)
                for row in connection.execute(
                    sa.select(table).order_by(*table.primary_key.columns)
                ).mappings()
            ]
            for table in reflected(connection)
        }


def fill(engine: Engine) -> dict[str, list[Row]]:
    """Add a row to every table that has none, and return all rows there are."""
    keys: dict[str, Row] = {}
    with engine.begin() as connection:
        for table in reflected(connection):
            first = connection.execute(sa.select(table)).mappings().first()
            if first is None:
                row = {c.name: value(c, keys) for c in table.columns if not is_numbered(c)}
                connection.execute(sa.insert(table).values(row))
                first = connection.execute(sa.select(table)).mappings().one()
            keys[table.name] = dict(first)
    return read(engine)


def is_numbered(column: Column[Any]) -> bool:
    return column.name == "id" and isinstance(column.type, sa.Integer)


def value(column: Column[Any], keys: Mapping[str, Row]) -> Any:
    for key in column.foreign_keys:
        other = keys.get(key.column.table.name)
        # Of two tables that name each other one comes first.
        return None if other is None else other[key.column.name]
    today = SQLModel.metadata.tables.get(column.table.name)
    known = None if today is None else today.columns.get(column.name)
    if known is not None and isinstance(known.type, EnumText):
        return next(iter(known.type.enum)).value
    for kind, plain in PLAIN.items():
        if isinstance(column.type, kind):
            return plain
    return f"旧{column.name}"
