"""A step in a process of its own: what it is told, and how its findings come back."""

import argparse
import resource
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from importlib.metadata import version
from pathlib import Path

from scripts.benchmarks.measure import Findings, load_findings, peak_mb, run_process, save_findings
from scripts.benchmarks.stock import Stock, environment_of

INDEXING, LOADING, RETRIEVAL, MATCHING = "index", "load", "retrieval", "match run"
TOP = 20
# A day on which most of the made-up demands are still open.
AS_OF = date(2024, 6, 1)
# What the one step of a peer's module is called.
MEASURE = "measure"


@dataclass(frozen=True)
class Job:
    """What a step is told.

    questions: how many demands are asked singly; peer_share: of the data that slow peers do;
    repeat: None for as often as a step's length suggests.
    """

    stock: Stock
    questions: int
    peer_share: float
    repeat: int | None


Step = Callable[[Job], Findings]


def start(module: str, step: str, job: Job) -> Findings:
    """Run a step of a module of this package as a process and return what it found."""
    out = job.stock.folder / "findings.json"
    command: list[object] = ["-m", f"scripts.benchmarks.{module}", step, "--out", out]
    command += ["--folder", job.stock.folder, "--questions", job.questions]
    command += ["--peer-share", job.peer_share]
    command += ["--repeat", job.repeat] if job.repeat else []
    run_process(command, environment_of(job.stock.data_dir))
    return load_findings(out)


def run_step(steps: Mapping[str, Step]) -> None:
    """Run the step that the command line names; the peak memory is that of the whole process."""
    parser = argparse.ArgumentParser()
    parser.add_argument("step", choices=steps)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--questions", type=int, required=True)
    parser.add_argument("--peer-share", type=float, required=True)
    parser.add_argument("--repeat", type=int)
    arguments = parser.parse_args()
    job = Job(Stock(arguments.folder), arguments.questions, arguments.peer_share, arguments.repeat)
    findings = steps[arguments.step](job)
    peak = peak_mb(resource.getrusage(resource.RUSAGE_SELF))
    findings.figures = [replace(figure, peak_mb=peak) for figure in findings.figures]
    save_findings(findings, arguments.out)


def name_of(package: str, how: str) -> str:
    """Return what a peer is called in the report, with its version."""
    return f"{package} {version(package)}, {how}"
