"""Engines, sessions and the revision of the schema for both databases."""

from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, NullPool, column, event, inspect, make_url, select, table
from sqlalchemy.exc import OperationalError
from sqlalchemy.schema import CreateTable
from sqlmodel import Session, SQLModel, create_engine

# Whoever opens a database needs every table: a foreign key must find the one it names.
import models.tables  # noqa: F401
from models.pool import Pool
from models.schedule import ScheduleLease
from models.work import WorkProgress

SQLITE_BUSY_TIMEOUT_MS = 30_000
# What is written while somebody else is at the rest of the database for long.
BOARD_TABLES = (str(ScheduleLease.__tablename__), str(WorkProgress.__tablename__))
# Where migrations keep what they have done, and where they stand: asked at every start, which
# need not wait for the library that runs them.
VERSION = table("alembic_version", column("version_num"))
VERSIONS = Path(__file__).parent / "migrations" / "versions"


def make_engine(url: str, pool: Pool | None = None) -> Engine:
    """Return an engine for a SQLite or PostgreSQL address.

    SQLite runs in WAL mode with foreign keys enforced; its folder is made where it is missing.
    A bare ``postgresql://`` address uses psycopg 3. Without a pool nothing is limited. Values of
    statements, which may be contacts or secrets, never stand in the text of an error.
    """
    parsed = make_url(url)
    options: dict[str, Any] = {"hide_parameters": True}
    if pool is not None:
        options |= {
            "pool_size": pool.size,
            "max_overflow": pool.overflow,
            "pool_timeout": pool.wait,
            "pool_recycle": pool.recycle,
        }
    if parsed.get_backend_name() == "sqlite":
        if parsed.database and parsed.database != ":memory:":
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(parsed, **options)
        event.listen(engine, "connect", _prepare_sqlite)
        return engine
    if parsed.drivername in {"postgresql", "postgres"}:
        parsed = parsed.set(drivername="postgresql+psycopg")
    options |= {"pool_pre_ping": True}
    if pool is not None and parsed.get_backend_name() == "postgresql":
        options |= {"connect_args": _postgres_limits(parsed, pool)}
    return create_engine(parsed, **options)


def _postgres_limits(url: URL, pool: Pool) -> dict[str, object]:
    # What the address asks of the server itself stays.
    given = url.query.get("options", "")
    limits = (
        f"-c statement_timeout={pool.statement * 1000}"
        f" -c idle_in_transaction_session_timeout={pool.idle * 1000}"
    )
    asked = given if isinstance(given, str) else " ".join(given)
    return {
        "connect_timeout": pool.connect,
        "options": f"{asked} {limits}".strip(),
        # A server that has gone without a word is noticed within half a minute.
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
    }


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute(f"PRAGMA busy_timeout={SQLITE_BUSY_TIMEOUT_MS}")
    cursor.close()


def make_board(engine: Engine) -> Engine:
    """Return where leases of work and its progress are written: the database itself, if a server.

    SQLite lets one write at a time, and an import writes from its beginning to its end: there the
    board is a file of its own beside the database, of which nothing is lost if it is deleted while
    nothing runs. It keeps no connection open. A revision that changes its tables must name it anew.
    """
    path = engine.url.database
    if engine.dialect.name != "sqlite" or not path:
        return engine
    beside = engine.url.set(database=str(Path(path).with_suffix(".board.db")))
    board = create_engine(beside, poolclass=NullPool)
    event.listen(board, "connect", _prepare_sqlite)
    with board.begin() as connection:
        for name in BOARD_TABLES:
            made = SQLModel.metadata.tables[name]
            connection.execute(CreateTable(made, if_not_exists=True))
    return board


def commit_if_free(session: Session) -> bool:
    """Commit, but on SQLite not while somebody else writes; return whether it has been done.

    For what is good to know and no reason to wait for: an import writes for minutes. Without it the
    session is rolled back.
    """
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        session.commit()
        return True
    cursor = connection.connection.cursor()
    cursor.execute("PRAGMA busy_timeout=0")
    try:
        session.flush()
    except OperationalError:
        session.rollback()
        return False
    finally:
        cursor.execute(f"PRAGMA busy_timeout={SQLITE_BUSY_TIMEOUT_MS}")
        cursor.close()
    session.commit()
    return True


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
