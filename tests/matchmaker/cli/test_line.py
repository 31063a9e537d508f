"""The whole line by commands: import, index, rank, events, lists, export."""

import csv
import io
import json
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.factories import (
    CAMPAIGN,
    PATENTS,
    number,
    write_csv,
    write_demands,
    write_patents,
    wrong_number,
)
from tests.matchmaker.cli.conftest import Run


@pytest.fixture
def line(run: Run, tmp_path: Path) -> Run:
    """Patents, demands, events and an index are in place."""
    (tmp_path / "campaign.toml").write_text(CAMPAIGN, encoding="utf-8")
    assert run("import", "patents", write_patents(tmp_path / "p.csv")).code == 0
    assert run("import", "demands", write_demands(tmp_path / "d.csv")).code == 0
    assert run("index", "build").code == 0
    assert run("event", "add", "campaign.toml").code == 0
    return run


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_init_can_be_repeated(run: Run) -> None:
    assert run("init").code == 0
    assert "数据库已就绪" in run("init").out


def test_import_prints_counts_as_json(run: Run, tmp_path: Path) -> None:
    path = write_patents(tmp_path / "p.csv")
    first = json.loads(run("import", "patents", path, "--format", "json").out)
    second = json.loads(run("import", "patents", path, "--format", "json").out)
    names = ("rows", "new", "changed", "unchanged", "refused")
    assert [first[name] for name in names] == [4, 4, 0, 0, 0]
    assert [second[name] for name in names] == [4, 0, 0, 4, 0]


def test_import_of_a_bad_row_exits_with_one_and_gives_it_back(run: Run, tmp_path: Path) -> None:
    good = [["一种阀门", number("202010000009"), "武汉大学", "2020-01-05"]]
    bad = [["一种水泵", wrong_number("202010000010"), "武汉大学", "2020-01-05"]]
    path = write_csv(tmp_path / "p.csv", ("专利名称", "申请号", "申请人", "申请日"), good + bad)
    result = run("import", "patents", path, "--errors-out", "refused.xlsx")
    assert result.code == 1
    assert "第 3 行 申请号" in result.out
    sheet = CalamineWorkbook.from_path("refused.xlsx").get_sheet_by_index(0).to_python()
    assert sheet[0] == ["原行号", "拒收原因与改法", "专利名称", "申请号", "申请人", "申请日"]
    assert sheet[1][0] == 3
    assert sheet[1][3] == wrong_number("202010000010")


def test_a_corrected_refused_workbook_loads(run: Run, tmp_path: Path) -> None:
    bad = [["一种水泵", wrong_number("202010000010"), "武汉大学", "2020-01-05"]]
    path = write_csv(tmp_path / "p.csv", ("专利名称", "申请号", "申请人", "申请日"), bad)
    run("import", "patents", path, "--errors-out", "refused.xlsx")
    rows = CalamineWorkbook.from_path("refused.xlsx").get_sheet_by_index(0).to_python()
    rows[1][3] = number("202010000010")
    corrected = write_csv(
        tmp_path / "again.csv", [str(c) for c in rows[0]], [[str(c) for c in rows[1]]]
    )
    result = json.loads(run("import", "patents", corrected, "--format", "json").out)
    assert (result["new"], result["refused"]) == (1, 0)


def test_dry_run_writes_nothing(run: Run, tmp_path: Path) -> None:
    path = write_patents(tmp_path / "p.csv")
    dry = json.loads(run("import", "patents", path, "--dry-run", "--format", "json").out)
    wet = json.loads(run("import", "patents", path, "--format", "json").out)
    assert dry["dry_run"] is True
    assert (dry["new"], wet["new"]) == (4, 4)


def test_a_bad_source_exits_with_two_and_leaves_the_database(run: Run, tmp_path: Path) -> None:
    result = run("import", "patents", tmp_path / "none.xlsx")
    assert result.code == 2
    assert "文件不存在" in result.err
    assert "还没有专利" in run("index", "build").err


def test_index_build_is_not_repeated_without_change(line: Run) -> None:
    assert "没有变化" in line("index", "build").out
    assert rows_of(line("index", "status", "--format", "csv").out)[0]["stale"] == "False"


def test_index_is_stale_after_an_import(line: Run, tmp_path: Path) -> None:
    extra = [["一种水泵叶轮", "202010000077", *PATENTS[0][2:]]]
    line("import", "patents", write_patents(tmp_path / "more.csv", extra))
    assert rows_of(line("index", "status", "--format", "csv").out)[0]["stale"] == "True"
    assert "索引已过期" in line("rank", "--text", "水泵").err


def test_rank_without_an_index_says_what_to_run(run: Run) -> None:
    result = run("rank", "--text", "水泵")
    assert result.code == 2
    assert "matchmaker index build" in result.err


def test_rank_of_a_stored_demand_prefers_the_right_field(line: Run) -> None:
    rows = rows_of(line("rank", "--demand", "X-1", "--as-of", "2024-06-01", "--format", "csv").out)
    assert rows[0]["application_number"] == number("202010000001")
    assert rows[0]["demand_id"] == "X-1"
    assert [row["rank"] for row in rows] == [str(i) for i in range(1, len(rows) + 1)]


def test_rank_leaves_dead_patents_out_unless_any_state(line: Run) -> None:
    words = ("rank", "--text", "电池包热失控预警", "--as-of", "2024-06-01", "--format", "json")
    alive = {row["application_number"] for row in json.loads(line(*words).out)}
    every = {row["application_number"] for row in json.loads(line(*words, "--any-state").out)}
    assert number("201910000003") not in alive
    assert number("201910000003") in every


