"""What a larger stock takes grows as the figures say."""

from dataclasses import replace

import pytest

from scripts.benchmarks.measure import OURS
from scripts.benchmarks.plan import PARALLEL, Wanted, lines_of, make_plan

HERE = Wanted(patents=1_000, demands=100, workers=1, cores=2, price=2.0)


def figure(task: str, cpu: float, who: str = OURS) -> dict[str, object]:
    return {"task": task, "who": who, "seconds": cpu / 2, "cpu_seconds": cpu, "peak_mb": 500.0}


REPORT = {
    "patents": 1_000,
    "demands": 100,
    "figures": [
        figure("index", 20.0),
        figure("load", 4.0),
        figure("retrieval", 8.0),
        figure("retrieval", 80.0, "peer"),
        figure("match run", 40.0),
    ],
    "growth": {"build_exponent": 0.8},
    "sizes": {
        "index_bytes": 5_000_000,
        "context_bytes": 60_000,
        "chunk_bytes_a_demand": 10_000.0,
        "result_bytes_a_demand": 7_000.0,
    },
}


def test_the_stock_that_was_measured_takes_what_was_measured() -> None:
    plan = make_plan(REPORT, HERE)
    assert plan.build_seconds == 10.0
    assert plan.search_seconds == pytest.approx(8.0 / (2 * PARALLEL) + 4.0)
    assert plan.work_seconds == pytest.approx((40.0 - 8.0 - 4.0) / (2 * PARALLEL))
    assert plan.stored_bytes == 700_000
    assert plan.traffic_bytes == 1_700_000 + 2 * 60_000
    hours = (plan.seconds + plan.work_seconds) / 3600
    assert plan.cost == pytest.approx(2.0 * hours)


def test_candidates_grow_with_both_and_reasons_with_the_demands_alone() -> None:
    here, larger = make_plan(REPORT, HERE), make_plan(REPORT, replace(HERE, patents=10_000))
    assert larger.build_seconds == 10 * here.build_seconds
    assert larger.search_seconds == pytest.approx(10 * here.search_seconds)
    assert larger.work_seconds == here.work_seconds
    more = make_plan(REPORT, replace(HERE, demands=1_000))
    assert more.work_seconds == pytest.approx(10 * here.work_seconds)
    assert more.stored_bytes == 10 * here.stored_bytes


def test_more_workers_share_the_reasons_and_cost_the_same() -> None:
    one, four = make_plan(REPORT, HERE), make_plan(REPORT, replace(HERE, workers=4))
    assert four.work_seconds == pytest.approx(one.work_seconds / 4)
    assert four.search_seconds == one.search_seconds
    assert four.cost < one.cost


def test_a_build_that_grows_faster_than_the_stock_is_taken_at_its_word() -> None:
    steep = {**REPORT, "growth": {"build_exponent": 2.0}}
    assert make_plan(steep, replace(HERE, patents=10_000)).build_seconds == 1_000.0


def test_the_table_names_every_part() -> None:
    lines = list(lines_of(make_plan(REPORT, HERE), HERE))
    assert lines[0] == "1,000 patents, 100 demands, 1 workers"
    assert [line.split()[0] for line in lines[2:6]] == ["index", "candidates,", "scores", "all"]
    assert lines[-1].startswith("cost at 2 CNY a machine and hour: 0.0")
