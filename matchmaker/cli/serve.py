"""matchmaker serve."""

from typing import Annotated

import typer
import uvicorn

from matchmaker.cli.output import console, now
from matchmaker.jobs.database import database
from matchmaker.settings import get_settings
from matchmaker.web.app import create_app


def serve(
    host: Annotated[str | None, typer.Option(help="监听地址，默认取设置")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="端口，默认取设置")] = None,
) -> None:
    """启动网页与接口。"""
    settings = get_settings()
    bind, number = host or settings.host, port or settings.port
    with database(settings):
        console.print(f"打开 http://{bind}:{number}/ （Ctrl+C 结束）", soft_wrap=True)
    uvicorn.run(create_app(settings, now), host=bind, port=number, log_level="warning")
