"""The schema brought to a revision."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine


def upgrade_schema(engine: Engine) -> None:
    """Bring the schema to the newest revision; an up-to-date one is left alone.

    SQLite changes a table by making it anew, which must not set off what its foreign keys say.
    """
    config = alembic_config()
    on_sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        if on_sqlite:
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.commit()
        with connection.begin():
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
        if on_sqlite:
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")


def alembic_config() -> Config:
    """Return Alembic's configuration, which lives in code: there is no .ini to lose."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    return config
