"""A PostgreSQL database brought back, before each test, to what it was when it had been set up."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, text
from sqlmodel import SQLModel

import models.tables  # noqa: F401

_TABLES = [f'"{table.name}"' for table in SQLModel.metadata.sorted_tables]
_WITH_ROWS = text(
    " UNION ALL ".join(f"SELECT '{one}' WHERE EXISTS (SELECT 1 FROM {one})" for one in _TABLES)
)
_COUNTED = text("SELECT sequencename, last_value FROM pg_sequences WHERE last_value IS NOT NULL")


@dataclass(frozen=True)
class Postgres:
    """A database and what stood in it in the beginning.

    engine: stays connected, since a new connection has to learn of every table anew; rows: by
    table, as COPY writes them; counted: sequence → last value.
    """

    engine: Engine
    rows: dict[str, bytes]
    counted: dict[str, int]

    @property
    def url(self) -> str:
        return self.engine.url.render_as_string(hide_password=False)

    def reset(self) -> None:
        """Put back what stood in it; TRUNCATE would take seconds for so many tables."""
        with self.engine.begin() as connection:
            # The audit log refuses to be emptied, and tables refer to one another.
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            for table in connection.scalars(_WITH_ROWS).all():
                connection.execute(text(f"DELETE FROM {table}"))
            for table, rows in self.rows.items():
                with _cursor(connection).copy(f"COPY {table} FROM STDIN") as copy:
                    copy.write(rows)
            counted = dict(connection.execute(_COUNTED).all())
            for name in sorted({*counted, *self.counted}):
                first = self.counted.get(name)
                if first != counted.get(name):
                    connection.execute(
                        text("SELECT setval(quote_ident(:name)::regclass, :value, :used)"),
                        {"name": name, "value": first or 1, "used": first is not None},
                    )


def count_rows(engine: Engine) -> dict[str, int]:
    """Return how many rows stand in each table, of a database of either kind, that has any."""
    with engine.connect() as connection:
        found = connection.scalars(_WITH_ROWS).all()
        return {
            table: connection.scalar(text(f"SELECT count(*) FROM {table}")) or 0 for table in found
        }


def remember(engine: Engine) -> Postgres:
    """Return a database with what stands in it now."""
    with engine.connect() as connection:
        rows = {}
        for table in connection.scalars(_WITH_ROWS).all():
            with _cursor(connection).copy(f"COPY {table} TO STDOUT") as copy:
                rows[table] = b"".join(map(bytes, copy))
        counted = dict(connection.execute(_COUNTED).all())
    return Postgres(engine, rows, counted)


def _cursor(connection: Connection) -> Any:
    return connection.connection.driver_connection.cursor()
