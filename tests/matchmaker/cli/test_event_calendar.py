"""When lists are due, from the command line."""

import csv
import io
from pathlib import Path

import pytest

from tests.matchmaker.cli.conftest import Run


@pytest.fixture
def line(run: Run) -> Run:
    for slug, day in (("spring", "2024-05-08"), ("far", "2099-06-10")):
        words = ("--slug", slug, "--name", f"{slug}对接会", "--date", day, "--city", "武汉")
        assert run("event", "add", *words).code == 0
    return run


def test_days_are_counted_back_over_holidays(line: Run) -> None:
    result = line("event", "calendar", "spring", "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(result.out))
    assert (row["draft"], row["refresh"], row["recheck"], row["lock"]) == (
        "2024-04-16",
        "2024-04-25",
        "2024-04-30",
        "2024-05-07",
    )
    assert result.err == ""


def test_of_all_events_those_of_unknown_holidays_are_named(line: Run, tmp_path: Path) -> None:
    result = line("event", "calendar")
    assert "复核法律状态" in result.out
    assert "far 所在年份的放假安排未知，只按周末推算" in result.err
    assert "spring 所在" not in result.err


def test_an_unknown_event_is_refused(line: Run) -> None:
    assert line("event", "calendar", "nowhere").code == 2
