"""Match a made-up stock, from its database to the stored result, beside peers on the same data.

Every step is a process of its own, so that start-up counts and memory is that of the step. Peers
that would take too long are measured on a part of the data; the table says on which.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from scripts.benchmarks.growth import Point, make_growth, save_plot
from scripts.benchmarks.measure import (
    OURS,
    Figure,
    Findings,
    Run,
    make_figure,
    repeated,
)
from scripts.benchmarks.report import growth_lines_of, lines_of, wholes
from scripts.benchmarks.steps import AS_OF, INDEXING, MATCHING, MEASURE, Job, start
from scripts.benchmarks.stock import Stock, make_stock, run_matchmaker

PATENTS, DEMANDS = 100_000, 10_000
QUICK_PATENTS, QUICK_DEMANDS = 2_000, 200
GROWTH, QUICK_GROWTH = (0.25, 0.5, 2.0), (0.25, 0.5)
PEER_SHARE = 0.1
QUESTIONS, QUICK_QUESTIONS = 200, 20
OUR_STEPS = ("retrieval", "loading", "sizes", "questions", "over_http")
PEERS = ("jieba_tfidf", "sparse_dot_topn", "bm25s", "tantivy", "fts5")


@dataclass(frozen=True)
class Bench:
    """Where the stocks lie, and how much is done; the last three as in steps.Job."""

    folder: Path
    questions: int
    peer_share: float
    repeat: int | None

    def stock(self, patents: int, demands: int) -> Stock:
        return make_stock(self.folder / str(patents), patents, demands)

    def job(self, stock: Stock) -> Job:
        return Job(stock, self.questions, self.peer_share, self.repeat)

    def index_build(self, stock: Stock) -> Figure:
        """Build the index where there is none; what the files were read from may be cached."""

        def build() -> Run:
            shutil.rmtree(stock.data_dir / "index", ignore_errors=True)
            return run_matchmaker(stock.data_dir, "index", "build")

        return make_figure(INDEXING, OURS, repeated(build, self.repeat))

    def whole_line(self, stock: Stock) -> Findings:
        """Match all demands and store the result."""
        runs = repeated(lambda: run_whole_line(stock.data_dir), self.repeat)
        return Findings([make_figure(MATCHING, OURS, runs)])

    def grown(self, patents: int, demands: int) -> Point:
        """Return build and question of a stock of another size, which is removed afterwards."""
        say(f"growth, {patents} patents")
        stock = self.stock(patents, demands)
        build = self.index_build(stock)
        questions = start("ours", "questions", self.job(stock))
        shutil.rmtree(stock.folder)
        return Point(patents, build.seconds, questions.latencies[0].p50_ms)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--patents", type=int)
    parser.add_argument("--demands", type=int)
    parser.add_argument("--peer-share", type=float, default=PEER_SHARE, help="of the slow peers")
    parser.add_argument("--repeat", type=int, help="runs of a step, by default 3 or 5")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--plot", type=Path, help="an SVG file")
    arguments = parser.parse_args()
    patents = arguments.patents or (QUICK_PATENTS if arguments.quick else PATENTS)
    demands = arguments.demands or (QUICK_DEMANDS if arguments.quick else DEMANDS)
    factors = QUICK_GROWTH if arguments.quick else GROWTH
    questions = QUICK_QUESTIONS if arguments.quick else QUESTIONS
    repeat = arguments.repeat or (1 if arguments.quick else None)
    with tempfile.TemporaryDirectory() as name:
        bench = Bench(Path(name), questions, arguments.peer_share, repeat)
        findings = measure(bench, bench.stock(patents, demands))
        print(f"{patents} patents, {demands} demands, {os.cpu_count()} cores")
        print("\n".join(lines_of(findings)), flush=True)
        point = Point(patents, findings.figures[0].seconds, findings.latencies[0].p50_ms)
        sizes = [(round(patents * factor), round(demands * factor)) for factor in factors]
        growth = make_growth([point, *(bench.grown(*size) for size in sizes)])
    print("\n".join(growth_lines_of(growth)))
    if arguments.json:
        report = {"patents": patents, "demands": demands, "cores": os.cpu_count()}
        report |= {**asdict(findings), "growth": asdict(growth)}
        arguments.json.write_text(json.dumps(report, indent=1), encoding="utf-8")
    if arguments.plot:
        save_plot(growth, arguments.plot)


def measure(bench: Bench, stock: Stock) -> Findings:
    """Measure everything about one stock, which is removed afterwards; our index build first."""
    say("index build")
    findings = Findings([bench.index_build(stock)])
    start("ours", "write_texts", bench.job(stock))
    for step in OUR_STEPS:
        say(step)
        findings.add(start("ours", step, bench.job(stock)))
    say("additions")
    findings.add(start("additions", MEASURE, bench.job(stock)))
    for peer in PEERS:
        say(peer)
        findings.add(start(f"peers.{peer}", MEASURE, bench.job(stock)))
    say(MATCHING)
    findings.add(bench.whole_line(stock))
    findings.figures += wholes(findings.figures)
    shutil.rmtree(stock.folder)
    return findings


def run_whole_line(data_dir: Path) -> Run:
    """Match a copy of the stock, so that every run has everything to do."""
    with tempfile.TemporaryDirectory(dir=data_dir.parent) as name:
        copy = shutil.copytree(data_dir, Path(name) / "data")
        return run_matchmaker(copy, "match", "run", "--as-of", AS_OF, "--anywhere")


def say(what: str) -> None:
    """Tell on the side what is being measured, which may take minutes."""
    print(f"… {what}", file=sys.stderr)


if __name__ == "__main__":
    main()
