"""A database that knows nothing yet."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import OperationalError

from models.session import make_engine
from tests.conftest import POSTGRES_URL, skip_or_fail

BOTH = ("sqlite", pytest.param("postgres", marks=pytest.mark.postgres))


@pytest.fixture(params=BOTH)
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database without any table."""
    with bare_database(request.param, tmp_path, "bare") as engine:
        yield engine


@contextmanager
def bare_database(kind: str, folder: Path, name: str) -> Iterator[Engine]:
    """Make a database without any table, of SQLite in a folder or of PostgreSQL.

    name: what tells it from others that are there at the same time.
    """
    if kind == "sqlite":
        engine = make_engine(f"sqlite:///{folder / name}.db")
        yield engine
        engine.dispose()
        return
    admin = create_engine(POSTGRES_URL, isolation_level="AUTOCOMMIT")
    name = f"matchmaker_{name}_{os.getpid()}"
    try:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name}"))
            connection.execute(text(f"CREATE DATABASE {name}"))
            connection.execute(text(f"ALTER DATABASE {name} SET synchronous_commit = off"))
    except OperationalError as error:
        skip_or_fail(f"PostgreSQL is not reachable: {error.orig}")
    engine = make_engine(admin.url.set(database=name).render_as_string(hide_password=False))
    yield engine
    engine.dispose()
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
    admin.dispose()
