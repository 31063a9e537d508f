"""matchmaker exchange platforms | sheet | dump."""

import json
from pathlib import Path
from zipfile import ZipFile

from openpyxl import load_workbook
from sqlalchemy import Engine

from matchmaker.services.exchange.platforms import put_description
from matchmaker.services.list_hands import Author
from models.audit import AuditKind
from models.report_template import ReportKind
from models.session import make_session
from tests.conftest import NOW
from tests.factories import write_demands, write_patents
from tests.matchmaker.cli.conftest import Run
from tests.matchmaker.services.audit_cases import told

OWN = (
    'name = "智慧桥"\n[[sheet]]\nkind = "patents"\nname = "专利"\n'
    'column = [{ header = "名称", field = "title" }]\n'
)


def test_platforms_are_listed_with_whose_columns_hold(run: Run, engine: Engine) -> None:
    with make_session(engine) as session:
        kind = ReportKind.EXCHANGE_ZHIHUIQIAO
        put_description(session, kind, ("我局.toml", OWN.encode()), Author("张三", NOW))
        session.commit()
    rows = json.loads(run("exchange", "platforms", "--format", "json").out)
    assert {row["slug"] for row in rows} == {"wuhan", "zhihuiqiao", "resource"}
    (own,) = [row for row in rows if row["slug"] == "zhihuiqiao"]
    assert (own["sheet"], own["columns"], own["source"]) == ("专利", 1, "我局.toml")
    assert "没有“技术需求”表" in run("exchange", "sheet", "zhihuiqiao", "demands", "--by", "王").err


def test_a_sheet_is_written_and_told_of(run: Run, engine: Engine, tmp_path: Path) -> None:
    assert run("import", "patents", write_patents(tmp_path / "p.csv")).code == 0
    assert run("import", "demands", write_demands(tmp_path / "d.csv")).code == 0
    out = tmp_path / "out"
    common = ("--by", "王", "--out", out)
    done = run("exchange", "sheet", "wuhan", "patents", "--city", "武汉", *common)
    # One of the three of Wuhan has lapsed.
    assert (done.code, done.out.startswith("2 条：")) == (0, True)
    assert run("exchange", "sheet", "武汉高校服务平台", "demands", *common).out.startswith("2 条：")
    titles = [
        row[1]
        for path in sorted(out.glob("*存量专利*.xlsx"))
        for row in load_workbook(path).active.iter_rows(min_row=2, values_only=True)
    ]
    assert titles == ["一种轧辊表面裂纹的激光熔覆修复方法", "一种皮肤瘢痕激光治疗仪"]
    with make_session(engine) as session:
        acts = [
            (actor, subject)
            for actor, kind, subject, _ in told(session)
            if kind is AuditKind.EXPORT
        ]
    assert acts == [("王", "平台交换表")] * 2


def test_what_makes_no_sense_is_told_with_what_there_is(run: Run) -> None:
    wrong = run("exchange", "sheet", "beijing", "patents", "--by", "王")
    assert wrong.code == 2
    assert "没有平台“beijing”。可选：wuhan（武汉高校服务平台）" in wrong.err
    assert "要选一场活动" in run("exchange", "sheet", "wuhan", "list", "--by", "王").err


def test_a_dump_is_written_and_told_of(run: Run, engine: Engine, tmp_path: Path) -> None:
    run("import", "patents", write_patents(tmp_path / "p.csv"))
    done = run("exchange", "dump", "--by", "王", "--out", tmp_path / "out", "--format", "json")
    counts = {row["name"]: row["rows"] for row in json.loads(done.out)}
    assert counts["patents.jsonl"] == 4
    (path,) = (tmp_path / "out").glob("数据包_*.zip")
    with ZipFile(path) as archive:
        assert len(archive.read("patents.jsonl").splitlines()) == 4
    with make_session(engine) as session:
        actor, _, subject, details = told(session)[-1]
    assert (actor, subject, details["records"]["patents.jsonl"]) == ("王", "数据包", 4)
