"""A language model of one's own, by commands: index, rank, why, lists, evaluate."""

import csv
import io
import json
from pathlib import Path

import pytest

from matchmaker.settings import get_settings
from tests.factories import CAMPAIGN, PATENTS, number, write_csv, write_demands, write_patents
from tests.matchmaker.cli.conftest import Run
from tests.matchmaker.dense_world import write_model

DENSE = ("--algorithm", "dense-v1")
TEXT = ("--text", "管道内壁防锈", "--as-of", "2024-06-01")
SYNONYM, NAMESAKE = "202010000021", "202010000022"


@pytest.fixture
def line(run: Run, tmp_path: Path) -> Run:
    """Two patents for a demand that shares words with the wrong one, and events."""
    rows = [
        ("缓蚀剂", SYNONYM, *PATENTS[0][2:5], "金属用缓蚀剂。", *PATENTS[0][6:]),
        (
            "一种管道清扫机器人的行走机构",
            NAMESAKE,
            *PATENTS[0][2:5],
            "包括机架、电机和滚刷，滚刷由电机带动旋转。",
            *PATENTS[0][6:],
        ),
    ]
    (tmp_path / "campaign.toml").write_text(CAMPAIGN, encoding="utf-8")
    run("import", "patents", write_patents(tmp_path / "p.csv", [*PATENTS, *rows]))
    run("import", "demands", write_demands(tmp_path / "d.csv"))
    run("event", "add", "campaign.toml")
    return run


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = write_model(tmp_path / "tiny")
    monkeypatch.setenv("MATCHMAKER_DENSE_MODEL", str(folder))
    get_settings.cache_clear()
    return folder


def numbers(text: str) -> list[str]:
    return [row["application_number"] for row in csv.DictReader(io.StringIO(text))]


def test_without_a_model_every_command_says_what_to_set(line: Run, tmp_path: Path) -> None:
    line("index", "build")
    pairs = ("--demands", tmp_path / "d.csv", "--pairs", tmp_path / "d.csv")
    for words in (
        ("index", "build"),
        ("rank", *TEXT),
        ("why", *TEXT, "--patent", number(SYNONYM)),
        ("event", "generate"),
    ):
        result = line(*words, *DENSE)
        assert result.code == 2
        assert "写入环境变量 MATCHMAKER_DENSE_MODEL" in result.err.replace("\n", "")
    assert line("evaluate", *pairs, *DENSE).code == 2


def test_rank_finds_what_shares_no_word(line: Run, model: Path) -> None:
    assert line("index", "build", *DENSE).code == 0
    found = json.loads(line("rank", *TEXT, *DENSE, "--format", "json").out)
    assert [row["application_number"] for row in found][:2] == [number(SYNONYM), number(NAMESAKE)]
    assert "本机语言模型认为双方文字意思相近" in found[0]["reason"]
    assert number(SYNONYM) not in numbers(line("rank", *TEXT, "--format", "csv").out)


def test_why_tells_the_share_of_the_model(line: Run, model: Path) -> None:
    line("index", "build", *DENSE)
    words = ("why", *TEXT, "--patent", number(NAMESAKE), "--top", 1, "--format", "json")
    found = json.loads(line(*words, *DENSE).out)
    assert (found["verdict"], found["rank"]) == ("outranked", 2)
    assert found["gaps"][0]["feature"] == "dense"


def test_other_algorithms_rank_on_that_index_as_on_their_own(line: Run, model: Path) -> None:
    words = ("rank", "--demand", "X-1", "--as-of", "2024-06-01", "--format", "json")
    line("index", "build")
    before = line(*words).out
    line("index", "build", *DENSE)
    assert line(*words).out == before


def test_index_is_built_again_only_for_another_model(line: Run, model: Path) -> None:
    assert "已建立" in line("index", "build", *DENSE).out
    assert "没有变化" in line("index", "build", *DENSE).out
    status = next(csv.DictReader(io.StringIO(line("index", "status", "--format", "csv").out)))
    assert status["stale"] == "False"
    write_model(model, changes={"缓蚀": 2})
    assert "已建立" in line("index", "build", *DENSE).out


@pytest.mark.parametrize("words", [("rank", *TEXT), ("event", "generate")])
def test_index_of_no_or_another_model_is_refused_with_the_remedy(
    line: Run, model: Path, words: tuple[str, ...]
) -> None:
    line("index", "build")
    without = line(*words, *DENSE)
    line("index", "build", *DENSE)
    write_model(model, changes={"缓蚀": 2})
    other = line(*words, *DENSE)
    for result, told in ((without, "没有语言模型的向量"), (other, "文件不同")):
        assert result.code == 2
        message = result.err.replace("\n", "")
        assert told in message
        assert "matchmaker index build --algorithm dense-v1" in message


def test_list_is_made_anew_for_another_model_and_for_nothing_else(line: Run, model: Path) -> None:
    states = []
    for change in (None, None, {"轧辊": 3}):
        if change:
            write_model(model, changes=change)
        line("index", "build", *DENSE)
        made = line("event", "generate", "docking", *DENSE, "--format", "csv").out
        row = next(csv.DictReader(io.StringIO(made)))
        states.append((row["version"], row["state"]))
    assert states == [("1", "新版本"), ("1", "未变"), ("2", "新版本")]


def test_folder_that_holds_no_model_is_refused(line: Run, model: Path) -> None:
    for path in model.iterdir():
        path.unlink()
    result = line("index", "build", *DENSE)
    assert result.code == 2
    assert "没有认得的语言模型" in result.err


def test_evaluate_compares_the_model_with_words_alone(
    run: Run, tmp_path: Path, model: Path
) -> None:
    asked = [("d1", "管道内壁防锈", "寻求防锈办法")]
    demands = write_csv(tmp_path / "q.csv", ("demand_id", "title", "content"), asked)
    titles = ("缓蚀 剂", "管道 清扫 机器人 的 行走 机构", "抛光", "装置", "轧辊")
    pairs = write_csv(
        tmp_path / "pairs.csv",
        ("demand_id", "supply_id", "supply_title", "relevance"),
        [("d1", f"s{i}", title, 1 if i else 4) for i, title in enumerate(titles)],
    )
    words = ("evaluate", "--demands", demands, "--pairs", pairs, *DENSE, "--peers")
    found = json.loads(run(*words, "--against", "blend-v1", "--format", "json").out)
    assert (found["algorithm"], found["ndcg@10"]) == ("dense-v1", 1.0)
    assert [rival["algorithm"] for rival in found["rivals"]] == [
        "jieba-tfidf",
        "characters",
        "blend-v1",
    ]
    assert found["comparison"]["better"] == 1
    assert run(*words, "--report", "report.html").code == 0
    assert "语义相近" in Path("report.html").read_text(encoding="utf-8")
