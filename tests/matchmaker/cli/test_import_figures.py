"""Figures of earlier years on the line: loaded, refused rows had back and sent again."""

import json
from pathlib import Path

import openpyxl

from tests.ingest.writing import write_csv
from tests.matchmaker.cli.conftest import Run
from tests.matchmaker.services.ledger.sheets import WRONG, write_last_year


def test_fourteen_cities_load_and_three_come_back_to_be_corrected(run: Run, tmp_path: Path) -> None:
    path = write_last_year(tmp_path / "去年.xlsx")
    refused = tmp_path / "拒收.xlsx"
    result = run("import", "figures", path, "--year", "2023", "--errors-out", refused)
    assert result.code == 1
    assert "去年.xlsx：合计行不导入：第 20 行（合计）" in result.out
    assert "去年.xlsx 表“2023年” 第 6 行 宣讲场次“十二场”：不是数字" in result.out
    book = openpyxl.load_workbook(refused)
    (sheet,) = book.worksheets
    rows = list(sheet.iter_rows(values_only=True))
    assert [row[0] for row in rows[1:]] == [place + 3 for place in WRONG]
    for row in sheet.iter_rows(min_row=2):
        for cell in row[3:]:
            cell.value = 5
    book.save(refused)
    again = run("import", "figures", refused, "--year", "2023", "--format", "json")
    told = json.loads(again.out)
    assert (again.code, told["rows"], told["new"], told["refused"]) == (0, 3, 3, 0)
    whole = run("import", "figures", path, "--year", "2023", "--format", "json")
    told = json.loads(whole.out)
    assert (told["new"], told["changed"], told["unchanged"], told["refused"]) == (0, 0, 14, 3)
    assert told["files"][0]["skipped_rows"] == [
        {"sheet": "2023年", "row_number": 20, "text": "合计"}
    ]


def test_without_a_year_anywhere_the_file_is_refused(run: Run, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [("市州", "走访调研"), ("武汉", "3")])
    result = run("import", "figures", path)
    assert result.code != 0
    assert "没有写明年份" in result.err
    assert "请补上“年份”列" in result.err


def test_a_dry_run_writes_nothing(run: Run, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [("市州", "走访调研（万次）"), ("武汉", "0.3")])
    result = run("import", "figures", path, "--year", "2023", "--dry-run")
    assert result.code == 0
    assert "3,000 次" in result.out
    told = json.loads(run("import", "figures", path, "--year", "2023", "--format", "json").out)
    assert told["new"] == 1
