"""matchmaker why."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.factories import PATENTS, number, write_demands, write_patents
from tests.matchmaker.cli.conftest import Run

ROLL, SCAR, DEAD, ALIVE = (number(row[1]) for row in PATENTS)
DAY = ("--as-of", "2024-06-01")


@pytest.fixture
def line(run: Run, tmp_path: Path) -> Run:
    """Patents, demands and an index are in place."""
    assert run("import", "patents", write_patents(tmp_path / "p.csv")).code == 0
    assert run("import", "demands", write_demands(tmp_path / "d.csv")).code == 0
    assert run("index", "build").code == 0
    return run


def test_gate_is_told_in_words(line: Run) -> None:
    result = line("why", "--demand", "X-2", "--patent", DEAD, *DAY)
    assert result.code == 0
    assert result.out.splitlines()[1] == "没有列入：专利已失效"


def test_place_and_difference_are_told(line: Run) -> None:
    result = line("why", "--demand", "X-1", "--patent", SCAR, "--top", "1", *DAY)
    assert "没有列入前 1：得分低于已列入的专利" in result.out
    assert "在可推介的 3 件中排第" in result.out
    assert f"与列入的最后一件（{ROLL}" in result.out.replace("\n", "")


def test_listed_patent_is_told_so(line: Run) -> None:
    result = line("why", "--text", "轧辊裂纹激光修复", "--patent", ROLL, *DAY)
    assert "已列入前 10：得分" in result.out
    assert "排第 1" in result.out


def test_shared_terms_are_marked_in_both_texts(line: Run) -> None:
    words = ("why", "--text", "轧辊裂纹激光修复", "--patent", ROLL, *DAY)
    out = line(*words).out.replace("\n", "")
    assert "需求：【轧辊裂纹激光修复】" in out
    assert "专利：一种轧辊表面裂纹的【激光】熔覆【修复】方法" in out
    found = json.loads(line(*words, "--format", "json").out)
    placed = [row for row in found["rows"] if row["demand_spans"]]
    assert placed
    for row in placed:
        for text, spans in (("demand_text", "demand_spans"), ("patent_text", "patent_spans")):
            assert {found[text][start:end] for start, end in row[spans]} == {row["label"]}


def test_json_has_everything(line: Run) -> None:
    words = ("why", "--demand", "X-1", "--patent", SCAR, "--top", "1", "--format", "json", *DAY)
    found = json.loads(line(*words).out)
    assert (found["application_number"], found["verdict"], found["gate"]) == (
        SCAR,
        "outranked",
        None,
    )
    assert sum(row["share"] for row in found["rows"]) == pytest.approx(found["score"], abs=1e-6)
    assert found["last"]["application_number"] == ROLL
    assert found["gaps"][0]["feature"] == "text"


def test_json_of_a_gated_patent_names_the_gate(line: Run) -> None:
    words = ("why", "--demand", "X-2", "--patent", DEAD, "--format", "json", *DAY)
    found = json.loads(line(*words).out)
    assert (found["verdict"], found["gate"], found["reason"]) == ("gated", "dead", "专利已失效")
    assert (found["rows"], found["gaps"]) == ([], [])


def test_csv_is_the_rows(line: Run) -> None:
    words = ("why", "--demand", "X-2", "--patent", ALIVE, "--format", "csv", *DAY)
    rows = list(csv.DictReader(io.StringIO(line(*words).out)))
    assert {"文本相似", "分类相近", "产业一致"} & {row["label"] for row in rows}
    assert all(row["sentence"] for row in rows)


@pytest.mark.parametrize(
    "words", [(), ("--demand", "X-2", "--text", "水泵"), ("--text", " ")], ids=str
)
def test_demand_must_be_given_once(line: Run, words: tuple[str, ...]) -> None:
    assert line("why", "--patent", ROLL, *words).code == 2


def test_number_of_no_patent_is_refused(line: Run) -> None:
    result = line("why", "--text", "水泵", "--patent", number("202110000099"))
    assert result.code == 2
