"""Databases that many tests begin with: made once in a process, then put into each anew."""

import shutil
import sqlite3
from atexit import register
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol, TypeVar, cast

from sqlalchemy import Connection, Engine

from matchmaker.jobs.database import initialise
from models.session import make_engine
from tests.postgres import count_rows, remember

Made = TypeVar("Made")

_NUMBERS = count()
_FOLDER = TemporaryDirectory(prefix="matchmaker-kept-")
register(_FOLDER.cleanup)


class Kept(Protocol):
    """What stood in a database."""

    def put_back(self, engine: Engine) -> None:
        """Put it into another database of the same kind that has been set up and no more."""


class KeptFile:
    """A SQLite database, as a file of its own."""

    def __init__(self, engine: Engine) -> None:
        self._path = Path(_FOLDER.name) / f"{next(_NUMBERS)}.db"
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
        self._copy = Path(_FOLDER.name) / f"{next(_NUMBERS)}-files"
        shutil.copytree(folder, self._copy, ignore=shutil.ignore_patterns("*.db", "*.db-*"))

    def put_back(self, folder: Path) -> None:
        """Write them into another folder."""
        shutil.copytree(self._copy, folder, dirs_exist_ok=True)


@dataclass(frozen=True)
class _Filled:
    """What has been made: what the maker returned, the database, the files."""

    made: object
    rows: Kept
    files: KeptFolder


_FILLED: dict[str, _Filled] = {}


def fill_once(key: str, engine: Engine, folder: Path, make: Callable[[], Made]) -> Made:
    """Fill a database and a folder, by what was kept where the same has been made before.

    key: all that it depends on but the kind of database. Where anything stands in the database
    beyond what set-up writes, it is made anew.
    """
    if count_rows(engine) != _set_up()[1]:
        return make()
    key = f"{engine.dialect.name} {key}"
    if key not in _FILLED:
        folder.mkdir(parents=True, exist_ok=True)
        _FILLED[key] = _Filled(make(), keep(engine), KeptFolder(folder))
    else:
        _FILLED[key].rows.put_back(engine)
        _FILLED[key].files.put_back(folder)
    return cast(Made, _FILLED[key].made)


def set_up_once(engine: Engine) -> None:
    """Set an empty database up; one of SQLite by what was kept of the first."""
    if engine.dialect.name == "sqlite":
        _set_up()[0].put_back(engine)
    else:
        initialise(engine)


@cache
def _set_up() -> tuple[Kept, dict[str, int]]:
    """Return what stands in a database that has been set up, and how many rows by table."""
    engine = make_engine(f"sqlite:///{_FOLDER.name}/set-up.db")
    initialise(engine)
    return keep(engine), count_rows(engine)


def _raw(connection: Connection) -> sqlite3.Connection:
    raw = connection.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)
    return raw
