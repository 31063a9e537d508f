"""The list of firms of a finance roadshow by commands."""

import json
from pathlib import Path

import pytest

from tests.factories import number
from tests.matchmaker.cli.conftest import Run

LASER = "武汉光谷激光有限公司"
CAMPAIGN = """
name = "一月一链"
[[event]]
slug = "june"
name = "六月路演"
kind = "finance_roadshow"
date = 2024-06-18
city = "武汉"
chain = "laser"
[[event]]
slug = "july"
name = "七月路演"
kind = "finance_roadshow"
date = 2024-07-18
city = "武汉"
chain = "laser"
"""


@pytest.fixture
def line(run: Run, tmp_path: Path) -> Run:
    """Two roadshows of one chain and a firm with a patent on it are in place."""
    (tmp_path / "campaign.toml").write_text(CAMPAIGN, encoding="utf-8")
    head = "申请号,专利名称,申请人,主分类号,法律状态"
    row = f"{number('202110000001')},一种激光切割头,{LASER},B23K26/38,授权"
    (tmp_path / "p.csv").write_text(f"{head}\n{row}\n", encoding="utf-8")
    run("import", "patents", tmp_path / "p.csv")
    run("chain", "place")
    return run


def test_a_list_is_made_shown_and_stays_as_it_is(line: Run) -> None:
    added = line("event", "add", "campaign.toml")
    assert "july：2024 年“光通信及激光”还有投融资路演：“六月路演”（2024-06-18）" in added.err
    made = line("event", "firms", "june", "--generate", "--by", "张三")
    assert "第 1 版（草稿）　新版本" in made.out
    assert LASER in made.out
    again = line("event", "firms", "june", "--generate", "--format", "json")
    (row,) = json.loads(again.out)
    assert (row["place"], row["name"], row["answer"]) == (1, LASER, "未邀请")
    assert row["reason"] == "链上有效专利 1 件；近 12 个月没有路演过"
    shown = line("event", "firms", "june", "--version", "1")
    assert "提示：名单只有 1 家，不足 12 家" in shown.out


def test_what_cannot_be_shown_says_why(line: Run) -> None:
    line("event", "add", "campaign.toml")
    for words, message in (
        (("june",), "还没有路演企业名单。请先生成企业名单"),
        (("june", "--most", "3"), "请加上 --generate"),
        (("june", "--generate", "--version", "1"), "请去掉其中一个"),
        (("august",), "没有活动 august"),
    ):
        told = line("event", "firms", *words)
        assert told.code != 0
        assert message in told.err


def test_an_event_by_options_has_a_chain_or_is_refused(line: Run) -> None:
    words = ("--slug", "may", "--name", "五月路演", "--date", "2024-05-20", "--city", "武汉")
    made = line("event", "add", *words, "--kind", "finance_roadshow", "--chain", "chips")
    assert made.code == 0
    refused = line("event", "add", *words, "--kind", "roadshow", "--chain", "chips")
    assert "专利路演没有产业链" in refused.err
