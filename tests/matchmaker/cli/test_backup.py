"""matchmaker backup, backup verify and restore."""

import json
from pathlib import Path

import pytest

from matchmaker.settings import get_settings
from tests.factories import number, write_patents
from tests.matchmaker.cli.conftest import Run


def test_a_backup_is_taken_checked_and_restored(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("import", "patents", write_patents(tmp_path / "p.csv"))
    taken = run("backup", "--out", "b.zip")
    assert (taken.code, "已备份" in taken.out, "patent " in taken.out) == (0, True, True)
    checked = run("backup", "verify", "b.zip")
    assert (checked.code, "备份完整" in checked.out) == (0, True)
    refused = run("restore", "b.zip")
    assert (refused.code, "patent 4 行" in refused.err) == (2, True)
    monkeypatch.setenv("MATCHMAKER_DATABASE_URL", f"sqlite:///{tmp_path / 'new.db'}")
    get_settings.cache_clear()
    restored = run("restore", "b.zip")
    assert (restored.code, "matchmaker index build" in restored.out) == (0, True)
    assert "武汉科技大学" in run("patent", "show", number("202010000001")).out


def test_the_outcome_is_told_to_programs(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MATCHMAKER_OUTPUT_DIR", raising=False)
    run("init")
    taken = json.loads(run("backup", "--format", "json").out)
    checked = json.loads(run("backup", "verify", taken["path"], "--format", "json").out)
    assert Path(taken["path"]).parent == Path("output")
    assert taken.pop("size") == Path(taken["path"]).stat().st_size
    assert taken == checked
    assert (taken["tables"]["area"], taken["files"]) == (3, [])
    assert taken["left_out"] == [
        "apscheduler_jobs",
        "schedule_lease",
        "work_progress",
        "rate_bucket",
    ]
    assert taken["rows"] == sum(taken["tables"].values())


def test_a_damaged_backup_is_named(run: Run, tmp_path: Path) -> None:
    run("init")
    run("backup", "--out", "b.zip")
    path = tmp_path / "b.zip"
    path.write_bytes(path.read_bytes()[:-90])
    result = run("backup", "verify", "b.zip")
    assert (result.code, "不是完整的备份文件" in result.err) == (2, True)
