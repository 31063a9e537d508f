"""matchmaker demands-for."""

import json
from pathlib import Path

import pytest

from models.values.secrecy import Confidentiality
from tests.factories import number
from tests.matchmaker.cli.conftest import Run
from tests.matchmaker.cli.direction_line import DAY, FORMATS, hide, load, rows_of
from tests.matchmaker.services.direction_cases import DEAD, PROBE, ROLL

WRONG: tuple[tuple[tuple[str, ...], str], ...] = (
    ((), "--patent"),
    (("--patent", "不是号码"), "错误："),
    (("--patent", number("202110000099")), "没有申请号为"),
    (("--patent", ROLL, "--top", "0"), "--top"),
    (("--patent", ROLL, "--top", "201"), "--top"),
    (("--patent", ROLL, "--as-of", "昨天"), "--as-of"),
    (("--patent", ROLL, "--algorithm", "bm25"), "没有算法“bm25”"),
    (("--patent", ROLL, "--format", "xml"), "--format"),
)


@pytest.fixture
def line(run: Run, tmp_path: Path) -> Run:
    load(run, tmp_path)
    return run


def test_table_names_the_patent_and_its_demands(line: Run) -> None:
    result = line("demands-for", "--patent", PROBE, *DAY)
    assert result.code == 0
    assert result.out.splitlines()[0] == f"{PROBE} 一种轧辊裂纹的超声检测方法"
    assert "需求名称" in result.out
    assert "轧辊裂纹的发现" in result.out
    assert "武汉轧机制造有限公司" in result.out
    assert result.err == ""


def test_csv_is_the_rows_best_first(line: Run) -> None:
    rows = rows_of(line("demands-for", "--patent", PROBE, "--format", "csv", *DAY))
    assert list(rows[0]) == ["rank", "demand_number", "title", "enterprise", "score", "reason"]
    assert [row["rank"] for row in rows] == ["1", "2", "3"]
    assert rows[0]["demand_number"] == "X-3"
    scores = [float(row["score"]) for row in rows]
    assert scores == sorted(scores, reverse=True)
    assert "“超声检测”" in rows[0]["reason"]


def test_json_has_the_patent_and_the_same_rows(line: Run) -> None:
    words = ("demands-for", "--patent", PROBE, *DAY)
    told = json.loads(line(*words, "--format", "json").out)
    assert (told["application_number"], told["gate"], told["reason"]) == (PROBE, None, "")
    plain = [{name: str(value) for name, value in row.items()} for row in told["demands"]]
    assert plain == rows_of(line(*words, "--format", "csv"))


def test_score_is_that_of_why_but_for_the_heat_of_other_demands(line: Run) -> None:
    best = json.loads(line("demands-for", "--patent", PROBE, "--format", "json", *DAY).out)[
        "demands"
    ][0]
    words = ("--patent", PROBE, "--demand", best["demand_number"], "--format", "json", *DAY)
    why = json.loads(line("why", *words).out)
    # Ranked alone the heat is unknown, a half; here two other demands come near, of five.
    assert best["score"] == pytest.approx(why["score"] + 0.01 * (2 / 5 - 1 / 2), abs=2e-6)


def test_top_and_algorithm_are_obeyed(line: Run) -> None:
    every = rows_of(line("demands-for", "--patent", ROLL, "--format", "csv", *DAY))
    words = ("demands-for", "--patent", ROLL, "--top", "1", "--format", "csv", *DAY)
    assert len(every) > 1
    assert rows_of(line(*words)) == every[:1]
    refused = line(*words, "--algorithm", "tfidf-v1")
    assert (refused.code, "index build --algorithm tfidf-v1" in refused.err) == (2, True)
    assert line("index", "build", "--algorithm", "tfidf-v1").code == 0
    (row,) = rows_of(line(*words, "--algorithm", "tfidf-v1"))
    assert (row["demand_number"] in {"X-1", "X-4"}, "需求与之相近" in row["reason"]) == (
        True,
        False,
    )


# --- gates


def test_gate_is_named_and_nothing_else(line: Run) -> None:
    words = ("demands-for", "--patent", DEAD, *DAY)
    told = json.loads(line(*words, "--format", "json").out)
    assert (told["gate"], told["reason"], told["demands"]) == ("dead", "专利已失效", [])
    table, rows = line(*words), line(*words, "--format", "csv")
    assert (table.out, rows_of(rows)) == (f"{DEAD} 一种磷酸铁锂电池包的热失控预警方法\n", [])
    assert table.err == rows.err == "这件专利不能推介：专利已失效\n"
    assert table.code == rows.code == 0


def test_gate_is_lifted_on_request(line: Run) -> None:
    words = ("demands-for", "--patent", DEAD, "--any-state", "--format", "csv", *DAY)
    assert rows_of(line(*words))[0]["demand_number"] == "X-2"


@pytest.mark.parametrize("level", [Confidentiality.NAMED, Confidentiality.HIDDEN])
def test_confidential_demands_never_appear(
    line: Run, database_url: str, level: Confidentiality
) -> None:
    words = ("demands-for", "--patent", PROBE, "--anywhere", "--any-state", *DAY)
    assert [form for form in FORMATS if "X-3" not in line(*words, "--format", form).out] == []
    hide(database_url, "X-3", level)
    for form in FORMATS:
        told = _without_the_patent(line(*words, "--format", form).out)
        assert "X-1" in told
        assert [text for text in ("X-3", "轧辊裂纹的发现", "超声") if text in told] == []


def _without_the_patent(out: str) -> str:
    return out.replace("一种轧辊裂纹的超声检测方法", "")


def test_nothing_to_show_is_told_with_what_to_do(line: Run, database_url: str) -> None:
    for demand_number in ("X-1", "X-2", "X-3", "X-4"):
        hide(database_url, demand_number)
    result = line("demands-for", "--patent", PROBE, *DAY)
    assert (result.code, "没有符合条件的需求" in result.err) == (0, True)
    assert "需求名称" not in result.out


# --- wrong input


def test_wrong_input_is_refused(line: Run) -> None:
    for words, told in WRONG:
        result = line("demands-for", *words)
        assert (words, result.code, result.out) == (words, 2, "")
        assert told in result.err


def test_missing_index_is_told(run: Run) -> None:
    result = run("demands-for", "--patent", ROLL)
    assert (result.code, "matchmaker index build" in result.err) == (2, True)


def test_stale_index_is_told_on_the_side(line: Run) -> None:
    assert line("patent", "edit", ROLL, "--set", "名称=另一种方法", "--by", "王").code == 0
    result = line("demands-for", "--patent", PROBE, "--format", "csv", *DAY)
    assert result.err == "提示：索引已过期，请运行 matchmaker index build\n"
    assert rows_of(result)[0]["demand_number"] == "X-3"
