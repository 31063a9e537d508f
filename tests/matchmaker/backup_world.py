"""A database with rows in every table, of values that are easily spoilt, and bare ones to fill."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy import Column, Connection, Engine, Table, create_engine
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

from matchmaker.settings import Settings
from models.audit import AuditHead
from models.base import EnumText, UtcDateTime
from models.session import make_engine
from tests.conftest import POSTGRES_URL

TEXT = '武汉·𬭚 "引" \\ \n\t\u2028\u0085 é 🧪'
LARGE = 2**63 - 1
LARGE_NUMBER = 2**31 - 1
MOMENT = datetime(2024, 5, 6, 1, 30, 0, 123456, tzinfo=UTC)
DOCUMENT = {"名称": [TEXT, None, True, 2**53 + 1, 0.1], "": {"a": []}}
MODEL = b"\x00\xff weights\r\n"


def fill(engine: Engine) -> None:
    """Add two rows to every table, the second with nothing where nothing may be.

    Rows of a table that refer to each other do so in a circle. The head of the audit log is the one
    row of its table.
    """
    keys: dict[str, list[dict[str, Any]]] = {}
    with engine.begin() as connection:
        for table in SQLModel.metadata.sorted_tables:
            if table.name == AuditHead.__tablename__:
                connection.execute(sa.update(table).values(number=LARGE_NUMBER, hash=TEXT))
            else:
                keys[table.name] = [_add(connection, table, turn, keys) for turn in (0, 1)]
        for table in SQLModel.metadata.sorted_tables:
            for column in (c for c in table.columns if _within(c)):
                for own, other in (keys[table.name], keys[table.name][::-1]):
                    connection.execute(
                        sa.update(table)
                        .where(table.c.id == own["id"])
                        .values({column.name: other["id"]})
                    )


def _add(
    connection: Connection, table: Table, turn: int, keys: dict[str, list[dict[str, Any]]]
) -> dict[str, Any]:
    row = {
        column.name: _value(column, turn, keys)
        for column in table.columns
        if column.name != "id" or not isinstance(column.type, sa.Integer)
    }
    done = connection.execute(sa.insert(table).values(row))
    assert done.inserted_primary_key is not None
    return dict(done.inserted_primary_key._mapping)


def _value(column: Column[Any], turn: int, keys: dict[str, list[dict[str, Any]]]) -> Any:
    if _within(column) or (turn == 1 and column.nullable):
        return None
    for key in column.foreign_keys:
        return keys[key.column.table.name][turn][key.column.name]
    return _plain_value(column, turn)


def _plain_value(column: Column[Any], turn: int) -> Any:
    kind = column.type
    if isinstance(kind, EnumText):
        return list(kind.enum)[-1]
    if isinstance(kind, sa.LargeBinary):
        return bytes([turn, *range(256)])
    values = {
        sa.JSON: DOCUMENT,
        sa.Boolean: turn == 0,
        sa.BigInteger: LARGE - turn,
        sa.Integer: LARGE_NUMBER - turn,
        sa.Float: 0.1 + 0.2,
        UtcDateTime: MOMENT,
        sa.Date: date(1985, 4, 1 + turn),
        sa.Time: time(9, 30, 0, 5),
        AutoString: f"{TEXT}{turn}",
        sa.Unicode: f"job{turn}",
    }
    return next(value for known, value in values.items() if isinstance(kind, known))


def _within(column: Column[Any]) -> bool:
    return any(key.column.table is column.table for key in column.foreign_keys)


def contents(engine: Engine) -> dict[str, list[dict[str, Any]]]:
    """Return all rows of all tables as the program reads them, by their primary keys."""
    with engine.connect() as connection:
        return {
            table.name: [
                dict(row)
                for row in connection.execute(
                    sa.select(table).order_by(*table.primary_key)
                ).mappings()
            ]
            for table in SQLModel.metadata.sorted_tables
        }


def by_key(rows: list[dict[str, Any]], table: str) -> list[dict[str, Any]]:
    """Return rows in an order that does not depend on how a database compares texts."""
    names = [key.name for key in SQLModel.metadata.tables[table].primary_key]
    return sorted(rows, key=lambda row: repr([row[name] for name in names]))


def make_settings(folder: Path, url: str) -> Settings:
    return Settings(data_dir=folder, database_url=url, output_dir=folder / "output")


def write_model(settings: Settings) -> None:
    """Put a model there, one in a folder of its own, and one that is just being written."""
    (settings.models_dir / "more").mkdir(parents=True)
    for name in ("learned-v1.json", "more/weights.bin", ".learned-v1.json.77"):
        (settings.models_dir / name).write_bytes(MODEL)


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@contextmanager
def bare_database(kind: str, folder: Path) -> Iterator[str]:
    """Give the address of a database without tables, taken away again at the end."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'bare.db'}"
        return
    admin = create_engine(POSTGRES_URL, isolation_level="AUTOCOMMIT")
    name = f"matchmaker_bare_{uuid4().hex}"
    with admin.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    try:
        yield admin.url.set(database=name).render_as_string(hide_password=False)
    finally:
        with admin.connect() as connection:
            connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.dispose()


@contextmanager
def opened(url: str) -> Iterator[Engine]:
    engine = make_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()
