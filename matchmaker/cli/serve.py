"""matchmaker serve."""

from importlib import import_module
from typing import Annotated

import typer
import uvicorn

from matchmaker.cli.output import console, now
from matchmaker.errors import BadConfiguration
from matchmaker.jobs.database import database
from matchmaker.jobs.schedule import require_tasks
from matchmaker.jobs.schedule_tasks import TASKS
from matchmaker.settings import get_settings
from matchmaker.web.app import create_app


def serve(
    host: Annotated[str | None, typer.Option(help="监听地址，默认取设置")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="端口，默认取设置")] = None,
    workers: Annotated[int, typer.Option("--workers", min=1, help="进程数，共用已读入的数据")] = 1,
    scheduler: Annotated[
        bool, typer.Option("--scheduler", help="同时按日程自动生成名单（多个进程时由其中一个做）")
    ] = False,
) -> None:
    """启动网页与接口。"""
    settings = get_settings()
    bind, number = host or settings.host, port or settings.port
    if scheduler:
        require_tasks(TASKS)
    with database(settings):
        console.print(f"打开 http://{bind}:{number}/ （Ctrl+C 结束）", soft_wrap=True)
    if workers > 1:
        _serve_by(workers, bind, number, scheduled=scheduler)
        return
    app = create_app(settings, now, scheduled=scheduler)
    uvicorn.run(app, host=bind, port=number, log_level="warning")


def _serve_by(workers: int, host: str, port: int, *, scheduled: bool) -> None:
    try:
        module = import_module("matchmaker.web.workers")
    except ModuleNotFoundError as error:
        raise BadConfiguration("这里不能用多个进程提供服务。请去掉 --workers") from error
    settings = get_settings()
    module.serve_by(
        workers, lambda: module.open_app(settings, now, scheduled=scheduled), host, port
    )
