"""Fixtures: real databases, a clock that stands still, and what a test may skip."""

import gc
import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import hypothesis
import pytest
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

import models.session
from matchmaker.jobs.database import initialise
from models.session import make_engine, make_session
from tests import forked
from tests.compiled import compile_once
from tests.kept import set_up_once
from tests.postgres import Postgres, remember

POSTGRES_URL = os.environ.get(
    "MATCHMAKER_TEST_POSTGRES_URL", "postgresql+psycopg://postgres@127.0.0.1:5432/test"
)
REQUIRE_ALL = bool(os.environ.get("MATCHMAKER_TEST_ALL"))
# A slow machine is no failure, and the same examples are tried on every machine.
hypothesis.settings.register_profile("steady", deadline=None, derandomize=True)
hypothesis.settings.load_profile("steady")
# Argon2 takes its time on purpose. Of thousands of digests of tests each takes the least it can;
# what it takes in service is tested where digests are.
ARGON2 = Argon2Hasher.__init__
ARGON2_COSTS = ARGON2.__defaults__
ARGON2.__defaults__ = (1, 8, 1, *ARGON2_COSTS[3:])
# Files of few tests that take long: begun first, so that no core waits for the last of them.
LONG = (
    "ranking/test_retrieval.py",
    "jobs/test_schedule_campaign.py",
    "web/test_work_served.py",
    "ranking/test_same_everywhere.py",
    "pages/test_carried_campaign.py",
    "pages/test_story.py",
    "pages/test_every_page.py",
    "cli/test_industry.py",
    "jobs/test_schedule_killed.py",
    "operations/test_processes.py",
    "protection/test_server.py",
    "sample/test_growing_stock.py",
    "jobs/test_work_killed.py",
    "cli/test_demo.py",
)
NOW = datetime(2024, 5, 6, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put files that take long before the others, which stay in their order."""
    items.sort(key=lambda item: not item.path.as_posix().endswith(LONG))


def pytest_collection_finish() -> None:
    """Keep what is loaded by now out of the search for garbage: it stays to the end."""
    gc.collect()
    gc.freeze()


def skip_or_fail(reason: str) -> None:
    """Skip visibly, or fail where everything is required."""
    if REQUIRE_ALL:
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session", autouse=True)
def made_once() -> Iterator[None]:
    """Compile, set a database up and import what reads files once in a process.

    In every test that would be done anew.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("models.session.create_engine", compile_once(models.session.create_engine))
        patch.setattr("matchmaker.jobs.database.initialise", set_up_once)
        patch.setattr("matchmaker.jobs.apart.subprocess", forked.SUBPROCESS)
        yield


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    engine = make_engine(f"sqlite:///{path}")
    initialise(engine)
    with engine.connect() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgres_database() -> Iterator[Postgres]:
    admin = create_engine(POSTGRES_URL, isolation_level="AUTOCOMMIT")
    name = f"matchmaker_test_{os.getpid()}"
    try:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name}"))
            connection.execute(text(f"CREATE DATABASE {name}"))
            connection.execute(text(f"ALTER DATABASE {name} SET synchronous_commit = off"))
    except OperationalError as error:
        skip_or_fail(f"PostgreSQL is not reachable: {error.orig}")
    engine = make_engine(admin.url.set(database=name).render_as_string(hide_password=False))
    initialise(engine)
    yield remember(engine)
    engine.dispose()
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture
def empty_postgres_url(postgres_database: Postgres) -> str:
    """The address of the PostgreSQL database, emptied of what earlier tests left."""
    postgres_database.reset()
    return postgres_database.url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty, migrated database: every test that asks runs on both."""
    if request.param == "postgres":
        url: str = request.getfixturevalue("empty_postgres_url")
        return url
    path = tmp_path / "matchmaker.db"
    shutil.copy(request.getfixturevalue("sqlite_template"), path)
    return f"sqlite:///{path}"


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with make_session(engine) as session:
        yield session


@pytest.fixture(scope="session")
def reference() -> Path:
    """The reference material beside the project; what uses it skips without it."""
    path = Path(__file__).parents[2] / "shared"
    if not (path / "data").is_dir():
        pytest.skip("the reference material is not here")
    return path
