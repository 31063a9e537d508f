"""matchmaker industry: learnt, looked at, applied, corrected, measured."""

import csv
import io
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from sqlmodel import Session, select

from matchmaker.industry.text_model import IndustryTextModel
from matchmaker.industry.text_training import Example, fit
from matchmaker.services import industry_training
from models.industry_model import IndustryModel
from models.session import make_engine, make_session
from models.taxonomy import IndustryCorrection
from tests.factories import number, write_csv
from tests.matchmaker.cli.conftest import Run

HEADERS = ("专利名称", "申请号", "申请人", "申请日", "主分类号", "摘要")
FIELDS = (
    ("H01M10/05", ("隔膜", "电解液", "极片", "电芯", "极耳", "浆料")),
    ("A61K39/12", ("抗原", "佐剂", "滴度", "免疫", "毒株", "冻干")),
    ("E04B1/38", ("楼板", "梁柱", "砌块", "预制墙", "檩条", "节点")),
)
DEMAND_HEADERS = ("技术需求编号", "企业名称", "市州", "技术需求名称", "主要问题")


@pytest.fixture
def few_folds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a model be measured in less time where its figures do not matter."""
    monkeypatch.setattr(industry_training, "FOLDS", 2)


@cache
def fit_once(examples: tuple[Example, ...], segmenter: str) -> IndustryTextModel:
    """Learn from the same only once: a model depends on nothing else."""
    return fit(examples, segmenter)


@pytest.fixture(autouse=True)
def fitted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def take(examples: Sequence[Example], segmenter: str) -> IndustryTextModel:
        return fit_once(tuple(examples), segmenter)

    monkeypatch.setattr(industry_training, "fit", take)


def load(run: Run, folder: Path) -> None:
    rows = []
    for code, words in FIELDS:
        for first in range(70):
            one, other = words[first % 6], words[(first // 6) % 6]
            serial = f"2020{1 + len(rows) // 999}{len(rows):07d}"
            title, body = f"一种{one}与{other}", f"涉及{one}，所述{other}与{words[first % 5]}相配合"
            rows.append((title, number(serial), "武汉大学", "2020-01-05", code, body))
    assert run("import", "patents", write_csv(folder / "p.csv", HEADERS, rows)).code == 0
    asks = [
        ("N-1", "甲公司", "武汉", "滴度不稳", "冻干后免疫效果差，佐剂不匹配"),
        ("N-2", "乙公司", "武汉", "檩条节点松动", "预制墙与梁柱的节点不牢"),
    ]
    assert run("import", "demands", write_csv(folder / "d.csv", DEMAND_HEADERS, asks)).code == 0


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_what_is_learnt_is_shown_and_applied(run: Run, tmp_path: Path) -> None:
    load(run, tmp_path)
    card = json.loads(run("industry", "train", "--format", "json").out)
    assert (card["patents"], card["folds"]) == (210, 5)
    assert card["accuracy"] > 0.95 > card["rules_accuracy"]
    assert sum(map(sum, card["confusion"])) == 210
    applied = rows_of(run("industry", "apply", "--format", "csv").out)
    assert [(row["kind"], row["records"]) for row in applied] == [("专利", "210"), ("需求", "2")]
    assert int(applied[1]["changed"]) >= 1
    again = rows_of(run("industry", "apply", "--format", "csv").out)
    assert [row["changed"] for row in again] == ["0", "0"]
    page = tmp_path / "i.html"
    shown = run("industry", "status", "--report", page)
    assert "仅凭文字的准确率" in shown.out
    text = page.read_text(encoding="utf-8")
    assert "生命健康" in text
    assert "<script" not in text
    assert "http" not in text


@pytest.mark.usefixtures("few_folds")
def test_a_correction_goes_before_everything_and_is_learnt_from(
    run: Run, tmp_path: Path, database_url: str
) -> None:
    load(run, tmp_path)
    words = ("industry", "set", "--demand", "N-1", "--industry", "北斗", "--by", "王芳")
    tags = rows_of(run(*words, "--format", "csv").out)
    assert (tags[0]["slug"], tags[0]["confidence"]) == ("beidou", "1.0")
    assert tags[0]["reason"] == "由 王芳 指定"
    assert json.loads(run("industry", "train", "--format", "json").out)["corrections"] == 1
    run("industry", "apply")
    asks = [("N-1", "甲公司", "武汉", "滴度不稳定", "冻干后免疫效果差")]
    assert run("import", "demands", write_csv(tmp_path / "e.csv", DEMAND_HEADERS, asks)).code == 0
    kept = rows_of(run(*words[:6], "--not", "--by", "李娜", "--format", "csv").out)
    assert "beidou" not in {tag["slug"] for tag in kept}
    engine = make_engine(database_url)
    with make_session(engine) as session:
        (correction,) = _corrections(session)
        assert (correction.belongs, correction.actor) == (False, "李娜")
    engine.dispose()


def test_a_model_of_another_version_is_not_read(
    run: Run, tmp_path: Path, database_url: str
) -> None:
    load(run, tmp_path)
    assert run("industry", "train").code == 0
    engine = make_engine(database_url)
    with make_session(engine) as session:
        model = session.exec(select(IndustryModel)).one()
        model.format += 1
        session.add(model)
        session.commit()
    engine.dispose()
    result = run("industry", "apply")
    assert (result.code, "industry train" in result.err) == (2, True)
    assert run("industry", "train").code == 0
    assert run("industry", "apply").code == 0


def _corrections(session: Session) -> list[IndustryCorrection]:
    return list(session.exec(select(IndustryCorrection)))


def test_a_patent_is_corrected_by_its_number(run: Run, tmp_path: Path) -> None:
    load(run, tmp_path)
    application = number("202010000000")
    words = ("industry", "set", "--patent", application, "--format", "csv")
    tags = rows_of(run(*words, "--industry", "新材料").out)
    assert tags[0]["slug"] == "materials"
    others = rows_of(run(*words, "--industry", "vehicles", "--not").out)
    assert "vehicles" not in {tag["slug"] for tag in others}


def test_labels_measure_what_is_in_force(run: Run, tmp_path: Path) -> None:
    demands = write_csv(
        tmp_path / "q.csv",
        ("demand_id", "title", "content"),
        [("a", "锂电池隔膜", "动力电池"), ("b", "猪瘟疫苗", "抗原"), ("c", "大棚番茄", "栽培")],
    )
    labels = write_csv(
        tmp_path / "l.csv",
        ("demand_id", "industry", "also"),
        [("a", "vehicles", ""), ("b", "beidou", "life-health"), ("c", "other", "")],
    )
    words = ("industry", "evaluate", "--demands", demands, "--labels", labels)
    quality = json.loads(run(*words, "--format", "json").out)[0]
    assert quality["demands"] == 3
    assert quality["first"] == pytest.approx(2 / 3)
    assert quality["accepted"] == 1.0
    assert quality["found"] == pytest.approx(2 / 3)
    (miss,) = rows_of(run(*words, "--misses", "--format", "csv").out)
    assert (miss["demand_id"], miss["labels"]) == ("b", "beidou、life-health")


def test_wrong_input_says_what_to_do(run: Run, tmp_path: Path) -> None:
    demands = write_csv(tmp_path / "q.csv", ("demand_id", "title"), [("a", "锂电池")])
    unknown = write_csv(tmp_path / "l.csv", ("demand_id", "industry", "also"), [("z", "ai", "")])
    headless = write_csv(tmp_path / "h.csv", ("demand_id",), [("a",)])
    for words, said in (
        (("train",), "至少需要 200 件"),
        (("status",), "industry train"),
        (("set", "--industry", "ai"), "恰好给出一个"),
        (("set", "--industry", "某业", "--demand", "N-1"), "没有产业"),
        (("evaluate", "--demands", demands, "--labels", unknown), "第 2 行"),
        (("evaluate", "--demands", demands, "--labels", headless), "缺少列"),
        (("evaluate", "--demands", demands, "--labels", tmp_path / "none.csv"), "文件不存在"),
    ):
        result = run("industry", *words)
        assert (result.code, said in result.err) == (2, True), (words, result.err)


def test_industries_are_listed_with_their_slugs(run: Run) -> None:
    rows = rows_of(run("industry", "list", "--format", "csv").out)
    assert {"slug": "beidou", "name": "北斗"}.items() <= rows[4].items()
    assert rows[-1]["slug"] == "other"


def test_list_is_exported_edited_and_put_in_force(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "list.toml"
    assert "已写出 15 个产业" in run("industry", "export", "--out", path).out
    text = path.read_text(encoding="utf-8")
    edited = text.replace("第九个新兴特色产业（待确认）", "低空产业").replace(
        '"2024-05"', '"2024-06"'
    )
    path.write_text(edited, encoding="utf-8")
    done = run("industry", "edit", path, "--note", "省里来文", "--by", "王芳")
    assert ("产业目录现为第 2 版" in done.out, "改名为“低空产业”" in done.out) == (True, True)
    listed = {
        row["slug"]: row["name"] for row in rows_of(run("industry", "list", "--format", "csv").out)
    }
    assert listed["ninth"] == "低空产业"
    again = tmp_path / "again.toml"
    run("industry", "export", "--out", again)
    assert again.read_text(encoding="utf-8") == edited
    unchanged = run("industry", "edit", again, "--note", "再来")
    assert (unchanged.code, "没有改动任何内容" in unchanged.err) == (2, True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("slug = ", "不是有效的 TOML"),
        ("[[industry]]\nslug = 'x'\n", "第 1 个产业缺少字段"),
        (
            "[[industry]]\nslug='other'\nname='其 他'\ngroup='other'\nstatus='confirmed'\n",
            "名称里不能有空格",
        ),
    ],
)
def test_file_that_is_no_list_is_refused(run: Run, tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "list.toml"
    path.write_text(text, encoding="utf-8")
    done = run("industry", "edit", path, "--note", "试")
    assert (done.code, said in done.err) == (2, True), done.err
    missing = run("industry", "edit", tmp_path / "none.toml", "--note", "试")
    assert (missing.code, "文件不存在" in missing.err) == (2, True)
