"""matchmaker serve."""

from importlib import import_module
from typing import Annotated

import typer
import uvicorn

from matchmaker.cli.output import console, now
from matchmaker.errors import BadConfiguration
from matchmaker.jobs.database import database
from matchmaker.settings import Settings, get_settings
from matchmaker.web.app import create_app


def serve(
    host: Annotated[str | None, typer.Option(help="监听地址，默认取设置")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="端口，默认取设置")] = None,
    workers: Annotated[int, typer.Option("--workers", min=1, help="进程数，共用已读入的数据")] = 1,
) -> None:
    """启动网页与接口。"""
    settings = get_settings()
    bind, number = host or settings.host, port or settings.port
    with database(settings):
        console.print(f"打开 http://{bind}:{number}/ （Ctrl+C 结束）", soft_wrap=True)
    if workers > 1:
        _serve_by(workers, settings, bind, number)
        return
    uvicorn.run(create_app(settings, now), host=bind, port=number, log_level="warning")


def _serve_by(workers: int, settings: Settings, host: str, port: int) -> None:
    try:
        module = import_module("matchmaker.web.workers")
    except ModuleNotFoundError as error:
        raise BadConfiguration("这里不能用多个进程提供服务。请去掉 --workers") from error
    module.serve_by(workers, settings, now, host, port)
