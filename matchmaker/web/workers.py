"""Several processes behind one port, which share what was read before they parted."""

import gc
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

from fastapi import FastAPI
from gunicorn.app.base import BaseApplication

from matchmaker.errors import IndexDamaged, IndexMissing
from matchmaker.jobs.database import database
from matchmaker.settings import Settings
from matchmaker.web.app import create_app
from models.session import make_session

# A worker that has to go finishes its answers first; one that gives no sign of life is replaced.
GRACE_SECONDS = 20
SILENCE_SECONDS = 120


def serve_by(workers: int, make: Callable[[], FastAPI], host: str, port: int) -> None:
    """Serve by so many processes until told to stop; one that is lost is replaced.

    make: gives the application, once for all of them.
    """
    options = {
        "bind": f"{host}:{port}",
        "workers": workers,
        "worker_class": "uvicorn_worker.UvicornWorker",
        "preload_app": True,
        "graceful_timeout": GRACE_SECONDS,
        "timeout": SILENCE_SECONDS,
        "loglevel": "error",
        "control_socket_disable": True,
    }
    _Service(make, options).run()


def open_app(
    settings: Settings, clock: Callable[[], datetime], *, scheduled: bool = False
) -> FastAPI:
    """Return the application with the stock open, so that processes made of this one share it.

    scheduled: as of create_app; of the processes one does what is planned.
    Without a sound index it opens when the first question comes, which says what is wrong.
    """
    app = create_app(settings, clock, scheduled=scheduled)
    with (
        database(settings) as engine,
        make_session(engine) as session,
        suppress(IndexMissing, IndexDamaged),
    ):
        app.state.desk_keeper.get(session)
    # What has been made so far is not looked through again, so that its memory stays shared.
    gc.freeze()
    return app


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
