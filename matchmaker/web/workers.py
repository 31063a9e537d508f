"""Several processes behind one port, which share what was read before they parted."""

import gc
import logging
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from fastapi import FastAPI
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger
from prometheus_client.multiprocess import mark_process_dead
from uvicorn_worker import UvicornWorker

from matchmaker.errors import IndexDamaged, IndexMissing
from matchmaker.jobs.database import database
from matchmaker.settings import Settings
from matchmaker.web.app import create_app
from models.session import make_session

# A worker that gives no sign of life is replaced.
SILENCE_SECONDS = 120


@dataclass(frozen=True)
class Options:
    """How to serve.

    grace_seconds: what a worker that has to go gets for its answers; metrics_folder: an empty one
    in which the processes count, removed at the end.
    """

    workers: int
    host: str
    port: int
    grace_seconds: int
    log_level: str
    metrics_folder: str


def serve_by(options: Options, make: Callable[[], FastAPI]) -> None:
    """Serve by so many processes until told to stop; one that is lost is replaced.

    make: gives the application, once for all of them.
    """
    gunicorn = {
        "bind": f"{options.host}:{options.port}",
        "workers": options.workers,
        "worker_class": _Worker,
        "logger_class": CommonLog,
        "loglevel": options.log_level,
        "preload_app": True,
        "graceful_timeout": options.grace_seconds,
        "timeout": SILENCE_SECONDS,
        "control_socket_disable": True,
        # What a dead process had open counts no more; what it has answered still does.
        "child_exit": lambda _server, worker: _forget(worker.pid, options.metrics_folder),
        "on_exit": lambda _server: shutil.rmtree(options.metrics_folder, ignore_errors=True),
    }
    _Service(make, gunicorn).run()


def open_app(
    settings: Settings,
    clock: Callable[[], datetime],
    *,
    scheduled: bool = False,
    works: bool = False,
) -> FastAPI:
    """Return the application with the stock open, so that processes made of this one share it.

    scheduled, works: as of create_app; of the processes one does what is planned.
    Without a sound index it opens when the first question comes, which says what is wrong.
    """
    app = create_app(settings, clock, scheduled=scheduled, works=works)
    with (
        database(settings) as engine,
        make_session(engine) as session,
        suppress(IndexMissing, IndexDamaged),
    ):
        app.state.desk_keeper.get(session)
    # What has been made so far is not looked through again, so that its memory stays shared.
    gc.freeze()
    return app


class _Worker(UvicornWorker):  # type: ignore[misc]
    """A worker that names no program, and leaves the client's address to the application."""

    CONFIG_KWARGS: ClassVar = {
        **UvicornWorker.CONFIG_KWARGS,
        "server_header": False,
        "proxy_headers": False,
    }


def _forget(process: int, folder: str) -> None:
    mark_process_dead(process, folder)  # type: ignore[no-untyped-call]


class CommonLog(Logger):  # type: ignore[misc]
    """What gunicorn has to say goes where everything else is logged, in the same form."""

    def setup(self, cfg: Any) -> None:
        """Write to the handlers of this process; requests are recorded by the application."""
        super().setup(cfg)
        # The workers take over handlers, so they have to be here and not above.
        self.error_log.handlers = logging.getLogger().handlers[:]
        self.access_log.handlers = []


class _Service(BaseApplication):  # type: ignore[misc]
    """The application with its options, as gunicorn wants it."""

    def __init__(self, make: Callable[[], FastAPI], options: dict[str, Any]) -> None:
        self._make = make
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        """Take over the options; nothing is read from files or the environment."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> FastAPI:
        """Return the application."""
        return self._make()
