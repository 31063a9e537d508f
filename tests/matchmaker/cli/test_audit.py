"""The audit log by commands."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from matchmaker.cli.output import now
from tests.factories import CAMPAIGN
from tests.matchmaker.cli.conftest import Run
from tests.matchmaker.services.audit_cases import tamper, write

YEAR = timedelta(days=366)


@pytest.fixture
def log(run: Run, engine: Engine) -> Run:
    """Two records of a year ago, and two of now."""
    write(engine, 2, now() - YEAR)
    write(engine, 2, now())
    return run


def listed(run: Run, *options: object) -> list[dict[str, object]]:
    return json.loads(run("audit", "list", *options, "--format", "json").out)


def test_changed_rules_are_listed_with_who_changed_them(run: Run, tmp_path: Path) -> None:
    for per_demand in (3, 4):
        text = CAMPAIGN.replace("per_demand = 3", f"per_demand = {per_demand}")
        (tmp_path / "c.toml").write_text(text, encoding="utf-8")
        assert run("event", "add", "c.toml", "--by", "王五").code == 0
    (row,) = listed(run)
    assert (row["number"], row["actor"], row["kind"], row["subject"], row["details"]) == (
        1,
        "王五",
        "rule_change",
        "docking",
        {"per_demand": [3, 4]},
    )
    table = run("audit", "list").out
    assert "规则变更" in table
    assert '{"per_demand": [3, 4]}' in table


def test_an_event_by_options_that_changes_rules_is_told_of(run: Run, tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text(CAMPAIGN, encoding="utf-8")
    run("event", "add", "c.toml")
    words = ("--name", "x", "--date", "2024-06-18", "--city", "武汉")
    assert run("event", "add", "--slug", "docking", *words).code == 0
    (row,) = listed(run)
    assert (row["actor"], row["kind"]) == ("命令行", "rule_change")


def test_records_are_listed_newest_first_and_by_what_is_asked(log: Run) -> None:
    assert [row["number"] for row in listed(log)] == [4, 3, 2, 1]
    assert [row["number"] for row in listed(log, "--limit", 1)] == [4]
    assert [row["number"] for row in listed(log, "--since", now().date())] == [4, 3]
    assert listed(log, "--kind", "login") == []
    assert listed(log, "--actor", "李四") == []
    assert len(listed(log, "--kind", "export", "--actor", "张三")) == 4


def test_a_whole_log_is_told_with_its_end(log: Run) -> None:
    result = log("audit", "verify")
    assert result.code == 0
    assert result.out.startswith("审计日志完整：第 1 至 4 号，共 4 条；末条 4 号，校验值 ")


def test_an_empty_log_is_whole(run: Run) -> None:
    result = run("audit", "verify")
    assert (result.code, "审计日志完整：没有记录" in result.out) == (0, True)


def test_a_broken_log_is_told_with_the_number(log: Run, engine: Engine) -> None:
    tamper(engine, "UPDATE audit_record SET actor = '张四' WHERE number = 3")
    result = log("audit", "verify")
    assert (result.code, result.out) == (1, "")
    assert result.err.strip() == "审计日志不完整：第 3 号：内容与校验值不符，已被改动"


def test_archived_and_checked(log: Run, tmp_path: Path) -> None:
    day = (now() - timedelta(days=200)).date()
    done = log("audit", "archive", "--before", day, "--out", "old", "--by", "李娜")
    path = tmp_path / "old" / "audit-000000001-000000002.jsonl.gz"
    assert done.code == 0
    assert done.out.strip() == (
        "已归档第 1 至 2 号，共 2 条：old/audit-000000001-000000002.jsonl.gz"
    )
    assert [row["kind"] for row in listed(log)] == ["archived", "export", "export"]
    result = log("audit", "verify", "--archive", path)
    assert (result.code, result.out.count("完整")) == (0, 2)
    path.write_bytes(path.read_bytes()[:-4])
    result = log("audit", "verify", "--archive", path)
    assert result.code == 1
    assert "audit-000000001-000000002.jsonl.gz不完整：第 2 号：读不出" in result.err


def test_too_young_records_stay(log: Run) -> None:
    result = log("audit", "archive", "--before", now().date(), "--out", "old")
    assert result.code == 2
    assert "审计日志至少保留 6 个月" in result.err


def test_a_kind_that_no_version_knows_is_shown_as_it_stands(log: Run, engine: Engine) -> None:
    tamper(engine, "UPDATE audit_record SET kind = 'odd' WHERE number = 4")
    assert listed(log)[0]["kind"] == "odd"
    assert "odd" in log("audit", "list").out
