"""The people at an event by commands: from the list to what came of the meetings."""

import csv
import io
import json
from pathlib import Path

import pytest
from icalendar import Calendar
from python_calamine import CalamineWorkbook
from sqlalchemy import Engine

from matchmaker.services.judged_files import read_demands, read_pairs
from matchmaker.services.registration import register
from models.meeting_enums import Side
from models.queries import events as event_queries
from models.queries import organisations as organisation_queries
from models.session import make_session
from tests.conftest import NOW
from tests.factories import write_csv
from tests.matchmaker.cli.conftest import Run
from tests.matchmaker.people_world import FIRMS, OWNERS, SLUG, make_world

BY = ("--by", "李")


@pytest.fixture
def event(run: Run, engine: Engine) -> Run:
    """An event with a candidate list and a hall."""
    with make_session(engine) as session:
        make_world(session)
        session.commit()
    hall = ("--slots", "4", "--break", "3", "--tables", "A区=2", "--tables", "B区=1", "--most", "3")
    assert run("timetable", "hall", SLUG, *hall).code == 0
    return run


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def listed(run: Run, *words: str) -> list[dict[str, str]]:
    return rows_of(run(*words, "--format", "csv").out)


def confirm_all(run: Run) -> None:
    assert run("people", "invite", SLUG).code == 0
    for name in (*FIRMS, *OWNERS):
        assert run("people", "confirm", SLUG, name).code == 0


def test_a_registration_is_refused_and_accepted(event: Run, engine: Engine) -> None:
    with make_session(engine) as session:
        held = event_queries.get_event(session, SLUG)
        body = organisation_queries.find_by_name(session, FIRMS[0])
        assert body is not None
        register(session, held, (body.id or 0, Side.ENTERPRISE), NOW)
        session.commit()
    assert event("people", "refuse", SLUG, FIRMS[0], "--reason", " ").code == 2
    assert event("people", "refuse", SLUG, FIRMS[0], "--reason", "名额已满").out == (
        f"{FIRMS[0]}：未接受报名\n"
    )
    assert [row["status"] for row in listed(event, "people", "list", SLUG)] == ["未接受报名"]
    assert event("people", "confirm", SLUG, FIRMS[0]).code == 0
    assert [row["status"] for row in listed(event, "people", "list", SLUG)] == ["已确认"]


def test_from_list_to_outcomes(event: Run, tmp_path: Path) -> None:
    invited = listed(event, "people", "invite", SLUG)
    assert [row["name"] for row in invited] == [*FIRMS, *OWNERS]
    for name in (*FIRMS, *OWNERS):
        words = ("--contact", "张三", "--phone", "13812341234", "--absent", "4")
        assert event("people", "confirm", SLUG, name, *words).code == 0
    wish = ("people", "wish", SLUG, FIRMS[2], OWNERS[2], "--side", "enterprise")
    assert "希望见面" in event(*wish).out

    (planned,) = listed(event, "timetable", "plan", SLUG, *BY)
    assert (planned["version"], planned["state"], planned["meetings"]) == ("1", "新版本", "6")
    shown = listed(event, "timetable", "show", SLUG)
    assert {row["slot"] for row in shown} == {"1", "2"}
    assert (FIRMS[2], OWNERS[2]) in {(row["enterprise"], row["institution"]) for row in shown}
    assert "第 1 版日程已发布" in event("timetable", "publish", SLUG).out

    result = event("people", "withdraw", SLUG, FIRMS[1])
    assert "请重排：matchmaker timetable plan docking" in result.err
    (replanned,) = listed(event, "timetable", "plan", SLUG, *BY)
    assert (replanned["version"], replanned["moved"]) == ("2", "0")
    changes = listed(event, "timetable", "diff", SLUG, "1")
    assert {row["enterprise"] for row in changes if row["kind"] == "取消"} == {FIRMS[1]}
    assert FIRMS[1] not in {row["enterprise"] for row in listed(event, "timetable", "show", SLUG)}
    event("timetable", "publish", SLUG)

    people = json.loads(event("people", "list", SLUG, "--links", "--format", "json").out)
    token = people[0]["link"].removeprefix("/checkin/")
    assert "签到" in event("people", "check-in", token).out
    assert "签到" in event("people", "check-in", "--event", SLUG, "--name", OWNERS[2]).out
    arrived = [row for row in listed(event, "people", "list", SLUG) if row["checked_in_at"]]
    assert [row["name"] for row in arrived] == [FIRMS[0], OWNERS[2]]

    about = ("outcome", "record", SLUG, FIRMS[0], OWNERS[0], *BY)
    assert "已记录：未达成" in event(*about, "--result", "none", "--reason", "价格").out
    assert "已更正：签约" in event(*about, "--result", "contract", "--amount", "50万元").out
    (outcome,) = listed(event, "outcome", "list", SLUG)
    assert (outcome["result"], outcome["amount_cny"], outcome["demand"]) == (
        "签约",
        "500000",
        "需求1",
    )
    assert len(listed(event, "outcome", "list", SLUG, "--history")) == 2


