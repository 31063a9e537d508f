"""Same input, same order: in two processes, on both databases, with one thread and with two."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.factories import DEMANDS, PATENTS, write_demands, write_patents

ROOT = Path(__file__).parents[2]
MAIN = "import sys; from matchmaker.cli import main; sys.argv[0] = 'matchmaker'; main()"
# Twins, which only their ids tell apart, among the rest.
STOCK = [
    *PATENTS,
    *(
        (row[0], f"20221000{place:02d}{copy:02d}", *row[2:])
        for place, row in enumerate(PATENTS)
        for copy in range(12)
    ),
]


def matchmaker(url: str, folder: Path, threads: int, seed: int, *words: str) -> str:
    environment = {
        **os.environ,
        "MATCHMAKER_DATABASE_URL": url,
        "MATCHMAKER_DATA_DIR": str(folder),
        "OMP_NUM_THREADS": str(threads),
        "OPENBLAS_NUM_THREADS": str(threads),
        "RAYON_NUM_THREADS": str(threads),
        "PYTHONHASHSEED": str(seed),
        "PYTHONPATH": str(ROOT),
    }
    # One core is one thread for whatever counts cores.
    cores = sorted(os.sched_getaffinity(0))[:threads]
    done = subprocess.run(
        [sys.executable, "-c", MAIN, *words],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: os.sched_setaffinity(0, cores),
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def answers(url: str, folder: Path, threads: int, seed: int) -> str:
    words = ("--any-state", "--as-of", "2024-06-01", "--top", "40", "--format", "json")
    return "".join(
        matchmaker(url, folder, threads, seed, "rank", "--demand", demand, *words)
        for demand in ("X-1", "X-2")
    )


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("files")
    return write_patents(folder / "p.csv", STOCK), write_demands(folder / "d.csv", DEMANDS)


def fill(url: str, folder: Path, files: tuple[Path, Path], threads: int) -> None:
    patents, demands = map(str, files)
    matchmaker(url, folder, threads, 1, "import", "patents", patents)
    matchmaker(url, folder, threads, 1, "import", "demands", demands)
    matchmaker(url, folder, threads, 1, "index", "build")


@pytest.mark.postgres
def test_order_and_scores_do_not_depend_on_process_database_or_threads(
    tmp_path: Path, files: tuple[Path, Path], empty_postgres_url: str
) -> None:
    embedded = f"sqlite:///{tmp_path / 'a.db'}"
    fill(embedded, tmp_path / "a", files, threads=1)
    fill(empty_postgres_url, tmp_path / "b", files, threads=2)
    first = answers(embedded, tmp_path / "a", threads=1, seed=1)
    assert first.count('"application_number"') > 70
    assert answers(embedded, tmp_path / "a", threads=2, seed=2) == first
    assert answers(empty_postgres_url, tmp_path / "b", threads=1, seed=3) == first
    assert answers(empty_postgres_url, tmp_path / "b", threads=2, seed=4) == first
