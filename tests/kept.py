"""Databases that many tests begin with: made once in a process, then put into each anew."""

import shutil
import sqlite3
from atexit import register
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from sqlalchemy import Connection, Engine

from tests.postgres import remember

_FOLDER = TemporaryDirectory(prefix="matchmaker-kept-")
register(_FOLDER.cleanup)


class Kept(Protocol):
    """What stood in a database."""

    def put_back(self, engine: Engine) -> None:
        """Put it into another database of the same kind that has been set up and no more."""


class KeptFile:
    """A SQLite database, as a file of its own."""

    def __init__(self, engine: Engine) -> None:
        self._path = Path(_FOLDER.name) / f"{id(self)}.db"
        with engine.connect() as connection, sqlite3.connect(self._path) as copy:
            _raw(connection).backup(copy)
        copy.close()

    def put_back(self, engine: Engine) -> None:
        """Write it over what stands there, through SQLite: others may have it open."""
        with engine.connect() as connection, sqlite3.connect(self._path) as copy:
            copy.backup(_raw(connection))
        copy.close()


class KeptRows:
    """The rows of a PostgreSQL database."""

    def __init__(self, engine: Engine) -> None:
        self._rows = remember(engine)

    def put_back(self, engine: Engine) -> None:
        """Let them stand there instead of what does."""
        replace(self._rows, engine=engine).reset()


def keep(engine: Engine) -> Kept:
    """Return what stands in a database, to be put back into others."""
    return KeptFile(engine) if engine.dialect.name == "sqlite" else KeptRows(engine)


class KeptFolder:
    """The files of a folder."""

    def __init__(self, folder: Path) -> None:
        self._copy = Path(_FOLDER.name) / f"{id(self)}-files"
        shutil.copytree(folder, self._copy, ignore=shutil.ignore_patterns("*.db", "*.db-*"))

    def put_back(self, folder: Path) -> None:
        """Write them into another folder."""
        shutil.copytree(self._copy, folder, dirs_exist_ok=True)


def set_up_once(initialise: Callable[[Engine], None]) -> Callable[[Engine], None]:
    """Return what sets an empty database up, by what was kept of the first one of SQLite."""
    kept: list[Kept] = []

    def set_up(engine: Engine) -> None:
        if engine.dialect.name != "sqlite":
            initialise(engine)
        elif kept:
            kept[0].put_back(engine)
        else:
            initialise(engine)
            kept.append(keep(engine))

    return set_up


def _raw(connection: Connection) -> sqlite3.Connection:
    raw = connection.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)
    return raw
