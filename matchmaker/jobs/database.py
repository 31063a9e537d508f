"""The database that the settings name, at the schema that this program needs."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from matchmaker.errors import BadConfiguration, DatabaseUnavailable
from matchmaker.services.reference import seed_reference
from matchmaker.settings import Settings
from models.pool import Pool
from models.session import head_revision, make_engine, make_session, schema_revision


@contextmanager
def database(settings: Settings, pool: Pool | None = None) -> Iterator[Engine]:
    """Open a database that is ready and close it again; a new, empty one is set up at once.

    pool: how its connections are kept and limited, not at all by default. Raises BadConfiguration
    where the schema is another program version's, DatabaseUnavailable where no answer comes.
    """
    engine = make_engine(settings.resolved_database_url, pool)
    try:
        try:
            _require_schema(engine)
        except OperationalError as error:
            raise _unavailable(engine, error) from error
        yield engine
    finally:
        engine.dispose()


def _unavailable(engine: Engine, error: OperationalError) -> DatabaseUnavailable:
    place = engine.url.set(password=None).render_as_string(hide_password=True)
    reason = str(error.orig).splitlines()[0]
    return DatabaseUnavailable(
        f"连不上数据库 {place}：{reason}。请检查数据库是否已启动，以及设置 MATCHMAKER_DATABASE_URL"
    )


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
