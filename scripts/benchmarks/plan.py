"""What matching a whole country would take, worked out from what was measured here.

Reads the report that `scripts/bench matching --json FILE` writes. Work on a demand's candidates
does not grow with the stock, since their number does not; finding them does, in proportion.
"""

import argparse
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.benchmarks.measure import OURS
from scripts.benchmarks.steps import INDEXING, LOADING, MATCHING, RETRIEVAL

GB, HOUR = 1e9, 3600.0
MB_PER_GB = 1000.0
# Frequent columns of a large run, in four bytes each; see matchmaker/matching/bulk.py.
DENSE_BYTES_PER_PATENT = 256 * 4
# What is held of a demand as objects, to its bytes as they are sent.
OBJECTS_TO_BYTES = 2.0
# Of one processor's work, how much each of several gets done: they wait for the one that stores.
PARALLEL = 0.9


@dataclass(frozen=True)
class Wanted:
    """A stock, and machines: one that finds candidates, and workers with so many cores each.

    price: of a machine for an hour, in CNY.
    """

    patents: int
    demands: int
    workers: int
    cores: int
    price: float


@dataclass(frozen=True)
class Plan:
    """Bytes, seconds and money; build_bytes, search_bytes, worker_bytes: memory of a machine.

    Of a worker most is the index, mapped from its file, which all its processes share.
    """

    index_bytes: float
    build_seconds: float
    build_bytes: float
    search_seconds: float
    search_bytes: float
    work_seconds: float
    worker_bytes: float
    traffic_bytes: float
    stored_bytes: float
    cost: float

    @property
    def seconds(self) -> float:
        """From the database to the stored result."""
        return self.build_seconds + self.search_seconds + self.work_seconds


def make_plan(report: Mapping[str, Any], wanted: Wanted) -> Plan:
    """Return what a run takes; report: as the bench writes it."""
    figures = {figure["task"]: figure for figure in report["figures"] if figure["who"] == OURS}
    sizes = report["sizes"]
    more_patents = wanted.patents / report["patents"]
    more_demands = wanted.demands / report["demands"]
    build, load, search, run = (figures[task] for task in (INDEXING, LOADING, RETRIEVAL, MATCHING))
    exponent = max(1.0, report["growth"]["build_exponent"])
    one_machine = wanted.cores * PARALLEL
    work = (run["cpu_seconds"] - search["cpu_seconds"] - load["cpu_seconds"]) * more_demands
    build_seconds = build["seconds"] * more_patents**exponent
    search_seconds = (
        search["cpu_seconds"] * more_patents * more_demands / one_machine
        + load["cpu_seconds"] * more_patents
    )
    work_seconds = work / (one_machine * wanted.workers)
    index_bytes = sizes["index_bytes"] * more_patents
    context_bytes = sizes["context_bytes"] * more_patents
    held = OBJECTS_TO_BYTES * sizes["chunk_bytes_a_demand"] * wanted.demands
    hours = (build_seconds + search_seconds + work_seconds) / HOUR
    # The workers are needed at the end alone, the machine that finds candidates all the time.
    machine_hours = hours + wanted.workers * work_seconds / HOUR
    return Plan(
        index_bytes=index_bytes,
        build_seconds=build_seconds,
        build_bytes=build["peak_mb"] * GB / MB_PER_GB * more_patents,
        search_seconds=search_seconds,
        search_bytes=index_bytes + held + DENSE_BYTES_PER_PATENT * wanted.patents,
        work_seconds=work_seconds,
        worker_bytes=index_bytes + wanted.cores * context_bytes,
        traffic_bytes=wanted.workers * wanted.cores * context_bytes
        + wanted.demands * (sizes["chunk_bytes_a_demand"] + sizes["result_bytes_a_demand"]),
        stored_bytes=wanted.demands * sizes["result_bytes_a_demand"],
        cost=machine_hours * wanted.price,
    )


def lines_of(plan: Plan, wanted: Wanted) -> Iterator[str]:
    """Return the plan as the rows of a table."""
    yield f"{wanted.patents:,} patents, {wanted.demands:,} demands, {wanted.workers} workers"
    rows = [
        ("index", plan.build_seconds, plan.build_bytes),
        ("candidates, one machine", plan.search_seconds, plan.search_bytes),
        ("scores and reasons, a worker", plan.work_seconds, plan.worker_bytes),
    ]
    yield f"{'':<32}{'hours':>8}{'memory GB':>12}"
    for what, seconds, size in rows:
        yield f"{what:<32}{seconds / HOUR:>8.2f}{size / GB:>12.1f}"
    yield f"{'all':<32}{plan.seconds / HOUR:>8.2f}"
    yield f"index on disk {plan.index_bytes / GB:.1f} GB, to and from workers " + (
        f"{plan.traffic_bytes / GB:.1f} GB, stored {plan.stored_bytes / GB:.1f} GB"
    )
    yield f"cost at {wanted.price:g} CNY a machine and hour: {plan.cost:.2f} CNY"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--report", type=Path, required=True)
    parser.add_argument("--patents", type=int, default=1_350_000)
    parser.add_argument("--demands", type=int, default=450_000)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--cores", type=int, default=8, help="of every machine")
    parser.add_argument("--price", type=float, default=3.0, help="of a machine and hour, in CNY")
    arguments = parser.parse_args()
    wanted = Wanted(
        arguments.patents, arguments.demands, arguments.workers, arguments.cores, arguments.price
    )
    report = json.loads(arguments.report.read_text(encoding="utf-8"))
    print("\n".join(lines_of(make_plan(report, wanted), wanted)))


if __name__ == "__main__":
    main()
