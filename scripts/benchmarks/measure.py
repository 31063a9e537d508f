"""How things are timed, and what the figures are called.

The standard library alone: on Linux a child's peak memory is never less than what its parent held
when it was started, so the process that starts the others must stay small.
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import TypeVar

ROOT = Path(__file__).resolve().parents[2]
MATCHMAKER = "import sys; from matchmaker.cli import main; sys.argv[0] = 'matchmaker'; main()"
# Something that takes longer is run less often, and its first run counts.
LONG_SECONDS = 20.0
SHORT_RUNS, LONG_RUNS = 5, 3
OURS = "matchmaker"

Asked = TypeVar("Asked")


@dataclass(frozen=True)
class Run:
    """One run; cpu_seconds: of all threads; peak_mb: of its process, where that is its own."""

    seconds: float
    cpu_seconds: float
    peak_mb: float | None = None


@dataclass(frozen=True)
class Figure:
    """A task done by somebody, the medians of its runs.

    share: which part of the work was done; the seconds are those of the whole, in proportion.
    """

    task: str
    who: str
    seconds: float
    cpu_seconds: float
    runs: int
    share: float = 1.0
    peak_mb: float | None = None


@dataclass(frozen=True)
class Latency:
    """How long single questions take, asked one after the other."""

    who: str
    p50_ms: float
    p95_ms: float
    questions: int


@dataclass
class Findings:
    """What was measured; notes: what was not, and why; sizes: in bytes, by name."""

    figures: list[Figure] = field(default_factory=list)
    latencies: list[Latency] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    sizes: dict[str, float] = field(default_factory=dict)

    def add(self, other: "Findings") -> None:
        self.sizes |= other.sizes
        self.figures += other.figures
        self.latencies += other.latencies
        self.notes += other.notes


def repeated(run: Callable[[], Run], repeat: int | None) -> list[Run]:
    """Return the runs that count; a short thing is run once before them to warm up.

    repeat: how many, one being all that is done; None for as many as the length of the first
    one suggests.
    """
    first = run()
    is_long = first.seconds > LONG_SECONDS
    wanted = repeat or (LONG_RUNS if is_long else SHORT_RUNS)
    runs = [first] if is_long or wanted == 1 else []
    while len(runs) < wanted:
        runs.append(run())
    return runs


def timed(function: Callable[[], object]) -> Callable[[], Run]:
    """Return what runs the function in this process and times it."""

    def run() -> Run:
        started, cpu_started = time.perf_counter(), time.process_time()
        function()
        return Run(time.perf_counter() - started, time.process_time() - cpu_started)

    return run


def make_figure(task: str, who: str, runs: Sequence[Run], share: float = 1.0) -> Figure:
    """Return the medians of the runs, each of which did that share of the task."""
    peaks = [run.peak_mb for run in runs if run.peak_mb is not None]
    return Figure(
        task,
        who,
        median(run.seconds for run in runs) / share,
        median(run.cpu_seconds for run in runs) / share,
        len(runs),
        share,
        median(peaks) if peaks else None,
    )


def ask_each(
    who: str, ask: Callable[[Asked], object], questions: Sequence[Asked], repeat: int | None
) -> Latency:
    """Ask all questions one by one, several times over, and return the times of all answers."""
    seconds: list[float] = []

    def ask_all() -> None:
        for question in questions:
            started = time.perf_counter()
            ask(question)
            seconds.append(time.perf_counter() - started)

    runs = repeated(timed(ask_all), repeat)
    counted = [1000.0 * value for value in seconds[-len(runs) * len(questions) :]]
    percentiles = quantiles(counted, n=100, method="inclusive")
    return Latency(who, percentiles[49], percentiles[94], len(questions))


def run_process(arguments: Sequence[object], environment: Mapping[str, str]) -> Run:
    """Run Python with the arguments as a process of its own; stop everything where it fails."""
    command = [sys.executable, *map(str, arguments)]
    started = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    # Popen knows nothing of a child that somebody else has waited for.
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(command[1:])} failed")
    return Run(seconds, usage.ru_utime + usage.ru_stime, peak_mb(usage))


def peak_mb(usage: resource.struct_rusage) -> float:
    """Return the largest resident size in MB; macOS counts bytes, Linux KiB."""
    return usage.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)


def save_findings(findings: Findings, path: Path) -> None:
    path.write_text(json.dumps(asdict(findings)), encoding="utf-8")


def load_findings(path: Path) -> Findings:
    stored = json.loads(path.read_text(encoding="utf-8"))
    return Findings(
        [Figure(**figure) for figure in stored["figures"]],
        [Latency(**latency) for latency in stored["latencies"]],
        stored["notes"],
        stored["sizes"],
    )
