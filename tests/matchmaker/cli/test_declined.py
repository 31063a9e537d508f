"""What was turned down, left out of recommendations by commands, and shown on request."""

import json
from pathlib import Path

import pytest

from tests.matchmaker.cli.conftest import Run
from tests.matchmaker.cli.direction_line import DAY, load, rows_of
from tests.matchmaker.services.direction_cases import HEAD, ROLL

FIRM, WHY = "武汉轧机制造有限公司", "企业此前未接受：价格"
OWNER = "武汉科技大学"


@pytest.fixture
def line(run: Run, tmp_path: Path) -> Run:
    """A stock of which the firm of X-1 has turned one patent down."""
    load(run, tmp_path)
    words = ("--organisation", FIRM, "--opinion", "unfit", "--reason", "价格", "--by", "王")
    assert run("feedback", "add", "--demand", "X-1", "--patent", ROLL, *words).code == 0
    return run


def test_demands_for_leaves_it_out_and_says_so(line: Run) -> None:
    words = ("demands-for", "--patent", ROLL, "--format", "csv", *DAY)
    plain = line(*words)
    assert "X-1" not in {row["demand_number"] for row in rows_of(plain)}
    assert "另有 1 对此前被认为不合适，未列出；加 --with-declined" in plain.err
    told = line(*words, "--with-declined")
    assert told.err == ""
    declined = {row["demand_number"]: row["declined"] for row in rows_of(told)}
    assert declined == {number: WHY if number == "X-1" else "" for number in declined}
    assert "X-1" in declined


def test_firms_for_tells_how_many_it_leaves_out(line: Run) -> None:
    words = ("firms-for", "--organisation", OWNER, "--format", "json", *DAY)
    assert json.loads(line(*words).out)["left_out"] == 1
    told = json.loads(line(*words, "--with-declined").out)
    assert told["left_out"] == 0
    assert WHY in {firm["declined"] for firm in told["firms"]}


def test_rank_and_match_leave_it_out_and_why_tells_who_turned_it_down(line: Run) -> None:
    ranked = line("rank", "--demand", "X-1", "--format", "csv", *DAY)
    numbers = [row["application_number"] for row in rows_of(ranked)]
    assert (ROLL in numbers, HEAD in numbers) == (False, True)
    assert "1 件专利此前被认为不适合这项需求，未列出" in ranked.err
    assert WHY in line("why", "--demand", "X-1", "--patent", ROLL, *DAY).out
    assert line("match", "run", *DAY).code == 0
    stored = rows_of(line("match", "show", "X-1", "--format", "csv"))
    assert ROLL not in {row["application_number"] for row in stored}
    demands = rows_of(line("match", "patent", "--patent", ROLL, "--format", "csv"))
    assert "X-1" not in {row["demand"] for row in demands}


def test_a_typed_demand_is_answered_with_everything(line: Run) -> None:
    typed = line("rank", "--text", "轧辊裂纹修复", "--format", "csv", *DAY)
    assert ROLL in {row["application_number"] for row in rows_of(typed)}
