"""matchmaker evaluate on files of its own."""

import csv
import json
from pathlib import Path

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
    assert (row["algorithm"], row["demands"], row["pairs"]) == ("tfidf-v1", 2, 10)


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
