"""matchmaker serve."""

import os
import shutil
import signal
import sys
from importlib import import_module
from tempfile import mkdtemp
from typing import Annotated

import typer
import uvicorn

from matchmaker.cli.output import console, now
from matchmaker.errors import BadConfiguration
from matchmaker.jobs.database import database
from matchmaker.jobs.schedule import require_tasks
from matchmaker.jobs.schedule_tasks import TASKS
from matchmaker.log import configure_logging
from matchmaker.settings import Settings, get_settings

# Told to end, a server finishes what it has begun to answer; longer than that nothing takes.
GRACE_SECONDS = 5


def serve(
    host: Annotated[str | None, typer.Option(help="监听地址，默认取设置")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="端口，默认取设置")] = None,
    workers: Annotated[int, typer.Option("--workers", min=1, help="进程数，共用已读入的数据")] = 1,
    scheduler: Annotated[
        bool, typer.Option("--scheduler", help="同时按日程自动生成名单（多个进程时由其中一个做）")
    ] = False,
    work: Annotated[
        bool,
        typer.Option("--work/--no-work", help="同时处理后台任务（多个进程时同类任务只由一个做）"),
    ] = True,
) -> None:
    """启动网页与接口。"""
    settings = get_settings()
    bind, number = host or settings.host, port or settings.port
    if scheduler:
        require_tasks(TASKS)
    with database(settings):
        console.print(f"打开 http://{bind}:{number}/ （Ctrl+C 结束）", soft_wrap=True)
    configure_logging(settings)
    if workers > 1:
        _serve_by(workers, bind, number, scheduled=scheduler, works=work)
        return
    _serve_alone(settings, bind, number, scheduled=scheduler, works=work)


def _serve_alone(settings: Settings, host: str, port: int, *, scheduled: bool, works: bool) -> None:
    # After it has ended well, uvicorn raises the signal once more: that is no failure.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    create_app = import_module("matchmaker.web.app").create_app
    # Whom to believe about the client is a setting, which the application itself goes by.
    uvicorn.run(
        create_app(settings, now, scheduled=scheduled, works=works),
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=settings.request_seconds + GRACE_SECONDS,
    )


def _serve_by(workers: int, host: str, port: int, *, scheduled: bool, works: bool) -> None:
    # Where the processes count together: chosen before anything is imported that counts.
    folder = mkdtemp(prefix="matchmaker-metrics-")
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
    try:
        module = import_module("matchmaker.web.workers")
    except ModuleNotFoundError as error:
        del os.environ["PROMETHEUS_MULTIPROC_DIR"]
        shutil.rmtree(folder)
        raise BadConfiguration("这里不能用多个进程提供服务。请去掉 --workers") from error
    settings = get_settings()
    options = module.Options(
        workers, host, port, settings.request_seconds + GRACE_SECONDS, settings.log_level, folder
    )
    module.serve_by(
        options, lambda: module.open_app(settings, now, scheduled=scheduled, works=works)
    )
