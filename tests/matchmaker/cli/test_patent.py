"""matchmaker patent show | edit."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.factories import number, write_csv
from tests.matchmaker.cli.conftest import Run

NUMBER = number("202010000001")
COLUMNS = {
    "申请号": NUMBER,
    "专利名称": "一种[red]阀门",
    "申请人": "武汉大学;三峡大学",
    "发明人": "张三;李四",
    "申请日": "2020/1/5",
    "预期交易价格(万元)": "5-8",
    "可接受的转化方式": "转让;作价入股",
    "是否财政资助": "是",
    "申请人地址": "湖北省武汉市武昌区",
    "合享价值度": "9",
    "权利要求数量": "8",
    "联系人": "赵六",
    "联系电话": "13800000000",
    "邮箱": "zhao@whu.edu.cn",
}


def lines_of(text: str) -> list[tuple[str, ...]]:
    """Return the cells of every row of the tables printed, without their headings."""
    rows = [line.strip("│").split("│") for line in text.splitlines() if line.startswith("│")]
    return [tuple(cell.strip() for cell in row) for row in rows]


def load(run: Run, path: Path, day: str, **more: str) -> None:
    cells = COLUMNS | more
    write_csv(path, list(cells), [list(cells.values())])
    assert run("import", "patents", path, "--source-date", day).code == 0


@pytest.fixture
def stocked(run: Run, tmp_path: Path) -> Run:
    load(run, tmp_path / "a.csv", "2024-01-01")
    return run


def test_show_speaks_chinese_and_leaves_blanks_out(stocked: Run) -> None:
    source = "a.csv（2024-01-01）"
    assert lines_of(stocked("patent", "show", NUMBER).out) == [
        ("申请号", NUMBER, source),
        ("当前权利人", "武汉大学；三峡大学", source),
        ("名称", "一种[red]阀门", source),
        ("专利类型", "发明", source),
        ("申请日", "2020-01-05", source),
        ("到期日", "2040-01-05", source),
        ("发明人", "张三；李四", source),
        ("地址", "湖北省武汉市武昌区", source),
        ("城市", "武汉市", source),
        ("法律状态判定", "状态不明", source),
        ("权利要求数", "8", source),
        ("价值度", "9", source),
        ("价值度出处", "合享价值度", source),
        ("转化方式", "转让；作价入股", source),
        ("价格", "5–8万元", source),
        ("是否财政资助", "是", source),
    ]


def test_long_texts_are_shown_whole(stocked: Run, tmp_path: Path) -> None:
    abstract = "".join(f"第{number}步" for number in range(200))
    load(stocked, tmp_path / "b.csv", "2024-03-01", 摘要=abstract)
    rows = lines_of(stocked("patent", "show", NUMBER).out)
    start = next(at for at, row in enumerate(rows) if row[0] == "摘要")
    below = [row for row in rows[start + 1 :] if row[0]]
    end = rows.index(below[0])
    assert "".join(row[1] for row in rows[start:end]) == abstract


def test_show_as_json_keeps_english_names_and_plain_values(stocked: Run) -> None:
    told = json.loads(stocked("patent", "show", NUMBER, "--format", "json").out)
    assert list(told) == ["fields", "history", "differences"]
    assert {tuple(field) for field in told["fields"]} == {("field", "value", "source")}
    values: dict[str, Any] = {field["field"]: field["value"] for field in told["fields"]}
    assert {
        "owners": ["武汉大学", "三峡大学"],
        "legal_state": "unknown",
        "transfer_modes": ["assignment", "equity"],
        "price_low_cny": 50_000,
        "filing_date": "2020-01-05",
        "abstract": "",
        "claim_count": 8,
        "cited_by_count": None,
    }.items() <= values.items()
    rows = csv.DictReader(io.StringIO(stocked("patent", "show", NUMBER, "--format", "csv").out))
    assert [row["field"] for row in rows] == list(values)


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_contacts_are_never_shown(stocked: Run, tmp_path: Path, form: str) -> None:
    load(stocked, tmp_path / "b.csv", "2023-01-01", 联系人="钱七", 邮箱="qian@whu.edu.cn")
    out = stocked("patent", "show", NUMBER, "--format", form).out
    assert "（联系方式不显示）" in out
    assert [text for text in ("赵六", "钱七", "13800000000", "@whu") if text in out] == []


def test_differences_are_told_in_words(stocked: Run, tmp_path: Path) -> None:
    words = ("--set", "预期交易价格(万元)=10", "--set", "法律状态=授权", "--by", "王")
    edited = stocked("patent", "edit", NUMBER, *words)
    assert lines_of(edited.out) == [
        ("法律状态", "", "授权"),
        ("法律状态判定", "状态不明", "有效"),
        ("价格下限", "5万元", "10万元"),
        ("价格上限", "8万元", "10万元"),
    ]
    load(stocked, tmp_path / "b.csv", "2024-03-01", 当前法律状态="未缴年费", 申请人="武汉大学")
    load(stocked, tmp_path / "c.csv", "2023-03-01", 申请人="三峡大学", 当前法律状态="")
    offered = lines_of(stocked("patent", "show", NUMBER).out)[16:]
    assert {row for row in offered if len(row) == 4} >= {
        ("法律状态", "授权", "未缴年费", "已由人工修改"),
        ("法律状态判定", "有效", "失效", "已由人工修改"),
        ("价格下限", "10万元", "5万元", "已由人工修改"),
        ("当前权利人", "武汉大学", "三峡大学", "已有更新的来源"),
    }


def test_show_of_an_unknown_patent_says_so(run: Run) -> None:
    result = run("patent", "show", NUMBER)
    assert (result.code, "没有申请号为" in result.err) == (2, True)