def test_what_is_handed_out(event: Run, tmp_path: Path) -> None:
    confirm_all(event)
    event("people", "confirm", SLUG, FIRMS[0], "--contact", "张三", "--phone", "13812341234")
    event("timetable", "plan", SLUG, *BY)
    words = ("timetable", "export", SLUG, "--out", "out", "--format", "json")
    result = event(*words, "--base-url", "http://10.0.0.1:8000")
    paths = [Path(path) for path in json.loads(result.out)]
    assert [path.suffix for path in paths] == [".xlsx", ".html", *[".ics"] * 7]
    sheet = CalamineWorkbook.from_path(str(paths[0])).get_sheet_by_name("签到表").to_python()
    assert sheet[2][6] == "张** 138****1234"
    assert all("13812341234" not in path.read_text(errors="replace") for path in paths)
    assert len(Calendar.from_ical(paths[2].read_bytes()).walk("VEVENT")) == 6
    before = [path.read_bytes() for path in paths]
    event(*words, "--base-url", "http://10.0.0.1:8000")
    assert [path.read_bytes() for path in paths] == before


def test_without_an_address_the_export_says_what_is_missing(event: Run) -> None:
    confirm_all(event)
    event("timetable", "plan", SLUG, *BY)
    assert "MATCHMAKER_BASE_URL" in event("timetable", "export", SLUG, "--out", "out").err
    bad = event("timetable", "export", SLUG, "--out", "out", "--base-url", "10.0.0.1")
    assert (bad.code, "http://" in bad.err) == (2, True)


def test_the_hall_changes_only_in_what_is_named(event: Run) -> None:
    event("timetable", "hall", SLUG, "--start", "14:00", "--allow", "甲=乙")
    (hall,) = json.loads(event("timetable", "hall", SLUG, "--format", "json").out)
    assert (hall["starts_at"], hall["slot_count"], hall["breaks"]) == ("14:00", 4, "3")
    assert (hall["tables"], hall["allowed_groups"]) == ("A区 2 张、B区 1 张", "甲—乙")
    event("timetable", "hall", SLUG, "--allow", "")
    (hall,) = json.loads(event("timetable", "hall", SLUG, "--format", "json").out)
    assert hall["allowed_groups"] == "不限"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--tables", "很多"), "看不懂桌数“很多”"),
        (("--break", "9"), "休息场次 9 不在第 1 至 4 场之内"),
        (("--slots", "0"), "场数应至少为 1"),
        (("--start", "23:00"), "24 点之后"),
        (("--allow", "甲"), "看不懂分组“甲”"),
    ],
)
def test_a_hall_that_cannot_be_is_refused(event: Run, words: tuple[str, str], message: str) -> None:
    result = event("timetable", "hall", SLUG, *words)
    assert (result.code, message in result.err) == (2, True)


