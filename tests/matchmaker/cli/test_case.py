"""Model cases by commands."""

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine

from matchmaker.services.cases.rounds import close_round, decide
from models.account_enums import Role
from models.session import make_session
from tests.conftest import NOW
from tests.matchmaker.cli.conftest import Run
from tests.matchmaker.services.cases.board import (
    BY,
    YEAR,
    YICHANG,
    entered,
    make_case,
    mark,
    opened,
    reviewer,
)


@pytest.fixture
def choice(run: Run, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A draft, and two cases of which the better one was chosen."""
    monkeypatch.setattr("matchmaker.cli.case.now", lambda: NOW)
    with make_session(engine) as session:
        make_case(session, YICHANG, title="草稿")
        worse, better = (entered(session, YICHANG, title=f"案例{name}") for name in "甲乙")
        judge = reviewer(session, "p1", Role.PROVINCIAL_ORGANISER)
        opened(session, judge)
        mark(session, judge, worse, 70)
        mark(session, judge, better, 90)
        close_round(session, YEAR, "", BY)
        decide(session, YEAR, [better], {worse: "同类已有"}, BY)
        session.commit()
    return run


def test_cases_are_listed_and_ranked(choice: Run) -> None:
    listed = json.loads(choice("case", "list", "--format", "json").out)
    assert [(one["title"], one["state"]) for one in listed] == [
        ("案例乙", "入选"),
        ("案例甲", "未入选"),
        ("草稿", "草拟"),
    ]
    assert json.loads(choice("case", "list", "--city", "武汉", "--format", "json").out) == []
    ranked = json.loads(choice("case", "ranking", str(YEAR), "--format", "json").out)
    assert [(one["place"], one["title"], one["score"]) for one in ranked] == [
        (1, "案例乙", 90.0),
        (2, "案例甲", 70.0),
    ]


def test_the_choice_is_exported(choice: Run, tmp_path: Path) -> None:
    choice("case", "export", str(YEAR), "--out", str(tmp_path))
    assert sorted(one.name for one in tmp_path.glob("典型案例*")) == [
        "典型案例汇编_2024.docx",
        "典型案例评分排名_2024.xlsx",
    ]
    book = load_workbook(tmp_path / "典型案例评分排名_2024.xlsx")
    assert book.sheetnames == ["名次", "评分", "评分理由", "灵敏度", "说明"]
    first, second = list(book["名次"].iter_rows(min_row=3, values_only=True))
    assert (first[2], second[2], second[-1]) == ("案例乙", "案例甲", "同类已有")
    (_, marks, *_) = book["评分"].iter_rows(min_row=3, values_only=True)
    assert marks[5:10] == (90, 90, 90, 90, 90)
    assert str(marks[10]).startswith("=SUMPRODUCT(")
