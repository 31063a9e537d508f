"""Run all targets in turn, each in a process of its own, and print what came of it."""

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from scripts.fuzzing.findings import ROOT, Findings, breaks, digest, shortened, signature
from scripts.fuzzing.targets import TARGETS

SEEDS = ROOT / "tests" / "fuzz" / "seeds"
# What one input may take; far more than any takes, since the machine may be busy.
TIMEOUT_SECONDS, MEMORY_MB = 15, 2_000
MOST_RESTARTS = 8
# What --keep adds for one target.
MOST_KEPT, LONGEST_KEPT = 12, 1_200
_COVERAGE = re.compile(r" cov: ([0-9]+) ")
_EXECUTED = re.compile(r"stat::number_of_executed_units: ([0-9]+)")
_PROGRESS = re.compile(r"^#([0-9]+)\s", re.MULTILINE)


@dataclass
class Outcome:
    """What came of one target."""

    name: str
    executions: int = 0
    seconds: float = 0.0
    edges: int = 0
    fresh: int = 0
    crashes: list[tuple[str, Path]] = field(default_factory=list)

    @property
    def line(self) -> str:
        rate = self.executions / self.seconds if self.seconds else 0.0
        return (
            f"{self.name:<16}{self.executions:>11}{rate:>10.0f}{self.edges:>8}"
            f"{self.fresh:>8}{len(self.crashes):>9}"
        )


def main() -> None:
    arguments = _arguments()
    names = arguments.target or list(TARGETS)
    whole = sum(TARGETS[name].share for name in names)
    print(f"findings and new inputs: {arguments.work}")
    print(f"{'target':<16}{'executions':>11}{'per s':>10}{'edges':>8}{'new':>8}{'crashes':>9}")
    outcomes = []
    for name in names:
        seconds = arguments.minutes * 60 * TARGETS[name].share / whole
        outcomes.append(fuzz(name, seconds, arguments.work / name))
        print(outcomes[-1].line, flush=True)
    for outcome in outcomes:
        for what, path in outcome.crashes:
            print(f"{outcome.name}: {what}\n    {path}")
    if arguments.keep:
        for outcome in outcomes:
            kept = keep(outcome, arguments.work / outcome.name)
            print(f"{outcome.name}: {kept} new seeds")
    sys.exit(1 if any(outcome.crashes for outcome in outcomes) else 0)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0, help="in all, for all targets")
    parser.add_argument("--target", action="append", choices=list(TARGETS), help="only this one")
    parser.add_argument("--keep", action="store_true", help="new inputs become seeds")
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    parser.add_argument("--work", type=Path, default=cache / "matchmaker-fuzz")
    return parser.parse_args()


def fuzz(name: str, seconds: float, work: Path) -> Outcome:
    """Run one target for the time, starting again where an input ends the process."""
    outcome = Outcome(name)
    corpus, found, hard = (work / part for part in ("corpus", "findings", "hard"))
    _clear(corpus, found, hard)
    before = len(list(corpus.iterdir()))
    end = time.monotonic() + seconds
    for _ in range(MOST_RESTARTS):
        started = time.monotonic()
        left = round(end - started)
        if left < 1:
            break
        options = [f"-max_total_time={left}", *_options(name, hard), corpus]
        # libFuzzer ends a process without any leave, so its folders are taken away from here.
        with TemporaryDirectory(prefix="matchmaker-fuzz-") as temporary:
            log = _run(name, found, options, temporary)
        outcome.seconds += time.monotonic() - started
        _count(outcome, log)
        (work / "log.txt").write_text(log, encoding="utf-8")
    outcome.fresh = max(len(list(corpus.iterdir())) - before, 0)
    outcome.crashes = Findings(found).list()
    outcome.crashes += [
        (f"ends the process ({path.name.split('-')[0]})", path)
        for path in sorted(hard.iterdir())
        # libFuzzer also keeps what it finds slow; how slow is too slow, the targets say.
        if not path.name.startswith("slow-unit")
    ]
    return outcome


def _clear(corpus: Path, found: Path, hard: Path) -> None:
    """Make the folders; what was found the last time is tried again as an input like others."""
    corpus.mkdir(parents=True, exist_ok=True)
    for path in found.glob("*.input"):
        shutil.copy(path, corpus / digest(path.read_bytes()))
    for folder in (found, hard):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()


def _options(name: str, hard: Path) -> list[object]:
    target = TARGETS[name]
    return [
        f"-max_len={target.longest}",
        f"-timeout={TIMEOUT_SECONDS}",
        f"-rss_limit_mb={MEMORY_MB}",
        f"-artifact_prefix={hard}/",
        "-print_final_stats=1",
        "-verbosity=1",
    ]


def _run(name: str, found: Path, arguments: Sequence[object], temporary: str) -> str:
    """Run libFuzzer with the seeds and return what it says."""
    seeds = SEEDS / name
    folders = [seeds] if seeds.is_dir() else []
    command = [sys.executable, "-m", "scripts.fuzzing.child", name, found, *arguments, *folders]
    result = subprocess.run(
        list(map(str, command)),
        cwd=ROOT,
        env={**os.environ, "TMPDIR": temporary},
        check=False,
        capture_output=True,
    )
    log = (result.stdout + result.stderr).decode("utf-8", "replace")
    if not _PROGRESS.search(log):
        raise SystemExit(f"{name} did not start:\n{log[-2000:]}")
    return log


def _count(outcome: Outcome, log: str) -> None:
    executed = _EXECUTED.findall(log) or _PROGRESS.findall(log)[-1:]
    outcome.executions += sum(map(int, executed[-1:]))
    outcome.edges = max([outcome.edges, *map(int, _COVERAGE.findall(log))])


def keep(outcome: Outcome, work: Path) -> int:
    """Put the shortest new inputs that reach something new, and all crashes, among the seeds."""
    seeds, merged = SEEDS / outcome.name, work / "merged"
    shutil.rmtree(merged, ignore_errors=True)
    seeds.mkdir(parents=True, exist_ok=True)
    shutil.copytree(seeds, merged)
    old = {path.name for path in merged.iterdir()}
    hard = work / "hard"
    _run_merge(outcome.name, work, [*_options(outcome.name, hard), merged, work / "corpus"])
    fresh = sorted(
        (path for path in merged.iterdir() if path.name not in old), key=lambda p: p.stat().st_size
    )
    run = TARGETS[outcome.name].run
    chosen = [path.read_bytes() for path in fresh if path.stat().st_size <= LONGEST_KEPT]
    # Spread over all lengths, since the shortest reach the least.
    chosen = chosen[:: max(len(chosen) // MOST_KEPT, 1)][:MOST_KEPT]
    chosen = [data for data in chosen if breaks(run, data) is None]
    known = {
        signature(error) for path in seeds.iterdir() if (error := breaks(run, path.read_bytes()))
    }
    found = Findings(work / "findings").list()
    chosen += [shortened(run, path.read_bytes()) for what, path in found if what not in known]
    for data in chosen:
        (seeds / digest(data)).write_bytes(data)
    return len(chosen)


def _run_merge(name: str, work: Path, arguments: Sequence[object]) -> None:
    command = [sys.executable, "-m", "scripts.fuzzing.child", name, work / "findings", "-merge=1"]
    subprocess.run(
        [*map(str, command), *map(str, arguments)],
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


if __name__ == "__main__":
    main()
