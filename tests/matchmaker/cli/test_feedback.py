"""What both sides say, and what they ask to be improved, by commands."""

import csv
import io
import json
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from matchmaker.services.judged_files import read_demands, read_pairs
from models.audit import AuditKind, AuditRecord
from models.session import make_session
from tests.factories import number
from tests.matchmaker.cli.conftest import Run
from tests.matchmaker.people_world import FIRMS, OWNERS, SLUG, make_world

BY = ("--by", "王")
PATENT = number("202010000001")
PAIR = ("--demand", "需求1", "--patent", PATENT)
FIRM, OWNER = ("--organisation", FIRMS[0]), ("--organisation", OWNERS[0])


@pytest.fixture
def world(run: Run, engine: Engine) -> Run:
    with make_session(engine) as session:
        make_world(session)
        session.commit()
    return run


def listed(run: Run, *words: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(run(*words, "--format", "csv").out)))


def refuse(run: Run) -> None:
    words = ("--opinion", "unfit", "--reason", "描述不清")
    assert run("feedback", "add", *PAIR, *FIRM, *words, "--event", SLUG, *BY).code == 0


def test_from_a_refusal_to_an_improved_listing(world: Run) -> None:
    refuse(world)
    (row,) = listed(world, "feedback", "list", "--demand", "需求1")
    assert (row["organisation"], row["opinion"], row["reasons"]) == (FIRMS[0], "不合适", "描述不清")
    assert (row["event"], row["algorithm"], row["score"], row["rank"]) == (
        SLUG,
        "blend-v1",
        "0.9",
        "1",
    )
    asked = world("improve", "request", *PAIR, *FIRM, "--point", "描述不清", *BY)
    assert "改进请求 1 已提出，答复期限 " in asked.out
    (request,) = listed(world, "improve", "list", "--owner", OWNERS[0])
    assert (request["points"], request["state"], request["enterprise"]) == (
        "描述不清",
        "待答复",
        FIRMS[0],
    )
    words = ("--text", "已补充实施例", "--set", "maturity=通过中试")
    answered = world("improve", "answer", "1", *OWNER, *words, *BY)
    assert "改进请求 1 已答复，改动字段" in answered.out
    (seen,) = listed(world, "improve", "list", *FIRM)
    assert (seen["state"], seen["answer"], seen["institution"]) == (
        "已答复",
        "已补充实施例",
        OWNERS[0],
    )
    (row,) = listed(world, "feedback", "list", *FIRM)
    assert row["state"] == "已改进，可再推介一次"
    again = ("feedback", "add", *PAIR, *FIRM, "--opinion", "fit", *BY)
    assert "（此前已有 1 次意见，以这次为准）" in world(*again).out
    assert "与已有意见相同，未变" in world(*again).out
    assert len(listed(world, "feedback", "list", "--history")) == 2


def test_requests_are_declined_and_withdrawn(world: Run) -> None:
    ask = ("improve", "request", *PAIR, *FIRM, "--point", "价格", *BY)
    assert world(*ask).code == 0
    assert world(*ask).code == 2
    assert "已撤回" in world("improve", "withdraw", "1", *FIRM, *BY).out
    assert world(*ask).code == 0
    assert "已谢绝" in world("improve", "decline", "2", *OWNER, "--text", "价格不变", *BY).out
    states = [row["state"] for row in listed(world, "improve", "list")]
    assert states == ["已撤回", "已谢绝"]
    assert [row["id"] for row in listed(world, "improve", "list", "--state", "declined")] == ["2"]
    assert listed(world, "improve", "list", "--overdue") == []
    both = world("improve", "list", *FIRM, "--owner", OWNERS[0])
    assert (both.code, "请只给出一个" in both.err) == (2, True)


def test_figures_are_printed_and_written_as_a_workbook(world: Run, engine: Engine) -> None:
    refuse(world)
    rows = listed(world, "feedback", "summary", "--out", "out", *BY)
    assert [(row["kind"], row["name"], row["unfit"], row["reasons"]) for row in rows] == [
        ("单位", OWNERS[0], "1", "描述不清 1"),
        ("产业", "未知", "1", "描述不清 1"),
        ("专利", PATENT, "1", "描述不清 1"),
    ]
    (path,) = Path("out").glob("反馈汇总_*.xlsx")
    with make_session(engine) as session:
        record = session.exec(select(AuditRecord)).one()
    assert (record.kind, record.actor, record.subject) == (AuditKind.EXPORT, "王", "feedback")
    assert record.details == {"what": "反馈汇总", "files": [path.name]}
    told = json.loads(world("feedback", "summary", "--format", "json").out)
    assert told[0]["reasons"] == {"description_unclear": 1}


def test_judgements_are_written_in_the_form_that_is_learnt_from(world: Run) -> None:
    refuse(world)
    result = world("feedback", "judgements", "--out", "out", "--format", "json")
    demands, pairs = (Path(row["file"]) for row in json.loads(result.out))
    assert "评判 1 对，涉及需求 1 项" in result.err
    assert [(pair.supply_id, pair.relevance) for pair in read_pairs(pairs)] == [(PATENT, 1)]
    assert list(read_demands(demands)) == ["需求1"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--opinion", "unfit", "--reason", "太贵"), "没有原因“太贵”。可选：成熟度不够"),
        (("--opinion", "fit", "--score", "0.5"), "请同时写明"),
        (("--opinion", "unfit"), "请写明原因"),
        (("--opinion", "fit", "--event", "nowhere"), "nowhere"),
    ],
)
def test_wrong_words_are_refused_with_what_to_do(
    world: Run, words: tuple[str, ...], message: str
) -> None:
    result = world("feedback", "add", *PAIR, *FIRM, *words, *BY)
    assert (result.code, message in result.err) == (2, True)
    assert listed(world, "feedback", "list") == []
