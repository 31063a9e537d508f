"""One JSON object a line."""

import json
from pathlib import Path

from tests.ingest.writing import (
    application_number,
    error_of,
    parse,
    refusal_of,
    write_jsonl,
)


def record(serial: int, **more: object) -> dict[str, object]:
    return {
        "申请号": application_number(serial),
        "title": f"装置{serial}",
        "assignee": "甲",
        **more,
    }


def test_objects_become_rows_numbered_by_their_lines(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", [record(1), "", record(2)])
    parsed = parse(path)
    assert parsed.numbers == ([1, 3], [])
    assert [row.values["title"] for row in parsed.valid] == ["装置1", "装置2"]
    assert parsed.headers[0].as_text() == {
        "申请号": "application_number",
        "title": "title",
        "assignee": "applicants",
    }


def test_bad_line_is_refused_with_its_number_and_the_others_load(tmp_path: Path) -> None:
    bad = '{"申请号": "2017'
    parsed = parse(write_jsonl(tmp_path / "a.jsonl", [record(1), bad, record(2), "[1]", '"x"']))
    assert parsed.numbers == ([1, 3], [2, 4, 5])
    refusal = parsed.refusals[0]
    assert (refusal.row_number, refusal.column, refusal.value) == (2, "（整行）", bad)
    assert refusal.reason == "这一行不是 JSON 对象"
    assert refusal.remedy.startswith("每行应是一个 {…}，键为列名")


def test_bad_line_is_given_back_whole(tmp_path: Path) -> None:
    bad = '{"申请号": ' + "长" * 1000
    parsed = parse(write_jsonl(tmp_path / "a.jsonl", [record(1), bad]))
    assert parsed.rejected[0].cells == (bad,)
    assert len(parsed.refusals[0].value) == 60


def test_bad_line_is_not_lost_where_the_first_key_counts_rows(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", [{"序号": 1, **record(1)}, "oops"])
    assert parse(path).numbers == ([1], [2])


def test_number_too_long_to_read_is_a_bad_line(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", [record(1), '{"申请号": ' + "1" * 5000 + "}"])
    assert parse(path).numbers == ([1], [2])


def test_nesting_too_deep_to_read_is_a_bad_line(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", [record(1), '{"a":' * 100_000])
    assert parse(path).numbers == ([1], [2])


def test_keys_may_come_in_any_order_and_be_absent(tmp_path: Path) -> None:
    turned = dict(reversed(record(2, abstract="摘要二").items()))
    parsed = parse(write_jsonl(tmp_path / "a.jsonl", [record(1), turned]))
    assert [row.values.get("abstract") for row in parsed.valid] == [None, "摘要二"]
    assert [row.values["title"] for row in parsed.valid] == ["装置1", "装置2"]


def test_arrays_are_several_values(tmp_path: Path) -> None:
    path = write_jsonl(
        tmp_path / "a.jsonl",
        [record(1, 申请人=["甲大学", "乙公司", None], IPC=["H01M10/0525", "H01M4/36"])],
    )
    [row] = parse(path).valid
    assert row.owners == ("甲大学", "乙公司")
    assert row.values["classifications"] == ["H01M10/0525", "H01M4/36"]


def test_values_of_every_kind_are_read_as_text(tmp_path: Path) -> None:
    path = write_jsonl(
        tmp_path / "a.jsonl",
        [
            record(
                1, 申请日=20170305, TRL=6, 是否财政资助=True, 摘要={"中": "文"}, 失效日=float("nan")
            )
        ],
    )
    values = parse(path).valid[0].values
    assert values["filing_date"].isoformat() == "2017-03-05"
    assert (values["maturity_trl"], values["state_funded"]) == (6, True)
    assert values["abstract"] == '{"中": "文"}'
    assert "expiry_date" not in values


def test_characters_that_no_database_stores_are_not_given_back(tmp_path: Path) -> None:
    start = json.dumps(record(1), ensure_ascii=False).removesuffix("}")
    path = write_jsonl(tmp_path / "a.jsonl", [start + r', "申请日": "\u0000坏\ud800"}'])
    parsed = parse(path)
    assert refusal_of(parsed).value == "坏"
    assert parsed.rejected[0].cells[-1] == "坏"


def test_file_without_an_object_is_no_table(tmp_path: Path) -> None:
    path = tmp_path / "pretty.json"
    path.write_text('{\n "申请号": "1"\n}\n', encoding="utf-8")
    error = error_of(path)
    assert (error.reason, error.remedy) == ("没有一行是 JSON 对象", "每行应是一个 {…}，键为列名")


def test_missing_key_is_named(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", [{"id": 1, "title": "甲", "assignee": "乙"}])
    error = error_of(path)
    assert error.reason == "缺少必需的列“申请号”，看到的表头是：“id”、“title”、“assignee”"
