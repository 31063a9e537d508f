"""Plans, reports and their check by commands."""

import csv
import io
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine
from sqlmodel import Session

from matchmaker.services.submissions import keep
from models.queries import submissions as submission_queries
from models.session import make_session
from tests.matchmaker.cli.conftest import Run
from tests.matchmaker.services.submissions.cases import (
    AUTUMN,
    OFFICE,
    PLAN,
    PLANNED,
    REPORT,
    STATED,
    sent,
)


@pytest.fixture
def desk(run: Run, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A plan and a report of Yichang that wait for the province."""
    monkeypatch.setattr("matchmaker.cli.submission.now", lambda: OFFICE.at)
    monkeypatch.setattr("matchmaker.cli.submission.today", OFFICE.at.date)
    with make_session(engine) as session:
        sent(session, PLAN, PLANNED)
        sent(session, REPORT, STATED, AUTUMN)
        session.commit()
    return run


def rows(run: Run, *words: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(run("submission", *words, "--format", "csv").out)))


def states(run: Run, kind: str = "plan") -> dict[str, tuple[str, str]]:
    return {one["city"]: (one["state"], one["timing"]) for one in rows(run, "list", kind, "2024")}


def test_the_cities_are_listed_with_who_is_late(desk: Run) -> None:
    found = states(desk)
    assert (len(found), found["宜昌"]) == (17, ("已报送", "按时报送"))
    assert found["武汉"] == ("未填写", "逾期 147 天未报")
    assert rows(desk, "show", "plan", "2024", "宜昌") == [
        {"name": "转让许可合计", "unit": "次", "value": "120"},
        {"name": "质押融资额", "unit": "亿元", "value": "1.50000001"},
    ]


def test_a_plan_is_filed_returned_and_written_out(desk: Run, tmp_path: Path) -> None:
    assert "已备案" in desk("submission", "file", "plan", "2024", "宜昌", "--by", "王").out
    assert states(desk)["宜昌"][0] == "已备案"
    desk("submission", "return", "plan", "2024", "宜昌", "--reason", "金额偏低")
    assert states(desk)["宜昌"][0] == "已退回"
    folder = tmp_path / "out"
    desk("submission", "plan", "2024", "宜昌", "--out", str(folder))
    assert [one.name for one in folder.iterdir()] == ["活动方案_宜昌市知识产权局_2024年.docx"]


def test_differences_are_listed_and_written_out(desk: Run, tmp_path: Path) -> None:
    found = {one["indicator"]: one["verdict"] for one in rows(desk, "check", "2024")}
    assert found == {"宣讲活动（场）": "无记录支撑 2", "转让许可合计（次）": "无记录支撑 1"}
    desk("submission", "check", "2024", "--out", str(tmp_path))
    book = load_workbook(tmp_path / "汇总校核表_2024年.xlsx")
    assert book.sheetnames == ["汇总", "台账", "差异", "差异来源", "重复报送", "说明"]


def test_a_table_is_imported_into_a_report(desk: Run, engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "汇总.csv"
    path.write_text("指标,数值\n宣讲活动,7\n", "utf-8")
    assert desk("submission", "import", "2024", "宜昌", str(path)).code == 2
    with make_session(engine) as session:
        found = keep.give_back(session, REPORT, revision(session), "核对", OFFICE)
        assert found.figures["briefing_sessions"] == 2
        session.commit()
    assert "已导入 1 项指标" in desk("submission", "import", "2024", "宜昌", str(path)).out
    (first, *_) = rows(desk, "show", "report", "2024", "宜昌")
    assert (first["name"], first["value"]) == ("宣讲活动", "7")


def test_the_day_is_shown_and_set(desk: Run) -> None:
    assert "2024-05-31 截止" in desk("submission", "due", "plan", "2024").out
    told = desk("submission", "due", "plan", "2024", "--set", "2024-06-15", "--reason", "通知").out
    assert "2024-06-15 截止" in told
    assert desk("submission", "due", "plan", "2024", "--set", "2025-06-15").code == 2


def revision(session: Session) -> int:
    found = submission_queries.find_submission(session, REPORT.kind, REPORT.year, REPORT.city_code)
    assert found is not None
    return found.revision or 0
