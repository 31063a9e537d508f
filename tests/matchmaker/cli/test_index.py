"""The index from the command line: built, added to, built anew."""

import csv
import io
from pathlib import Path

import pytest

from matchmaker.services import indexing
from tests.factories import PATENTS, write_patents
from tests.matchmaker.cli.conftest import Run


@pytest.fixture
def line(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """All patents but the last, indexed."""
    monkeypatch.setattr(indexing, "SMALL", 0)
    monkeypatch.setattr(indexing, "SHARE_BESIDE", 1.0)
    run("import", "patents", write_patents(tmp_path / "p.csv", PATENTS[:-1]))
    assert "已建立索引" in run("index", "build").out
    return run


def status(line: Run) -> dict[str, str]:
    return next(csv.DictReader(io.StringIO(line("index", "status", "--format", "csv").out)))


def test_what_is_imported_later_is_added(line: Run, tmp_path: Path) -> None:
    before = status(line)
    assert (before["patents"], before["added"], before["stale"]) == (
        str(len(PATENTS) - 1),
        "0",
        "False",
    )
    again = write_patents(tmp_path / "q.csv", PATENTS[-1:])
    assert "matchmaker index build" in line("import", "patents", again).out
    assert "matchmaker index build" not in line("import", "patents", again).out
    assert status(line)["stale"] == "True"
    assert "matchmaker index build" in line("index", "status").out
    told = line("index", "build").out
    assert "已增补索引" in told
    assert f"{len(PATENTS)} 件专利（其中 1 件为增补）" in told
    after = status(line)
    assert (after["patents"], after["added"], after["stale"]) == (str(len(PATENTS)), "1", "False")
    assert "没有变化，沿用索引" in line("index", "build").out


def test_the_whole_index_is_built_on_request(line: Run, tmp_path: Path) -> None:
    line("import", "patents", write_patents(tmp_path / "q.csv", PATENTS[-1:]))
    line("index", "build")
    told = line("index", "build", "--whole").out
    assert "已建立索引" in told
    assert "增补" not in told
    assert status(line)["added"] == "0"
