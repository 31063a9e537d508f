"""matchmaker similar."""

import json
from pathlib import Path

import pytest

from tests.factories import number
from tests.matchmaker.cli.conftest import Run
from tests.matchmaker.cli.direction_line import DAY, load, rows_of
from tests.matchmaker.services.direction_cases import ALIVE, DEAD, GAS, HEAD, PROBE, ROLL

WRONG: tuple[tuple[tuple[str, ...], str], ...] = (
    ((), "--patent"),
    (("--patent", "123"), "错误："),
    (("--patent", number("202110000099")), "没有申请号为"),
    (("--patent", ROLL, "--top", "0"), "--top"),
    (("--patent", ROLL, "--format", "xml"), "--format"),
)


@pytest.fixture
def line(run: Run, tmp_path: Path) -> Run:
    load(run, tmp_path)
    return run


def test_table_names_the_patent_and_those_like_it(line: Run) -> None:
    result = line("similar", "--patent", ROLL, *DAY)
    assert result.code == 0
    assert result.out.splitlines()[0] == f"{ROLL} 一种轧辊表面裂纹的激光熔覆修复方法"
    assert "相近程度" in result.out
    assert "武汉纺织大学" in result.out
    assert result.out.count(ROLL) == 1
    assert result.err == ""


def test_csv_is_the_rows_nearest_first(line: Run) -> None:
    rows = rows_of(line("similar", "--patent", ROLL, "--top", "2", "--format", "csv", *DAY))
    assert list(rows[0]) == ["rank", "application_number", "title", "owner", "score", "reason"]
    assert [(row["application_number"], row["owner"]) for row in rows] == [
        (HEAD, "武汉纺织大学"),
        (PROBE, "武汉科技学院机电学院"),
    ]
    assert rows[0]["reason"].startswith("共有“")


def test_json_tells_what_is_shared(line: Run) -> None:
    told = json.loads(line("similar", "--patent", ALIVE, "--format", "json", *DAY).out)
    assert (told["application_number"], told["gate"], told["reason"]) == (ALIVE, None, "")
    nearest = told["patents"][0]
    assert (nearest["application_number"], nearest["owner"]) == (GAS, "武汉大学、武汉纺织大学")
    assert "热失控" in nearest["phrases"]
    assert nearest["subclasses"] == ["H01M"]
    assert 0.0 < nearest["score"] <= 1.0


def test_gates_apply_and_are_lifted_on_request(line: Run) -> None:
    words = ("similar", "--patent", ALIVE, "--format", "csv", *DAY)
    assert DEAD not in line(*words).out
    assert DEAD in line(*words, "--any-state").out


def test_patent_that_is_stopped_itself_is_answered_with_a_warning(line: Run) -> None:
    result = line("similar", "--patent", DEAD, "--format", "csv", *DAY)
    assert result.err == "注意：这件专利本身不能推介：专利已失效\n"
    assert {row["application_number"] for row in rows_of(result)[:2]} == {ALIVE, GAS}
    told = json.loads(line("similar", "--patent", DEAD, "--format", "json", *DAY).out)
    assert (told["gate"], told["reason"]) == ("dead", "专利已失效")


def test_nothing_like_it_is_told_with_what_to_do(line: Run) -> None:
    result = line("similar", "--patent", ROLL, "--as-of", "2060-01-01")
    assert result.code == 0
    assert "没有相近的可推介专利。可试 --anywhere 或 --any-state" in result.err
    assert "相近程度" not in result.out


def test_wrong_input_is_refused(line: Run) -> None:
    for words, told in WRONG:
        result = line("similar", *words)
        assert (words, result.code, result.out) == (words, 2, "")
        assert told in result.err
