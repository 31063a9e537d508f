"""Open licences by commands."""

import csv
import io
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import Engine

from matchmaker.services.audit import verify
from models.audit import AuditKind
from models.session import make_session
from tests.factories import number
from tests.matchmaker.cli.conftest import Run
from tests.matchmaker.people_world import OWNERS, World, make_world
from tests.matchmaker.services.audit_cases import told
from tests.matchmaker.services.licence_cases import PHONE, declared

PATENT = number("202010000001")


@pytest.fixture
def world(engine: Engine) -> World:
    with make_session(engine) as session:
        world = make_world(session)
        declared(session, world)
        session.commit()
    return world


def rows(run: Run, *words: object) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(run(*words, "--format", "csv").out)))


def test_a_patent_is_checked_rule_by_rule(run: Run, world: World) -> None:
    found = {one["asks"]: one for one in rows(run, "open-licence", "check", PATENT)}
    assert found["声明的内容写全"]["verdict"] == "符合"
    assert found["年费按规定缴纳"]["article"] == "实施细则第八十六条第（三）项"
    assert {one["verdict"] for one in found.values()} <= {"符合", "不符合", "不清楚"}


def test_declarations_are_listed_by_state_and_owner(run: Run, world: World) -> None:
    (row,) = rows(run, "open-licence", "list", "--state", "intended", "--organisation", OWNERS[0])
    assert (row["number"], row["institution"], row["state"]) == (PATENT, OWNERS[0], "拟开放许可")
    assert rows(run, "open-licence", "list", "--organisation", OWNERS[1]) == []
    assert rows(run, "open-licence", "list", "--state", "announced") == []


def test_the_sheet_is_written_and_told_of(
    run: Run, world: World, engine: Engine, tmp_path: Path
) -> None:
    done = run("open-licence", "export", "--out", tmp_path / "out", "--by", "王")
    assert (done.code, done.out.startswith("1 件：")) == (0, True)
    (path,) = (tmp_path / "out").glob("*.xlsx")
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    cells = [cell.value for cell in sheet[3]]
    assert (cells[1], PHONE in cells, "138****1234" in cells) == (
        PATENT.replace("CN", "ZL"),
        False,
        True,
    )
    with make_session(engine) as session:
        records = told(session)
        assert verify(session).broken is None
    actor, kind, subject, details = records[-1]
    assert (actor, kind, subject) == ("王", AuditKind.EXPORT, "开放许可")
    assert details == {"what": "开放许可声明资料", "files": [path.name]}
