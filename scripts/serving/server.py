"""The server as people start it, without allowances, and databases of its own."""

import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import create_engine, make_url, text

from matchmaker.settings import Settings

HOST = "127.0.0.1"
PAUSE_SECONDS = 0.02
CALL = [sys.executable, "-c", "from matchmaker.cli import main; main()"]
ALLOWANCES = ("LOGIN", "REGISTRATION", "ASK", "READ", "WRITE")


def server_environment(chosen: Settings) -> dict[str, str]:
    """Return the environment of commands that work on a data folder and database."""
    return {
        **os.environ,
        "MATCHMAKER_DATA_DIR": str(chosen.data_dir),
        "MATCHMAKER_OUTPUT_DIR": str(chosen.data_dir / "output"),
        "MATCHMAKER_DATABASE_URL": chosen.database_url,
        "MATCHMAKER_LOG_LEVEL": "error",
        **{f"MATCHMAKER_LIMIT_{kind}": "0/60" for kind in ALLOWANCES},
    }


def load_sample(chosen: Settings, *options: str) -> None:
    """Load the sample and make its lists; options: of the command."""
    environment = server_environment(chosen)
    call = [*CALL, "demo", *options]
    subprocess.run(call, env=environment, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def serving(chosen: Settings, *options: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Give the address of a server, once it answers, and its process."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    command = [*CALL, "serve", "--port", str(port), *options]
    environment = server_environment(chosen)
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:
        address = f"http://{HOST}:{port}"
        try:
            while not _answers(address):
                # Asked without a pause, it would be kept from starting.
                with suppress(subprocess.TimeoutExpired):
                    process.wait(PAUSE_SECONDS)
                    break
            yield address, process
        finally:
            process.terminate()


@contextmanager
def own_database(server: str, name: str) -> Iterator[str]:
    """Give the address of an empty PostgreSQL database, which goes in the end."""
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    own = f"matchmaker_{name}_{os.getpid()}"
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {own}"))
    try:
        yield make_url(server).set(database=own).render_as_string(hide_password=False)
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {own} WITH (FORCE)"))
        admin.dispose()


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/health/live", timeout=5):
            return True
    except OSError:
        return False
