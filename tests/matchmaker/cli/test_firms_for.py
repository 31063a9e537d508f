"""matchmaker firms-for."""

import json
from pathlib import Path

import pytest

from tests.matchmaker.cli.conftest import Run
from tests.matchmaker.cli.direction_line import DAY, FORMATS, hide, load, rows_of
from tests.matchmaker.services.direction_cases import GAS, HEAD, PROBE

NAME = "武汉纺织大学"
WRONG: tuple[tuple[tuple[str, ...], str], ...] = (
    ((), "--organisation"),
    (("--organisation", " "), "单位名称是空的"),
    (("--organisation", NAME, "--top", "0"), "--top"),
    (("--organisation", NAME, "--as-of", "2024-13-01"), "--as-of"),
    (("--organisation", NAME, "--algorithm", "bm25"), "没有算法“bm25”"),
)


@pytest.fixture
def line(run: Run, tmp_path: Path) -> Run:
    load(run, tmp_path)
    return run


def test_table_tells_what_the_organisation_has_and_its_firms(line: Run) -> None:
    result = line("firms-for", "--organisation", NAME, "--with-parts", *DAY)
    assert result.code == 0
    heading = result.out.splitlines()[0]
    assert heading.startswith(f"{NAME}及下属 ")
    assert heading.endswith("：专利 3 件，可推介 3 件")
    assert "达标专利数" in result.out
    assert result.out.count("武汉轧机制造") == 1


def test_csv_is_a_row_a_firm(line: Run) -> None:
    words = ("firms-for", "--organisation", NAME, "--with-parts", "--format", "csv", *DAY)
    rows = rows_of(line(*words))
    assert list(rows[0]) == [
        *("rank", "enterprise", "demand_number", "demand_title", "application_number"),
        *("patent_title", "score", "worthy", "reason"),
    ]
    assert {row["demand_number"]: row["application_number"] for row in rows} == {
        "X-2": GAS,
        "X-3": PROBE,
        "X-4": HEAD,
    }
    assert [row["rank"] for row in rows] == ["1", "2", "3"]
    scores = [float(row["score"]) for row in rows]
    assert scores == sorted(scores, reverse=True)
    assert {row["demand_number"]: row["worthy"] for row in rows} == {
        "X-2": "1",
        "X-3": "2",
        "X-4": "1",
    }


def test_json_has_the_same_rows_and_the_counts(line: Run) -> None:
    words = ("firms-for", "--organisation", "武汉科技学院", *DAY)
    told = json.loads(line(*words, "--format", "json").out)
    assert {name: told[name] for name in ("organisation", "parts", "patents", "offered")} == {
        "organisation": NAME,
        "parts": 0,
        "patents": 2,
        "offered": 2,
    }
    assert told["held_back"] == {}
    plain = [{name: str(value) for name, value in row.items()} for row in told["firms"]]
    assert plain == rows_of(line(*words, "--format", "csv"))


def test_top_is_obeyed(line: Run) -> None:
    words = ("firms-for", "--organisation", NAME, "--top", "1", "--format", "csv", *DAY)
    assert [row["demand_number"] for row in rows_of(line(*words))] == ["X-2"]


def test_patents_that_are_held_back_are_told(line: Run) -> None:
    words = ("firms-for", "--organisation", "华中科技大学", *DAY)
    told = json.loads(line(*words, "--format", "json").out)
    assert (told["offered"], told["held_back"], told["firms"]) == (0, {"dead": 1}, [])
    table, rows = line(*words), line(*words, "--format", "csv")
    assert table.out == "华中科技大学：专利 1 件，可推介 0 件，1 件专利已失效\n"
    assert table.err == rows.err == "该单位没有可推介的专利。可试 --anywhere 或 --any-state\n"
    assert (table.code, rows_of(rows)) == (0, [])
    assert rows_of(line(*words, "--any-state", "--format", "csv"))[0]["demand_number"] == "X-2"


def test_confidential_demands_never_appear(line: Run, database_url: str) -> None:
    words = ("firms-for", "--organisation", NAME, "--anywhere", "--any-state", *DAY)
    assert [form for form in FORMATS if "X-4" not in line(*words, "--format", form).out] == []
    hide(database_url, "X-4")
    for form in FORMATS:
        result = line(*words, "--format", form)
        assert (result.code, "黄石钢铁" in result.out, "X-4" in result.out) == (0, False, False)


def test_nothing_to_show_is_told_with_what_to_do(line: Run, database_url: str) -> None:
    empty = line("firms-for", "--organisation", "三峡大学", *DAY)
    assert (empty.code, "该单位名下没有专利。请先导入其专利" in empty.err) == (0, True)
    for demand_number in ("X-1", "X-2", "X-3", "X-4"):
        hide(database_url, demand_number)
    result = line("firms-for", "--organisation", NAME, *DAY)
    assert (result.code, "没有符合条件的需求" in result.err) == (0, True)


def test_parts_are_pointed_at_where_they_may_help(line: Run) -> None:
    result = line("firms-for", "--organisation", "湖北大学", *DAY)
    assert "或加 --with-parts 连同下属单位" in result.err


# --- wrong input


def test_unknown_name_is_refused_with_the_nearest(line: Run) -> None:
    result = line("firms-for", "--organisation", "武汉纺职大学")
    assert (result.code, result.out) == (2, "")
    assert f"没有名为“武汉纺职大学”的单位。是否为：{NAME}、" in result.err


def test_wrong_input_is_refused(line: Run) -> None:
    for words, told in WRONG:
        result = line("firms-for", *words)
        assert (words, result.code, result.out) == (words, 2, "")
        assert told in result.err
