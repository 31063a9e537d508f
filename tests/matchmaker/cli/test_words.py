"""matchmaker words: mined, decided, added, and at work in the next ranking."""

import csv
import io
import json
from pathlib import Path

from tests.factories import number, write_csv
from tests.matchmaker.cli.conftest import Run

HEADERS = ("专利名称", "申请号", "申请人", "申请日", "主分类号", "摘要", "申请人地址")


def load(run: Run, folder: Path, *patents: tuple[str, str]) -> None:
    rows = [
        (title, number(f"2020100000{n:02d}"), "武汉大学", "2020-01-05", "F15B15/14", body, "武汉市")
        for n, (title, body) in enumerate(patents, start=1)
    ]
    assert run("import", "patents", write_csv(folder / "p.csv", HEADERS, rows)).code == 0


def listed(run: Run, *words: object) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(run("words", *words, "--format", "csv").out)))


def test_mined_words_are_proposed_once_and_decided(run: Run, tmp_path: Path) -> None:
    text = "包括作动筒（简称ZDT），所述作动筒推动活塞。"
    load(run, tmp_path, ("一种作动筒", text), ("一种收放装置", text))
    assert json.loads(run("words", "mine", "--format", "json").out) == {"new": 1, "known": 0}
    (entry,) = listed(run, "list")
    assert (entry["term"], entry["other"], entry["support"]) == ("作动筒", "zdt", "2")
    assert "作动筒" in entry["example"]
    assert (entry["status"], entry["origin"]) == ("待核", "专利括注")
    assert listed(run, "find", "ZDT漏油") == listed(run, "find", "漏油")
    assert "已采用 1 条：作动筒＝zdt" in run("words", "accept", entry["id"], "--by", "王芳").out
    assert {"said": "zdt", "other": "作动筒", "weight": "1.0"} in listed(run, "find", "ZDT漏油")
    assert listed(run, "list") == []
    assert listed(run, "list", "--all")[0]["decided_by"] == "王芳"
    assert json.loads(run("words", "mine", "--format", "json").out) == {"new": 0, "known": 1}
    assert run("words", "refuse", entry["id"]).code == 0
    assert listed(run, "find", "ZDT漏油") == listed(run, "find", "漏油")


def test_an_added_pair_changes_the_next_ranking_without_a_new_index(
    run: Run, tmp_path: Path
) -> None:
    load(
        run,
        tmp_path,
        ("一种管接头", "卡套式管接头，连接牢固。"),
        ("一种波纹管", "金属波纹管，吸收位移。"),
        ("一种泵壳", "离心泵壳体。"),
    )
    assert run("index", "build").code == 0
    question = ("rank", "--text", "需要咕噜弯弯", "--anywhere", "--format", "csv")
    before = list(csv.DictReader(io.StringIO(run(*question).out)))
    added = run("words", "add", "咕噜弯弯", "波纹管", "--kind", "related", "--by", "王芳")
    assert (added.code, "说法对应" in added.out) == (0, True)
    after = list(csv.DictReader(io.StringIO(run(*question).out)))
    scores = [{row["title"]: float(row["score"]) for row in rows} for rows in (before, after)]
    assert scores[1]["一种波纹管"] > scores[0].get("一种波纹管", 0.0)
    assert after[0]["title"] == "一种波纹管"
    assert "咕噜弯弯→波纹管" in after[0]["reason"]


def test_a_pair_that_ships_can_be_stopped(run: Run) -> None:
    assert {"said": "油缸", "other": "液压缸", "weight": "1.0"} in listed(run, "find", "油缸")
    stopped = listed(run, "add", "油缸", "液压缸", "--refuse")
    assert (stopped[0]["status"], stopped[0]["origin"]) == ("已否决", "自带词典")
    assert "液压缸" not in {row["other"] for row in listed(run, "find", "油缸")}


def test_wrong_words_are_refused(run: Run) -> None:
    for words, said in (
        (("add", "泵", "水泵"), "太短"),
        (("add", "LED", "led"), "同一个词"),
        (("accept", "77"), "没有编号为 77 的词条"),
    ):
        result = run("words", *words)
        assert (result.code, said in result.err) == (2, True), result.err
