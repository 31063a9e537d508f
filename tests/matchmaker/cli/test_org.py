"""matchmaker org: names listed, doubtful pairs decided, merges made and undone."""

import csv
import io
import json
from pathlib import Path

from tests.factories import number, write_csv
from tests.matchmaker.cli.conftest import Run


def import_owners(run: Run, folder: Path, *owners: str) -> None:
    rows = [
        (f"一种第{n}号装置", number(f"2020100000{n:02d}"), owner, "2020-01-05")
        for n, owner in enumerate(owners, start=1)
    ]
    path = write_csv(folder / "p.csv", ("专利名称", "申请号", "申请人", "申请日"), rows)
    assert run("import", "patents", path).code == 0


def listed(run: Run, *words: object) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(run("org", *words, "--format", "csv").out)))


def test_list_finds_former_names_and_counts_patents(run: Run, tmp_path: Path) -> None:
    import_owners(run, tmp_path, "武汉科技学院", "武汉科技学院机电学院")
    rows = listed(run, "list", "--find", "武汉科技学院", "--type", "university", "--city", "武汉")
    assert [(row["name"], row["parent"], row["patents"]) for row in rows] == [
        ("武汉纺织大学", "", "1"),
        ("武汉纺织大学外经贸学院", "武汉纺织大学", "0"),
    ]
    (part,) = listed(run, "list", "--find", "机电学院")
    assert (part["name"], part["parent"]) == ("武汉科技学院机电学院", "武汉纺织大学")
    assert rows[0]["names"] == "4"


def test_a_doubtful_pair_is_decided_and_the_merge_undone(run: Run, tmp_path: Path) -> None:
    import_owners(run, tmp_path, "华中科枝大学")
    (row,) = listed(run, "review")
    assert (row["name"], row["candidate"]) == ("华中科枝大学", "华中科技大学")
    assert "同一单位" in run("org", "decide", row["id"], "same", "--by", "王芳").out
    assert listed(run, "review") == []
    (merge,) = listed(run, "history")
    assert (merge["kept"], merge["merged"], merge["actor"]) == (
        "华中科技大学",
        "华中科枝大学",
        "王芳",
    )
    assert run("org", "unmerge", merge["id"], "--by", "李娜").code == 0
    assert listed(run, "history")[0]["undone_by"] == "李娜"
    assert [found["name"] for found in listed(run, "review")] == ["华中科枝大学"]


def test_merge_moves_patents_and_a_conflict_exits_with_two(run: Run, tmp_path: Path) -> None:
    import_owners(run, tmp_path, "武汉甲乙激光有限公司", "武汉丙丁光电有限公司")
    kept, merged = (
        listed(run, "list", "--find", name)[0]["id"] for name in ("甲乙激光", "丙丁光电")
    )
    words = ("org", "merge", kept, merged, "--by", "王芳", "--reason", "吸收合并")
    assert run(*words).code == 0
    assert listed(run, "list", "--find", "丙丁光电")[0]["patents"] == "2"
    again = run(*words)
    assert again.code == 2
    assert f"已并入单位 {kept}" in again.err


def test_evaluate_prints_the_figures(run: Run) -> None:
    row = json.loads(run("org", "evaluate", "--format", "json").out)
    assert row["pairs"] >= 320
    assert row["precision"] >= 0.99
    assert row["recall"] >= 0.95
    misses = listed(run, "evaluate", "--misses")
    assert 0 < len(misses) < 80
    assert set(misses[0]) == {"name_a", "name_b", "label", "verdict", "reason", "note"}
    assert "准确率" in run("org", "evaluate").out


def test_history_and_review_print_tables(run: Run) -> None:
    assert "并入单位" in run("org", "history").out
    assert "可能是" in run("org", "review").out
