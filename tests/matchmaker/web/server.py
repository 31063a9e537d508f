"""A server as people start it, on a free port, with a small campaign."""

import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from matchmaker.china_time import CHINA
from matchmaker.jobs.database import database
from matchmaker.settings import Settings
from tests.factories import CAMPAIGN, write_demands, write_patents
from tests.lines import make_line
from tests.matchmaker.web.people import bearer, open_account
from tests.waiting import wait_until

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Server:
    url: str
    process: subprocess.Popen[bytes]
    settings: Settings

    def bearer(self, *scopes: str) -> dict[str, str]:
        """The header of a program that it lets in."""
        with database(self.settings) as engine:
            return bearer(engine, *scopes, at=datetime.now(CHINA))

    def session(self) -> str:
        """The cookie of an organiser who has signed in."""
        with database(self.settings) as engine:
            return open_account(engine, at=datetime.now(CHINA))

    def workers(self) -> set[int]:
        """The processes that it has started."""
        number = self.process.pid
        return {int(n) for n in Path(f"/proc/{number}/task/{number}/children").read_text().split()}

    def wait_for_workers(self, count: int, without: int = 0) -> set[int]:
        """Return them once so many are there, not counting one that is lost."""

        def there() -> bool:
            assert self.process.poll() is None, "the server stopped before its workers were there"
            workers = self.workers()
            return len(workers - {without}) == count and without not in workers

        wait_until(there)
        return self.workers()


def make_campaign(folder: Path) -> Settings:
    (folder / "campaign.toml").write_text(CAMPAIGN, encoding="utf-8")
    settings = Settings(data_dir=folder / "data", database_url="")
    patents, demands = write_patents(folder / "p.csv"), write_demands(folder / "d.csv")
    make_line(settings, patents, demands, folder / "campaign.toml")
    return settings


@contextmanager
def serving(settings: Settings, *options: str, log: Path | None = None) -> Iterator[Server]:
    """Give a server that answers; it must end well when told to. log: where its log goes."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "MATCHMAKER_DATA_DIR": str(settings.data_dir)}
    environment.pop("MATCHMAKER_DATABASE_URL", None)
    environment["MATCHMAKER_LOG_LEVEL"] = "warning" if log is None else "info"
    call = "from matchmaker.cli import main; main()"
    with ExitStack() as opened:
        errors = None if log is None else opened.enter_context(log.open("wb"))
        process = subprocess.Popen(
            [sys.executable, "-c", call, "serve", "--port", str(port), *options],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=errors,
        )
    server = Server(f"http://{HOST}:{port}", process, settings)
    try:
        wait_until(lambda: _answers(server))
        yield server
    finally:
        process.terminate()
        code = process.wait(timeout=60)
    assert code == 0


def _answers(server: Server) -> bool:
    assert server.process.poll() is None, "the server stopped before it answered"
    try:
        with urllib.request.urlopen(f"{server.url}/api/v1/health", timeout=5):
            return True
    except OSError:
        return False