def test_rank_by_city_and_industry(line: Run) -> None:
    words = ("rank", "--text", "热失控预警", "--as-of", "2024-06-01", "--format", "csv")
    by_city = rows_of(line(*words, "--city", "十堰").out)
    assert [row["application_number"] for row in by_city] == [number("202110000004")]
    words = ("rank", "--text", "激光修复", "--as-of", "2024-06-01", "--format", "csv")
    by_industry = rows_of(line(*words, "--industry", "生命健康").out)
    assert [row["application_number"] for row in by_industry] == [number("202020000002")]


def test_rank_of_a_file_names_its_demands(line: Run, tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "q.csv", ("demand_id", "content"), [("a", "轧辊裂纹修复"), ("b", "电池包热失控")]
    )
    result = line("rank", "--file", path, "--top", 1, "--as-of", "2024-06-01", "--format", "csv")
    found = [(row["demand_id"], row["application_number"]) for row in rows_of(result.out)]
    assert found == [("a", number("202010000001")), ("b", number("202110000004"))]


@pytest.mark.parametrize("words", [(), ("--text", "a", "--demand", "b"), ("--text", "  ")])
def test_rank_wants_exactly_one_question(line: Run, words: tuple[str, ...]) -> None:
    assert line("rank", *words).code == 2


def test_rank_of_an_unknown_demand_says_so(line: Run) -> None:
    result = line("rank", "--demand", "nope")
    assert result.code == 2
    assert "没有需求编号 nope" in result.err


def test_generate_makes_a_list_an_event_and_repeats_nothing(line: Run) -> None:
    first = rows_of(line("event", "generate", "--format", "csv").out)
    second = rows_of(line("event", "generate", "--format", "csv").out)
    assert [(r["slug"], r["version"], r["state"]) for r in first] == [
        ("docking", "1", "新版本"),
        ("roadshow", "1", "新版本"),
    ]
    assert [(r["version"], r["state"]) for r in second] == [("1", "未变"), ("1", "未变")]


def test_lists_keep_to_the_area_of_the_event(line: Run) -> None:
    line("event", "generate")
    docking = json.loads(line("event", "show", "docking", "--format", "json").out)
    roadshow = json.loads(line("event", "show", "roadshow", "--format", "json").out)
    assert {row["demand_number"] for row in docking} == {"X-1"}
    assert {row["demand_number"] for row in roadshow} == {"X-2"}


def test_anywhere_lifts_the_area(line: Run) -> None:
    line("event", "generate", "docking", "--anywhere")
    rows = json.loads(line("event", "show", "docking", "--format", "json").out)
    assert {row["demand_number"] for row in rows} == {"X-1", "X-2"}


def test_as_of_before_the_patents_gives_an_empty_list_that_says_so(line: Run) -> None:
    rows = rows_of(
        line("event", "generate", "docking", "--as-of", "2018-01-01", "--format", "csv").out
    )
    assert rows[0]["entries"] == "0"
    assert "名单为空" in rows[0]["notices"]


def test_as_of_after_the_event_is_refused(line: Run) -> None:
    result = line("event", "generate", "docking", "--as-of", "2024-07-01")
    assert result.code == 2
    assert "晚于活动日" in result.err


def test_show_and_generate_print_tables_for_people(line: Run) -> None:
    assert "docking" in line("event", "generate").out
    shown = line("event", "show", "docking").out
    assert "武汉都市圈对接会" in shown
    assert "轧辊" in shown


def test_show_of_a_version_that_is_not_there_is_refused(line: Run) -> None:
    assert "还没有名单" in line("event", "show", "docking").err
    line("event", "generate", "docking")
    assert "没有第 9 版名单" in line("event", "show", "docking", "--version", 9).err


def test_export_writes_the_same_bytes_twice(line: Run, tmp_path: Path) -> None:
    line("event", "generate")
    line("event", "export", "--out", "a")
    line("event", "export", "docking", "--out", "b", "--format", "json")
    first, second = Path("a/docking_v1.xlsx"), Path("b/docking_v1.xlsx")
    assert first.read_bytes() == second.read_bytes()
    assert sorted(path.name for path in Path("a").iterdir()) == [
        "docking_v1.xlsx",
        "roadshow_v1.xlsx",
    ]


def test_event_list_shows_the_newest_version(line: Run) -> None:
    line("event", "generate", "docking")
    rows = rows_of(line("event", "list", "--format", "csv").out)
    assert [(row["slug"], row["version"]) for row in rows] == [("docking", "1"), ("roadshow", "")]


def test_event_add_by_options(run: Run) -> None:
    words = ("--slug", "x", "--name", "小型对接", "--date", "2024-08-01", "--city", "宜昌")
    assert "新增" in run("event", "add", *words, "--industry", "人工智能").out
    assert "未变" in run("event", "add", *words, "--industry", "ai").out
    assert "更新" in run("event", "add", *words).out


def test_event_add_without_enough_is_refused(run: Run) -> None:
    assert run("event", "add", "--slug", "x").code == 2


def test_generate_without_events_says_what_to_run(run: Run, tmp_path: Path) -> None:
    result = run("event", "generate")
    assert result.code == 2
    assert "matchmaker event add" in result.err
