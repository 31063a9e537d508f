"""What plans add up to, beside what is asked for; what waits for whom."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlmodel import Session

from matchmaker.access.viewer import Viewer, person
from matchmaker.china_time import CHINA
from matchmaker.services.ledger.kpi import CITIES
from matchmaker.services.submissions import keep
from matchmaker.services.submissions.keep import Place
from matchmaker.services.submissions.todo import submission_tasks
from matchmaker.services.submissions.view import filed_plans, view_planned, view_row, view_rows
from models.account_enums import Role
from models.enums import EventKind
from models.event import Event
from models.ledger import BaseFigure
from models.submission_enums import SubmissionKind
from tests.conftest import NOW
from tests.matchmaker.services.ledger.cases import WUHAN, YICHANG
from tests.matchmaker.services.submissions.cases import (
    CITY,
    OFFICE,
    PLAN,
    PLANNED,
    docking,
    filed,
    sent,
)

WUHAN_PLAN = Place(SubmissionKind.PLAN, 2024, WUHAN)
DAY = date(2024, 5, 20)


def viewer(role: Role, city: str | None = None) -> Viewer:
    return person(1, "李", role, city_code=city)


def planned(session: Session) -> dict[str, tuple[int, int, bool | None]]:
    rows = view_rows(session, SubmissionKind.PLAN, 2024, DAY, CITIES)
    lines = view_planned(session, 2024, rows)
    return {one.indicator.slug: (one.planned, one.cities, one.is_met) for one in lines}


def test_sums_stand_beside_what_is_asked_for(session: Session) -> None:
    assert planned(session) == {
        "provincial_events": (0, 0, False),
        "transfers": (0, 0, None),
        "pledge_amount": (0, 0, None),
    }
    for place in range(4):
        session.add(
            Event(
                slug=f"p{place}",
                name="省级对接会",
                kind=EventKind.PROVINCIAL_DOCKING,
                held_on=date(2024, 6 + place, 18),
                city_code=WUHAN,
            )
        )
    session.add_all(
        BaseFigure(
            year=2023,
            month=month,
            city_code=YICHANG,
            indicator="transfers",
            value=value,
            actor="王",
            recorded_at=NOW,
        )
        for month, value in zip(range(5, 11), (20, 20, 20, 20, 20, 0), strict=True)
    )
    sent(session, PLAN, PLANNED)
    # A draft does not count yet.
    keep.save(session, WUHAN_PLAN, 0, PLANNED, CITY)
    found = planned(session)
    assert found["provincial_events"] == (4, 0, True)
    assert found["transfers"] == (120, 1, True)
    assert found["pledge_amount"] == (150_000_001, 1, None)


def test_one_less_than_asked_for_is_not_enough(session: Session) -> None:
    session.add_all(
        BaseFigure(
            year=2023,
            month=month,
            city_code=YICHANG,
            indicator="transfers",
            value=20,
            actor="王",
            recorded_at=NOW,
        )
        for month in range(5, 11)
    )
    sent(session, PLAN, replace(PLANNED, figures={"transfers": 143}))
    assert planned(session)["transfers"] == (143, 1, False)


def test_only_filed_plans_stand_beside_what_is_done(session: Session) -> None:
    sent(session, PLAN, PLANNED)
    assert filed_plans(session, 2024) == {}
    filed(session, WUHAN_PLAN, PLANNED)
    assert filed_plans(session, 2024) == {WUHAN: dict(PLANNED.figures)}


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (date(2024, 4, 30), []),
        (date(2024, 5, 1), ["份活动方案要报送省局（距截止 30 天）"]),
        (date(2024, 6, 3), ["份活动方案要报送省局（逾期 3 天未报）"]),
    ],
)
def test_a_city_is_reminded_before_the_day(session: Session, day: date, told: list[str]) -> None:
    city = viewer(Role.CITY_ORGANISER, YICHANG)
    # In a year without a campaign nobody waits for anything.
    assert submission_tasks(session, city, day) == []
    session.add(docking(date(2024, 6, 18)))
    session.flush()
    assert [one.text for one in submission_tasks(session, city, day)] == told


def test_an_event_outside_its_months_makes_no_campaign(session: Session) -> None:
    session.add(docking(date(2024, 12, 17)))
    session.flush()
    province = viewer(Role.PROVINCIAL_ORGANISER)
    assert submission_tasks(session, province, date(2024, 11, 28)) == []
    row = view_row(session, SubmissionKind.PLAN, 2024, date(2024, 11, 28), YICHANG)
    assert (row.is_late, row.timing) == (False, "本年没有安排活动")
    early = view_row(session, SubmissionKind.PLAN, 2024, date(2024, 5, 21), YICHANG)
    assert early.timing == "距截止 10 天"


def test_what_was_sent_late_stays_late(session: Session) -> None:
    sent(session, PLAN, PLANNED, replace(CITY, at=datetime(2024, 6, 3, 9, tzinfo=CHINA)))
    row = view_row(session, SubmissionKind.PLAN, 2024, date(2024, 11, 28), YICHANG)
    assert (row.is_late, row.timing) == (True, "逾期 3 天报送")


def test_a_city_is_told_why_its_plan_came_back(session: Session) -> None:
    city = viewer(Role.CITY_ORGANISER, YICHANG)
    made = sent(session, PLAN, PLANNED)
    assert submission_tasks(session, city, DAY) == []
    keep.give_back(session, PLAN, made.revision or 0, "金额偏低", OFFICE)
    (task,) = submission_tasks(session, city, DAY)
    assert task.text == "份活动方案被省局退回，要修改后重报：金额偏低"
    assert task.path == f"/office/submissions/plan/2024/{YICHANG}"


def test_the_province_sees_what_waits_and_who_is_late(session: Session) -> None:
    province = viewer(Role.PROVINCIAL_ORGANISER)
    sent(session, PLAN, PLANNED)
    found = [(one.count, one.text) for one in submission_tasks(session, province, DAY)]
    assert found == [(1, "个市州的活动方案已报送，等待备案")]
    late = [(one.count, one.text) for one in submission_tasks(session, province, date(2024, 6, 1))]
    assert late[1] == (16, "个市州的活动方案逾期未报（5月31日截止）")
    assert submission_tasks(session, viewer(Role.AUDITOR), date(2024, 6, 1)) == []
