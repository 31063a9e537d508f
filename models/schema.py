"""The schema brought to a revision, and what tables a revision has."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, MetaData, create_engine

from models.session import VERSION


def upgrade_schema(engine: Engine) -> None:
    """Bring the schema to the newest revision; an up-to-date one is left alone.

    SQLite changes a table by making it anew, which must not set off what its foreign keys say.
    """
    on_sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        if on_sqlite:
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.commit()
        with connection.begin():
            migrate(connection)
        if on_sqlite:
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")


def migrate(connection: Connection, revision: str = "head") -> None:
    """Bring the schema to a revision within the caller's transaction.

    On SQLite the caller has turned the enforcement of foreign keys off before it began.
    """
    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


@cache
def tables_at(revision: str) -> MetaData:
    """Return the tables of a revision as its migrations make them, whatever today's tables say.

    That takes seconds and is asked more than once by a restore; whoever gets them only reads them.
    """
    engine = create_engine("sqlite://")
    found = MetaData()
    with engine.begin() as connection:
        migrate(connection, revision)
        found.reflect(connection)
    engine.dispose()
    found.remove(found.tables[VERSION.name])
    return found


def alembic_config() -> Config:
    """Return Alembic's configuration, which lives in code: there is no .ini to lose."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    return config