def test_a_move_that_clashes_is_refused_and_one_that_fits_is_kept(event: Run) -> None:
    confirm_all(event)
    event("timetable", "plan", SLUG, *BY)
    pair = ("timetable", "move", SLUG, FIRMS[2], OWNERS[0], *BY)
    bad = event(*pair, "--slot", "3", "--table", "1")
    assert (bad.code, "休息时段" in bad.err) == (2, True)
    assert event(*pair, "--slot", "4", "--table", "3").code == 0
    rows = listed(event, "timetable", "show", SLUG, "--party", FIRMS[2])
    assert [(row["slot"], row["table"], row["fixed"]) for row in rows] == [("4", "3", "是")]


def test_who_is_left_out_is_listed_with_advice(event: Run) -> None:
    confirm_all(event)
    event("people", "wish", SLUG, FIRMS[2], OWNERS[0], "--side", "enterprise", "--not")
    event("timetable", "plan", SLUG, *BY)
    (row,) = listed(event, "timetable", "unplaced", SLUG)
    assert (row["name"], row["partners"]) == (FIRMS[2], "0")


def test_one_off_the_list_is_invited_by_name(event: Run) -> None:
    words = ("people", "invite", SLUG, "--organisation", "三峡大学")
    assert event(*words).code == 2
    assert "已邀请" in event(*words, "--side", "institution").out
    assert "此前已邀请" in event(*words, "--side", "institution").out


def test_sheets_that_come_back_are_loaded_and_faults_told(event: Run, tmp_path: Path) -> None:
    event("people", "invite", SLUG)
    sheet = write_csv(
        tmp_path / "back.csv",
        ("单位", "类别", "回复"),
        [(FIRMS[0], "企业", "确认"), (FIRMS[1], "企业", "也许")],
    )
    result = event("people", "import", SLUG, sheet, "--errors-out", "refused.xlsx")
    assert result.code == 1
    assert "back.csv 第 3 行 “回复”：看不懂回复（也许）。请填写其中之一：确认" in result.err
    back = CalamineWorkbook.from_path("refused.xlsx").get_sheet_by_index(0).to_python()
    assert back[1][2:] == [FIRMS[1], "企业", "也许"]


def test_the_list_of_invitations_is_exported(event: Run) -> None:
    event("people", "invite", SLUG)
    (path,) = json.loads(event("people", "export", SLUG, "--out", "out", "--format", "json").out)
    assert CalamineWorkbook.from_path(path).sheet_names == ["企业", "高校院所"]


def test_who_cannot_come_declines(event: Run) -> None:
    event("people", "invite", SLUG)
    assert "已谢绝" in event("people", "decline", SLUG, FIRMS[0]).out
    assert event("people", "withdraw", SLUG, FIRMS[1]).code == 2
    rows = listed(event, "people", "list", SLUG, "--status", "declined")
    assert [row["name"] for row in rows] == [FIRMS[0]]


def test_a_reason_that_is_none_of_those_known_is_refused(event: Run) -> None:
    about = ("outcome", "record", SLUG, FIRMS[0], OWNERS[0], *BY, "--result", "none")
    result = event(*about, "--reason", "太贵")
    assert (result.code, "可选：成熟度不够" in result.err) == (2, True)
    result = event(*about[:-1], "intent", "--amount", "面议")
    assert (result.code, "应是一个数" in result.err) == (2, True)


def test_outcomes_are_written_as_judgements_to_learn_from(event: Run) -> None:
    event("people", "invite", SLUG)
    confirm_all(event)
    event("timetable", "plan", SLUG, *BY)
    event("timetable", "publish", SLUG)
    said = ("--result", "none", "--reason", "非本领域")
    assert event("outcome", "record", SLUG, FIRMS[0], OWNERS[0], *BY, *said).code == 0
    result = event("outcome", "judgements", "--out", "out", "--format", "json")
    demands, pairs = (Path(row["file"]) for row in json.loads(result.out))
    assert "评判 1 对，涉及需求 1 项" in result.err
    assert [pair.relevance for pair in read_pairs(pairs)] == [1]
    assert list(read_demands(demands)) == [pair.demand_id for pair in read_pairs(pairs)]
