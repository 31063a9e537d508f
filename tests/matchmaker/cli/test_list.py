"""What is done to a list by commands."""

import json
from pathlib import Path

import pytest

from tests.factories import number, write_demands, write_patents
from tests.matchmaker.cli.conftest import Run
from tests.matchmaker.services.list_world import CAMPAIGN, demand_rows, patent_rows

BY = ("--by", "张三")
FIRST, SPARE = number("202010000000"), number("202010000004")


@pytest.fixture
def line(run: Run, tmp_path: Path) -> Run:
    """An event with a list is in place."""
    (tmp_path / "campaign.toml").write_text(CAMPAIGN, encoding="utf-8")
    run("import", "patents", write_patents(tmp_path / "p.csv", patent_rows(5)))
    run("import", "demands", write_demands(tmp_path / "d.csv", demand_rows()))
    run("index", "build")
    run("event", "add", "campaign.toml")
    assert run("event", "generate").code == 0
    return run


def shown(run: Run, *options: str) -> list[dict[str, object]]:
    rows = json.loads(run("event", "show", "docking", "--format", "json", *options).out)
    return [row for row in rows if row["demand_number"] == "X-1"]


def test_acts_on_a_pair_are_told_and_seen(line: Run) -> None:
    pinned = line("list", "pin", "docking", "X-1", FIRST, *BY)
    assert pinned.out.strip() == f"docking 第 1 版：固定 X-1 × {FIRST}"
    assert line("list", "note", "docking", "X-1", FIRST, "请发明人到场", *BY).code == 0
    assert line("list", "move", "docking", "X-1", FIRST, "--to", "3", *BY).code == 0
    row = next(row for row in shown(line) if row["application_number"] == FIRST)
    assert (row["note"], row["hand"], row["place"]) == ("请发明人到场", "固定、定位", 3)
    for act in ("free", "unpin"):
        assert line("list", act, "docking", "X-1", FIRST, *BY).code == 0
    row = next(row for row in shown(line) if row["application_number"] == FIRST)
    assert (row["hand"], row["place"]) == ("", 1)


def test_removed_and_restored(line: Run) -> None:
    removed = line("list", "remove", "docking", "X-1", FIRST, *BY, "--reason", "企业已有方案")
    assert removed.code == 0
    assert FIRST not in {row["application_number"] for row in shown(line)}
    assert line("list", "restore", "docking", "X-1", FIRST, *BY).code == 0
    assert line("event", "generate", "docking").code == 0
    assert FIRST in {row["application_number"] for row in shown(line)}


def test_added_pair_is_listed(line: Run) -> None:
    added = line("list", "add", "docking", "X-1", SPARE, *BY, "--as-of", "2024-05-06")
    assert added.out.strip() == f"docking 第 1 版：手工加入 X-1 × {SPARE}"
    assert SPARE in {row["application_number"] for row in shown(line)}


def test_lock_correct_versions_diff_and_log(line: Run) -> None:
    day = ("--as-of", "2024-05-06")
    rechecked = json.loads(line("list", "recheck", "docking", *day, "--format", "json").out)
    assert [(row["version"], row["state"]) for row in rechecked] == [(1, "未变")]
    locked = json.loads(line("list", "lock", "docking", *BY, *day, "--format", "json").out)
    assert [(row["version"], row["state"]) for row in locked] == [(1, "已锁定")]
    refused = line("list", "pin", "docking", "X-1", FIRST, *BY)
    assert refused.code == 2
    assert "matchmaker list correct 活动" in refused.err
    corrected = line("list", "correct", "docking", *BY, "--reason", "企业来函")
    assert "第 2 版（草稿）由已锁定的第 1 版另起" in corrected.out
    line("list", "remove", "docking", "X-1", FIRST, *BY, "--reason", "企业来函")
    versions = json.loads(line("list", "versions", "docking", "--format", "json").out)
    assert [(row["version"], row["status"], row["entries"]) for row in versions] == [
        (1, "已锁定", 9),
        (2, "草稿", 8),
    ]
    difference = json.loads(line("list", "diff", "docking", "--format", "json").out)
    assert [(row["change"], row["why"]) for row in difference] == [("退出", "人工移出")]
    assert "第 1 版 → 第 2 版：新进 0，退出 1" in line("list", "diff", "docking").out
    log = json.loads(line("list", "log", "docking", "--format", "json").out)
    assert [row["act"] for row in log] == [
        "生成",
        "复核法律状态",
        "复核法律状态",
        "锁定",
        "更正",
        "移出",
    ]
    assert len(shown(line, "--version", "1")) == 3
