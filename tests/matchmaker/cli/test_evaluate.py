"""matchmaker evaluate on files of its own."""

import csv
import json
from pathlib import Path

import pytest

from tests.factories import write_csv
from tests.matchmaker.cli.conftest import Run

DEMANDS = [("d1", "锂电池隔膜", "提高隔膜耐热性"), ("d2", "轧辊修复", "轧辊裂纹激光熔覆")]
SUPPLIES = ["锂电池 隔膜 涂覆", "轧辊 裂纹 激光 熔覆", "茶叶 烘干", "水稻 育种", "污水 脱氮"]


def write_files(folder: Path) -> tuple[Path, Path]:
    demands = write_csv(folder / "demands.csv", ("demand_id", "title", "content"), DEMANDS)
    best = {"d1": 0, "d2": 1}
    pairs = [
        (demand, f"s{i}", title, "4" if best[demand] == i else "1")
        for demand, _, _ in DEMANDS
        for i, title in enumerate(SUPPLIES)
    ]
    columns = ("demand_id", "supply_id", "supply_title", "relevance")
    return demands, write_csv(folder / "pairs.csv", columns, pairs)


def test_evaluate_finds_the_obvious_pairs_first(run: Run, tmp_path: Path) -> None:
    demands, pairs = write_files(tmp_path)
    result = run("evaluate", "--demands", demands, "--pairs", pairs, "--format", "json")
    row = json.loads(result.out)
    assert (row["ndcg@10"], row["map"], row["p@5"]) == (1.0, 1.0, 0.2)
    assert (row["algorithm"], row["demands"], row["pairs"]) == ("blend-v1", 2, 10)


def test_evaluate_writes_every_score_once(run: Run, tmp_path: Path) -> None:
    demands, pairs = write_files(tmp_path)
    run("evaluate", "--demands", demands, "--pairs", pairs, "--scores-out", "scores.csv")
    with Path("scores.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len({(row["demand_id"], row["supply_id"]) for row in rows}) == 10


def test_evaluate_of_an_unknown_algorithm_names_the_known_ones(run: Run, tmp_path: Path) -> None:
    demands, pairs = write_files(tmp_path)
    result = run("evaluate", "--demands", demands, "--pairs", pairs, "--algorithm", "x")
    assert result.code == 2
    assert "tfidf-v1" in result.err


def test_evaluate_gives_intervals_and_classes(run: Run, tmp_path: Path) -> None:
    demands, pairs = write_files(tmp_path)
    result = run("evaluate", "--demands", demands, "--pairs", pairs, "--format", "json")
    row = json.loads(result.out)
    assert (row["ndcg@10_low"], row["ndcg@10_high"], row["recall@100"]) == (1.0, 1.0, 1.0)
    assert (row["rivals"], row["comparison"]) == ([], None)
    assert row["lengths"] == [
        {"label": "不足 60 字", "n": 2, "ndcg@10": 1.0, "ndcg@10_low": 1.0, "ndcg@10_high": 1.0}
    ]
    assert sum(found["n"] for found in row["industries"]) == 2


def test_evaluate_puts_peers_into_the_same_table(run: Run, tmp_path: Path) -> None:
    demands, pairs = write_files(tmp_path)
    result = run("evaluate", "--demands", demands, "--pairs", pairs, "--peers", "--format", "csv")
    rows = list(csv.DictReader(result.out.splitlines()))
    assert [row["algorithm"] for row in rows] == ["blend-v1", "jieba-tfidf", "characters"]
    assert {(row["demands"], row["pairs"]) for row in rows} == {("2", "10")}
    assert [row["ndcg@10"] for row in rows] == ["1.0", "1.0", "1.0"]


@pytest.mark.parametrize("against", ["jieba-tfidf", "characters", "tfidf-v1"])
def test_evaluate_compares_with_a_peer_or_another_algorithm(
    run: Run, tmp_path: Path, against: str
) -> None:
    demands, pairs = write_files(tmp_path)
    words = ("evaluate", "--demands", demands, "--pairs", pairs, "--against", against)
    found = json.loads(run(*words, "--format", "json").out)["comparison"]
    assert (found["algorithm"], found["against"]) == ("blend-v1", against)
    assert found["better"] + found["equal"] + found["worse"] == 2
    assert against in run(*words).out


def test_evaluate_against_itself_or_an_unknown_one_is_refused(run: Run, tmp_path: Path) -> None:
    demands, pairs = write_files(tmp_path)
    words = ("evaluate", "--demands", demands, "--pairs", pairs, "--against")
    itself, unknown = run(*words, "blend-v1"), run(*words, "bm25")
    assert (itself.code, unknown.code) == (2, 2)
    assert "请换一个来比较" in itself.err
    assert "没有算法“bm25”" in unknown.err
    assert "jieba-tfidf、characters" in unknown.err


def test_evaluate_shows_tables_in_chinese(run: Run, tmp_path: Path) -> None:
    demands, pairs = write_files(tmp_path)
    result = run("evaluate", "--demands", demands, "--pairs", pairs)
    for text in (
        "召回率@100",
        "1.000 (1.000–1.000)",
        "产业",
        "篇幅",
        "计入需求 2 项，评判配对 10 条",
    ):
        assert text in result.out


def test_evaluate_writes_a_report(run: Run, tmp_path: Path) -> None:
    demands, pairs = write_files(tmp_path)
    words = ("evaluate", "--demands", demands, "--pairs", pairs, "--against", "characters")
    result = run(*words, "--report", "report.html")
    page = Path("report.html").read_text(encoding="utf-8")
    assert "已写入 report.html" in result.out
    for text in ("demands.csv", "pairs.csv", "blend-v1", "与 characters 比较"):
        assert text in page


@pytest.mark.parametrize("option", ["--report", "--scores-out"])
def test_evaluate_cannot_write_into_a_folder_that_is_not_there(
    run: Run, tmp_path: Path, option: str
) -> None:
    demands, pairs = write_files(tmp_path)
    words = ("evaluate", "--demands", demands, "--pairs", pairs, option)
    absent, folder = run(*words, "absent/out"), run(*words, tmp_path)
    assert (absent.code, folder.code) == (2, 2)
    assert "文件夹“absent”不存在，无法写入 out" in absent.err
    assert "是文件夹，请写明要写入的文件名" in folder.err


def test_evaluate_reports_on_nothing_only_in_numbers(run: Run, tmp_path: Path) -> None:
    demands, _ = write_files(tmp_path)
    columns = ("demand_id", "supply_id", "supply_title", "relevance")
    few = write_csv(tmp_path / "few.csv", columns, [("d1", "s1", "锂电池 隔膜", "4")])
    words = ("evaluate", "--demands", demands, "--pairs", few)
    assert (run(*words).code, run(*words, "--report", "report.html").code) == (0, 2)
    assert not Path("report.html").exists()
