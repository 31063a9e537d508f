"""What counts as a run, what is worked out from a part, and how the stock is parted."""

from collections.abc import Callable
from itertools import cycle
from pathlib import Path

import pytest

from scripts.benchmarks.measure import (
    LONG_SECONDS,
    Figure,
    Findings,
    Latency,
    Run,
    ask_each,
    load_findings,
    make_figure,
    repeated,
    save_findings,
)
from scripts.benchmarks.stock import part_of


def runs_of(*seconds: float) -> Callable[[], Run]:
    left = cycle(seconds)
    return lambda: Run(next(left), 0.0)


def seconds_of(*seconds: float, repeat: int | None) -> list[float]:
    return [run.seconds for run in repeated(runs_of(*seconds), repeat)]


def test_the_first_of_short_runs_only_warms_up() -> None:
    assert seconds_of(9.0, 1.0, 2.0, 3.0, 4.0, 5.0, repeat=None) == [1.0, 2.0, 3.0, 4.0, 5.0]
    assert seconds_of(9.0, 1.0, 2.0, repeat=2) == [1.0, 2.0]


def test_the_first_of_long_runs_counts() -> None:
    long = LONG_SECONDS + 1.0
    assert seconds_of(long, 2.0, 3.0, 4.0, repeat=None) == [long, 2.0, 3.0]


def test_a_single_run_is_all_that_is_done() -> None:
    assert seconds_of(1.0, 2.0, repeat=1) == [1.0]


def test_a_part_of_a_task_stands_for_the_whole() -> None:
    runs = [Run(1.0, 4.0, 10.0), Run(3.0, 2.0, 30.0), Run(2.0, 1.0, 20.0)]
    assert make_figure("index", "peer", runs, 0.5) == Figure(
        "index", "peer", 4.0, 4.0, 3, 0.5, 20.0
    )


def test_every_question_is_asked_in_every_run() -> None:
    asked: list[str] = []
    latency = ask_each("peer", asked.append, ["a", "b", "c"], 2)
    assert asked == ["a", "b", "c"] * 3
    assert (latency.who, latency.questions) == ("peer", 3)
    assert latency.p50_ms <= latency.p95_ms


@pytest.mark.parametrize(
    ("share", "part"),
    [(1.0, [0, 1, 2, 3, 4, 5, 6]), (0.5, [0, 1, 2, 3]), (0.3, [0, 3]), (0.01, [0])],
)
def test_a_part_is_spread_evenly(share: float, part: list[int]) -> None:
    assert part_of([0, 1, 2, 3, 4, 5, 6], share) == part


def test_findings_come_back_as_they_were_saved(tmp_path: Path) -> None:
    findings = Findings(
        [Figure("index", "peer", 1.5, 2.5, 3, 0.1, 40.0)], [Latency("peer", 1.0, 2.0, 3)], ["跳过"]
    )
    save_findings(findings, tmp_path / "findings.json")
    assert load_findings(tmp_path / "findings.json") == findings
