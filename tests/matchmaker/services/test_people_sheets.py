"""Sheets that come back filled in."""

from pathlib import Path

import openpyxl
import pytest
from sqlmodel import Session

from ingest.errors import SourceError
from ingest.types import Limits
from matchmaker.reports import invitation_book
from matchmaker.services.invitations import invite, rank_invitees
from matchmaker.services.participants import get_participant
from matchmaker.services.people_sheets import PeopleReport, import_people
from models.meeting_enums import ParticipantStatus, Side, Wanting
from models.queries import participants as participant_queries
from tests.conftest import NOW
from tests.factories import write_csv
from tests.matchmaker.people_world import FIRMS, OWNERS, World, make_world, set_hall


@pytest.fixture
def world(session: Session) -> World:
    world = make_world(session)
    set_hall(session, world)
    return world


def load(session: Session, world: World, path: Path) -> PeopleReport:
    return import_people(session, world.event, path, Limits(), NOW)


def test_the_filled_in_list_of_invitations_is_read(
    session: Session, world: World, tmp_path: Path
) -> None:
    invite(session, world.event, None, NOW)
    path = tmp_path / "invitations.xlsx"
    path.write_bytes(invitation_book.build("对接会", rank_invitees(session, world.event), NOW))
    book = openpyxl.load_workbook(path)
    book["企业"]["I3"], book["企业"]["J3"], book["企业"]["K3"] = "确认", "4", 2
    book["企业"]["I4"] = "谢绝"
    book["高校院所"]["I3"] = "参加"
    book.save(path)
    report = load(session, world, path)
    assert (report.participants, report.wishes, report.rejected) == (6, 0, ())
    statuses = {
        participant.organisation_id: participant.status
        for participant in participant_queries.list_participants(session, world.event)
    }
    assert statuses[world.firms[0]] is ParticipantStatus.CONFIRMED
    assert statuses[world.firms[1]] is ParticipantStatus.DECLINED
    assert statuses[world.firms[2]] is ParticipantStatus.INVITED
    assert statuses[world.owners[0]] is ParticipantStatus.CONFIRMED
    first = get_participant(session, world.event, FIRMS[0])
    assert (first.absent_slots, first.most_meetings) == ([3], 2)


def test_participants_and_wishes_of_one_workbook(
    session: Session, world: World, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    people = book.active
    people.title = "参会"
    people.append(["单位名称", "类别", "回复", "联系人", "电话"])
    people.append([FIRMS[0], "企业", "确认", "张三", "13812341234"])
    people.append([OWNERS[0], "高校", "是", None, None])
    wishes = book.create_sheet("意愿")
    wishes.append(["单位名称", "类别", "对方单位", "意愿", "备注"])
    wishes.append([FIRMS[0], "企业", OWNERS[0], "希望", "急用"])
    book.create_sheet("说明").append(["请于周五前交回"])
    book.save(tmp_path / "people.xlsx")
    report = load(session, world, tmp_path / "people.xlsx")
    assert (report.participants, report.wishes, report.rejected) == (2, 1, ())
    assert report.skipped == ("说明",)
    (wish,) = participant_queries.list_wishes(session, world.event)
    assert (wish.side, wish.wants, wish.note) == (Side.ENTERPRISE, Wanting.WANT, "急用")


def test_a_row_with_a_fault_is_told_of_and_changes_nothing(
    session: Session, world: World, tmp_path: Path
) -> None:
    path = write_csv(
        tmp_path / "people.csv",
        ("单位", "类别", "回复", "缺席场次", "会面上限"),
        [
            (FIRMS[0], "企业", "也许", "", ""),
            (FIRMS[1], "企业", "确认", "上午", "两场"),
            ("无名公司", "企业", "确认", "", ""),
            ("", "企业", "确认", "", ""),
            (FIRMS[2], "企业", "确认", "9", ""),
            (OWNERS[0], "", "确认", "", ""),
            (OWNERS[1], "高校院所", "确认", "1-2", "2"),
            (OWNERS[2], "高校院所", "", "", "2"),
        ],
    )
    report = load(session, world, path)
    refusals = [
        (refusal.row_number, refusal.column, refusal.reason.split("。")[0])
        for rejected in report.rejected
        for refusal in rejected.refusals
    ]
    assert refusals == [
        (2, "回复", "看不懂回复"),
        (3, "缺席场次", "看不懂场次"),
        (3, "会面上限", "不是会面次数"),
        (4, "单位", "没有名为“无名公司”的单位"),
        (5, "单位", "必填项为空"),
        (6, "单位", "没有第 9 场，本活动共 4 场"),
        (7, "类别", "必填项为空"),
        (9, "回复", "写了场次、分组或联系人，却没有回复"),
    ]
    (known,) = participant_queries.list_participants(session, world.event)
    assert (known.organisation_id, known.absent_slots) == (world.owners[1], [0, 1])


def test_a_file_of_another_kind_is_refused(session: Session, world: World, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "x.csv", ("甲", "乙"), [("1", "2")])
    with pytest.raises(SourceError, match=r"没有认得的表头.*单位、类别、回复"):
        load(session, world, path)
