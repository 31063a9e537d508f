"""matchmaker roadshow, from the selection to the sheets."""

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest

from tests.factories import number, write_csv
from tests.matchmaker.cli.conftest import Result, Run
from tests.matchmaker.cli.direction_line import hide, load
from tests.matchmaker.services.direction_cases import ROLL, SCAR

DAY = ("--as-of", "2024-06-01")
CRITERIA = ("maturity", "prospects", "benefit", "heat", "life", "claims", "family", "shown")


@pytest.fixture
def line(run: Run, tmp_path: Path) -> Run:
    load(run, tmp_path)
    for slug, kind in (("show", "roadshow"), ("docking", "local_docking")):
        words = ("--slug", slug, "--name", "武汉路演", "--date", "2024-06-27", "--city", "武汉")
        assert run("event", "add", *words, "--kind", kind).code == 0
    return run


def rows_of(result: Result) -> list[dict[str, str]]:
    assert result.code == 0
    return list(csv.DictReader(io.StringIO(result.out)))


def test_a_selection_is_made_once_and_shown_in_every_form(line: Run) -> None:
    first = line("roadshow", "select", "show", *DAY)
    assert (first.code, "show 第 1 版：新版本" in first.out) == (0, True)
    assert "提示：只选出 6 件，不足 20 件" in first.err
    again = line("roadshow", "select", "show", *DAY)
    assert "show 第 1 版：依据未变，保留原版本" in again.out
    rows = rows_of(line("roadshow", "show", "show", "--format", "csv"))
    assert [row["place"] for row in rows] == list("123456")
    told = json.loads(line("roadshow", "show", "show", "--format", "json").out)
    assert (told["version"], len(told["patents"])) == (1, 6)
    for row, patent in zip(rows, told["patents"], strict=True):
        assert row["application_number"] == patent["application_number"]
        assert [part["criterion"] for part in patent["rows"]] == list(CRITERIA)
        assert sum(part["share"] for part in patent["rows"]) == pytest.approx(patent["score"])
    # What is not known has no value.
    assert {part["value"] for patent in told["patents"] for part in patent["rows"][5:6]} == {None}


def test_weights_are_shown_and_set(line: Run) -> None:
    shown = rows_of(line("roadshow", "weights", "show", "--format", "csv"))
    assert [row["criterion"] for row in shown] == list(CRITERIA)
    assert "默认：入选 20 件" in line("roadshow", "weights", "show").out
    words = ("--set", "heat=20", "--set", "技术成熟度=60", "--size", "2", "--blend", "0.5")
    told = json.loads(line("roadshow", "weights", "show", *words, "--format", "json").out)
    assert (told["size"], told["per_institution"], told["blend"]) == (2, 3, 0.5)
    assert told["weights"]["maturity"] == pytest.approx(60 / 140)
    assert told["is_default"] is False
    assert line("roadshow", "select", "show", *DAY).code == 0
    assert len(rows_of(line("roadshow", "show", "show", "--format", "csv"))) == 2


def test_sensitivity_has_a_line_a_weight_and_direction(line: Run) -> None:
    line("roadshow", "select", "show", *DAY)
    rows = rows_of(line("roadshow", "sensitivity", "show", "--format", "csv"))
    assert len(rows) == 2 * len(CRITERIA)
    assert (rows[0]["label"], rows[0]["weight"], rows[0]["moved"]) == ("技术成熟度", "0.2", "0.24")
    told = json.loads(line("roadshow", "sensitivity", "show", "--format", "json").out)
    assert told[0]["leaves"] == []
    assert "前十名都不变" in line("roadshow", "sensitivity", "show").out


def test_a_mark_is_taken_and_counts_in_the_next_selection(line: Run) -> None:
    line("roadshow", "select", "show", *DAY)
    words = ("roadshow", "mark", "show", SCAR, "--reviewer", "王")
    assert "新增" in line(*words, "--mark", "90").out
    assert "更新" in line(*words, "--mark", "95", "--remark", "好").out
    told = json.loads(line(*words, "--mark", "95", "--remark", "好", "--format", "json").out)
    assert told == {"number": SCAR, "reviewer": "王", "mark": 95.0, "outcome": "unchanged"}
    rows = rows_of(line("roadshow", "select", "show", *DAY, "--format", "csv"))
    marked = {row["application_number"]: row["mark_mean"] for row in rows if row["mark_mean"]}
    assert marked == {SCAR: "95.0"}


