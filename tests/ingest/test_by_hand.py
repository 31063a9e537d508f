"""Columns that a person maps by hand, and what is remembered of it."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from ingest.errors import SourceError
from ingest.mapping import headers_digest
from ingest.pipeline import FileParser, ParseOptions
from models.enums import ImportKind
from tests.ingest.writing import (
    Parsed,
    application_number,
    parse,
    parse_as,
    patent_row,
    write_book,
    write_csv,
)

STRANGE = ["专利的号码", "专利题目", "哪个学校", "卖多少钱(万元)"]
ROWS = [STRANGE, [*patent_row(1), 5], [*patent_row(2), "面议"]]
MAPPING = {"专利的号码": "application_number", "专利题目": "名称", "哪个学校": "申请人"}


def parse_mapped(path: Path, mapping: Mapping[str, str]) -> Parsed:
    return parse_as(path, ParseOptions(ImportKind.PATENTS, mapping=mapping))


def error_of_mapping(path: Path, mapping: Mapping[str, str]) -> SourceError:
    with pytest.raises(SourceError) as caught:
        next(iter(FileParser(path, ParseOptions(ImportKind.PATENTS, mapping=mapping))))
    return caught.value


@pytest.mark.parametrize("field", ["price", " PRICE ", "价格", "预期交易价格（万元）"])
def test_field_is_named_by_its_code_its_label_or_a_known_header(tmp_path: Path, field: str) -> None:
    path = write_csv(tmp_path / "a.csv", ROWS)
    parsed = parse_mapped(path, {**MAPPING, "卖多少钱（万元）": field})
    assert [row.values["price_low_cny"] for row in parsed.valid] == [50_000, None]
    assert parsed.headers[0].by_hand == tuple(STRANGE)
    assert parsed.headers[0].unknown == ()


def test_mapping_finds_the_header_row(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [["某大学清单"], ["说明"], *ROWS])
    assert parse_mapped(path, MAPPING).headers[0].row_number == 3


def test_mapping_goes_before_a_known_header(tmp_path: Path) -> None:
    rows = [["申请号", "专利名称", "题目", "申请人"], [*patent_row()[:2], "真正的名称", "武汉大学"]]
    parsed = parse_mapped(write_csv(tmp_path / "a.csv", rows), {"题目": "title"})
    assert parsed.valid[0].values["title"] == "真正的名称"
    assert parsed.headers[0].repeated == ("专利名称",)


def test_dash_sets_a_column_aside(tmp_path: Path) -> None:
    rows = [["申请号", "专利名称", "申请人", "申请日"], patent_row(1, "坏日期")]
    path = write_csv(tmp_path / "a.csv", rows)
    assert len(parse(path).rejected) == 1
    parsed = parse_mapped(path, {"申请日": "-"})
    assert (len(parsed.valid), parsed.headers[0].ignored) == (1, ("申请日",))


def test_unknown_field_names_the_nearest_ones(tmp_path: Path) -> None:
    error = error_of_mapping(write_csv(tmp_path / "a.csv", ROWS), {"专利题目": "titel"})
    assert error.reason == "列“专利题目”手工对应到“titel”，没有这个字段"
    assert error.remedy.startswith("最接近的字段是“title（名称）”")
    error = error_of_mapping(write_csv(tmp_path / "a.csv", ROWS), {"专利题目": "法律的状态"})
    assert error.remedy.startswith("最接近的字段是“legal_text（法律状态）”")


def test_header_that_is_not_there_names_the_nearest_ones(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", ROWS)
    error = error_of_mapping(path, {**MAPPING, "专利的题目": "title"})
    assert error.reason == "手工对应的列“专利的题目”不在文件里"
    assert error.remedy.startswith("最接近的列是“专利题目”")


def test_header_may_stand_in_any_sheet(tmp_path: Path) -> None:
    sheets = {"一": [["申请号", "专利名称", "申请人"], patent_row(1)], "二": ROWS}
    path = write_book(tmp_path / "a.xlsx", sheets)
    assert len(parse_mapped(path, MAPPING).valid) == 3
    error = error_of_mapping(path, {"没有的列": "title"})
    assert error.reason == "手工对应的列“没有的列”不在文件里"


def test_digest_is_of_the_set_of_headers() -> None:
    assert headers_digest(["申请号", "专利名称"]) == headers_digest(
        ["专利名称*", " 申 请 号 ", "申请号"]
    )
    assert headers_digest(["申请号"]) != headers_digest(["申请号", "专利名称"])


def test_remembered_mapping_is_asked_for_by_the_digest(tmp_path: Path) -> None:
    kept = {headers_digest(STRANGE): {**MAPPING, "卖多少钱(万元)": "-"}}
    options = ParseOptions(ImportKind.PATENTS, remembered=lambda digest: kept.get(digest, {}))
    path = write_csv(tmp_path / "a.csv", [["某大学清单"], *ROWS])
    parsed = parse_as(path, options)
    assert [row.key for row in parsed.valid] == [application_number(1), application_number(2)]
    assert parsed.headers[0].ignored == ("卖多少钱(万元)",)


def test_mapping_of_now_goes_before_the_remembered_one(tmp_path: Path) -> None:
    kept = {headers_digest(STRANGE): {**MAPPING, "卖多少钱(万元)": "-"}}
    options = ParseOptions(
        ImportKind.PATENTS,
        mapping={"卖多少钱(万元)": "price"},
        remembered=lambda digest: kept.get(digest, {}),
    )
    parsed = parse_as(write_csv(tmp_path / "a.csv", ROWS), options)
    assert parsed.valid[0].values["price_low_cny"] == 50_000


def test_remembered_field_that_is_gone_is_passed_over(tmp_path: Path) -> None:
    kept = {headers_digest(STRANGE): {**MAPPING, "卖多少钱(万元)": "a_field_of_the_past"}}
    options = ParseOptions(ImportKind.PATENTS, remembered=lambda digest: kept.get(digest, {}))
    parsed = parse_as(write_csv(tmp_path / "a.csv", ROWS), options)
    assert parsed.headers[0].unknown == ("卖多少钱(万元)",)
