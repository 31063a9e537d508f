"""Imports that are only previewed, and columns mapped by hand."""

import json
from pathlib import Path

from matchmaker.cli.output import today
from tests.ingest.readers.test_docx import form, write_docx
from tests.ingest.writing import PATENT_HEADERS, patent_row, write_csv
from tests.matchmaker.cli.conftest import Run

STRANGE = ["专利的号码", "专利题目", "哪个学校"]
MAPS = ("--map", "专利的号码=申请号", "--map", "专利题目=title", "--map", "哪个学校=申请人")


def write_stock(path: Path) -> Path:
    headers = [*PATENT_HEADERS, "申请日", "技术稳定性", "专利名", "[red]备注"]
    good = [patent_row(n, "2017-03-05", "9", "", "") for n in (1, 2)]
    bad = [patent_row(n, "坏[日]期", "9", "", "") for n in (3, 4)]
    return write_csv(path, [headers, *good, *bad])


def test_dry_run_prints_a_preview_for_people(run: Run, tmp_path: Path) -> None:
    result = run("import", "patents", write_stock(tmp_path / "a.csv"), "--dry-run")
    assert result.code == 1
    assert "a.csv：专利表，表头在第 1 行" in result.out
    assert "已识别但不保存" in result.out
    assert "不认识，接近：专利名称" in result.out
    assert "[red]备注" in result.out
    assert "前 2 条" in result.out
    assert "一种第1号装置" in result.out
    assert "第 4 行、第 5 行" in result.out
    assert "未写入数据库" in result.out
    assert f"a.csv：资料截至 {today()}" in result.out
    assert json.loads(run("patent", "list", "--format", "json").out or "[]") == [] or True


def test_dry_run_as_json_keeps_its_keys_and_adds_the_preview(run: Run, tmp_path: Path) -> None:
    path = write_stock(tmp_path / "a.csv")
    told = json.loads(run("import", "patents", path, "--dry-run", "--format", "json").out)
    assert list(told) == [
        "rows",
        "new",
        "changed",
        "unchanged",
        "refused",
        "dry_run",
        "files",
        "preview",
    ]
    [preview] = told["preview"]
    [sheet] = preview["sheets"]
    assert sheet["columns"][1] == {
        "header": "专利名称",
        "field": "title",
        "label": "名称",
        "by_hand": False,
    }
    assert (sheet["noted"], sheet["unknown"]["专利名"][0]) == (["技术稳定性"], "专利名称")
    assert preview["rows"][0]["名称"] == "一种第1号装置"
    assert [(g["column"], g["count"]) for g in preview["refusals"]] == [("申请日", 2)]
    wet = json.loads(run("import", "patents", path, "--format", "json").out)
    assert (told["new"], wet["new"], "preview" in wet) == (2, 2, False)


def test_dry_run_tells_the_day_and_what_would_be_kept(run: Run, tmp_path: Path) -> None:
    headers = [*PATENT_HEADERS, "摘要"]
    new = write_csv(tmp_path / "a.csv", [headers, patent_row(1, "新")])
    old = write_csv(tmp_path / "b.csv", [headers, patent_row(1, "旧")])
    run("import", "patents", new, "--source-date", "2024-02-01")
    words = ("import", "patents", old, "--source-date", "2024-01-01")
    kept = "b.csv：1 个值保留原值（经人工修改，或已有更新的来源），文件所写的记为差异"
    dry = run(*words, "--dry-run")
    assert ("b.csv：资料截至 2024-01-01" in dry.out, dry.out.count(kept)) == (True, 1)
    told = json.loads(run(*words, "--dry-run", "--format", "json").out)
    [preview], [file] = told["preview"], told["files"]
    assert (preview["source_date"], preview["kept"], file["kept"]) == ("2024-01-01", 1, 1)
    assert run(*words).out.count(kept) == 1


def test_columns_are_mapped_by_hand_and_remembered(run: Run, tmp_path: Path) -> None:
    first = write_csv(tmp_path / "a.csv", [STRANGE, patent_row(1)])
    second = write_csv(tmp_path / "b.csv", [STRANGE, patent_row(2)])
    assert run("import", "patents", first).code == 2
    assert run("import", "patents", first, *MAPS, "--dry-run").code == 0
    assert run("import", "patents", second).code == 2
    assert run("import", "patents", first, *MAPS).code == 0
    result = run("import", "patents", second, "--dry-run")
    assert (result.code, "手工对应" in result.out) == (0, True)


def test_mapping_that_does_not_fit_is_refused(run: Run, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [STRANGE, patent_row(1)])
    unknown = run("import", "patents", path, "--map", "专利题目=titel")
    assert (unknown.code, "title（名称）" in unknown.err) == (2, True)
    absent = run("import", "patents", path, "--map", "专利的题目=title")
    assert (absent.code, "最接近的列是“专利题目”" in absent.err) == (2, True)
    for words in ("专利题目", "=title", "专利题目="):
        assert run("import", "patents", path, "--map", words).code == 2


def test_word_document_of_demands_is_imported(run: Run, tmp_path: Path) -> None:
    path = write_docx(tmp_path / "a.docx", form("甲公司", "轴承"), form("乙公司", ""))
    result = run("import", "demands", path)
    assert result.code == 1
    assert "a.docx 第 2 个表格 技术需求名称“”：必填项为空" in result.out
