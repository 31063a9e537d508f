"""Engines, sessions and the revision of the schema for both databases."""

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, column, event, inspect, make_url, select, table
from sqlmodel import Session, create_engine

# Whoever opens a database needs every table: a foreign key must find the one it names.
import models.tables  # noqa: F401

SQLITE_BUSY_TIMEOUT_MS = 30_000
# Where migrations keep what they have done, and where they stand: asked at every start, which
# need not wait for the library that runs them.
VERSION = table("alembic_version", column("version_num"))
VERSIONS = Path(__file__).parent / "migrations" / "versions"


def make_engine(url: str) -> Engine:
    """Return an engine for a SQLite or PostgreSQL address.

    SQLite runs in WAL mode with foreign keys enforced; its folder is made where it is missing.
    A bare ``postgresql://`` address uses psycopg 3.
    """
    parsed = make_url(url)
    if parsed.drivername in {"postgresql", "postgres"}:
        return create_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
    if parsed.get_backend_name() == "sqlite":
        if parsed.database and parsed.database != ":memory:":
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(parsed)
        event.listen(engine, "connect", _prepare_sqlite)
        return engine
    return create_engine(parsed, pool_pre_ping=True)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute(f"PRAGMA busy_timeout={SQLITE_BUSY_TIMEOUT_MS}")
    cursor.close()


def make_session(engine: Engine) -> Session:
    """Return a session; whoever opens it decides when to commit."""
    return Session(engine, expire_on_commit=False)


def schema_revision(engine: Engine) -> str | None:
    """Return the revision the database stands at, None before the first migration."""
    if not inspect(engine).has_table(VERSION.name):
        return None
    with engine.connect() as connection:
        found = connection.execute(select(VERSION.c.version_num)).scalar()
    return None if found is None else str(found)


def known_revisions() -> tuple[str, ...]:
    """Return the revisions that this program knows, oldest first, by its migrations' names."""
    return tuple(sorted(path.name.split("_")[0] for path in VERSIONS.glob("[0-9]*.py")))


def head_revision() -> str:
    """Return the newest revision that this program knows."""
    return known_revisions()[-1]