def test_a_sheet_of_marks_is_taken_and_its_refused_rows_come_back(
    line: Run, tmp_path: Path
) -> None:
    gone = number("202010000099")
    sheet = write_csv(
        tmp_path / "marks.csv",
        ("申请号", "评审人", "分数", "意见"),
        [(ROLL, "王", "80", "好"), (gone, "王", "70", ""), (SCAR, "李", "200", "")],
    )
    words = ("roadshow", "marks-import", "show", sheet)
    result = line(*words, "--errors-out", tmp_path / "bad.xlsx")
    assert result.code == 1
    assert f"marks.csv 第 3 行 申请号“{gone}”：库中没有这件专利。请核对申请号" in result.err
    assert "marks.csv 第 4 行 分数“200”：分数不在 0 到 100 之间" in result.err
    bad = openpyxl.load_workbook(tmp_path / "bad.xlsx").active
    assert [row[0] for row in bad.iter_rows(min_row=2, values_only=True)] == [3, 4]
    told = json.loads(line(*words, "--format", "json").out)
    counts = ("rows", "new", "changed", "unchanged", "refused")
    assert [told[name] for name in counts] == [3, 0, 0, 1, 2]
    assert [(r["row"], r["column"]) for r in told["refusals"]] == [(3, "申请号"), (4, "分数")]
    assert line("roadshow", "marks-import", "show", tmp_path / "bad.xlsx").code == 1


def test_sheets_and_workbook_are_written_the_same_every_time(line: Run, tmp_path: Path) -> None:
    line("roadshow", "select", "show", *DAY)
    told = [
        json.loads(line("roadshow", name, "show", "--out", "out", "--format", "json").out)
        for name in ("sheets", "export")
    ]
    paths = [tmp_path / path for path in (*told[0], *told[1])]
    assert len(paths) == 13
    assert {path.suffix for path in paths} == {".docx", ".html", ".xlsx"}
    before = [path.read_bytes() for path in paths]
    for path in paths:
        path.unlink()
    for name in ("sheets", "export"):
        assert line("roadshow", name, "show", "--out", "out").code == 0
    assert [path.read_bytes() for path in paths] == before


def test_confidential_demands_are_named_in_no_output(
    line: Run, database_url: str, tmp_path: Path
) -> None:
    for demand in ("X-1", "X-3"):
        hide(database_url, demand)
    line("roadshow", "select", "show", *DAY)
    outputs = [
        line("roadshow", *words, "--format", form).out
        for words in (("show", "show"), ("sensitivity", "show"))
        for form in ("table", "csv", "json")
    ]
    line("roadshow", "sheets", "show", "--out", "out")
    outputs += [path.read_text(encoding="utf-8") for path in Path("out").glob("*.html")]
    assert "1 家企业（未公开）" in "".join(outputs)
    assert "轧机制造" not in "".join(outputs)


# --- wrong input


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("select", "nowhere"), "没有活动 nowhere"),
        (("select", "docking"), "不是路演"),
        (("select", "show", "--as-of", "2024-07-01"), "晚于活动日"),
        (("select", "show", "--algorithm", "bm25"), "没有算法“bm25”"),
        (("show", "show"), "还没有遴选结果"),
        (("show", "show", "--version", "3"), "没有第 3 版"),
        (("sheets", "show"), "还没有遴选结果"),
        (("weights", "docking"), "不是路演"),
        (("weights", "show", "--set", "fame=1"), "可用的标准"),
        (("weights", "show", "--set", "heat=-1"), "不能为负"),
        (("weights", "show", "--blend", "2"), "0 到 1"),
        (("mark", "show", ROLL, "--reviewer", "王", "--mark", "101"), "0 到 100"),
        (("mark", "show", "123", "--reviewer", "王", "--mark", "80"), "申请号"),
        (("mark", "docking", ROLL, "--reviewer", "王", "--mark", "80"), "不是路演"),
        (("marks-import", "show", "none.csv"), "文件不存在"),
    ],
)
def test_wrong_input_is_refused_with_what_to_do(
    line: Run, words: tuple[str, ...], told: str
) -> None:
    result = line("roadshow", *words)
    assert (result.code, result.out) == (2, "")
    assert told in result.err
