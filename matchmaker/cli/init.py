"""matchmaker init."""

from matchmaker.cli.output import console
from matchmaker.jobs.database import initialise
from matchmaker.settings import get_settings
from models.session import make_engine, schema_revision


def init() -> None:
    """建立或升级数据库，载入产业与片区；可重复运行。"""
    settings = get_settings()
    engine = make_engine(settings.resolved_database_url)
    try:
        initialise(engine)
        revision = schema_revision(engine)
    finally:
        engine.dispose()
    address = engine.url.render_as_string(hide_password=True)
    console.print(f"数据库已就绪：{address}（结构版本 {revision}）", soft_wrap=True)
