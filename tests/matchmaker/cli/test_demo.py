"""matchmaker demo: the sample campaign by one command, as often as one likes."""

import csv
import io
from pathlib import Path

from tests.matchmaker.cli.conftest import Run


def test_demo_makes_every_list_and_repeats_nothing(run: Run) -> None:
    first = run("demo")
    files = {path.name: path.read_bytes() for path in Path("output").iterdir()}
    assert first.code == 0
    assert f"21 份名单在 {Path('output').absolute()}" in first.out
    assert len([name for name in files if name.startswith("p")]) == 4
    assert len([name for name in files if name.startswith("r-")]) == 17
    rows = list(csv.DictReader(io.StringIO(run("demo", "--format", "csv").out)))
    assert {(row["version"], row["state"]) for row in rows} == {("1", "未变")}
    assert {path.name: path.read_bytes() for path in Path("output").iterdir()} == files


def test_demo_leaves_an_index_that_answers(run: Run) -> None:
    run("demo")
    answer = run("rank", "--text", "动力电池热失控预警", "--top", 1, "--as-of", "2024-06-01")
    assert answer.code == 0
    assert "电池" in answer.out
