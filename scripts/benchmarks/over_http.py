"""Questions to a server of the service's own process, by several connections at once."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http import HTTPStatus
from http.client import HTTPConnection
from statistics import quantiles

from scripts.benchmarks.measure import Latency
from scripts.benchmarks.stock import MATCHMAKER

CONNECTIONS = 16
WAIT_SECONDS = 60.0
HOST = "127.0.0.1"

Question = dict[str, str | int]
Headers = dict[str, str]


def ask_server(questions: Sequence[Question]) -> Latency:
    """Return how long answers take; the first question, which opens the stock, is not counted."""
    headers = {"content-type": "application/json", "authorization": f"Bearer {make_token()}"}
    with serving() as port:
        ask(port, questions[:1], headers)
        started = time.perf_counter()
        with ThreadPoolExecutor(CONNECTIONS) as pool:
            shares = [questions[first::CONNECTIONS] for first in range(CONNECTIONS)]
            seconds = [
                second
                for part in pool.map(lambda s: ask(port, s, headers), shares)
                for second in part
            ]
        rate = len(seconds) / (time.perf_counter() - started)
    percentiles = quantiles([1000.0 * value for value in seconds], n=100, method="inclusive")
    who = f"matchmaker, HTTP x {CONNECTIONS}, {rate:.0f}/s"
    return Latency(who, percentiles[49], percentiles[94], len(seconds))


def make_token() -> str:
    """Return a token that lets the questions in."""
    command = [sys.executable, "-c", MATCHMAKER, "token", "add", "bench", "--days", "1"]
    done = subprocess.run(
        [*command, "--scope", "recommend:patents"], check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


@contextmanager
def serving() -> Iterator[int]:
    """Give the port of a server, once it listens."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port: int = free.getsockname()[1]
    command = [sys.executable, "-c", MATCHMAKER, "serve", "--host", HOST, "--port", str(port)]
    # One address asks more often than an office would.
    unlimited = {**os.environ, "MATCHMAKER_LIMIT_ASK": "0/60"}
    with subprocess.Popen(command, env=unlimited, stdout=subprocess.DEVNULL) as process:
        try:
            wait_for(port)
            yield port
        finally:
            process.terminate()


def wait_for(port: int) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        try:
            socket.create_connection((HOST, port)).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit("the server does not listen")


def ask(port: int, questions: Sequence[Question], headers: Headers) -> list[float]:
    """Ask one after the other by one connection; return how long each took."""
    connection = HTTPConnection(HOST, port)
    seconds = []
    for question in questions:
        started = time.perf_counter()
        connection.request("POST", "/api/v1/rank", json.dumps(question), headers)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != HTTPStatus.OK:
            raise SystemExit(body.decode())
        seconds.append(time.perf_counter() - started)
    connection.close()
    return seconds
