"""The database that the settings name, at the schema that this program needs."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

from sqlalchemy import Engine

from matchmaker.errors import BadConfiguration
from matchmaker.services.reference import seed_reference
from matchmaker.settings import Settings
from models.session import head_revision, make_engine, make_session, schema_revision


@contextmanager
def database(settings: Settings) -> Iterator[Engine]:
    """Open a database that is ready and close it again; a new, empty one is set up at once.

    Raises BadConfiguration where the schema is another program version's.
    """
    engine = make_engine(settings.resolved_database_url)
    try:
        _require_schema(engine)
        yield engine
    finally:
        engine.dispose()


def _require_schema(engine: Engine) -> None:
    revision = schema_revision(engine)
    if revision is None:
        initialise(engine)
    elif revision != head_revision():
        raise BadConfiguration(
            f"数据库结构版本为 {revision}，程序需要 {head_revision()}。"
            "请先运行 matchmaker backup，再运行 matchmaker init"
        )


def initialise(engine: Engine) -> None:
    """Bring schema and reference data to this program's version; nothing else is touched."""
    # Needed once in the life of a database.
    import_module("models.schema").upgrade_schema(engine)
    with make_session(engine) as session:
        seed_reference(session)
        session.commit()
