"""Chunks worked on by a cluster over TCP: the same bytes, also where a worker is lost."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from distributed import Client
from sqlalchemy import Engine

from matchmaker.errors import BadConfiguration
from matchmaker.jobs import workers
from matchmaker.jobs.match_runs import match_all
from matchmaker.settings import Settings
from tests.conftest import NOW
from tests.matchmaker.jobs.run_cases import FEWER, REQUEST, stored


@dataclass(frozen=True)
class Cluster:
    address: str
    workers: list[subprocess.Popen[bytes]]


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """A scheduler and two workers, each a process of its own."""
    card = tmp_path / "scheduler.json"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    dask = [sys.executable, "-m", "dask"]
    scheduler = [*dask, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
    worker = [*dask, "worker", "--nthreads", "1", "--no-dashboard", "--no-nanny"]
    with ExitStack() as processes:

        def start(*words: str) -> subprocess.Popen[bytes]:
            process = processes.enter_context(subprocess.Popen(words, **quiet))  # type: ignore[call-overload]
            processes.callback(process.kill)
            return process  # type: ignore[no-any-return]

        start(*scheduler, "--scheduler-file", str(card))
        places = ["--scheduler-file", str(card), "--local-directory", str(tmp_path / "workers")]
        workers = [start(*worker, *places) for _ in range(2)]
        with Client(scheduler_file=str(card), set_as_default=False, timeout=60) as client:
            client.wait_for_workers(2, timeout=60)
            yield Cluster(client.scheduler.address, workers)


def test_a_cluster_stores_the_same_bytes_though_a_worker_is_killed(
    engine: Engine, settings: Settings, cluster: Cluster
) -> None:
    match_all(engine, settings, REQUEST, lambda: NOW, lambda *_: None)
    expected = stored(engine)
    match_all(engine, settings, FEWER, lambda: NOW, lambda *_: None)

    def kill_at_the_first_result(_step: str, done: int, total: int) -> None:
        if total and done:
            os.kill(cluster.workers[0].pid, signal.SIGKILL)

    outcome = match_all(
        engine,
        settings,
        replace(REQUEST, cluster=cluster.address),
        lambda: NOW,
        kill_at_the_first_result,
    )
    assert cluster.workers[0].wait(timeout=60) == -signal.SIGKILL
    assert outcome.stored == outcome.demands
    assert stored(engine) == expected


def test_an_address_without_a_scheduler_is_an_error_that_names_it(
    engine: Engine, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "CONNECT_SECONDS", 1.0)
    nobody = replace(REQUEST, cluster="tcp://127.0.0.1:9")
    with pytest.raises(BadConfiguration, match=r"连不上集群 tcp://127\.0\.0\.1:9"):
        match_all(engine, settings, nobody, lambda: NOW, lambda *_: None)
